"""Whom a session waits for: written down by name with the first head that is counted, and never changed afterwards.

Whoever escapes, is released or is taken to a hospital later was there to be counted, and stays on the list of those
who are looked for; whoever gets a place later does not come onto it.
"""

from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from core.ports import Port
from inmates.custody.models.stays import Movement
from programs.head_counts.models import AwaitedPerson
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

not_waited_for: Port[[Session], QuerySet] = Port()
"""Asked when the first count is written, in its transaction: rows with a `person`, each somebody who is known to be
elsewhere during the session. They become part of the one query that names everybody."""


def awaited(session: Session, *, at: datetime) -> dict[int, bool]:
    """Everybody of the session by key of the place, and whether he or she is expected.

    As it was written down; before the first count as it is at the moment `at`.
    """
    people = _written(session)
    return _as_of(session, at) if people is None else people


def write_down(session: Session, *, at: datetime) -> int:
    """Writes down whom the session waits for, once, under its lock; returns how many are expected."""
    people = _written(session)
    if people is None:
        people = _as_of(session, at)
        AwaitedPerson.objects.bulk_create(
            AwaitedPerson(session=session, enrollment_id=place, is_expected=is_expected)
            for place, is_expected in people.items()
        )
    return sum(people.values())


def _written(session: Session) -> dict[int, bool] | None:
    """The list as it was written down; None before the first count."""
    rows = AwaitedPerson.objects.filter(session=session).values_list("enrollment", "is_expected")
    people = dict(rows)
    # A list of nobody has no rows; that it was empty stands on the counts that were compared with it.
    if not people and not session.head_counts.filter(expected=0).exists():
        return None
    return people


def _as_of(session: Session, at: datetime) -> dict[int, bool]:
    """Whoever is at court, on a visit, kept in the block or out of the house at that moment is not waited for."""
    out = Movement.objects.filter(Q(back_at__isnull=True) | Q(back_at__gt=at), out_at__lte=at)
    elsewhere = Q(Exists(out.filter(person=OuterRef("person"))))
    for absences in not_waited_for.ask(session):
        elsewhere |= Q(Exists(absences.filter(person=OuterRef("person"))))
    people = Enrollment.objects.filter(batch=session.batch_id).expected_on(session.date, session)
    people = people.annotate(is_elsewhere=ExpressionWrapper(elsewhere, output_field=BooleanField()))
    return {place: not is_elsewhere for place, is_elsewhere in people.order_by("pk").values_list("pk", "is_elsewhere")}
