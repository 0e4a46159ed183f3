"""Statement of units, paper of attendance, receipt, minutes."""

import csv
import io
from base64 import b64decode
from pathlib import Path

import pymupdf
import pytest
import zxingcpp
from django.conf import settings
from PIL import Image

from certification.papers import attendance_paper, minutes_paper, receipt_paper, statement_paper
from inmates.custody.custody_words import custody_words
from printing.box_fit import Unprintable
from tests.papers import fonts, missing_texts, pages, portrait, qpdf_complaints, raster, sample, strings

PAPERS = {
    "statement": statement_paper,
    "attendance": attendance_paper,
    "receipt": receipt_paper,
    "minutes": minutes_paper,
}
SUBJECT = {"title": "Membuat Roti Manis", "hours": "8"}
UNIT = {"code": "C.24LAS01.001.1", "title": "Melakukan Persiapan Kerja Las", "hours": "16", "result": "K"}
ROW = {"name": "Sukarno", "number": "563/0147/BLK-TPN/2026", "blank": ""}


@pytest.fixture(scope="module", params=PAPERS)
def paper(request):
    return request.param, PAPERS[request.param].render(sample(request.param))


def test_every_word_of_the_snapshot_stands_in_the_file(paper):
    name, pdf = paper

    assert missing_texts(sample(name), " ".join(pages(pdf))) == []
    assert PAPERS[name].check_printable(sample(name)) == []


def test_file_is_sound_with_all_fonts_and_the_same_every_time(paper, tmp_path):
    name, pdf = paper

    assert qpdf_complaints(pdf, tmp_path) == ""
    assert set(fonts(pdf).values()) == {True}
    assert PAPERS[name].render(sample(name)) == pdf


def test_no_word_of_custody_anywhere(paper):
    assert custody_words(strings(paper[1]) + " ".join(pages(paper[1]))) == []


def test_statement_qr_leads_to_the_check_page():
    snapshot = sample("statement")

    found = zxingcpp.read_barcodes(raster(statement_paper.render(snapshot), 0, 150))

    assert [code.text for code in found] == [snapshot["check"]["url"]]


def test_statement_preview_says_so():
    assert pages(statement_paper.render(sample("statement"), preview=True))[0].count("CONTOH") == 1
    assert "CONTOH" not in pages(statement_paper.render(sample("statement")))[0]


@pytest.mark.parametrize("count", [1, 12, 13, 18, 21])
def test_statement_holds_twenty_one_units_on_its_page(count):
    full = sample("statement", units=[UNIT] * count)

    (page,) = pages(statement_paper.render(full))

    assert page.count(UNIT["title"]) == count
    assert statement_paper.check_printable(sample("statement", units=[UNIT] * 22)) == [
        "Unit kompetensi tidak muat pada satu halaman surat keterangan. Bagi menjadi dua surat keterangan."
    ]


def test_every_title_of_the_known_standards_fits_a_statement():
    with (Path(settings.BASE_DIR) / "programs" / "data" / "skkni.csv").open(encoding="utf-8") as file:
        titles = {row["unit_title_id"] for row in csv.DictReader(file)}

    refused = [
        title
        for title in titles
        if statement_paper.check_printable(sample("statement", units=[{**UNIT, "title": title}]))
    ]

    assert refused == []


def test_long_name_of_a_program_takes_two_lines_of_a_statement_and_a_name_never_does():
    program = "Pengelasan SMAW Posisi Datar dan Horizontal untuk Konstruksi Bangunan Gedung Lama, jenjang lanjutan"
    person = [{"label": "Nama", "value": "Sukarno"}, {"label": "Program pelatihan", "value": program}]

    (page,) = pages(statement_paper.render(sample("statement", person=person)))

    assert f"Program pelatihan {program}" in page
    assert statement_paper.check_printable(sample("statement", person=[{"label": "Nama", "value": program}])) == [
        f"Nama terlalu panjang untuk dicetak: “{program}”. Persingkat."
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"opening": ""}, "Kalimat pernyataan kosong"),
        ({"person": [{"label": "Nama", "value": "Sukarno " * 30}]}, "Nama terlalu panjang"),
        ({"person": [{"label": "Nama", "value": "Sukarno"}] * 6}, "Baris tentang orang ini: terisi 6"),
        ({"notes": ["x"] * 6}, "Catatan: terisi 6"),
        ({"finding": "di dalam lapas"}, "memuat kata “lapas”"),
    ],
)
def test_statement_refuses_by_name(changes, reason):
    with pytest.raises(Unprintable) as refusal:
        statement_paper.render(sample("statement", **changes))

    assert len(refusal.value.reasons) == 1
    assert reason in str(refusal.value)


@pytest.mark.parametrize("count", [1, 11, 12, 16, 17, 21])
def test_paper_of_attendance_holds_twenty_one_subjects_on_its_page(count):
    (page,) = pages(attendance_paper.render(sample("attendance", subjects=[SUBJECT] * count)))

    assert page.count(SUBJECT["title"]) == count
    assert attendance_paper.check_printable(sample("attendance", subjects=[SUBJECT] * 22)) == [
        "Materi tidak muat pada satu halaman. Gabungkan beberapa materi dalam program."
    ]


