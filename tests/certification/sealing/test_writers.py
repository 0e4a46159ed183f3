"""Both ways to write a seal give what pyHanko, pdfsig and qpdf call whole, and change nothing before it."""

import io
import re
import shutil
import subprocess
import zlib
from datetime import UTC, datetime

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from certification.sealing import seal_any_pdf, seal_stamped
from certification.sealing.key_files import new_key, pem
from certification.sealing.pdf_signatures import Signature, signatures
from certification.sealing.seal_file import with_seal
from tests.certification.sealing.keys import plain, stamped

NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
FILES = {"stamped": stamped, "plain": plain}


@pytest.fixture(scope="module")
def key():
    return new_key("UPTD BLK Contoh", now=NOW)


@pytest.fixture(scope="module", params=FILES)
def pair(request, key):
    """A file before and after it is sealed."""
    content = FILES[request.param]()
    return content, with_seal(content, key, at=NOW)


def test_seal_is_trusted_whole_and_begins_with_the_file(pair, key):
    content, sealed = pair

    assert sealed.startswith(content)
    name = "Segel integritas UPTD BLK Contoh"
    assert signatures(sealed, root=pem(key.certificate), at=NOW) == [
        Signature(key.fingerprint, name, name, NOW, holds=True, is_whole=True, is_trusted=True)
    ]


def test_stamped_file_is_sealed_the_fast_way(key):
    assert with_seal(stamped(), key, at=NOW) == seal_stamped.sealed(stamped(), key, at=NOW)


def test_fast_way_leaves_other_files_to_the_library(key):
    with pytest.raises(seal_stamped.NotStamped):
        seal_stamped.sealed(plain(), key, at=NOW)


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (rb"%%EOF\n\Z", b"%%EOF\n\n"),
        (rb"/W\[1 4 2\]/Root", b"/W[1 4 2]/Rood"),
        (rb"/Type/ObjStm", b"/Type/ObjStn"),
        (rb"(/Size )\d", rb"\g<1>9"),
        (rb"(/Root )\d+", rb"\g<1>1"),
    ],
)
def test_fast_way_refuses_what_it_does_not_know(key, found, put):
    content, times = re.subn(found, put, stamped())

    assert times == 1
    with pytest.raises(seal_stamped.NotStamped):
        seal_stamped.sealed(content, key, at=NOW)


@pytest.mark.parametrize(
    "objects",
    [
        {1: b"<</Type /Catalog>>"},
        {1: b"<</Pages 2 0 R>>"},
        {1: b"<</Pages 2 0 R>>", 2: b"<</Kids []>>"},
        {1: b"<</Pages 2 0 R>>", 2: b"<</Kids [3 0 R]>>"},
        {1: b"<</Pages 2 0 R/AcroForm 9 0 R>>", 2: b"<</Kids [3 0 R]>>", 3: b"<</Type /Page>>"},
        {1: b"<</Pages 2 0 R>>", 2: b"<</Kids [3 0 R]>>", 3: b"<</Type /Page/Annots []>>"},
        {1: b"<</Pages 2 0 R>>", 2: b"<</Kids [3 0 R]>>", 3: b"[]"},
    ],
)
def test_fast_way_refuses_a_catalog_or_page_of_another_kind(objects):
    bodies, head = b"\n".join(objects.values()), []
    for number, body in objects.items():
        head.append(b"%d %d" % (number, bodies.index(body)))
    start = b" ".join(head) + b"\n"

    with pytest.raises(seal_stamped.NotStamped):
        seal_stamped._unpacked(zlib.compress(start + bodies), len(objects), len(start), 1)


def test_fast_way_refuses_a_first_page_that_stands_elsewhere(key):
    content = bytearray(stamped())
    known = seal_stamped._known(bytes(content))
    _root, _page, number = seal_stamped._dictionaries(bytes(content), known)
    content[content.index(b"stream\n", known.table) + 7 + 7 * number] = 1

    with pytest.raises(seal_stamped.NotStamped):
        seal_stamped.sealed(bytes(content), key, at=NOW)


