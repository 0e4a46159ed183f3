"""Places of a session's roll, locked together for somebody who changes their marks.

The session is locked first: its lock is what keeps marks from changing, so that whatever is read after it holds until
the transaction ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, FilteredRelation, Q, QuerySet, Subquery

from accounts.models import User
from core.statements import Statement
from programs.attendance.models.marks import Mark
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from programs.timetable.unexplained import unexplained


@dataclass
class HeldPlaces:
    """Locked places by key, each with its person, and what is known of them at the session."""

    places: dict[int, Enrollment] = field(default_factory=dict)
    # The row of each place at the session, including marks taken back.
    marks: dict[int, Mark] = field(default_factory=dict)
    on_roll: set[int] = field(default_factory=set)
    # Whether the user who holds them may record marks of the session.
    may_reach: bool = False
    # The head counts of the session by point, and whether one of its alarms waits; None if no place is held.
    heads: dict[str, int] | None = None
    is_unexplained: bool | None = None


def of_sheet(session: Session, *, by: User) -> HeldPlaces:
    """Everybody on the roll of the locked session whom `by` may see; one query."""
    return _held(session, _on_sheet(stands_in(session, by), user=by, **facts_of(session)))


def of_person(session: Session, person: UUID, *, by: User) -> HeldPlaces:
    """One place by its public id, on the roll or not, if `by` may see it; one query."""
    return _held(session, _of_person(stands_in(session, by), person=person, user=by, **facts_of(session)))


def of_keys(session: Session, keys: list[int], *, by: User) -> HeldPlaces:
    """These places, whoever may see them; one query."""
    return _held(session, _of_keys(keys=keys, user=by, **facts_of(session)))


def _held(session: Session, rows: Iterable[Any]) -> HeldPlaces:
    held = HeldPlaces()
    for row in rows:
        if row.batch_id == session.batch_id:
            row.batch = session.batch
        held.places[row.pk] = row
        held.may_reach, held.is_unexplained = row.is_recordable, row.is_session_unexplained
        people = {point.value: getattr(row, f"people_{point}") for point in HeadCount.Point}
        held.heads = {point: number for point, number in people.items() if number is not None}
        # Without a row of the relation, Django leaves the attribute out.
        if mark := getattr(row, "mark_here", None):
            held.marks[row.pk] = mark
        if row.is_on_roll:
            held.on_roll.add(row.pk)
    return held


def facts_of(session: Session) -> dict[str, Any]:
    """What statements about the roll of a session take of it; `session_of` makes them a session again."""
    facts = {"session": session.pk, "batch_id": session.batch_id, "unit_id": session.unit_id, "date": session.date}
    return {**facts, "starts_at": session.starts_at, "ends_at": session.ends_at}


def stands_in(session: Session, user: User) -> bool:
    """Whether the user is the substitute of the session, who sees the places of its roll only."""
    stands_in = session.substitute_for_id is not None and session.instructor_id == user.pk
    return stands_in and session.state != Session.State.CANCELLED


@Statement
def _on_sheet(stands_in: bool, user: User, session: int, **when: Any) -> QuerySet:
    at = session_of(stands_in, user, session, **when)
    return _locked(Enrollment.objects.of_roll(at, user), at, user).filter(is_on_roll=True)


@Statement
def _of_person(stands_in: bool, person: UUID, user: User, session: int, **when: Any) -> QuerySet:
    at = session_of(stands_in, user, session, **when)
    return _locked(Enrollment.objects.of_roll(at, user).filter(public_id=person), at, user)


@Statement
def _of_keys(keys: list[int], user: User, session: int, **when: Any) -> QuerySet:
    at = session_of(False, user, session, **when)
    return _locked(Enrollment.objects.filter(pk__in=keys), at, user)


def session_of(stands_in: bool, user: User, session: int, **when: Any) -> Session:
    """The session of these `facts_of` one."""
    by = {"substitute_for_id": session, "instructor_id": user.pk} if stands_in else {}
    return Session(pk=session, **by, **when)


def _locked(places: Any, session: Session, user: User) -> Any:
    expected = Enrollment.objects.filter(batch=session.batch_id).expected_on(session.date, session)
    is_on_roll = Q(pk__in=expected.values("pk")) | Q(mark_here__status__isnull=False)
    rows = places.annotate(mark_here=FilteredRelation("marks", condition=Q(marks__session=session.pk)))
    rows = rows.annotate(
        is_on_roll=ExpressionWrapper(is_on_roll, output_field=BooleanField()),
        # Of the session, here and not with its lock: what that query joins may predate the wait. So a substitute who
        # was named meanwhile is known, and a count.
        is_recordable=Exists(Session.objects.recordable_by(user).filter(pk=session.pk)),
        is_session_unexplained=Exists(Session.objects.filter(unexplained(), pk=session.pk)),
        **{f"people_{point}": _people_at(session, point) for point in HeadCount.Point},
    )
    rows = rows.select_related("person", "mark_here__status", "mark_here__recorded_by")
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk")


def _people_at(session: Session, point: str) -> Subquery:
    counts = HeadCount.objects.standing().filter(session=session.pk, point=point)
    return Subquery(counts.order_by().values("people"))
