"""Many certificates in one file: what is in it, under which names, and what a killed worker leaves."""

import io
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse

from certification.after_issue import copying
from certification.issue import bundling, issuing
from certification.models import Certificate, CertificateFile, CopyBundle, PrintRecord
from core import clock, jobs
from core.models import Job
from inmates.models import Inmate
from inmates.neutrality import custody_words
from tests.conftest import MONDAY
from tests.factories.certification import many_approved, staff

pytestmark = pytest.mark.django_db
SIZE = bundling.AT_ONCE + 1


def sheet(width):
    """A PDF of one blank page of that width, so that pages can be told apart."""
    content = io.BytesIO()
    with pikepdf.new() as one:
        one.add_blank_page(page_size=(width, 100))
        one.save(content, deterministic_id=True)
    return content.getvalue()


def issue_all(size):
    """That many issued certificates of a class with a file each; their pages are 101, 102, ... wide."""
    keys = many_approved(size)
    Inmate.objects.update(full_name="Siti Rahmah")
    officer = staff(Certificate.objects.first().batch.training_center, "certificate_officer")
    for width, key in enumerate(keys, 101):
        issued = issuing.issue(Certificate.objects.get(pk=key), by=officer, render_after=False)
        CertificateFile.objects.create(certificate=issued, content=sheet(width), sha256="0" * 64)
    return Certificate.objects.first().batch, officer


@pytest.fixture
def taken():
    batch, officer = issue_all(3)
    return copying.take_batch_copies(batch, by=officer), officer


def widths(content):
    with pikepdf.open(io.BytesIO(content)) as found:
        return [int(page.mediabox[2]) for page in found.pages]


def names(content):
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return found.namelist()


def test_class_is_put_together_in_the_background_part_by_part(sign_in, django_capture_on_commit_callbacks):
    batch, officer = issue_all(SIZE)
    client = sign_in(officer)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("certification:batch_print", args=[batch.public_id]), {"merged": ""})

    job = Job.objects.get(kind=bundling.JOB)
    assert answer["Location"] == reverse("core:job_detail", args=[job.public_id])
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    assert list(CopyBundle.objects.values_list("form", "position")) == [("merged", 0)]
    found = client.get(answer["Location"], follow=True)
    order = list(PrintRecord.objects.order_by("pk").values_list("certificate__number__number", flat=True))
    assert widths(found.content) == [100 + number for number in order]


def test_archive_of_a_class_keeps_namesakes_apart(sign_in, django_capture_on_commit_callbacks):
    batch, officer = issue_all(SIZE)
    client = sign_in(officer)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("certification:batch_print", args=[batch.public_id]), {"zip": ""})

    found = names(client.get(answer["Location"], follow=True).content)
    assert (len(found), len(set(found))) == (SIZE, SIZE)
    assert all(name.endswith("-2026_siti-rahmah.pdf") for name in found)
    assert custody_words(" ".join(found)) == []


def test_few_are_put_together_while_the_browser_waits(taken, sign_in):
    run, officer = taken

    answer = sign_in(officer).get(reverse("certification:merged_print", args=[run]))

    assert widths(answer.content) == [101, 102, 103]
    assert not Job.objects.filter(kind=bundling.JOB).exists()
    assert not CopyBundle.objects.exists()


def test_result_of_a_run_is_for_whoever_took_it(taken, sign_in):
    run, officer = taken
    colleague = staff(officer.training_center, "certificate_officer")

    for name in ("merged_print", "zip"):
        assert sign_in(colleague).get(reverse(f"certification:{name}", args=[run])).status_code == 404


def test_parts_of_a_killed_worker_are_taken_over_by_the_next(taken, monkeypatch, django_capture_on_commit_callbacks):
    run, officer = taken
    monkeypatch.setattr(bundling, "PART", 1)
    job = bundling.start(run, "merged", by=officer, result_url="/")
    # As a worker leaves it that was killed behind its first part: made, and its job without a sign of life.
    first = bundling.merged(bundling.with_files(PrintRecord.objects.filter(run=run).order_by("pk")[:1]))
    CopyBundle.objects.create(run=run, form="merged", position=1, content=first)
    Job.objects.filter(pk=job.pk).update(state="running", heartbeat=MONDAY)

    with clock.moved_to(MONDAY + timedelta(seconds=61)), django_capture_on_commit_callbacks(execute=True):
        jobs.reap()

    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 4)
    assert widths(bytes(CopyBundle.objects.get().content)) == [101, 102, 103]


def test_what_is_joined_for_the_printer_carries_no_seal_that_would_be_a_broken_one(taken):
    run, _officer = taken
    sealed = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheet(100))) as one:
        one.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, FT=pikepdf.Name.Sig)])
        one.save(sealed)
    records = bundling.with_files(PrintRecord.objects.filter(run=run).order_by("pk"))
    records[0].certificate.file.content = sealed.getvalue()

    with pikepdf.open(io.BytesIO(bundling.merged(records))) as whole:
        assert ["/Annots" in page for page in whole.pages] == [False, False, False]


def test_same_copies_give_the_same_bytes(taken):
    run, _officer = taken
    records = PrintRecord.objects.filter(run=run).order_by("pk")

    for form in bundling.MADE:
        assert bundling.bytes_of(run, form, records) == bundling.bytes_of(run, form, records)


def test_what_was_put_together_is_forgotten_after_a_day_and_can_be_made_again(taken):
    run, _officer = taken
    CopyBundle.objects.create(run=run, form="merged", position=0, content=b"kept")
    records = PrintRecord.objects.filter(run=run).order_by("pk")
    assert bundling.bytes_of(run, "merged", records) == b"kept"

    assert bundling.forget_old() == 0
    with clock.moved_to(MONDAY + timedelta(hours=25)):
        assert bundling.forget_old() == 1

    assert widths(bundling.bytes_of(run, "merged", records)) == [101, 102, 103]


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
    assert bundling.entry_name(Printed(number, name)) == expected


def test_names_that_a_computer_takes_for_the_same_are_counted():
    taken = set()

    assert [bundling._apart(name, taken) for name in ("1_a.pdf", "1_A.pdf", "1_a.pdf")] == [
        "1_a.pdf", "1_A-2.pdf", "1_a-3.pdf",
    ]  # fmt: skip
