"""Drafts a schedule: lessons laid around existing sessions. Compares without writing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from accounts.models import User
from core import clock
from core.errors import Blocker
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit
from programs.timetable import lessons as timetable
from programs.timetable.clashes import clashes, first_few
from programs.timetable.kept_sessions import Why
from programs.timetable.lessons import Lesson, Week
from programs.timetable.models.sessions import Holiday, Session, house_of

# Fields of an existing session that a schedule may change.
PLACED = ("unit_id", "instructor_id", "room", "date", "ends_at", "jp", "break_after", "break_minutes")


@dataclass(frozen=True)
class Place:
    """Instructor and room for a unit."""

    instructor: User
    room: str


@dataclass(frozen=True)
class Span:
    """Time of a session before it moved, local to its facility."""

    date: date
    starts: time
    ends: time


@dataclass
class Draft:
    """Sessions created, changed, moved, removed and kept, with the blockers.

    `why` maps a kept session (key) to what keeps it; kept sessions without reasons fit as they are. `before` maps a
    moved session to its previous time.
    """

    made: list[Session] = field(default_factory=list)
    changed: list[Session] = field(default_factory=list)
    moved: list[Session] = field(default_factory=list)
    removed: list[Session] = field(default_factory=list)
    kept: list[Session] = field(default_factory=list)
    why: dict[int, list[Why]] = field(default_factory=dict)
    before: dict[int, Span] = field(default_factory=dict)
    closed: list[Holiday] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    # All clashes, including those that `blockers` only count.
    clashes: list[Blocker] = field(default_factory=list)

    @property
    def clashing(self) -> set[datetime]:
        """Start times of sessions with clashes."""
        return {clash.values["starts_at"] for clash in self.clashes}

    @property
    def standing(self) -> list[Session]:
        """The resulting schedule, without cancelled sessions."""
        rows = (*self.made, *self.changed, *self.moved, *self.kept)
        return [session for session in rows if session.state != Session.State.CANCELLED]

    @property
    def ends_on(self) -> date | None:
        """The last day of the resulting schedule."""
        return max((session.date for session in self.standing), default=None)

    @property
    def changes_something(self) -> bool:
        """Whether applying it would change the database."""
        return bool(self.made or self.changed or self.moved or self.removed)

    @property
    def held_back(self) -> list[tuple[Session, list[Why]]]:
        """Kept sessions, with their reasons."""
        return [(session, self.why[session.pk]) for session in self.kept if self.why.get(session.pk)]

    @property
    def moves(self) -> list[tuple[Span, Session]]:
        """Previous time and new state of each moved session."""
        return [(self.before[session.pk], session) for session in self.moved]

    def counts(self) -> dict[str, int]:
        """Numbers of sessions created, changed, removed and kept, by these names."""
        return {name: len(getattr(self, name)) for name in ("made", "changed", "removed", "kept")}


def draft_of(rows: Iterable[tuple[Session, list[Why]]]) -> tuple[Draft, list[Session]]:
    """A draft keeping all sessions with a reason, and the other sessions, which may be reused."""
    rows = list(rows)
    kept = [(session, why) for session, why in rows if why]
    draft = Draft(kept=[session for session, _ in kept], why={session.pk: why for session, why in kept})
    return draft, [session for session, why in rows if not why]


def lay_out(
    batch: Batch,
    draft: Draft,
    free: Iterable[Session],
    *,
    weeks: list[Week],
    hours: Iterable[tuple[ProgramUnit, int]],
    places: Mapping[int, Place],
    closed: Mapping[date, Holiday],
    first_day: date,
    after: datetime | None,
) -> None:
    """Lays `hours` (unit, JP) from `first_day` around what `draft` keeps, reusing `free` sessions at the same time.

    `places` are by unit (key). Nothing begins at or before `after`.
    """
    hours, zone = list(hours), batch.time_zone
    made = timetable.lessons(
        hours=[(unit.pk, jp) for unit, jp in hours],
        weeks=weeks,
        first_day=first_day,
        minutes_per_jp=batch.version.minutes_per_jp,
        at=lambda day, wall_time: clock.at(day, wall_time, zone),
        is_open=lambda day: day not in closed,
        standing=[(session.starts_at, session.ends_at) for session in draft.kept],
        after=after,
    )
    units = {unit.pk: unit for unit, _jp in hours}
    by_start = {session.starts_at: session for session in free}
    for lesson in made:
        # Reuses a session at the same time so that its URL stays the same.
        session = by_start.pop(lesson.starts_at, None) or Session(batch=batch, **house_of(batch))
        _lay(draft, session, lesson, units[lesson.unit], places[lesson.unit])
    draft.removed = list(by_start.values())
    if last := draft.ends_on:
        draft.closed = [closed[day] for day in sorted(closed) if first_day <= day <= last]


def _lay(draft: Draft, session: Session, lesson: Lesson, unit: ProgramUnit, place: Place) -> None:
    """Puts the lesson into the session, which the draft then makes, keeps or changes."""
    before = _placed(session)
    is_new = session.pk is None
    put(session, lesson, unit, place)
    if is_new:
        draft.made.append(session)
    elif _placed(session) == before:
        draft.kept.append(session)
    else:
        draft.changed.append(session)


def _placed(session: Session) -> list[Any]:
    return [getattr(session, name) for name in PLACED]


def put(session: Session, lesson: Lesson, unit: ProgramUnit, place: Place) -> None:
    """Assigns time, unit, instructor and room to the session without saving it."""
    session.unit, session.instructor, session.room = unit, place.instructor, place.room
    session.date, session.starts_at, session.ends_at = lesson.day, lesson.starts_at, lesson.ends_at
    session.jp, session.break_after, session.break_minutes = lesson.jp, lesson.break_after, lesson.break_minutes


def move_what_falls_away(draft: Draft, zone: str) -> None:
    """Moves sessions that would be removed to the times of new ones, in order, so that they keep their identity."""
    pairs = list(zip(draft.removed, draft.made, strict=False))
    for session, new in pairs:
        starts, ends = (clock.local(moment, zone).time() for moment in (session.starts_at, session.ends_at))
        draft.before[session.pk] = Span(session.date, starts, ends)
        for name in ("starts_at", *PLACED):
            setattr(session, name, getattr(new, name))
        session.unit, session.instructor = new.unit, new.instructor
        draft.moved.append(session)
    draft.removed, draft.made = draft.removed[len(pairs) :], draft.made[len(pairs) :]


def draft_clashes(batch: Batch, draft: Draft) -> list[Blocker]:
    """Clashes of the draft with the sessions it does not touch; all of them are recorded on the draft."""
    placed = [*draft.made, *draft.changed, *draft.moved]
    without = [session.pk for session in (*draft.changed, *draft.moved, *draft.removed)]
    draft.clashes = clashes(batch, placed, without=without)
    return first_few(draft.clashes)
