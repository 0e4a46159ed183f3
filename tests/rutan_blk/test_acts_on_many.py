"""An act on many people or things asks the database as many statements as on one, and at most twenty.

Each row: what is prepared for so many, the act, and its statements without those that begin or end a transaction.
"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from certification.assessment import batch_sign_off, practice_marks, unit_results
from certification.certificates import preparation
from certification.outside_tests import held_tests
from core import audit, clock
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from programs.attendance import early_end, known_absences, mark_changes, proposed_marks, session_closing
from programs.attendance.held_roll import Change
from programs.attendance.models.marks import attendance_statuses
from programs.batches.models import Batch, BatchStaff
from programs.places import places_together
from programs.selection import hearing_decisions
from programs.selection.models import Hearing
from programs.tools import tool_issue, tool_return
from tests.conftest import MONDAY
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    SessionFactory,
    ToolFactory,
    UserFactory,
    count_heads,
)
from tests.factories.certification import (
    NumberSeriesFactory,
    assess_all,
    assessor_of,
    class_of,
    graduates,
    staff,
)
from tests.factories.outside import outside_test

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE SAVEPOINT")
TODAY = MONDAY.date()
# Of those whose tasks may be answered together.
KIND = inbox_tasks.bulk_kinds()[0]


def class_of_today(count):
    """A session that runs now, its instructor and so many participants."""
    session = SessionFactory()
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session, session.instructor, EnrollmentFactory.create_batch(count, batch=session.batch)


def marks(count):
    session, instructor, people = class_of_today(count)
    return lambda: mark_changes.change_each(session, [Change(one, "sick") for one in people], by=instructor)


def rest_present(count):
    session, instructor, _people = class_of_today(count)
    # Each process asks for them once a minute.
    assert attendance_statuses()
    return lambda: mark_changes.mark_rest_present(session, by=instructor)


def confirmed_absences(count):
    session, instructor, people = class_of_today(count)
    registrar = UserFactory(roles=["registrar"], facility=session.batch.facility)
    when = {"starts_at": MONDAY - timedelta(hours=1), "ends_at": MONDAY + timedelta(hours=2)}
    for place in people:
        known_absences.announce(place.person, by=registrar, status="court", source="Panggilan 12/2026", **when)
    return lambda: proposed_marks.confirm_known(session, by=instructor)


def corrected_end(count):
    session, instructor, people = class_of_today(count)
    mark_changes.change_each(session, [Change(one, "present") for one in people], by=instructor)
    officer = UserFactory(roles=["training_officer"], facility=session.batch.facility)
    count_heads(session, count)
    with clock.moved_to(session.ends_at + timedelta(minutes=5)):
        session_closing.finalize(session, by=instructor, reason="")
    after = session.ends_at + timedelta(minutes=10)
    # A request has the roles with its user.
    assert officer.role_names
    # Each process asks for them once a minute.
    with clock.moved_to(after):
        assert attendance_statuses()

    def act():
        with clock.moved_to(after):
            ended = session.starts_at + timedelta(minutes=60)
            early_end.correct(session, by=officer, ended_at=ended, reason="Listrik padam pukul sepuluh")

    return act


def tools_out(count):
    session, _instructor, _people = class_of_today(1)
    tools = [ToolFactory(session=session) for _ in range(count)]
    return lambda: tool_issue.hand_out(session, by=session.instructor, tools=tools)


def tools_back(way):
    def prepared(count):
        tools_out(count)()
        issue = tool_issue.ToolIssue.objects.select_related("session__instructor").first()
        tools = {one.tool: way for one in issue.session.tool_issues.select_related("tool")}
        return lambda: tool_return.take_back(issue.session, by=issue.session.instructor, tools=tools)

    return prepared


def places(count):
    days = {"starts_on": date(2026, 12, 7), "ends_on": date(2027, 1, 25), "assessment_on": date(2027, 1, 29)}
    batch = BatchFactory(state=Batch.State.SELECTING, capacity=30, **days)
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    closed = {"state": "closed", "closed_at": clock.now(), "closed_by": chair}
    hearing = Hearing.objects.create(batch=batch, held_on=TODAY, place="Aula", chair=chair, **closed)
    decided = {"state": "admitted", "hearing": hearing, "decided_by_chair": chair}
    admitted = ApplicationFactory.create_batch(count, batch=batch, **decided)
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)
    return lambda: places_together.enroll_each(admitted, by=officer)


def decisions(count):
    batch = BatchFactory(state=Batch.State.SELECTING, capacity=30)
    EntryRuleSetFactory(version=batch.version, parts={"apart": {}})
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    hearing = Hearing.objects.create(batch=batch, held_on=TODAY, place="Aula", chair=chair)
    choices = [
        hearing_decisions.Choice(one.public_id, "admitted", "Dibahas dalam sidang", one.revision)
        for one in ApplicationFactory.create_batch(count, batch=batch)
    ]
    assert chair.role_names
    return lambda: hearing_decisions.decide_all(hearing, choices, by=chair)


def results(count):
    batch = class_of(count)
    by, unit = assessor_of(batch), batch.version.units.first()
    entries = [unit_results.Entry(place, unit, "K") for place in batch.enrollments.select_related("person")]
    return lambda: unit_results.record_results(batch, entries, by=by)


def observations(count):
    batch = class_of(count, state=Batch.State.RUNNING)
    by = staff(batch.training_center, "instructor")
    BatchStaff.objects.create(batch=batch, user=by, duty="instructor")
    seen = [practice_marks.Seen(place, "alone", "") for place in batch.enrollments.all()]
    return lambda: practice_marks.mark(batch, batch.version.units.first(), seen, by=by, seen_on=TODAY)


def signed_results(count):
    batch = class_of(count)
    assess_all(batch, by=assessor_of(batch))
    by = staff(batch.training_center, "blk_coordinator")
    return lambda: batch_sign_off.sign_off(batch, by=by, number="BA-1/2026")


def prepared_certificates(count):
    batch = graduates(count)
    officer = staff(batch.training_center, "certificate_officer")
    NumberSeriesFactory(training_center=batch.training_center)
    return lambda: preparation.prepare_batch(batch, by=officer)


def candidates(count):
    test = outside_test()
    people = list(class_of(count, training_center=test.training_center).enrollments.all())
    return lambda: held_tests.add_candidates(test, people, by=test.created_by)


def tasks(count):
    _session, _instructor, people = class_of_today(count)
    facility = people[0].batch.facility
    officer = UserFactory(roles=["training_officer"], facility=facility)
    for place in people:
        about = {"office": facility, "person": place.person, "values": {"number": "B.1/2026"}}
        inbox_tasks.open_task(inbox_tasks.KINDS[KIND], role="training_officer", **about)
    waiting = InboxTask.objects.visible_to(officer)
    return lambda: inbox_tasks.acknowledge_many(waiting, by=officer, note="Sudah dibicarakan")


# The tasks of more missing tools are too many values for one statement of SQLite.
FEWER = 20
ACTS = {
    "marks": (marks, 10),
    "the rest present": (rest_present, 19),
    "announced absences confirmed": (confirmed_absences, 14),
    "the end of a closed session corrected": (corrected_end, 20),
    "tools handed out": (tools_out, 15),
    "tools back in order": (tools_back("fine"), 13),
    "tools back damaged": (tools_back("damaged"), 14),
    "tools missing": (tools_back("missing"), 20),
    "places given": (places, 15),
    "decisions of a hearing": (decisions, 16),
    "results": (results, 11),
    "observations": (observations, 9),
    "results signed": (signed_results, 16),
    "certificates prepared": (prepared_certificates, 16),
    "candidates of an outside test": (candidates, 11),
    "tasks acknowledged": (tasks, 5),
}


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("name", ACTS)
def test_act_asks_as_many_statements_for_thirty_as_for_one(name, count):
    prepared, statements = ACTS[name]
    act = prepared(FEWER if name == "tools missing" and count > FEWER else count)
    for user in User.objects.all():
        # The first event of an office begins its chain.
        audit.record("user.counted", by=user)

    with CaptureQueriesContext(connection) as asked:
        act()

    assert len([one for one in asked if not one["sql"].startswith(OF_TRANSACTIONS)]) == statements
