"""Blocks the closing of a session while marks from devices await a decision."""

from django.urls import reverse
from django.utils.translation import ngettext

from programs.offline.models import MarkOperation
from programs.timetable.closing_checks import Check, asked_at_closing
from programs.timetable.models.sessions import Session


@asked_at_closing.register
def doubt_checks(session: Session) -> list[Check]:
    """Number of conflicting marks of the session; a supervisor may give a reason instead of deciding."""
    count = MarkOperation.objects.filter(session=session).in_doubt().count()
    if not count:
        return []
    sentence = ngettext(
        "%(count)s mark from a device contradicts the roll. Decide between the two first.",
        "%(count)s marks from a device contradict the roll. Decide between them first.",
        count,
    )
    address = reverse("programs:offline_list", query={"state": MarkOperation.Outcome.CONFLICT.value})
    return [Check("doubts", "bad", sentence % {"count": count}, address)]
