"""Many certificates in one file: what is in it, and under which names."""

import io
import zipfile

import pikepdf
import pytest
from django.urls import reverse

from certification.certificates import certificate_files, copies, issue_certificates
from certification.register.models import Certificate, CertificateFile, PrintRecord
from inmates.custody.custody_words import custody_words
from tests.factories.certification import many_approved, staff

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def sheet(width):
    """A PDF of one blank page of that width, so that pages can be told apart."""
    content = io.BytesIO()
    with pikepdf.new() as one:
        one.add_blank_page(page_size=(width, 100))
        one.save(content, deterministic_id=True)
    return content.getvalue()


def issue_all(size, *, without_file=None):
    """That many issued certificates of a class with a file each; their pages are 101, 102, ... wide."""
    keys = many_approved(size, name="Siti Rahmah")
    officer = staff(Certificate.objects.first().batch.training_center, "certificate_officer")
    for width, key in enumerate(keys, 101):
        issued = issue_certificates.issue(Certificate.objects.get(pk=key), by=officer, render_after=False)
        if width != without_file:
            CertificateFile.objects.create(certificate=issued, content=sheet(width), sha256="0" * 64)
    return Certificate.objects.first().batch, officer


@pytest.fixture
def taken():
    batch, officer = issue_all(3)
    return copies.take_batch_copies(batch, by=officer), officer


def widths(content):
    with pikepdf.open(io.BytesIO(content)) as found:
        return [int(page.mediabox[2]) for page in found.pages]


def names(content):
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return found.namelist()


def test_print_file_of_a_class_has_all_in_the_order_in_which_the_copies_were_taken(sign_in):
    batch, officer = issue_all(12)

    found = sign_in(officer).post(f"/sertifikat/angkatan/{batch.public_id}/cetak/", {"merged": ""}, follow=True)

    order = list(PrintRecord.objects.order_by("pk").values_list("certificate__number__number", flat=True))
    assert widths(found.content) == [100 + number for number in order for _side in range(2)]
    assert (found["Content-Type"], len(order)) == ("application/pdf", 12)


def test_whoever_is_left_out_of_the_print_file_is_counted(sign_in):
    batch, officer = issue_all(3, without_file=102)
    client = sign_in(officer)

    found = client.post(f"/sertifikat/angkatan/{batch.public_id}/cetak/", {"merged": ""}, follow=True)
    page = client.get(f"/sertifikat/angkatan/{batch.public_id}/").content.decode()

    assert widths(found.content) == [101, 101, 103, 103]
    assert "1 surat tidak disertakan: berkas atau segelnya belum ada." in page


def test_archive_of_a_class_keeps_namesakes_apart(sign_in):
    batch, officer = issue_all(12)

    answer = sign_in(officer).post(f"/sertifikat/angkatan/{batch.public_id}/cetak/", {"zip": ""}, follow=True)

    found = names(answer.content)
    assert (len(found), len(set(found))) == (12, 12)
    assert all(name.endswith("-2026_siti-rahmah.pdf") for name in found)
    assert custody_words(" ".join(found)) == []


def test_result_of_a_run_is_for_whoever_took_it(taken, sign_in):
    run, officer = taken
    colleague = staff(officer.training_center, "certificate_officer")

    for name in ("merged_print", "zip"):
        assert sign_in(colleague).get(reverse(f"certification:{name}", args=[run])).status_code == 404


def test_what_is_joined_for_the_printer_carries_no_seal_that_would_be_a_broken_one(taken):
    run, _officer = taken
    sealed = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet(100))) as one:
        one.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, FT=pikepdf.Name.Sig)])
        one.save(sealed)
    records = certificate_files.with_files(PrintRecord.objects.filter(run=run).order_by("pk"))
    records[0].certificate.file.content = sealed.getvalue()

    with pikepdf.open(io.BytesIO(certificate_files.merged(records))) as whole:
        assert ["/Annots" in page for page in whole.pages] == [False] * 6


def test_each_certificate_begins_on_a_sheet_of_its_own_and_the_kept_file_stays(taken):
    run, _officer = taken
    records = certificate_files.with_files(PrintRecord.objects.filter(run=run).order_by("pk"))
    for record, count in zip(records, (3, 2, 1), strict=True):
        record.certificate.file.content = sheets(count)
    kept = [bytes(record.certificate.file.content) for record in records]

    with pikepdf.open(io.BytesIO(certificate_files.merged(records))) as whole:
        contents = [len(pikepdf.parse_content_stream(page)) > 0 for page in whole.pages]

    assert contents == [True, True, True, False, True, True, True, False]
    assert [record.certificate.file.content for record in records] == kept


def sheets(count):
    """A PDF with this many pages and something on each."""
    content = io.BytesIO()
    with pikepdf.new() as one:
        for _page in range(count):
            one.add_blank_page(page_size=(842, 595))
            one.pages[-1].contents_add(b"0 0 9 9 re f")
        one.save(content)
    return content.getvalue()


def test_same_copies_give_the_same_bytes(taken):
    run, _officer = taken
    records = certificate_files.with_files(PrintRecord.objects.filter(run=run).order_by("pk"))

    for put_together in (certificate_files.merged, certificate_files.archive):
        assert put_together(records) == put_together(records)


class Printed:
    """A record as `with_files` gives it."""

    def __init__(self, number, name):
        self.certificate = Certificate(number_text=number)
        self.printed_name = name


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("563/0001/BLK-TPN/2026", "Siti Rahmah, S.Kom.", "563-0001-BLK-TPN-2026_siti-rahmah-skom.pdf"),
        ("1/2026", "Nur’aini Ñoño", "1-2026_nuraini-nono.pdf"),
        ("1/2026", "محمد", "1-2026.pdf"),
        ("1/2026", None, "1-2026.pdf"),
        ("1/2026", "../../etc/passwd", "1-2026_etcpasswd.pdf"),
        ("1/2026", "a" * 200, f"1-2026_{'a' * 60}.pdf"),
    ],
)
def test_name_in_the_archive_is_written_in_letters_that_every_computer_knows(number, name, expected):
    assert certificate_files.entry_name(Printed(number, name)) == expected


def test_names_that_a_computer_takes_for_the_same_are_counted():
    taken = set()

    assert [certificate_files._apart(name, taken) for name in ("1_a.pdf", "1_A.pdf", "1_a.pdf")] == [
        "1_a.pdf",
        "1_A-2.pdf",
        "1_a-3.pdf",
    ]
