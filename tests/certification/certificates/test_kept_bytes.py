"""An issued certificate stays what it was, whatever is edited afterwards; and any other file is told from it."""

import hashlib
import io
from datetime import timedelta

import pikepdf
import pytest

from accounts.models import TrainingCenter, User
from certification.certificates import certificate_files, certificate_rendering, copies, issue_certificates
from certification.register.models import CertificateFile, NumberSeries, PrintRecord
from core import clock
from inmates.people.models import Person
from printing import asset_fetcher
from programs.batches.models import Batch
from programs.catalog.models import CompetencyUnit, Program, ProgramUnit
from tests.conftest import MONDAY
from tests.factories.certification import approved, drafted, graduates, put_to_use, staff
from tests.papers import pages

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=365)


@pytest.fixture
def officer():
    return staff(graduates(1).training_center, "certificate_officer")


@pytest.fixture
def issued(officer):
    certificate = issue_certificates.issue(
        approved(Batch.objects.get().enrollments.get()), by=officer, render_after=False
    )
    certificate_rendering.render(certificate)
    return certificate


def edit_everything(center):
    """What a year changes: people, titles, offices, template, numbers, and the fonts on the disk."""
    head = staff(center, "blk_head")
    names = dict.fromkeys(("name_key", "name_sort"), "nama yang lain")
    Person.objects.update(full_name="Nama Yang Lain", birth_place="Barabai", birth_date=None, **names)
    TrainingCenter.objects.update(name="Balai Lain", official_name="BALAI LAIN", head_name="Kepala Baru")
    Program.objects.update(name="Program Lain", level="lanjutan")
    for model in (ProgramUnit, CompetencyUnit):
        model.objects.update(title="Judul lain")
    Batch.objects.update(ends_on=MONDAY.date() + timedelta(days=30))
    NumberSeries.objects.update(pattern="L/{number:05d}/{year}")
    User.objects.update(full_name="Petugas Lain")
    draft = drafted(center, by=staff(center, "certificate_officer"), statement="Kalimat lain", notes="Lain")
    put_to_use(draft, by=head)


@pytest.fixture
def other_fonts(monkeypatch):
    """Another font under each name."""
    swapped = {"PublicSans": "EBGaramond", "EBGaramond": "PublicSans"}
    files = dict(asset_fetcher._FILES)
    for name in files:
        family, _dash, _style = name.partition("-")
        if family in swapped:
            files[name] = (f"fonts/{swapped[family]}-SemiBold.ttf", files[name][1])

    def replace():
        monkeypatch.setattr(asset_fetcher, "_FILES", files)
        asset_fetcher.asset.cache_clear()

    yield replace
    monkeypatch.undo()
    asset_fetcher.asset.cache_clear()


def copy_of(certificate, officer):
    """The bytes that a copy of it has now."""
    run = copies.take_copies([certificate], by=officer, reason="Lembar pertama rusak")
    (record,) = certificate_files.with_files(PrintRecord.objects.filter(run=run))
    return bytes(record.certificate.file.content)


def test_after_a_year_of_edits_the_bytes_are_the_same(issued, officer, other_fonts):
    before, words = copy_of(issued, officer), dict(issued.snapshot)

    with clock.moved_to(MONDAY + A_YEAR):
        edit_everything(officer.training_center)
        other_fonts()
        certificate_rendering.render(issued)
        after = copy_of(issued, officer)

    issued.refresh_from_db()
    assert after == before
    assert issued.snapshot == words
    assert CertificateFile.objects.get().sha256 == hashlib.sha256(after).hexdigest()


def test_file_that_is_made_a_year_late_says_what_was_issued(officer):
    certificate = issue_certificates.issue(
        approved(Batch.objects.get().enrollments.get()), by=officer, render_after=False
    )
    at_once = certificate_rendering.bytes_of(certificate)

    with clock.moved_to(MONDAY + A_YEAR):
        edit_everything(officer.training_center)
        certificate.refresh_from_db()
        late = certificate_rendering.bytes_of(certificate)

    assert late == at_once
    assert "Nama Yang Lain" not in " ".join(pages(late))


def test_one_changed_byte_and_a_file_saved_again_have_another_digest(issued, officer):
    kept = bytes(issued.file.content)
    again = io.BytesIO()
    with pikepdf.open(io.BytesIO(kept)) as document:
        document.save(again)

    for other in (kept[:-9] + b"?" + kept[-8:], again.getvalue()):
        assert hashlib.sha256(other).hexdigest() != issued.file.sha256
    assert copies.blockers(issued, by=officer) == []