def test_fast_way_refuses_what_is_sealed_already(key):
    with pytest.raises(seal_stamped.NotStamped):
        seal_stamped.sealed(seal_stamped.sealed(stamped(), key, at=NOW), key, at=NOW)


def test_same_file_key_and_moment_give_the_same_seal(key):
    assert seal_stamped.sealed(stamped(), key, at=NOW) == seal_stamped.sealed(stamped(), key, at=NOW)


def test_both_ways_add_the_same_field_and_attributes(key):
    one, other = (_described(way.sealed(stamped(), key, at=NOW)) for way in (seal_stamped, seal_any_pdf))

    assert one == other


def _described(content):
    signature = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    field, entries = signature.sig_field, signature.sig_object
    return {
        "field": {name: str(field[name]) for name in ("/FT", "/T", "/TU", "/F", "/Rect")},
        "signature": {name: str(entries[name]) for name in ("/Filter", "/SubFilter", "/Name", "/Reason")},
        "attributes": [one["type"].native for one in signature.signer_info["signed_attrs"]],
        "algorithm": signature.signer_info["signature_algorithm"]["algorithm"].native,
    }


def test_pdf_a_tags_and_words_are_kept(pair):
    content, sealed = pair

    with pikepdf.open(io.BytesIO(content)) as before, pikepdf.open(io.BytesIO(sealed)) as after:
        for name in ("/StructTreeRoot", "/MarkInfo", "/OutputIntents", "/Lang", "/ViewerPreferences", "/Metadata"):
            assert _plain(after.Root[name]) == _plain(before.Root[name])
        assert [_plain(page.Contents) for page in after.pages] == [_plain(page.Contents) for page in before.pages]
        # A page with a field must say that its order is that of the tags (PDF/UA-1, 7.18.3).
        assert after.pages[0].Tabs == "/S"
        widget = after.pages[0].Annots[0]
        # Printed and without size, as PDF/A-3 asks; outside the page, as PDF/UA-1 does.
        assert (int(widget.F) & 4, [int(one) for one in widget.Rect]) == (4, [-9999] * 4)
        assert after.trailer.ID[0] == before.trailer.ID[0]
        assert after.trailer.ID[1] != before.trailer.ID[1]


def _plain(found):
    return found.unparse(resolved=True) if not isinstance(found, pikepdf.Stream) else found.read_raw_bytes()


@pytest.mark.parametrize("tool", ["qpdf", "pdfsig"])
def test_second_reader_agrees(pair, tool, tmp_path):
    assert shutil.which(tool), f"{tool} is missing: make test installs it"
    path = tmp_path / "sealed.pdf"
    path.write_bytes(pair[1])

    words = {"qpdf": ["qpdf", "--check"], "pdfsig": ["pdfsig", "-nocert"]}[tool]
    done = subprocess.run([*words, path], capture_output=True, text=True)

    said = {"qpdf": "No syntax or stream encoding errors found", "pdfsig": "Signature is Valid."}[tool]
    assert said in done.stdout
    if tool == "pdfsig":
        assert "Total document signed" in done.stdout


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_flipped_byte_breaks_the_seal(pair, share):
    changed = bytearray(pair[1])
    changed[int((len(changed) - 1) * share)] ^= 0x01

    assert not [one for one in signatures(bytes(changed), at=NOW) if one.holds and one.is_whole]


def test_saved_again_by_another_tool_the_seal_is_broken(pair):
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(pair[1])) as file:
        file.save(result)

    assert not [one for one in signatures(result.getvalue(), at=NOW) if one.holds and one.is_whole]


def test_something_behind_the_seal_is_not_covered(pair):
    assert [one.is_whole for one in signatures(pair[1] + b"% more\n", at=NOW)] != [True]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"no pdf", plain()[:5000], b"\x00" * 100])
def test_what_cannot_be_read_has_no_signature(content):
    assert signatures(content, at=NOW) == []
