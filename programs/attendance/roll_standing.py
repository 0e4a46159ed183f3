"""How the roll of a session stands as a whole: what the page shows anew after each row and each count."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, FilteredRelation, Q, QuerySet

from accounts.models import User
from core.statements import Statement
from programs.attendance import roll_rows, session_closing
from programs.attendance.held_places import facts_of, session_of, stands_in
from programs.attendance.models.marks import attendance_statuses
from programs.attendance.roll_rows import Choice, Tally
from programs.places.models import Enrollment
from programs.timetable.closing_checks import Check
from programs.timetable.models.sessions import Session


def standing(
    session: Session, reader: User, choices: list[Choice], figures: dict[str, int] | None = None
) -> tuple[Tally, list[Check]]:
    """The tally of the people whom the reader may see, and the checks of everybody, in one query.

    `figures`: the head counts of the session, if already loaded; else one query more.
    """
    statuses = {status.pk: status for status in attendance_statuses()}
    rows = _people(stands_in(session, reader), user=reader, **facts_of(session))
    seen = [statuses.get(status) for status, is_seen, _is_expected in rows if is_seen]
    missing = sum(is_expected and status is None for status, _is_seen, is_expected in rows)
    present = sum(status is not None and statuses[status].counts_as_held for status, *_others in rows)
    expected = sum(is_expected for *_others, is_expected in rows)
    checks = session_closing.people_checks(session, figures, session_closing.Marked(missing, present, expected))
    return roll_rows.counted(seen, reader, choices), checks


@Statement
def _people(stands_in: bool, user: User, session: int, **when: Any) -> QuerySet:
    """Of everybody on the roll: the status (key), whether the reader sees the person, whether they are expected."""
    at = session_of(stands_in, user, session, **when)
    places = Enrollment.objects.filter(batch=at.batch_id)
    expected = Q(pk__in=places.expected_on(at.date, at).values("pk"))
    seen = Q(pk__in=Enrollment.objects.of_roll(at, user).values("pk"))
    rows = places.annotate(mark_here=FilteredRelation("marks", condition=Q(marks__session=session)))
    rows = rows.filter(expected | Q(mark_here__status__isnull=False)).order_by()
    facts = (ExpressionWrapper(each, output_field=BooleanField()) for each in (seen, expected))
    return rows.values_list("mark_here__status", *facts)
