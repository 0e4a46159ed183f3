from datetime import timedelta

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batches.models import BatchStaff
from programs.journal import journal_entries, journal_pages
from programs.journal.models import JournalEntry
from programs.timetable.models.sessions import CancelReason, Session
from tests.conftest import MONDAY
from tests.factories import SessionFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Instruktur sakit sepekan"


def as_written(entry):
    return (entry.material, entry.method, entry.notes, entry.version, entry.written_by)


def codes(session, by, reason=""):
    return [blocker.code for blocker in journal_entries.blockers(session, by=by, reason=reason)]


def test_the_instructor_writes_and_changes_the_page(session):
    teacher = session.instructor
    journal_entries.write(session, by=teacher, material=" Las sudut ", method="Praktik", notes="Elektroda habis")

    entry = journal_entries.write(session, by=teacher, material="Las sudut 2F", method="Praktik", notes="", version=1)

    assert as_written(entry) == ("Las sudut 2F", "Praktik", "", 2, teacher)
    events = AuditEvent.objects.filter(action="journal.write").order_by("pk")
    assert [event.details["before"] for event in events] == [{}, {"material": "Las sudut", "notes": "Elektroda habis"}]


def test_a_page_that_says_so_already_stays_as_it_is(session):
    journal_entries.write(session, by=session.instructor, material="Las sudut")

    entry = journal_entries.write(session, by=session.instructor, material="Las sudut", version=0)

    assert (entry.version, AuditEvent.objects.filter(action="journal.write").count()) == (1, 1)


def test_a_page_that_somebody_else_wrote_meanwhile_is_not_overwritten(session):
    journal_entries.write(session, by=session.instructor, material="Las sudut")

    with pytest.raises(journal_entries.StaleEntry) as refused:
        journal_entries.write(session, by=session.instructor, material="Las tumpul", version=0)

    assert refused.value.entry.material == "Las sudut"
    assert JournalEntry.objects.get().material == "Las sudut"


def test_a_substitute_writes_in_place_of_the_usual_instructor(session):
    usual, substitute = (
        session.instructor,
        UserFactory(roles=["instructor"], training_center=session.batch.training_center),
    )
    Session.objects.filter(pk=session.pk).update(instructor=substitute, substitute_for=usual)
    session.refresh_from_db()

    journal_entries.write(session, by=substitute, material="Las sudut")

    assert codes(session, usual) == ["not_allowed"]


def is_cancelled(session):
    power = CancelReason.objects.get(code="power")
    Session.objects.filter(pk=session.pk).update(state="cancelled", cancel_cause=power)


def is_tomorrow(session):
    start = MONDAY + timedelta(days=1)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=3))


def is_of_last_week(session):
    start = MONDAY - timedelta(days=9)
    Session.objects.filter(pk=session.pk).update(starts_at=start, ends_at=start + timedelta(hours=3))


@pytest.mark.parametrize(
    ("make_it_so", "code"),
    [(is_cancelled, "session_cancelled"), (is_tomorrow, "session_in_future"), (is_of_last_week, "locked")],
)
def test_such_a_session_has_no_page_to_write(session, make_it_so, code):
    make_it_so(session)
    session.refresh_from_db()

    assert codes(session, session.instructor) == [code]
    with pytest.raises(RuleViolation):
        journal_entries.write(session, by=session.instructor, material="Las sudut")


@pytest.mark.parametrize(
    ("roles", "office"),
    [
        (["training_officer"], "facility"),
        (["rutan_head"], "facility"),
        (["blk_coordinator"], "training_center"),
        (["blk_head"], "training_center"),
        (["instructor"], "training_center"),
    ],
)
def test_nobody_else_writes_it_in_time(session, roles, office):
    other = UserFactory(roles=roles, **{office: getattr(session.batch, office)})

    assert codes(session, other) == ["not_allowed"]


def test_after_the_window_the_coordinator_fills_in_with_a_reason(session, coordinator):
    is_of_last_week(session)
    session.refresh_from_db()

    assert codes(session, coordinator) == ["reason_missing"]
    entry = journal_entries.write(session, by=coordinator, material="Las sudut", reason=REASON)

    assert as_written(entry) == ("Las sudut", "", "", 1, coordinator)
    assert AuditEvent.objects.get(action="journal.write").details["reason"] == REASON


def test_a_page_without_material_says_nothing(session):
    with pytest.raises(RuleViolation) as refused:
        journal_entries.write(session, by=session.instructor, material="  ", notes="Hujan")

    assert [reason.code for reason in refused.value.reasons] == ["no_material"]


def test_a_session_that_was_held_and_has_no_page_is_missing(session):
    batch = session.batch
    others = [SessionFactory(batch=batch, date=MONDAY.date() - timedelta(days=day)) for day in (3, 4, 5)]
    tomorrow = SessionFactory(batch=batch, date=MONDAY.date() + timedelta(days=1))
    is_cancelled(others[0])
    BatchStaff.objects.create(batch=batch, user=others[1].instructor, duty="instructor")
    journal_entries.write(others[1], by=others[1].instructor, material="Las sudut")

    flagged = [page.session.pk for page in journal_pages.pages_of(batch, None) if page.is_missing]

    assert flagged == [others[2].pk, session.pk]
    assert set(journal_pages.missing(batch.sessions.all()).values_list("pk", flat=True)) == set(flagged)
    assert tomorrow.pk not in flagged


def test_months_of_a_batch_divide_its_pages(session):
    last = SessionFactory(batch=session.batch, date=MONDAY.date().replace(month=10))
    months = journal_pages.months_of(session.batch)

    assert [[page.session.pk for page in journal_pages.pages_of(session.batch, month)] for month in months] == [
        [last.pk],
        [session.pk],
    ]
