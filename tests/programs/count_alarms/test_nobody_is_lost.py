"""Anyone missed by the roll or a count, without a reason known to the detention center, is called for by some alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import clock
from inmates.custody.models.stays import Movement
from programs.attendance import mark_changes, session_closing
from programs.attendance.models.marks import AttendanceStatus
from programs.attendance.models.session_day import KnownAbsence
from programs.count_alarms import count_alarms, missing_people
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from tests.examples import many
from tests.programs.count_alarms.conftest import PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
POINTS = HeadCount.Point.values
LASTS = 180
HOME = len(POINTS)


@dataclass(frozen=True)
class Day:
    """What one participant does, and what is written of it; minutes count from the beginning of the session.

    `points`: past how many of the four points he or she comes; fewer than all of them, and somebody is lost.
    """

    points: int
    status: str
    by_facility: bool = False
    announced: tuple[int, int] | None = None
    out: tuple[int, int | None] | None = None

    @property
    def takes_part(self) -> bool:
        """People out of the house for the whole session are on none of its lists, and on no roll."""
        return self.out is None or self.out[0] > 0 or (self.out[1] is not None and self.out[1] < LASTS)

    @property
    def is_present(self) -> bool:
        return self.status == "present" and self.points >= 2

    @property
    def code(self) -> str:
        return "unexcused" if self.status == "present" and not self.is_present else self.status

    def is_known(self, first: int) -> bool:
        """Whether the detention center has a reason, `first` being the minute of the first count."""
        if self.is_present or self.code == "unexcused":
            return False
        return self.by_facility or self._is_out(first) or self._is_announced(first)

    def _is_out(self, first: int) -> bool:
        if self.out is None or self.out[0] >= LASTS:
            return False
        out, back = self.out
        return back is None or back > max(first, 0) or (out <= 0 and back >= LASTS)

    def _is_announced(self, first: int) -> bool:
        if self.announced is None:
            return False
        starts, ends = self.announced
        touches = starts < LASTS and ends > 0
        is_away = starts <= first < ends or (starts <= 0 and ends >= LASTS)
        return touches and is_away and not self._came_back(first)

    def _came_back(self, first: int) -> bool:
        if self.out is None or self.out[1] is None or self.announced is None:
            return False
        out, back = self.out
        starts, ends = self.announced
        return out < ends and starts < back <= max(first, 0) and back < LASTS

    def has_to_be_named(self, first: int) -> bool:
        is_missed = self.points < HOME or not self.is_present
        return is_missed and self.takes_part and not self.is_known(first)


MINUTES = st.integers(-8, 16).map(lambda quarter: quarter * 15)
SPANS = st.tuples(MINUTES, MINUTES).filter(lambda span: span[0] < span[1])
OUTINGS = st.one_of(SPANS, SPANS.map(lambda span: (span[0], None)))
DAYS = st.builds(
    Day,
    points=st.sampled_from([0, 1, 2, 3, 4, 4]),
    status=st.sampled_from(["present", "present", "unexcused", "sick", "duty"]),
    by_facility=st.booleans(),
    announced=st.none() | SPANS,
    out=st.none() | OUTINGS,
)
CLASSES = st.lists(DAYS, min_size=PEOPLE, max_size=PEOPLE)
COUNTED = st.sets(st.sampled_from(POINTS)) | st.just(set(POINTS))
PRESENT = Day(4, "present")


class Lesson:
    """A session that runs as the days of its people say."""

    def __init__(self, session, days, guard, officer):
        self.session, self.guard, self.officer = session, guard, officer
        self.days = dict(zip(session.batch.enrollments.order_by("pk"), days, strict=True))

    def at(self, minute: int) -> datetime:
        return self.session.starts_at + minute * clock.MINUTE

    def announce(self):
        for place, day in self.days.items():
            if day.announced:
                starts, ends = map(self.at, day.announced)
                status = AttendanceStatus.objects.get(code="court")
                whose = {"facility": self.session.facility, "person": place.person, "recorded_by": self.officer}
                KnownAbsence.objects.create(status=status, starts_at=starts, ends_at=ends, source="Surat 1", **whose)
            if day.out:
                out, back = day.out
                back_at = None if back is None else self.at(back)
                Movement.objects.create(person=place.person, kind="court", out_at=self.at(out), back_at=back_at)

    def count(self, point, minute):
        people = sum(day.points > POINTS.index(point) for day in self.days.values() if day.takes_part)
        by = self.guard if point in HeadCount.AT_BLOCK else self.session.instructor
        with clock.moved_to(self.at(minute)):
            count_records.record(self.session, by=by, people={point: people})

    def mark(self, minute):
        with clock.moved_to(self.at(minute)):
            for place, day in self.days.items():
                if not day.takes_part:
                    continue
                by = self.officer if day.by_facility else self.session.instructor
                code = "court" if day.code == "duty" and day.by_facility else day.code
                mark_changes.mark(self.session, place, by=by, status=code, note="Demam" if code == "sick" else "")

    def say_who_came(self, minute):
        """People in class are seen there while somebody is searched for."""
        with clock.moved_to(self.at(minute)):
            if count_alarms.open_alarms(self.session):
                here = [place for place, day in self.days.items() if day.points >= 2 and day.takes_part]
                count_alarms.say(self.session, by=self.guard, seen=dict.fromkeys(here, True))

    def close(self, minute):
        with clock.moved_to(self.at(minute)):
            reason = "Semua sudah dicek oleh petugas"
            ended_at = clock.now() if minute < LASTS else None
            session_closing.finalize(self.session, by=self.officer, reason=reason, ended_at=ended_at)
        self.session.refresh_from_db()

    def called(self, minute):
        with clock.moved_to(self.at(minute)):
            alarms = count_alarms.open_alarms(self.session)
            found = [one for alarm in alarms for one in missing_people.wanted(alarm)]
            return {one.place for one in found if not one.is_seen and not one.is_spared}


@example(days=[PRESENT, PRESENT, Day(1, "unexcused", announced=(165, 195))], counted=set(POINTS), ends=180, first=-5)
@example(days=[PRESENT, Day(2, "present"), Day(0, "sick", by_facility=True)], counted={"arrived"}, ends=120, first=-5)
@example(days=[PRESENT, PRESENT, Day(1, "sick")], counted={"left_block"}, ends=180, first=-5)
@example(days=[PRESENT, PRESENT, Day(0, "sick", out=(-90, -30))], counted=set(POINTS), ends=180, first=-5)
@example(days=[PRESENT, PRESENT, Day(0, "sick", announced=(15, 150))], counted=set(), ends=120, first=-5)
@settings(max_examples=many(40), deadline=timedelta(seconds=20))
@given(days=CLASSES, counted=COUNTED, ends=st.sampled_from([120, LASTS]), first=st.sampled_from([-5, 10]))
def test_whoever_is_missed_without_a_reason_is_called(session, guard, officer, days, counted, ends, first):
    lesson = Lesson(session, days, guard, officer)
    minutes = dict(zip(POINTS, (first, first + 8, ends - 8, ends - 4), strict=True))
    with transaction.atomic():
        lesson.announce()
        for point in POINTS[:2]:
            if point in counted:
                lesson.count(point, minutes[point])
        lesson.mark(30)
        lesson.say_who_came(40)
        for point in POINTS[2:]:
            if point in counted:
                lesson.count(point, minutes[point])
        lesson.close(ends)

        earliest = min((minutes[point] for point in counted), default=0)
        missed = {place for place, day in lesson.days.items() if day.has_to_be_named(earliest)}
        assert missed - lesson.called(ends + 15) == set()
        transaction.set_rollback(True)
