"""Selections long over: applications that led to no place go; of the others the row stays, since a place names it."""

from collections import Counter
from collections.abc import Collection
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.models import Facility
from programs.selection.models import Appeal, Application, PlaceOffer

# Of an application that led to a place: what was seen, scored, written and scanned.
_BLANK = {"answers": [], "decision_answers": [], "ranking": {}, "note": "", "scan": ""}


def applications(facility: Facility) -> QuerySet[Application]:
    """Applications for batches of the facility, with `since`: the day on which the batch ended. Of those that led to a
    place only such as still hold more than that they were made.
    """
    more = ~Q(**_BLANK) | Q(offers__isnull=False) | Q(appeal__isnull=False)
    rows = Application.objects.filter(Q(enrollment=None) | more, batch__facility=facility)
    return rows.annotate(since=F("batch__ends_on")).distinct()


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes these applications (keys) with offers, appeals and scans, or what they hold; how many rows, by table.

    Within the caller's transaction; a scan goes once nothing else names it.
    """
    rows = Application.objects.filter(pk__in=found)
    scans = set(rows.exclude(scan="").values_list("scan", flat=True))
    gone = Counter(
        placeoffer=PlaceOffer.objects.filter(application__in=found).delete()[0],
        appeal=Appeal.objects.filter(application__in=found).delete()[0],
    )
    placed = list(rows.filter(enrollment__isnull=False).values_list("pk", flat=True))
    gone["application"] = len(placed) + rows.exclude(pk__in=placed).delete()[0]
    Application.objects.filter(pk__in=placed).update(**_BLANK, decision_reason="", interest=3, hearing=None)
    for name in scans - set(Application.objects.filter(scan__in=scans).values_list("scan", flat=True)):
        transaction.on_commit(partial(default_storage.delete, name))
    return gone
