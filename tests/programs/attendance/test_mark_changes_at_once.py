"""Two at one sheet in the same moment: no mark is overwritten unseen, and what was sent twice counts once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inmates.inbox.models import InboxTask
from programs.attendance import held_roll, known_absences, mark_changes, paper_entry, proposed_marks
from programs.attendance.models.marks import Mark, MarkRevision
from programs.attendance.models.session_day import KnownAbsence, RollScan
from programs.batches.models import BatchStaff
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import hold_session
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.together import done_at_once, made_to_wait

pytestmark = pytest.mark.postgres
TIMES = 8


class Sheet:
    """A session with two instructors, its registrar and ten participants."""

    def __init__(self):
        self.session = SessionFactory()
        batch = self.session.batch
        self.one = self.session.instructor
        self.two = UserFactory(roles=["instructor"], training_center=batch.training_center)
        for instructor in (self.one, self.two):
            BatchStaff.objects.create(batch=batch, user=instructor, duty="instructor")
        self.registrar = UserFactory(roles=["registrar"], facility=batch.facility)
        self.people = [EnrollmentFactory(batch=batch) for _ in range(10)]

    def mark(self, person, by, status, version=0):
        return lambda: mark_changes.mark(self.session, person, by=by, status=status, version=version)

    def take_back(self, person, by, version=1):
        return lambda: mark_changes.unmark(self.session, person, by=by, version=version)

    def announce(self, place):
        return known_absences.announce(
            place.person,
            by=self.registrar,
            status="court",
            starts_at=MONDAY - timedelta(hours=1),
            ends_at=MONDAY + timedelta(hours=2),
            source="Panggilan 12/2026",
        )


@pytest.fixture
def sheet(committed):
    return Sheet()


def test_of_two_who_mark_one_person_differently_one_is_told_what_the_other_wrote(sheet):
    for person in sheet.people:
        answers = done_at_once(sheet.mark(person, sheet.one, "present"), sheet.mark(person, sheet.two, "sick"))

        assert sorted(answers) == ["done", "stale_mark"]
        expected = ("present", sheet.one) if answers[0] == "done" else ("sick", sheet.two)
        mark = Mark.objects.select_related("status", "recorded_by").get(enrollment=person)
        assert (mark.status.code, mark.recorded_by, mark.version) == (*expected, 1)


def test_the_same_mark_from_many_is_one_mark_and_one_version(sheet):
    person = sheet.people[0]

    answers = done_at_once(*[sheet.mark(person, sheet.one, "present")] * TIMES)

    assert answers == ["done"] * TIMES
    assert (Mark.objects.count(), MarkRevision.objects.count()) == (1, 1)


def test_a_mark_that_many_take_back_is_taken_back_once(sheet):
    person = sheet.people[0]
    sheet.mark(person, sheet.one, "present")()

    answers = done_at_once(*[sheet.take_back(person, sheet.one)] * TIMES)

    assert answers == ["done"] * TIMES
    assert versions_of(person) == [(1, "present"), (2, "")]


def test_of_one_who_takes_back_and_one_who_changes_a_mark_nobody_overwrites_the_other_unseen(sheet):
    for person in sheet.people:
        sheet.mark(person, sheet.one, "present")()

        answers = done_at_once(sheet.take_back(person, sheet.one), sheet.mark(person, sheet.two, "sick", version=1))

        # Whoever saw a mark that was taken back meanwhile is told so, and whoever takes back one that has changed too.
        assert (answers, versions_of(person)) in [
            (["done", "stale_mark"], [(1, "present"), (2, "")]),
            (["stale_mark", "done"], [(1, "present"), (2, "sick")]),
        ]


def versions_of(person):
    return list(MarkRevision.objects.filter(mark__enrollment=person).values_list("version", "status_code"))


def test_the_rest_present_takes_nothing_from_whoever_marks_meanwhile(sheet):
    answers = done_at_once(
        lambda: mark_changes.mark_rest_present(sheet.session, by=sheet.one),
        *[sheet.mark(person, sheet.two, "sick") for person in sheet.people[:5]],
    )

    found = dict(Mark.objects.values_list("enrollment", "status__code"))
    assert len(found) == 10
    for person, answer in zip(sheet.people[:5], answers[1:], strict=True):
        assert (answer, found[person.pk]) in {("done", "sick"), ("stale_mark", "present")}


def test_of_many_who_announce_one_absence_one_is_kept(sheet):
    answers = done_at_once(*[lambda: sheet.announce(sheet.people[0])] * TIMES)

    assert Counter(answers) == {"done": 1, "overlap": TIMES - 1}
    assert KnownAbsence.objects.count() == 1


def test_confirming_and_marking_at_once_leave_one_mark(sheet):
    person = sheet.people[0]
    sheet.announce(person)

    answers = done_at_once(
        lambda: proposed_marks.confirm_known(sheet.session, by=sheet.one), sheet.mark(person, sheet.two, "present")
    )

    mark = Mark.objects.select_related("status").get()
    assert (answers, mark.status.code, mark.version) in [
        (["done", "stale_mark"], "court", 1),
        (["stale_mark", "done"], "present", 1),
        # Who comes second finds nothing that waits any more.
        (["done", "done"], "present", 1),
    ]


def test_one_scan_sent_many_times_is_kept_once(sheet):
    content = b"%PDF-1.7 lembar"

    answers = done_at_once(*[lambda: paper_entry.attach_scan(sheet.session, by=sheet.one, content=content)] * TIMES)

    assert answers == ["done"] * TIMES
    assert RollScan.objects.count() == 1


def test_marks_of_one_person_in_many_sessions_open_one_task_for_each_office(sheet):
    person, officer = sheet.people[0], UserFactory(roles=["training_officer"], facility=sheet.session.facility)
    sessions = [
        SessionFactory(batch=sheet.session.batch, instructor=sheet.one, date=MONDAY.date() - timedelta(days=days))
        for days in range(1, 7)
    ]

    answers = done_at_once(
        *[
            lambda session=session: mark_changes.mark(
                session, person, by=officer, status="unexcused", reason="Dari kertas"
            )
            for session in sessions
        ]
    )

    assert answers == ["done"] * 6
    open_tasks = InboxTask.objects.open().order_by("kind", "role")
    assert [(task.kind, task.role) for task in open_tasks] == [
        ("programs.absent_in_a_row", "blk_coordinator"),
        ("programs.absent_in_a_row", "training_officer"),
        ("programs.low_attendance", "blk_coordinator"),
        ("programs.low_attendance", "training_officer"),
    ]


def test_the_rest_beside_saved_rows_waits_for_nobody_who_waits_for_it(sheet):
    """The first act of the form ends with the audit chain, for which the other one waits holding a place."""
    one, two, three = sheet.people[:3]
    mark_changes.mark(sheet.session, three, by=sheet.one, status="present")
    begins = sheet.session.starts_at - timedelta(days=1)
    other = SessionFactory(batch=sheet.session.batch, instructor=sheet.one, starts_at=begins)

    with transaction.atomic():
        held_roll.hold_places(sheet.session)
        mark_changes.mark(sheet.session, one, by=sheet.one, status="present")
        waiting = made_to_wait(lambda: mark_changes.mark(other, two, by=sheet.two, status="present"))
        mark_changes.mark_rest_present(sheet.session, by=sheet.one, is_sure=True)

    assert waiting.result(timeout=60)[0].status.code == "present"
    assert Mark.objects.filter(session=sheet.session).count() == len(sheet.people)


def test_a_form_that_marks_twice_locks_all_places_before_the_audit_chain(sheet, sign_in):
    key = sheet.people[0].public_id
    data = {f"version-{key}": "0", f"seen-{key}": "|0|", f"status-{key}": "sick", "rest": "present"}
    client = sign_in(sheet.one)

    with CaptureQueriesContext(connection) as asked:
        client.post(reverse("programs:roll_save", args=[sheet.session.public_id]), data)

    locks = [query["sql"].split(" FROM ")[1].split()[0].strip('"') for query in asked if " FOR " in query["sql"]]
    first_chain = locks.index("core_auditchain")
    assert "programs_enrollment" in locks[:first_chain]
    assert Mark.objects.count() == len(sheet.people)


@pytest.mark.parametrize("name", ["roll_save", "mark_save"])
def test_whoever_waits_while_a_substitute_is_named_records_nothing(sheet, sign_in, name):
    """What a waiting request may do is asked once it holds the session, not before."""
    key, client = sheet.people[0].public_id, sign_in(sheet.one)
    person = [key] if name == "mark_save" else []
    row = {"status": "sick", "version": "0"}
    data = row if person else {f"{field}-{key}": value for field, value in {**row, "seen": "|0|"}.items()}
    address = reverse(f"programs:{name}", args=[sheet.session.public_id, *person])

    with transaction.atomic():
        hold_session(sheet.session.pk)
        waiting = made_to_wait(lambda: client.post(address, data))
        Session.objects.filter(pk=sheet.session.pk).update(instructor=sheet.two, substitute_for=sheet.one)

    (answer,) = waiting.result(timeout=60)
    assert (answer.status_code, Mark.objects.count()) == (422, 0)
    assert name == "roll_save" or answer.json() == {"message": "Anda tidak berwenang mencatat presensi sesi ini."}
