"""Attendance, journals and observations have a period: marks go, hours and certificates stay and can be proved."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from certification.assessment.models.contests import ResultAppeal, ResultCorrection
from certification.assessment.models.evidence import Evidence, PracticeMark
from certification.assessment.models.results import UnitResult
from certification.sealing import daily_roots
from core import append_only, audit, destroyed_rows
from core.audit_proof import prove
from core.models import AuditEvent, DestroyedRow
from programs.attendance import attendance_figures, served_marks
from programs.attendance.attendance_figures import Attendance, attendance_of, with_attendance
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.attendance.models.session_day import RollScan
from programs.batches.models import Batch
from programs.journal.models import JournalEntry
from programs.places.models import Enrollment
from reports.retention import destruction_minutes, destructions, legal_holds
from reports.retention.record_kinds import KINDS
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.factories.certification import class_of, graduates, mark_all
from tests.papers import pages
from tests.reports.retention.test_destructions import destroyed
from tests.reports.retention.test_served_people import line_of

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)
LONG_AGO, LATELY = date(2021, 10, 1), date(2021, 11, 23)


def ended(batch, on):
    """The class as one that ended on that day, with all that a class leaves behind."""
    Batch.objects.filter(pk=batch.pk).update(starts_on=min(date(2021, 3, 1), on), ends_on=on)
    by = batch.sessions.first().instructor
    for session in batch.sessions.all():
        JournalEntry.objects.create(session=session, material="Las sudut", written_by=by)
        name = default_storage.save("rolls/x.pdf", ContentFile(b"%PDF-"))
        RollScan.objects.create(session=session, file=name, sha256=name[-64:], added_by=by)
    for mark in Mark.objects.filter(session__batch=batch):
        values = {name: getattr(mark, name) for name in ("version", "minutes_late", "minutes_present", "entry")}
        MarkRevision.objects.create(mark=mark, status_code=mark.status.code, recorded_by=by, **values)
    for place in batch.enrollments.all():
        unit = batch.version.units.first()
        PracticeMark.objects.create(enrollment=place, unit=unit, level="alone", seen_on=on, recorded_by=by)
        name = default_storage.save("evidence/x.jpg", ContentFile(b"x"))
        Evidence.objects.create(enrollment=place, unit=unit, file=name, sha256="0" * 64, caption="Hasil", added_by=by)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def pair():
    batch = graduates(2)
    center = batch.training_center
    first = UserFactory(roles=["blk_head"], training_center=center)
    return batch, first, UserFactory(roles=["auditor"], training_center=center)


def figures(batch):
    return {
        "annotated": [attendance_of(one) for one in with_attendance(batch.enrollments.order_by("pk"))],
        "among": attendance_figures.attendance_among(batch.enrollments.values_list("pk", flat=True)),
        "by unit": dict(attendance_figures.attendance_of_batch(batch)),
        "units among": dict(attendance_figures.units_among(batch.enrollments.values_list("pk", flat=True))),
        "by enrollment": dict(attendance_figures.attendance_by_unit(batch.enrollments.all())),
        "sums": dict(attendance_figures.sums_of(batch, for_facility=True)[0]),
    }


def test_marks_journal_and_material_go_and_hours_stay(pair, django_capture_on_commit_callbacks):
    batch, first, second = pair
    ended(batch, LONG_AGO)
    before = figures(batch)
    files = [*RollScan.objects.values_list("file", flat=True), *Evidence.objects.values_list("file", flat=True)]
    assert before["annotated"][0].held > 0

    with django_capture_on_commit_callbacks(execute=True):
        found = destroyed(first, second)

    assert found.destroyed["classes"] == {
        "records": 1,
        "mark": 4,
        "markrevision": 4,
        "rollscan": 2,
        "journalentry": 2,
        "practicemark": 2,
        "evidence": 2,
    }
    assert [model.objects.count() for model in KINDS["classes"].tables] == [0] * len(KINDS["classes"].tables)
    assert [name for name in files if default_storage.exists(name)] == []
    assert figures(batch) == before
    assert sorted(found.people) == sorted(batch.enrollments.values_list("person", flat=True))
    assert UnitResult.objects.filter(enrollment__batch=batch).count() == 4


def test_hours_that_stay_are_in_the_audit(pair):
    batch, first, second = pair
    ended(batch, LONG_AGO)

    destroyed(first, second)

    told = AuditEvent.objects.get(action="mark.destroy").details["minutes"]
    kept = {
        str(row.enrollment_id): {str(row.unit_id): [row.minutes_held, row.minutes_possible]}
        for row in KeptHours.objects.all()
    }
    assert (told, len(kept)) == (kept, 2)
    assert list(prove().broken) == []


def test_a_class_of_five_years_ago_stays_and_so_does_one_of_another_center(pair):
    batch, first, _second = pair
    ended(batch, LATELY)
    ended(class_of(1), LONG_AGO)

    lines = {line["kind"]: line["due"] for line in destructions.dry_run(first.training_center, on=TODAY)}

    assert lines["classes"] == 0


def test_a_hold_of_either_office_keeps_the_whole_class(pair):
    batch, first, _second = pair
    ended(batch, LONG_AGO)
    head = UserFactory(roles=["rutan_head"], facility=batch.facility)
    legal_holds.place(batch.enrollments.first().person, by=head, reason="Permintaan kejaksaan B-12/2026")

    line = next(one for one in destructions.dry_run(first.training_center, on=TODAY) if one["kind"] == "classes")

    assert (line["due"], line["held"]) == (0, 1)


def contested(by):
    """An appeal on which nobody has decided."""
    result = UnitResult.objects.first()
    said = {"asker": "participant", "filed_on": result.assessed_on, "grounds": "Alat rusak", "recorded_by": by}
    return ResultAppeal.objects.create(result=result, assessor=result.assessed_by, **said)


def to_correct(by):
    """A correction for which a second person has not stood up."""
    result = UnitResult.objects.first()
    said = {"old_result": "K", "new_result": "K", "reason": "Salah baris", "asked_by": by}
    return ResultCorrection.objects.create(enrollment=result.enrollment, unit=result.unit, **said)


@pytest.mark.parametrize(
    ("open_matter", "settled"),
    [
        (contested, {"outcome": "refused", "reason": "Tetap", "decided_at": MONDAY}),
        (to_correct, {"state": "rejected", "decided_at": MONDAY}),
    ],
)
def test_a_class_stays_while_one_of_its_results_is_contested(pair, open_matter, settled):
    """Regression: an undecided appeal went with its class, and the certificate was held back no longer."""
    batch, first, second = pair
    center = batch.training_center
    ended(batch, LONG_AGO)
    assert line_of(center, "classes") == (1, 0)

    row = open_matter(second)
    assert line_of(center, "classes") == (0, 0)

    type(row).objects.filter(pk=row.pk).update(decided_by=first, **settled)
    assert line_of(center, "classes") == (1, 0)


def test_nobody_but_the_destruction_deletes_a_mark_revision(pair):
    ended(pair[0], LONG_AGO)

    for model in (MarkRevision, PracticeMark):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()
    unit = UnitResult.objects.first().unit
    KeptHours.objects.create(enrollment=Enrollment.objects.first(), unit=unit, minutes_held=1, minutes_possible=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        KeptHours.objects.update(minutes_held=9000)


def test_what_went_otherwise_is_told_by_verify_audit(pair):
    batch, first, second = pair
    other = ended(class_of(1), LATELY)
    ended(batch, LONG_AGO)
    destroyed(first, second)
    assert prove().broken == []

    row = MarkRevision.objects.filter(mark__session__batch=other).first()
    DestroyedRow.objects.create(table=row._meta.db_table, key=row.pk, digest=destroyed_rows.digest(row))
    row.delete()
    assert prove().broken == ["destroyed rows: 7 digests of destroyed rows are kept, events say 6"]


def test_a_digest_that_was_changed_is_told(pair):
    batch, first, second = pair
    ended(batch, LONG_AGO)
    destroyed(first, second)
    append_only.release(connection, "core_destroyedrow")
    DestroyedRow.objects.filter(pk=DestroyedRow.objects.first().pk).update(digest="0" * 64)
    append_only.protect(connection, "core_destroyedrow")

    assert prove().broken == ["destroyed rows: of what event 1 destroyed other digests are kept than it says"]


def test_feedback_goes_and_a_result_keeps_its_verdict(pair):
    batch, first, second = pair
    ended(batch, LONG_AGO)
    row = UnitResult.objects.first()
    UnitResult.objects.filter(pk=row.pk).update(result="BK", feedback="Ulangi sambungan sudut.")

    destroyed(first, second)

    row.refresh_from_db()
    assert (row.result, row.feedback) == ("BK", "–")
    assert destructions.dry_run(first.training_center, on=TODAY)[-1]["due"] == 0


def test_nobody_is_missing_from_a_roll_whose_marks_have_gone(pair):
    batch, first, second = pair
    ended(batch, LONG_AGO)
    places, sessions = batch.enrollments.all(), batch.sessions.all()
    before = attendance_figures.gaps(places, sessions).count()

    destroyed(first, second)

    assert (before, attendance_figures.gaps(places, sessions).count()) == (0, 0)


@given(
    marks=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["present", "sick", "court", "unexcused", "late"])),
        min_size=1,
        max_size=12,
    )
)
def test_figures_are_the_same_before_and_after_for_any_attendance(marks):
    """Whatever the statuses of whom in which unit: what stays says what the marks said."""
    batch = class_of(0, units=2)
    places = [EnrollmentFactory(batch=batch) for _ in range(3)]
    for number, (place, code) in enumerate(marks):
        session = SessionFactory(
            batch=batch, date=date(2026, 11, 1 + number), unit=batch.version.units.all()[number % 2], state="planned"
        )
        mark_all(session, [places[place]], AttendanceStatus.objects.get(code=code).code)
    before = figures(batch)

    served_marks.destroy([batch.pk])

    assert Mark.with_taken_back.filter(session__batch=batch).count() == 0
    after = figures(batch)
    assert after == before
    assert isinstance(after["annotated"][0], Attendance)
    assert list(audit.broken_links()) == []


def test_minutes_carry_the_root_of_the_day(pair):
    batch, first, second = pair
    ended(batch, LONG_AGO)
    found = destroyed(first, second)
    without = " ".join(pages(destruction_minutes.paper_of(found, by=first)))

    told = daily_roots.take().details

    words = " ".join(" ".join(pages(destruction_minutes.paper_of(found, by=first))).split())
    assert "Akar harian" not in without
    assert f"Akar harian {told['day']}: {daily_roots.short(told['root'])}" in words
