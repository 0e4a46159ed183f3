"""Blocks the closing of a session while marks from devices await a decision."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import ngettext

from programs.offline.models import MarkOperation
from programs.timetable.closing_checks import CLOSING_FACTS, Check, Facts, asked_at_closing
from programs.timetable.models.sessions import Session


def _doubts() -> Coalesce:
    doubts = MarkOperation.objects.filter(session=OuterRef("pk")).in_doubt().order_by().values("session")
    return Coalesce(Subquery(doubts.annotate(number=Count("pk")).values("number")), 0)


CLOSING_FACTS.add("marks_in_doubt", _doubts)


@asked_at_closing.register
def doubt_checks(_session: Session, facts: Facts) -> list[Check]:
    """Number of conflicting marks of the session; a supervisor may give a reason instead of deciding."""
    count = facts["marks_in_doubt"]
    if not count:
        return []
    sentence = ngettext(
        "%(count)s mark from a device contradicts the roll. Decide between the two first.",
        "%(count)s marks from a device contradict the roll. Decide between them first.",
        count,
    )
    address = reverse("programs:offline_list", query={"state": MarkOperation.Outcome.CONFLICT.value})
    return [Check("doubts", "bad", sentence % {"count": count}, address)]
