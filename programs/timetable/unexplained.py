"""Whether something about the people of a session waits to be explained, for pages and rules below the alarms."""

from functools import reduce
from operator import or_

from django.db.models import BooleanField, Exists, ExpressionWrapper, Q

from core.ports import Port
from programs.timetable.models.sessions import Session

waits_for_explanation: Port[[], Exists] = Port()
"""Asked whenever sessions are listed, and under the lock of a session that is counted: a condition over rows of
sessions, true as long as somebody has to explain something of it."""


def unexplained() -> ExpressionWrapper:
    """True of sessions of which something waits to be explained, to filter by or to note with each row."""
    found = reduce(or_, (Q(one) for one in waits_for_explanation.ask()), Q(pk__in=[]))
    return ExpressionWrapper(found, output_field=BooleanField())


def is_unexplained(session: Session) -> bool:
    """Whether this is one of them; one query."""
    return Session.objects.filter(unexplained(), pk=session.pk).exists()
