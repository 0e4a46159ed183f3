"""A PDF of some bytes that keeps its reader busy for ever ends that reader, and is refused with a sentence."""

import time
import zlib
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certification.sealing import foreign_pdfs, pdf_signatures
from core import clock
from core.apart import reading
from core.errors import RuleViolation
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff

PAGES = (b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")


def pdf(*objects):
    content, places = b"%PDF-1.7\n", []
    for number, said in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, size = len(content), len(objects) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return content + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def doubling(depth):
    """Form fields of which each names the next one twice."""
    fields = [b"<</T(a%d)/Kids[%d 0 R %d 0 R]>>" % (at, at + 5, at + 5) for at in range(depth)]
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>"
    return pdf(catalog, *PAGES, *fields, b"<</T(z)/FT/Tx>>")


def endless_table():
    """A table of objects of no width, so that nothing says where it ends."""
    table, head = zlib.compress(b"\1\0\0\0"), b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    said = b"<</Type/XRef/Size 6/W[0 0 0]/Index[0 999999999999]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(table)
    stream = b"5 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (said, table)
    return head + stream + b"startxref\n%d\n%%%%EOF\n" % len(head)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(foreign_pdfs, "LIMITS", replace(foreign_pdfs.LIMITS, processor_seconds=3))


@pytest.mark.parametrize("content", [doubling(40), endless_table()], ids=["doubling fields", "endless table"])
def test_it_ends_its_reader(content):
    began = time.monotonic()

    with pytest.raises(RuleViolation) as refused:
        foreign_pdfs.read(content, whose=None)

    assert [reason.code for reason in refused.value.reasons] == ["file_too_heavy"]
    assert time.monotonic() - began < reading.MOST_SECONDS


def test_the_same_without_the_trap_is_read():
    assert foreign_pdfs.read(doubling(3), whose=None) == foreign_pdfs.Found([], only_signed=False)
    assert pdf_signatures.signatures(doubling(3), at=clock.now()) == []


@pytest.mark.django_db
def test_page_says_why(sign_in):
    client = sign_in(staff(TrainingCenterFactory(code="BLK-TPN"), "certificate_officer"))

    page = client.post(reverse("certification:file_check"), {"file": SimpleUploadedFile("a.pdf", doubling(40))})

    assert (page.status_code, "waktu atau memori" in page.content.decode()) == (422, True)
