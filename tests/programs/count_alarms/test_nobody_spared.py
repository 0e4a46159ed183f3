"""Who is called where counts were not made, and where the roll leaves over nobody who could be missing."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import RuleViolation
from programs.attendance import mark_changes, session_closing
from programs.count_alarms import count_alarms, missing_people
from programs.count_alarms.overdue_counts import ARRIVES_WITHIN, OVERDUE_AFTER
from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NAMES = ("Anwar Hidayat", "Bahrul Ilmi", "Candra Wijaya", "Dedi Kurnia", "Eko Saputra")
REASON = "Listrik padam, semua pulang lebih awal"


@pytest.fixture
def five(session):
    Enrollment.objects.filter(batch=session.batch).delete()
    facility = session.batch.facility
    people = [PersonFactory(facility=facility, full_name=name, with_custody=True) for name in NAMES]
    return [EnrollmentFactory(batch=session.batch, person=person) for person in people]


@pytest.fixture
def one_sick(session, five, officer):
    """The detention center has the last one as sick; the others are in class by the roll."""
    mark_changes.mark(session, five[4], by=officer, status="sick", note="Demam")
    for place in five[:4]:
        mark_changes.mark(session, place, by=session.instructor, status="present")


def called(session):
    """By alarm the names that are called, and those that are spared."""
    found = {}
    for alarm in count_alarms.open_alarms(session):
        people = [one for one in missing_people.wanted(alarm) if not one.is_seen]
        names = [[one.place.person.full_name for one in people if one.is_spared is spared] for spared in (False, True)]
        found[alarm.key] = tuple(names)
    return found


def later(minutes):
    return clock.moved_to(clock.now() + timedelta(minutes=minutes))


def overdue():
    return clock.moved_to(clock.now() + ARRIVES_WITHIN + clock.MINUTE)


def closed_early(session, by):
    session_closing.finalize(session, by=by, reason=REASON, ended_at=clock.now())
    session.refresh_from_db()


def test_closed_early_and_nobody_counted_back_those_in_class_are_called(session, one_sick, count, officer, head):
    count(left_block=4, arrived=4)
    with later(60):
        closed_early(session, officer)

        assert called(session) == {"expected-left_block": ([], [NAMES[4]]), "-": (list(NAMES[:4]), [])}
        with pytest.raises(RuleViolation) as caught:
            count_alarms.explain(session, by=head, reason=REASON, about="-")
    assert [reason.code for reason in caught.value.reasons] == ["names_unseen"]


def test_counted_out_and_never_at_the_workshop_whoever_is_sick_by_the_roll_is_called(session, one_sick, count):
    count(left_block=5)
    with overdue():
        assert called(session) == {"-": ([NAMES[4]], [])}


def test_as_many_counted_out_as_are_in_class_and_never_at_the_workshop_all_are_called(session, one_sick, count):
    count(left_block=4)
    with overdue():
        assert called(session)["-"] == (list(NAMES), [])


@pytest.mark.parametrize(("left", "spared"), [(4, [NAMES[4]]), (5, [])])
def test_after_a_session_without_counts_at_the_workshop_both_ways_are_asked(session, one_sick, count, left, spared):
    count(left_block=left)
    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        assert called(session)["-"] == ([name for name in NAMES if name not in spared], spared)


def test_who_is_lost_on_the_way_there_is_called_where_only_the_end_was_counted(session, five, count):
    for place in five[:4]:
        mark_changes.mark(session, place, by=session.instructor, status="present")
    mark_changes.mark(session, five[4], by=session.instructor, status="unexcused")
    guest = EnrollmentFactory(batch=session.batch)
    count(left_block=5)
    mark_changes.mark(session, guest, by=session.instructor, status="present")

    count(left_workshop=4)

    assert NAMES[4] in called(session)["left_block-left_workshop"][0]


def test_lost_on_the_way_there_with_all_others_in_class_by_the_roll_everybody_is_called(session, one_sick, count):
    count(left_block=4, arrived=3)

    assert called(session) == {"expected-left_block": ([], [NAMES[4]]), "left_block-arrived": (list(NAMES), [])}


def test_who_was_here_on_the_way_there_is_called_on_the_way_back(session, five, count, guard):
    count(left_block=5)
    with overdue():
        count_alarms.say(session, by=guard, seen=dict.fromkeys(five, True))
        count(arrived=5)
        assert called(session) == {"-": ([], [])}

    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        assert called(session) == {"-": (list(NAMES), [])}


def test_who_was_here_after_the_session_is_not_called_again_when_it_is_closed(session, five, count, guard, officer):
    for place in five:
        mark_changes.mark(session, place, by=session.instructor, status="present")
    count(left_block=5, arrived=5)
    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        count_alarms.say(session, by=guard, seen=dict.fromkeys(five, True))
        with later(1):
            session_closing.finalize(session, by=officer, reason=REASON)
            session.refresh_from_db()

            assert called(session) == {"-": ([], [])}
