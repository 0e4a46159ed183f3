"""Days of counts, marks, answers, explanations and closings in any order: whatever is wrong and unexplained is loud."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import RuleViolation
from programs.attendance import early_end, mark_changes, session_closing
from programs.count_alarms import alarm_notices, count_alarms, missing_people
from programs.count_alarms.models import CountAlarm
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from tests.examples import many
from tests.factories import UserFactory
from tests.programs.count_alarms.conftest import PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
POINTS = HeadCount.Point.values
REASON = "Sudah dicek oleh petugas jaga"
TEN, FIFTEEN, UNCOUNTED = timedelta(minutes=10), timedelta(minutes=15), "-"

WAIT = st.tuples(st.just("wait"), st.sampled_from([1, 8, 20, 60, 120]))
COUNT = st.tuples(
    st.just("count"), st.sampled_from(POINTS), st.integers(PEOPLE - 1, PEOPLE + 1), st.sampled_from([0, 0, 12])
)
MARK = st.tuples(
    st.just("mark"),
    st.integers(0, PEOPLE - 1),
    st.sampled_from(["present", "present", "unexcused", "sick", None]),
    st.sampled_from(["instructor", "coordinator", "officer"]),
)
SAY = st.tuples(st.just("say"), st.integers(0, PEOPLE - 1), st.sampled_from([True, False, None]))
EXPLAIN = st.tuples(st.just("explain"), st.integers(0, 3))
CLOSE = st.tuples(st.just("close"))
CORRECT = st.tuples(st.just("correct"), st.sampled_from([30, 60, 120]))
# Steps that are several, one by one, so that a refused one takes back nothing else.
MANY = {
    "all": [("count", point, PEOPLE, 0) for point in POINTS],
    "close": [("rest",), ("close",)],
    "begin": [("wait", 60), ("count", "left_block", PEOPLE, 0), ("count", "arrived", PEOPLE, 0)],
}
WRONG = ("mark", 0, "unexcused", "coordinator")
STEPS = st.lists(
    st.one_of(
        WAIT,
        COUNT,
        COUNT,
        COUNT,
        MARK,
        MARK,
        SAY,
        EXPLAIN,
        EXPLAIN,
        CLOSE,
        CLOSE,
        CORRECT,
        st.just(("all",)),
        st.just(("begin",)),
    ),
    max_size=16,
)


@dataclass
class Diary:
    """What happened, kept apart from what the site makes of it; a moment is the number of the step."""

    figures: dict[str, tuple[int, int]] = field(default_factory=dict)
    hours: dict[str, datetime] = field(default_factory=dict)
    absent: dict[int, int] = field(default_factory=dict)
    explained: list[tuple[str, frozenset[int], int, datetime]] = field(default_factory=list)
    closed: int | None = None
    step: int = 0

    def wrong(self, session, now) -> Iterator[str]:
        """What must be loud: differing numbers, missing counts, people absent for no known reason."""
        numbers = {"expected": (PEOPLE, 0), **{p: self.figures[p] for p in POINTS if p in self.figures}}
        for one, other in pairwise(numbers):
            (before, first), (after, second) = numbers[one], numbers[other]
            if before != after and not self._said(f"{one}-{other}", max(first, second)):
                yield f"{one} {before}, {other} {after}"
        uncounted, ended = set(POINTS) - set(self.figures), session.ends_at + TEN
        is_said = self._said_at(ended) or (self.closed and self._said(UNCOUNTED, self.closed))
        if uncounted and (self.closed or now > ended) and not is_said:
            yield f"without {sorted(uncounted)}"
        if self._has_not_arrived(session, now):
            yield "never arrived"
        if not uncounted or self.closed:
            yield from (f"absent {place}" for place, since in self.absent.items() if not self._is_named(place, since))

    def _has_not_arrived(self, session, now):
        left, _moment = self.figures.get("left_block", (0, 0))
        is_out = left > 0 and set(self.figures) == {"left_block"} and not self.closed
        is_late = is_out and session.starts_at <= now and self.hours["left_block"] < now - FIFTEEN
        return is_late and not self._said(UNCOUNTED, 0)

    def _is_named(self, place, since):
        return any(place in names and moment >= since for _key, names, moment, _at in self.explained)

    def _said(self, key, since):
        return any(known == key and moment >= since for known, _names, moment, _at in self.explained)

    def _said_at(self, since):
        return any(known == UNCOUNTED and at > since for known, _names, _moment, at in self.explained)

    @property
    def is_quiet(self):
        """Whether nothing at all is wrong, explained or not."""
        agree = set(self.figures) == set(POINTS) and {number for number, _moment in self.figures.values()} == {PEOPLE}
        return agree and not self.absent


class Play:
    """One session and its staff; `now` goes on with each step. What the rules refuse did not happen."""

    def __init__(self, session, staff):
        self.session, self.staff, self.diary = session, staff, Diary()
        self.places = list(session.batch.enrollments.order_by("pk"))
        self.now = session.starts_at - timedelta(minutes=20)

    def step(self, name, *values):
        self.diary.step += 1
        try:
            with transaction.atomic(), clock.moved_to(self.now):
                getattr(self, f"_{name}")(*values)
        except RuleViolation:
            pass
        self.session.refresh_from_db()
        self.now += timedelta(seconds=30)

    def _wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    def _count(self, point, people, ago):
        by = self.staff["guard" if point in HeadCount.AT_BLOCK else "instructor"]
        at = self.now - timedelta(minutes=ago) if ago else None
        for count in count_records.record(self.session, by=by, people={point: people}, counted_at=at):
            if self.diary.figures.get(point, (None, 0))[0] != people:
                self.diary.figures[point] = (people, self.diary.step)
            self.diary.hours[point] = count.counted_at

    def _mark(self, which, status, by):
        place, writer = self.places[which], self.staff[by]
        before = self.session.marks.filter(enrollment=place).first()
        if status is None:
            mark_changes.unmark(self.session, place, by=writer)
            self.diary.absent.pop(place.pk, None)
            return
        note = "Demam" if status == "sick" else ""
        mark = mark_changes.mark(self.session, place, by=writer, status=status, note=note, reason=REASON)
        if before and before.version == mark.version:
            return
        if status == "present" or (by == "officer" and status == "sick"):
            self.diary.absent.pop(place.pk, None)
        else:
            self.diary.absent.setdefault(place.pk, self.diary.step)

    def _say(self, which, is_seen):
        count_alarms.say(self.session, by=self.staff["guard"], seen={self.places[which]: is_seen})

    def _explain(self, which):
        alarms = count_alarms.open_alarms(self.session)
        if alarms:
            alarm = alarms[which % len(alarms)]
            before = {one.pk for one in CountAlarm.objects.open()}
            count_alarms.explain(self.session, by=self.staff["head"], reason=REASON, about=alarm.key, is_sure=True)
            for one in CountAlarm.objects.explained().filter(session=self.session):
                if one.pk in before or one.explained_at == clock.now():
                    names = frozenset(one.names) if one.agreed_at is None else frozenset()
                    self.diary.explained.append((one.key, names, self.diary.step, self.now))

    def _rest(self):
        mark_changes.mark_rest_present(self.session, by=self.staff["instructor"], is_sure=True)

    def _close(self):
        ended_at = self.now if self.now < self.session.ends_at else None
        session_closing.finalize(self.session, by=self.staff["officer"], reason=REASON, ended_at=ended_at)
        self.diary.closed = self.diary.step

    def _correct(self, minutes):
        ended_at = self.session.starts_at + timedelta(minutes=minutes)
        early_end.correct(self.session, by=self.staff["officer"], ended_at=ended_at, reason=REASON)

    def check(self):
        with clock.moved_to(self.now):
            alarms = count_alarms.open_alarms(self.session)
            loud = [one for one in alarms if one.agreed_at is None]
            notices = alarm_notices.notices_for(self.staff["head"])
            assert [one.is_loud for one in notices].count(True) == len(loud)
            wrong = list(self.diary.wrong(self.session, self.now))
            assert bool(wrong) <= bool(loud), wrong
            if self.diary.is_quiet:
                assert [alarm_notices.words_of(one) for one in loud if not one.is_of_presence] == []
            called = {one.place.pk for alarm in loud for one in missing_people.wanted(alarm) if not one.is_spared}
            for place in self.diary.absent:
                assert f"absent {place}" not in wrong or place in called

    def ends(self):
        with clock.moved_to(self.now):
            for _ in range(9):
                alarms = count_alarms.open_alarms(self.session)
                if not alarms:
                    break
                count_alarms.explain(self.session, by=self.staff["head"], reason=REASON, is_sure=True)
            assert count_alarms.open_alarms(self.session) == []
            assert alarm_notices.notices_for(self.staff["head"]) == []


@example(steps=[("begin",), ("close",)])
@example(steps=[("begin",), ("all",), ("close",), WRONG, ("mark", 0, "present", "coordinator"), ("explain", 0), WRONG])
@settings(max_examples=many(30), deadline=timedelta(seconds=20))
@given(steps=STEPS)
def test_whatever_is_wrong_and_unexplained_is_loud_and_ends_when_explained(session, guard, officer, head, steps):
    center = session.batch.training_center
    staff = {"guard": guard, "officer": officer, "head": head, "instructor": session.instructor}
    staff["coordinator"] = UserFactory(roles=["blk_coordinator"], training_center=center)
    with transaction.atomic():
        play = Play(session, staff)
        for name, *values in (one for step in steps for one in MANY.get(step[0], [step])):
            play.step(name, *values)
            play.check()
        play.ends()
        transaction.set_rollback(True)
