"""Any difference that nobody has explained is loud, in whatever order counts are made, replaced and explained."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import clock
from programs.attendance import session_closing
from programs.count_alarms import alarm_notices, count_alarms
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.overdue_counts import OVERDUE_AFTER
from programs.head_counts.models import HeadCount
from tests.factories import UserFactory
from tests.programs.count_alarms.conftest import PEOPLE
from tests.programs.count_alarms.test_closing_alarms import mark_all

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
POINTS = HeadCount.Point.values
REASON = "Satu orang dijemput penyidik dari bengkel"
EXPLAIN = "explain"
STEPS = st.lists(
    st.one_of(st.tuples(st.sampled_from(POINTS), st.integers(PEOPLE - 1, PEOPLE + 1)), st.just(EXPLAIN)),
    max_size=9,
)


def told(session, reader):
    """What the reader is told of the session: whether it is loud, and the numbers that differ."""
    notices = alarm_notices.notices_for(reader)
    return [(one.is_loud, one.alarm and (one.alarm.before, one.alarm.after)) for one in notices]


def open_alarms(session):
    return list(CountAlarm.objects.open().filter(session=session))


def test_a_recount_that_brings_a_difference_back_is_loud_again(session, count, head):
    count(left_block=3, arrived=2)
    count(arrived=3)
    assert told(session, head) == [(False, (3, 2))]

    count(left_block=2)
    assert told(session, head) == [(True, (3, 2))]
    assert {alarm.key for alarm in open_alarms(session)} == {"expected-left_block", "left_block-arrived"}
    assert {alarm.agreed_at for alarm in open_alarms(session)} == {None}


def test_agreeing_among_themselves_and_not_with_the_list_they_are_loud_with_the_numbers_of_now(session, count, head):
    count(left_block=3, arrived=2)
    count(arrived=3)
    count(left_block=2)
    count(arrived=2)

    assert told(session, head) == [(True, (3, 2))]
    alarm = CountAlarm.objects.open().get(session=session, agreed_at=None)
    assert alarm.key == "expected-left_block"


def test_of_two_differences_that_one_count_makes_the_shortage_is_told_first(session, count, head):
    count(arrived=3)
    count(left_block=2)

    assert told(session, head) == [(True, (3, 2))]
    assert {alarm.key for alarm in open_alarms(session)} == {"expected-left_block", "left_block-arrived"}


def test_counts_that_agree_again_and_then_stay_open_are_loud(session, count, head):
    count(left_block=3, arrived=2)
    count(arrived=3)

    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        (notice,) = alarm_notices.notices_for(head)

    assert (notice.head, notice.is_loud) == ("Hitungan belum lengkap", True)


def test_closed_with_counts_that_nobody_made_an_alarm_that_agreed_is_loud_again(session, count, head):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=2)
    count(arrived=3)
    mark_all(session, "present", "present", "present")

    with clock.moved_to(session.ends_at + timedelta(minutes=1)):
        session_closing.finalize(session, by=coordinator, reason=REASON)
        (notice,) = alarm_notices.notices_for(head)

    assert (notice.head, notice.is_loud) == ("Hitungan belum lengkap", True)


class Watch:
    """What has to be told, from the numbers alone: a count newer than the last explanation stands beside another."""

    def __init__(self):
        self.standing = {}
        self.fresh = set()
        self.waits = False

    def count(self, point, people):
        if self.standing.get(point) != people:
            self.standing[point] = people
            self.fresh.add(point)
            self.waits = self.waits or self.is_loud

    def explain(self):
        self.fresh.clear()
        self.waits = False

    @property
    def is_loud(self):
        counted = [point for point in POINTS if point in self.standing]
        differs = [pair for pair in pairwise(counted) if self.standing[pair[0]] != self.standing[pair[1]]]
        if {"left_block", "back_in_block"} <= set(counted) and self.standing["left_block"] != self.standing[
            "back_in_block"
        ]:
            differs.append(("left_block", "back_in_block"))
        if counted and self.standing[counted[0]] != PEOPLE:
            differs.append((counted[0],))
        return any(self.fresh.intersection(pair) for pair in differs)

    @property
    def differs(self):
        """Whether any two of the numbers differ, that of the list among them."""
        return len({PEOPLE, *self.standing.values()}) > 1


@example(steps=[("left_block", 3), ("arrived", 2), ("arrived", 3), ("left_block", 2), ("arrived", 2)])
@example(steps=[("left_block", 3), ("arrived", 2), EXPLAIN, ("arrived", 3), ("left_block", 2)])
@settings(max_examples=60)
@given(steps=STEPS)
def test_loud_if_and_only_if_numbers_differ_that_nobody_has_explained(session, count, head, steps):
    watch, explained = Watch(), False
    with transaction.atomic():
        for step in steps:
            if step != EXPLAIN:
                count(**dict([step]))
                watch.count(*step)
            elif watch.waits:
                while CountAlarm.objects.open().filter(session=session).exists():
                    count_alarms.explain(session, by=head, reason=REASON, is_sure=True)
                watch.explain()
                explained = True
            alarms = CountAlarm.objects.open().filter(session=session, agreed_at=None)
            loud = [notice.is_loud for notice in alarm_notices.notices_for(head)]
            assert loud == [watch.is_loud] * watch.waits
            assert alarms.exists() == watch.is_loud
            # As long as nobody has explained anything, any two numbers that differ are loud.
            assert explained or watch.is_loud == watch.differs
        transaction.set_rollback(True)
