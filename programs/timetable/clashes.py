"""Double bookings of instructors, rooms or participants. Adjacent sessions do not clash."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import Blocker, RuleViolation
from core.templatetags.dates import day_full, hour_span
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

MOST_NAMED = 5
# Enforced by the database: PostgreSQL's exclusion constraints, and one session per batch and start time.
OVERLAPS = (
    "session_instructor_is_in_one_place",
    "session_room_is_taken_once",
    "session_room_of_center_is_taken_once",
    "session_batch_is_in_one_place",
    "session_starts_once_a_batch",
    # SQLite reports the columns instead of the constraint name.
    "programs_session.batch_id, programs_session.starts_at",
)


def clash_blockers(batch: Batch, wanted: Iterable[Session], *, without: Iterable[int] = ()) -> list[Blocker]:
    """One blocker per clash; after the first few, only the number of the others."""
    return first_few(clashes(batch, wanted, without=without))


def clashes(batch: Batch, wanted: Iterable[Session], *, without: Iterable[int] = ()) -> list[Blocker]:
    """One reason for each clash of `wanted` (sessions of `batch`, saved or not) with scheduled sessions.

    `without` are keys of sessions to ignore because they are about to be replaced. Each reason names both sessions;
    its `values` hold the start of the wanted one (`starts_at`) and what it clashes with (`with`).
    """
    wanted = sorted(wanted, key=lambda session: session.starts_at)
    if not wanted:
        return []
    # Determined once for all sessions: a batch that shares no participants cannot clash through them.
    shared = _batches_sharing_people(batch)
    others = _others(batch, wanted, shared).exclude(pk__in=list(without))
    pairs = _overlaps(wanted, list(others))
    return [blocker for one, other in pairs if (blocker := _clash(batch, one, other, shared))]


def first_few(found: list[Blocker]) -> list[Blocker]:
    """The first clashes, plus one reason with the number of the rest."""
    more = len(found) - MOST_NAMED
    if more <= 0:
        return found
    message = _("There are %(count)d more clashes like these.") % {"count": more}
    return [*found[:MOST_NAMED], Blocker("more_clashes", message)]


def grouped(found: Iterable[Blocker]) -> list[tuple[str, list[Blocker]]]:
    """Clashes by what they are with, most frequent first."""
    groups: dict[str, list[Blocker]] = {}
    for clash in found:
        groups.setdefault(clash.values["with"], []).append(clash)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def _batches_sharing_people(batch: Batch) -> set[int]:
    people = Enrollment.objects.live().filter(batch=batch).values("person")
    # What a participant does outside is no facility's business, and the other way round.
    alike = Enrollment.objects.live().filter(is_public=batch.is_public)
    rows = alike.filter(person__in=people).exclude(batch=batch)
    return set(rows.values_list("batch", flat=True))


def _others(batch: Batch, wanted: list[Session], shared: set[int]) -> QuerySet[Session]:
    instructors = {session.instructor_id for session in wanted}
    beside = Batch.objects.beside(batch).values("pk") if batch.is_public else None
    here = Q(batch__in=beside) if beside is not None else Q(batch__facility=batch.facility_id)
    concerned = here | Q(instructor__in=instructors) | Q(batch__in=shared)
    last = max(session.ends_at for session in wanted)
    return (
        Session.objects.standing()
        .filter(concerned, starts_at__lt=last, ends_at__gt=wanted[0].starts_at)
        .select_related("batch__facility", "batch__training_center", "instructor")
        .order_by("starts_at", "pk")
    )


def _overlaps(wanted: list[Session], others: list[Session]) -> Iterable[tuple[Session, Session]]:
    """Pairs that overlap; both lists are sorted by start."""
    for session in wanted:
        for other in others:
            # Both lists are sorted, so no later session can overlap.
            if other.starts_at >= session.ends_at:
                break
            if other.ends_at > session.starts_at and other.pk != session.pk:
                yield session, other


def _clash(batch: Batch, session: Session, other: Session, shared: set[int]) -> Blocker | None:
    values = {"session": _named(session, batch), "other": _other(other, batch)}
    told = {"starts_at": session.starts_at}
    name = other.batch.name if other.batch.is_beside(batch) else _("training elsewhere")
    if other.batch_id == batch.pk:
        message = _("%(session)s overlaps %(other)s. Move one of them.") % values
        return Blocker("batch_clash", message, values={**told, "with": name})
    if other.instructor_id == session.instructor_id:
        message = _("%(session)s: %(instructor)s also teaches %(other)s. Move one or assign somebody else.")
        words = message % {**values, "instructor": session.instructor}
        return Blocker("instructor_clash", words, values={**told, "with": f"{session.instructor} · {name}"})
    if other.batch.is_beside(batch) and _same_room(other, session):
        message = _("%(session)s: the room %(room)s is also taken by %(other)s. Move one or take another room.")
        words = message % {**values, "room": session.room}
        return Blocker("room_clash", words, values={**told, "with": f"{session.room} · {name}"})
    # Names no participant, since not every reader may know who it is.
    if other.batch_id in shared:
        message = _("%(session)s: a participant is also expected at %(other)s. Move one of them.")
        return Blocker("participant_clash", message % values, values={**told, "with": f"{_('Participants')} · {name}"})
    return None


def _same_room(one: Session, other: Session) -> bool:
    # Rooms are free text, typed by different people.
    return " ".join(one.room.casefold().split()) == " ".join(other.room.casefold().split())


def _named(session: Session, batch: Batch) -> str:
    return _("%(batch)s on %(day)s, %(times)s") % {"batch": batch.name, **_when(session, batch)}


def _other(session: Session, batch: Batch) -> str:
    """The other session; training at another facility is not named."""
    if session.batch.is_beside(batch):
        return _named(session, session.batch)
    return _("training elsewhere on %(day)s, %(times)s") % _when(session, batch)


def _when(session: Session, batch: Batch) -> dict[str, str]:
    """Day and time in the facility's time zone."""
    zone = batch.time_zone
    starts_at, ends_at = clock.local(session.starts_at, zone), clock.local(session.ends_at, zone)
    return {"day": day_full(starts_at.date()), "times": hour_span(starts_at.time(), ends_at.time())}


@contextmanager
def overlaps_refused() -> Iterator[None]:
    """Context manager for writing sessions: reports an overlap found only by the database like any other clash.

    The rule runs under the lock of both offices, so only a session that bypassed the rule can cause this.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not any(name in str(error) for name in OVERLAPS):
            raise
        message = _("Meanwhile another session was put at one of these times. Look at the schedule and try again.")
        raise RuleViolation(Blocker("overlap", message)) from error
