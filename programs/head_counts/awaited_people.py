"""Whom a session expects: listed by name at its first head count, and never changed afterwards.

People who escape, are released or go to hospital later were there to be counted, so they stay on the list and are
looked for. People who get a place later are not added.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import BigIntegerField, BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from core.ports import Port
from inmates.custody.models.stays import Movement
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

not_waited_for: Port[[Session, datetime | Combinable], QuerySet] = Port()
"""Asked in the transaction of the first count: rows with a `person` who is known to be elsewhere when heads are
counted, or for the whole session. They become part of the single query that lists everybody."""


def awaited(session: Session, *, at: datetime) -> dict[int, bool]:
    """Everybody in the session by key of the place, and whether they are expected.

    After the first count, this is the stored list; before, the list as of `at` or of the start, whichever is earlier.
    """
    return awaited_at([session], at=at)[session.pk]


def awaited_at(sessions: Iterable[Session], *, at: datetime) -> dict[int, dict[int, bool]]:
    """The same for several sessions, by key; at most three queries."""
    rows = {session.pk: session for session in sessions}
    found = _written(rows)
    unwritten = [session for key, session in rows.items() if key not in found]
    return found | _as_of([(session, min(at, session.starts_at)) for session in unwritten])


def write_down(session: Session, *, at: datetime) -> int:
    """Stores the list of a session once, under its lock; returns how many people are expected."""
    people = _written([session.pk]).get(session.pk)
    if people is None:
        people = _as_of([(session, at)])[session.pk]
        AwaitedPerson.objects.bulk_create(
            AwaitedPerson(session=session, enrollment_id=place, is_expected=is_expected)
            for place, is_expected in people.items()
        )
    return sum(people.values())


def _written(sessions: Collection[int]) -> dict[int, dict[int, bool]]:
    """The stored lists by key of the session; a session has none before its first count."""
    found: dict[int, dict[int, bool]] = {}
    rows = AwaitedPerson.objects.filter(session__in=sessions).order_by("session", "pk")
    for session, place, is_expected in rows.values_list("session", "enrollment", "is_expected"):
        found.setdefault(session, {})[place] = is_expected
    missing = [session for session in sessions if session not in found]
    if not missing:
        return found
    # An empty list has no rows, but the counts compared with it say that it was empty.
    empty = HeadCount.objects.filter(session__in=missing, expected=0)
    return found | {session: {} for session in empty.values_list("session", flat=True)}


def _as_of(moments: Collection[tuple[Session, datetime]]) -> dict[int, dict[int, bool]]:
    found: dict[int, dict[int, bool]] = {session.pk: {} for session, _at in moments}
    if not found:
        return found
    first, *others = (_people_as_of(session, at) for session, at in moments)
    rows = first.union(*others, all=True) if others else first
    for session, place, is_elsewhere in sorted(rows):
        found[session][place] = not is_elsewhere
    return found


def _people_as_of(session: Session, at: datetime) -> QuerySet:
    """People at court, on a visit, kept in the block or outside at that moment are not expected."""
    out = Movement.objects.filter(Q(back_at__isnull=True) | Q(back_at__gt=at), out_at__lte=at)
    elsewhere = Q(Exists(out.filter(person=OuterRef("person"))))
    for absences in not_waited_for.ask(session, at):
        elsewhere |= Q(Exists(absences.filter(person=OuterRef("person"))))
    people = Enrollment.objects.filter(batch=session.batch_id).expected_on(session.date, session).order_by()
    people = people.annotate(is_elsewhere=ExpressionWrapper(elsewhere, output_field=BooleanField()))
    return people.values_list(Value(session.pk, BigIntegerField()), "pk", "is_elsewhere")
