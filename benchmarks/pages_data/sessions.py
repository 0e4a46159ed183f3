"""Sessions with journals, head counts and marks."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from accounts.models import User
from accounts.roles import Role
from benchmarks.pages_data.world import COMING, DAYS, JP, MINUTES, SLOTS, World, store
from core import audit, clock
from programs.attendance.mark_rules import minutes_present
from programs.attendance.models.marks import AttendanceStatus, Mark, MarkRevision
from programs.attendance.models.session_day import KnownAbsence
from programs.batches.models import Batch
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.journal.models import JournalEntry
from programs.timetable.models.sessions import Session
from programs.tools.models import NoToolsOut

POINT = HeadCount.Point


def teach(world: World) -> None:
    """Creates the sessions of each batch, with journals. Past ones are closed, but for the last of a running batch."""
    sessions = store(
        session for number, batch in enumerate(world.batches) for session in _sessions(world, number, batch)
    )
    for session in sessions:
        world.sessions.setdefault(session.batch_id, []).append(session)
    held = [session for batch in world.batches for session in world.held(batch)]
    store(
        JournalEntry(
            session=one,
            material=f"Latihan sambungan: {one.unit.title}",
            method="Praktik",
            written_at=one.ends_at,
            written_by=one.instructor,
        )
        for one in held
    )
    store(NoToolsOut(session=one, said_at=one.starts_at, said_by=one.instructor) for one in held)


def _sessions(world: World, number: int, batch: Batch) -> Iterator[Session]:
    count, place = world.sizes.sessions, number % world.each
    units, officer = list(batch.version.units.all()), world.users[Role.TRAINING_OFFICER]
    is_running = batch.is_live
    total = count + (COMING if is_running else 0)
    for n in range(total):
        # Upcoming sessions begin tomorrow, or a day later for every second batch.
        day = batch.starts_on + timedelta(days=DAYS * n) + timedelta(days=(n >= count) * DAYS * (place % DAYS))
        starts_at = clock.at(day, SLOTS[place // DAYS], world.facility.time_zone)
        ends_at = starts_at + JP * MINUTES * clock.MINUTE
        is_closed = n < count - is_running
        yield Session(
            batch=batch,
            facility=world.facility,
            unit=units[n * len(units) // total],
            instructor=world.instructor_of(batch),
            room=batch.room,
            date=day,
            starts_at=starts_at,
            ends_at=ends_at,
            jp=JP,
            state=Session.State.FINALIZED if is_closed else Session.State.PLANNED,
            finalized_by=officer if is_closed else None,
            finalized_at=ends_at if is_closed else None,
        )


def attend(world: World) -> None:
    """Marks everybody in every past session, with head counts that agree."""
    statuses = {one.code: one for one in AttendanceStatus.objects.all()}
    marks = store(mark for batch in world.batches for mark in _marks(world, batch, statuses))
    store(_revision(mark) for mark in marks)
    away = [mark for mark in marks if not mark.status.counts_as_held]
    officer, guard = world.users[Role.TRAINING_OFFICER], world.users[Role.SECURITY_OFFICER]
    store(_announced(mark, officer) for mark in away)
    store(
        AwaitedPerson(
            session=mark.session,
            enrollment=mark.enrollment,
            is_expected=mark.status.counts_as_held,
            written_at=mark.session.starts_at,
        )
        for mark in marks
    )
    missing = Counter(mark.session_id for mark in away)
    held = [session for batch in world.batches for session in world.held(batch)]
    store(count for one in held for count in _counts(one, world.sizes.places - missing[one.pk], guard))
    # Batches are ordered by instructor, and so are the marks.
    for teacher, own in groupby(marks, key=lambda mark: mark.recorded_by):
        audit.record_each("mark.record", by=teacher, targets=[(mark, _details(mark)) for mark in own])


def _marks(world: World, batch: Batch, statuses: dict[str, AttendanceStatus]) -> Iterator[Mark]:
    held = world.held(batch)
    for n, session in enumerate(held):
        for seat, place in enumerate(world.places[batch.pk]):
            # On the roll changed by the benchmark everybody is present, so that its changes contradict no head count.
            chance = 9 if session.state == Session.State.PLANNED else (7 * n + 11 * seat) % 20
            code, late = {0: ("sick", 0), 1: ("court", 0), 2: ("late", 10)}.get(chance, ("present", 0))
            yield Mark(
                session=session,
                enrollment=place,
                status=statuses[code],
                minutes_late=late,
                minutes_present=minutes_present(session, statuses[code], late),
                happened_at=session.starts_at,
                recorded_at=session.ends_at,
                recorded_by=session.instructor,
            )


def _revision(mark: Mark) -> MarkRevision:
    copied = ("version", "minutes_late", "minutes_present", "note", "entry", "recorded_at", "recorded_by")
    return MarkRevision(mark=mark, status_code=_code(mark), **{name: getattr(mark, name) for name in copied})


def _code(mark: Mark) -> str:
    return mark.status.code if mark.status else ""


def _announced(mark: Mark, officer: User) -> KnownAbsence:
    session = mark.session
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at, "recorded_at": session.starts_at}
    source = "Klinik" if _code(mark) == "sick" else "Surat panggilan"
    return KnownAbsence(
        facility=session.facility,
        person=mark.enrollment.person,
        status=mark.status,
        source=source,
        recorded_by=officer,
        **hours,
    )


def _counts(session: Session, present: int, guard: User) -> Iterator[HeadCount]:
    for point in POINT:
        moment = session.starts_at if point in (POINT.LEFT_BLOCK, POINT.ARRIVED) else session.ends_at
        by = guard if point in HeadCount.AT_BLOCK else session.instructor
        fields = {"people": present, "expected": present, "counted_at": moment, "recorded_at": moment}
        yield HeadCount(session=session, point=point, counted_by=by, **fields)


def _details(mark: Mark) -> dict[str, int]:
    return {"session": mark.session_id, "enrollment": mark.enrollment_id, "version": mark.version}
