"""A substitute sees and records one session and nothing else of the batch; its own instructor only reads it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from programs.attendance import mark_rules, roll_rows, roll_sheets
from programs.batches.models import BatchStaff
from programs.offline import packs
from programs.places.models import Enrollment
from programs.timetable import cancelled_sessions, substitutes
from programs.timetable.models.sessions import Session
from reports.home.work_list import tasks_for
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.programs.timetable.test_cancelled_sessions import BEGAN
from tests.programs.timetable.test_moved_sessions import other_session, taught_batch
from tests.reasons import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    batch = taught_batch()
    EnrollmentFactory.create_batch(2, batch=batch)
    return batch


@pytest.fixture
def colleague(batch):
    return UserFactory(roles=["instructor"], training_center=batch.training_center)


@pytest.fixture
def lent(batch, officer, colleague):
    return substitutes.substitute(batch.sessions.first(), by=officer, instructor=colleague)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("colleague", []),
        ("own", ["no_candidate"]),
        ("stranger", ["no_candidate"]),
        ("left", ["no_candidate"]),
        ("coordinator", ["no_candidate"]),
        ("assessor", ["assessor_teaches"]),
        ("busy", ["instructor_clash"]),
    ],
)
def test_each_reason_against_a_substitute(batch, colleague, person, expected):
    session, center = batch.sessions.first(), batch.training_center
    people = {
        "colleague": lambda: colleague,
        "own": lambda: session.instructor,
        "stranger": lambda: UserFactory(roles=["instructor"]),
        "left": lambda: UserFactory(roles=["instructor"], training_center=center, is_active=False),
        "coordinator": lambda: UserFactory(roles=["blk_coordinator"], training_center=center),
        "assessor": lambda: UserFactory(roles=["instructor", "assessor"], training_center=center),
        "busy": lambda: other_session(batch, date=session.date).instructor,
    }
    chosen = people[person]()
    if person == "assessor":
        BatchStaff.objects.create(batch=batch, user=chosen, duty="assessor")

    assert codes(substitutes.substitute_blockers(session, chosen)) == expected


@pytest.mark.parametrize(("begin", "expected"), BEGAN)
def test_a_session_that_began_is_not_given_away(batch, officer, colleague, begin, expected):
    session = batch.sessions.first()
    begin(session, officer)

    with pytest.raises(RuleViolation) as refused:
        substitutes.substitute(session, by=officer, instructor=colleague)

    assert codes(refused.value.reasons) == [expected]


def test_who_stands_in_for_a_substitute_stands_in_for_the_owner(batch, officer, lent, colleague):
    owner = lent.substitute_for
    third = UserFactory(roles=["instructor"], training_center=batch.training_center)

    again = substitutes.substitute(lent, by=officer, instructor=third)
    back = substitutes.substitute(again, by=officer, instructor=owner)

    assert (lent.instructor, again.instructor, again.substitute_for) == (colleague, third, owner)
    assert (back.instructor, back.substitute_for) == (owner, None)


def test_the_substitute_sees_one_session_and_nothing_else_of_the_batch(batch, lent, colleague, sign_in):
    other = batch.sessions.last()
    client = sign_in(colleague)

    def status(name, row):
        return client.get(reverse(f"programs:{name}", args=[row.public_id])).status_code

    assert list(Session.objects.visible_to(colleague)) == [lent]
    assert [status(name, lent) for name in ("session_detail", "session_roll", "roll_print")] == [200, 200, 200]
    assert [status(name, other) for name in ("session_detail", "session_roll", "roll_print")] == [404, 404, 404]
    assert [status(name, batch) for name in ("batch_detail", "batch_schedule_print")] == [404, 404]
    assert list(Enrollment.objects.visible_to(colleague)) == []
    assert client.get(reverse("programs:participant_list")).context["page"].rows == []


def test_the_roll_names_everybody_to_the_substitute_as_long_as_the_session_stands(batch, officer, lent, colleague):
    everybody = sorted(batch.enrollments.values_list("pk", flat=True))

    assert sorted(row.enrollment.pk for row in roll_rows.rows_of(lent, colleague)) == everybody
    assert roll_sheets.week_sheet(lent, by=colleague).startswith(b"%PDF")

    with clock.moved_to(lent.starts_at - clock.MINUTE):
        gone = cancelled_sessions.cancel_session(lent, by=officer, cause="power")
    assert roll_rows.rows_of(gone, colleague) == []


def test_the_substitute_records_and_the_owner_does_not(batch, lent, colleague):
    owner, coordinator = (
        lent.substitute_for,
        UserFactory(roles=["blk_coordinator"], training_center=batch.training_center),
    )

    found = {user: codes(mark_rules.blockers(lent, by=user)) for user in (colleague, owner, coordinator)}

    assert found == {colleague: [], owner: ["not_allowed"], coordinator: []}
    assert codes(mark_rules.blockers(batch.sessions.last(), by=colleague)) == ["not_allowed", "session_in_future"]


def test_the_missing_roll_waits_for_the_substitute_alone(lent, colleague, sign_in):
    owner = lent.substitute_for
    with clock.moved_to(lent.ends_at + timedelta(hours=1)):
        tasks = {
            user: [task.title for task in tasks_for(user) if task.icon_name == "clock"] for user in (owner, colleague)
        }
        page = sign_in(owner).get(reverse("programs:session_list") + "?view=open")

    assert [len(tasks[owner]), len(tasks[colleague])] == [0, 1]
    assert page.context["page"].rows == []


def test_the_session_is_taken_along_by_the_substitute_alone(lent, colleague):
    assert packs.sessions_for(colleague) == [lent]
    assert lent not in packs.sessions_for(lent.substitute_for)


def test_when_the_substitution_ends_nothing_is_left_to_see(officer, lent, colleague):
    substitutes.substitute(lent, by=officer, instructor=lent.substitute_for)

    assert list(Session.objects.visible_to(colleague)) == []


def test_a_substitute_of_another_center_sees_nothing(lent, colleague):
    colleague.training_center = SessionFactory(date=date(2026, 11, 27)).batch.training_center
    colleague.save()

    assert list(Session.objects.visible_to(colleague)) == []