def test_paper_of_attendance_takes_long_titles_in_two_lines():
    title = "Menyiapkan Adonan Roti Manis dengan Tangan dan dengan Mesin Pengaduk sampai Kalis untuk Dua Puluh Potong"

    (page,) = pages(attendance_paper.render(sample("attendance", subjects=[{**SUBJECT, "title": title}] * 3)))

    assert page.count(title) == 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"opening": ""}, "Kalimat pernyataan kosong"),
        ({"person": [{"label": "Nama", "value": "Sukarno " * 30}]}, "Nama terlalu panjang"),
        ({"person": [{"label": "Nama", "value": "Sukarno"}] * 6}, "Baris tentang orang ini: terisi 6"),
        ({"notes": ["x"] * 6}, "Catatan: terisi 6"),
        ({"finding": "di dalam lapas"}, "memuat kata “lapas”"),
        ({"finding": "telah dinyatakan kompeten"}, "memuat kata “kompeten”"),
        ({"notes": ["Setara sertifikat."]}, "memuat kata “sertifikat”"),
        ({"number": "SERTIFIKAT/1/2026"}, "memuat kata “SERTIFIKAT”"),
        ({"person": [{"label": "Program pelatihan", "value": "Las Tersertifikasi"}]}, "memuat kata “Tersertifikasi”"),
        ({"subjects": [{**SUBJECT, "title": "Unit Kompetensi Roti"}]}, "memuat kata “Kompetensi”"),
        ({"subjects": [{**SUBJECT, "title": ""}]}, "Judul materi 1 kosong"),
        ({"subjects": [{**SUBJECT, "hours": ""}]}, "JP materi 1 kosong"),
    ],
)
def test_paper_of_attendance_refuses_by_name(changes, reason):
    with pytest.raises(Unprintable) as refusal:
        attendance_paper.render(sample("attendance", **changes))

    assert len(refusal.value.reasons) == 1
    assert reason in str(refusal.value)


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (16, 1), (17, 2), (28, 2), (60, 4)])
def test_receipt_runs_over_pages_and_keeps_rows_with_the_signatures(count, sheets):
    found = pages(receipt_paper.render(sample("receipt", rows=[ROW] * count)))

    assert len(found) == sheets
    assert sum(text.count("Sukarno") for text in found) == count
    assert [text.count("Yang menyerahkan") for text in found] == [0] * (sheets - 1) + [1]
    assert f"Halaman {sheets} dari {sheets}" in found[-1]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rows": [{**ROW, "name": "Sukarno " * 40}]}, "Nama nomor 1 terlalu panjang"),
        ({"rows": [{**ROW, "number": ""}]}, "Nomor surat kosong"),
        ({"facts": [{"label": "Kelas", "value": "LAS"}] * 7}, "Keterangan di kepala daftar: terisi 7"),
        ({"lead_in": "Penerima " * 40}, "Kalimat pengantar terlalu panjang"),
        ({"hands": [{"role": "Saksi", "name": ""}] * 3}, "Penanda tangan: terisi 3"),
        ({"hands": [{"role": "Saksi", "name": "Siti " * 40}]}, "Nama penanda tangan terlalu panjang"),
    ],
)
def test_receipt_refuses_by_name(changes, reason):
    reasons = receipt_paper.check_printable(sample("receipt", **changes))

    assert len(reasons) == 1
    assert reason in reasons[0]


@pytest.mark.parametrize("count", [1, 3, 4, 16, 40])
def test_minutes_keep_the_last_rows_with_the_signatures(count):
    row = {"name": "Sukarno", "units": "10 dari 10", "present": "98%", "result": "Kompeten"}

    found = pages(minutes_paper.render(sample("minutes", rows=[row] * count)))

    assert sum(text.count("Sukarno") for text in found) == count
    signed = next(text for text in found if "Demikian berita acara ini" in text)
    assert "Sukarno" in signed
    assert sample("minutes")["pairs"][0][0]["name"] in signed
    assert [f"Halaman {sheet} dari {len(found)}" in text for sheet, text in enumerate(found, 1)] == [True] * len(found)
    assert all("Nomor 563/BA-017/BLK-TPN/2026" in text for text in found)


def test_minutes_of_ten_fill_their_first_page():
    row = {"name": "Sukarno", "units": "10 dari 10", "present": "98%", "result": "Kompeten"}

    found = pages(minutes_paper.render(sample("minutes", rows=[row] * 10)))

    assert found[0].count("Sukarno") == 10
    assert "Demikian berita acara ini" in found[0]


def test_a_letterhead_bears_the_emblem_of_its_issuer():
    own = {**sample("minutes")["issuer"], "emblem": portrait()}

    with pymupdf.open(stream=minutes_paper.render(sample("minutes", issuer=own))) as document:
        pictures = [picture[2:4] for picture in document[0].get_images()]
    with pymupdf.open(stream=minutes_paper.render(sample("minutes"))) as document:
        assert document[0].get_images() == []

    with Image.open(io.BytesIO(b64decode(portrait()))) as picture:
        assert pictures == [picture.size]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"subject": "Rapat " * 50}, "Perihal terlalu panjang"),
        ({"items": ["satu", "Ж"]}, "Butir 2 memuat tanda"),
        ({"rows": [{"name": "A" * 60, "units": "1", "present": "1%", "result": "K"}]}, "Nama peserta terlalu panjang"),
        ({"pairs": [[{"role": "", "name": "Siti", "number": ""}]]}, "Peran penanda tangan kosong"),
    ],
)
def test_minutes_refuse_by_name(changes, reason):
    reasons = minutes_paper.check_printable(sample("minutes", **changes))

    assert len(reasons) == 1
    assert reason in reasons[0]
