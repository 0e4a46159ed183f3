"""Any difference that nobody has explained is loud, in whatever order counts are made, replaced and explained."""

from datetime import time, timedelta
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
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from tests.examples import many
from tests.factories import SessionFactory, UserFactory
from tests.programs.count_alarms.conftest import PEOPLE
from tests.programs.count_alarms.test_closing_alarms import mark_all

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
POINTS = HeadCount.Point.values
REASON = "Satu orang dijemput penyidik dari bengkel"
SETTLED = {"from_point": "left_block", "before": 3, "to_point": "arrived", "after": 2}
OVERALL = ("left_block", "back_in_block")
EXPLAIN, EXPLAIN_ONE = "explain", "explain one"
COUNTS = st.tuples(st.sampled_from(POINTS), st.integers(PEOPLE - 1, PEOPLE + 1))
STEPS = st.lists(st.one_of(COUNTS, COUNTS, st.sampled_from([EXPLAIN, EXPLAIN_ONE])), max_size=9)


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
    assert told(session, head) == [(True, (3, 2)), (True, (2, 3))]
    assert {alarm.key for alarm in open_alarms(session)} == {"expected-left_block", "left_block-arrived"}
    assert {alarm.agreed_at for alarm in open_alarms(session)} == {None}


def test_agreeing_among_themselves_and_not_with_the_list_they_are_loud_with_the_numbers_of_now(session, count, head):
    count(left_block=3, arrived=2)
    count(arrived=3)
    count(left_block=2)
    count(arrived=2)

    assert told(session, head) == [(True, (3, 2)), (False, (2, 3))]
    alarm = CountAlarm.objects.open().get(session=session, agreed_at=None)
    assert alarm.key == "expected-left_block"


def test_of_two_differences_that_one_count_makes_the_shortage_is_told_first(session, count, head):
    count(arrived=3)
    count(left_block=2)

    assert told(session, head) == [(True, (3, 2)), (True, (2, 3))]
    assert {alarm.key for alarm in open_alarms(session)} == {"expected-left_block", "left_block-arrived"}


def test_counts_that_agree_again_and_then_stay_open_are_loud(session, count, head):
    count(left_block=3, arrived=2)
    count(arrived=3)

    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        notices = [(one.head, one.is_loud) for one in alarm_notices.notices_for(head)]

    assert notices == [("Hitungan belum lengkap", True), ("Hitungan sempat berbeda, kini sama", False)]


def test_closed_with_counts_that_nobody_made_an_alarm_that_agreed_is_loud_again(session, count, head):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=2)
    count(arrived=3)
    mark_all(session, "present", "present", "present")

    with clock.moved_to(session.ends_at + timedelta(minutes=1)):
        session_closing.finalize(session, by=coordinator, reason=REASON)
        notices = [(one.head, one.is_loud) for one in alarm_notices.notices_for(head)]

    assert notices == [("Hitungan belum lengkap", True), ("Hitungan sempat berbeda, kini sama", False)]


class Watch:
    """What has to be told, from the numbers and explanations alone: each explanation covers the difference that it was
    written about, as far as no count of it is newer."""

    def __init__(self):
        self.standing = {}
        self.explained = []
        self.moment = 0

    def count(self, point, people):
        self.moment += 1
        if self.standing.get(point, (None, 0))[0] != people:
            self.standing[point] = (people, self.moment)

    def explain(self, alarm):
        self.explained.append((alarm.pair, alarm.gap, self.moment))

    @property
    def differs(self):
        """The pairs of numbers that differ, each with how much and the moment of its newer count."""
        numbers = {"expected": (PEOPLE, 0), **self.standing}
        counted = [point for point in ("expected", *POINTS) if point in numbers]
        pairs = set(pairwise(counted)) | ({OVERALL} if set(OVERALL) <= set(counted) else set())
        found = [(pair, *numbers[pair[0]], *numbers[pair[1]]) for pair in pairs]
        return [(pair, after - before, max(one, two)) for pair, before, one, after, two in found if after != before]

    @property
    def is_loud(self):
        return any(not self._is_covered(*difference) for difference in self.differs)

    def _is_covered(self, pair, gap, newest):
        """Out and back again are explained too by what is said of as many who are missing on a part of the way."""
        return any(
            moment >= newest and (known == pair or (pair == OVERALL and known[0] in POINTS and known_gap == gap))
            for known, known_gap, moment in self.explained
        )


@example(steps=[("left_block", 3), ("arrived", 2), ("arrived", 3), ("left_block", 2), ("arrived", 2)])
@example(steps=[("left_block", 3), ("arrived", 2), EXPLAIN, ("arrived", 3), ("left_block", 2)])
@example(steps=[("arrived", 3), ("left_block", 2), EXPLAIN_ONE, ("left_workshop", 2), ("back_in_block", 2)])
@settings(max_examples=many(60))
@given(steps=STEPS)
def test_loud_if_and_only_if_numbers_differ_that_nobody_has_explained(session, count, head, steps):
    watch, waits, is_half_explained = Watch(), False, False
    with transaction.atomic():
        for step in steps:
            if step not in (EXPLAIN, EXPLAIN_ONE):
                count(**dict([step]))
                watch.count(*step)
            for _ in range(explanations(session, step)):
                watch.explain(count_alarms.explain(session, by=head, reason=REASON, is_sure=True))
            waits = bool(open_alarms(session)) if step in (EXPLAIN, EXPLAIN_ONE) else waits or watch.is_loud
            is_half_explained = waits and (is_half_explained or step == EXPLAIN_ONE)
            is_loud = any(alarm.agreed_at is None for alarm in open_alarms(session))
            # Of two alarms of the same people, the second stays until it is explained as well.
            assert is_loud == watch.is_loud or (is_half_explained and is_loud)
            louds = sorted((alarm.agreed_at is None for alarm in open_alarms(session)), reverse=True)
            assert [notice.is_loud for notice in alarm_notices.notices_for(head)] == louds
            assert bool(louds) == waits
        transaction.set_rollback(True)


def explanations(session, step):
    """How many alarms are explained in this step."""
    return {EXPLAIN: len(open_alarms(session)), EXPLAIN_ONE: min(1, len(open_alarms(session)))}.get(step, 0)


def test_a_corrected_hour_raises_nothing_that_is_explained(session, count, guard, head):
    count(left_block=3, arrived=2)
    count_alarms.explain(session, by=head, reason=REASON, is_sure=True)

    at = clock.now() - timedelta(minutes=1)
    assert count_records.record(session, by=guard, people={"left_block": 3}, counted_at=at)

    assert told(session, head) == []


@pytest.mark.parametrize("newer", ["settled", "uncounted"])
def test_people_missing_are_told_however_many_newer_sessions_wait(session, count, guard, head, newer):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    for number in range(alarm_notices.MOST):
        day, hour = session.date + timedelta(days=number // 2 + 1), time(8 + number % 2 * 5)
        other = SessionFactory(batch=session.batch, unit=session.unit, date=day, clock_time=hour)
        if newer == "settled":
            CountAlarm.objects.create(session=other, raised_by=guard, agreed_at=other.starts_at, **SETTLED)

    with clock.moved_to(session.ends_at + timedelta(days=12)):
        first = alarm_notices.notices_for(head)[0]

    assert (first.session, first.head, first.is_loud) == (session, "Kurang 1 orang", True)
