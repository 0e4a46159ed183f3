"""What is stamped reads, looks, and is built like what is printed the plain way.

Six people; STAMPED_PEOPLE=300 in the environment asks for all of them, and takes many minutes.
"""

import os
from io import BytesIO

import pikepdf
import pymupdf
import pytest
import zxingcpp

from certification.papers.certificate_paper import check_printable
from certification.papers.paper_neutrality import custody_words
from certification.stamping.papers import CERTIFICATE
from certification.stamping.stamp_proof import differences
from tests.certification.stamping.people import both, certificate, people, units
from tests.papers import fonts, missing_texts, pages, portrait, qpdf_complaints, raster, sample, strings

PROGRAM = "Pemasangan Instalasi Otomasi Listrik Industri Tingkat Dasar"
PEOPLE = people(int(os.environ.get("STAMPED_PEOPLE", "6")))


def symbols(snapshot):
    frame, _own, _photo = CERTIFICATE.prepared(snapshot)
    return [box for box in frame.skeleton.images if box.source == "document:qr.png"]


@pytest.fixture(scope="module")
def typical():
    return CERTIFICATE.stamped(certificate())


@pytest.mark.parametrize("snapshot", PEOPLE, ids=[f"{len(one['units'])} {one['holder']['name']}" for one in PEOPLE])
def test_same_words_same_look_same_structure(snapshot, tmp_path):
    assert check_printable(snapshot) == []

    stamped, plain = both(snapshot)

    assert list(differences(stamped, plain, symbols(snapshot))) == []
    assert pages(stamped) == pages(plain)
    assert missing_texts(snapshot, " ".join(pages(stamped))) == []
    assert qpdf_complaints(stamped, tmp_path) == ""
    read = [code.text for page in (0, 1) for code in zxingcpp.read_barcodes(raster(stamped, page, 150))]
    assert read == [snapshot["check"]["url"]] * 2


@pytest.mark.parametrize(
    "changes",
    [
        {"photo": portrait(), "seal_note": ["Segel integritas", "18 September 2026"]},
        {"holder": {"name": "Sukarno"}, "issued_on": ""},
        {"program": {"name": PROGRAM}, "units": units(20)},
        {"number": "563/Ö-(1)\\2/2026", "foot": "Sertifikat Pelatihan 563/Ö-(1)\\2/2026"},
    ],
    ids=["photo and seal", "no birth, no date", "program in two lines, twenty units", "number with signs"],
)
def test_what_can_be_left_out_or_added_is_stamped_alike(changes):
    snapshot = certificate(**changes)

    stamped, plain = both(snapshot)

    assert list(differences(stamped, plain, symbols(snapshot))) == []
    assert metadata(stamped) == metadata(plain)


def metadata(pdf):
    with pymupdf.open(stream=pdf) as document:
        return document.metadata


def test_metadata_are_the_same_down_to_the_last_entry():
    snapshot = sample("certificate_long")

    stamped, plain = both(snapshot)

    assert metadata(stamped) == metadata(plain)
    with pikepdf.open(stream(stamped)) as ours, pikepdf.open(stream(plain)) as theirs:
        assert ours.Root.Metadata.read_bytes() == theirs.Root.Metadata.read_bytes()
        assert sorted(ours.Root.keys()) == sorted(theirs.Root.keys())
        assert ours.Root.OutputIntents[0].S == theirs.Root.OutputIntents[0].S
        assert ours.Root.Lang == theirs.Root.Lang


def stream(pdf):
    return BytesIO(pdf)


def test_all_fonts_stand_in_the_file(typical):
    assert len(fonts(typical)) == 5
    assert set(fonts(typical).values()) == {True}


def test_no_word_of_custody_and_no_mark_of_the_layout_anywhere(typical):
    found = strings(typical) + " ".join(pages(typical))

    assert "Sukarno" in found  # else the search would find nothing at all
    assert custody_words(found) == []
    assert "OF-THE-PAPER" not in found


def test_each_file_has_an_identity_of_its_own():
    names = set()
    for number in (1, 2):
        with pikepdf.open(stream(CERTIFICATE.stamped(certificate(serial=number)))) as document:
            names.add(bytes(document.trailer.ID[0]))

    assert len(names) == 2
