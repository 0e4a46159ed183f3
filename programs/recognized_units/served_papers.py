"""Papers by which units of other courses were recognized; refused units go, of accepted ones the scan."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import TrainingCenter
from core.served_rows import counted, forget_files
from programs.recognized_units.models import RecognizedUnit

ACCEPTED = RecognizedUnit.State.ACCEPTED


def papers(center: TrainingCenter) -> QuerySet[RecognizedUnit]:
    """Units of which a scan or a reason is kept, or that were never accepted, with `since`: when that was decided."""
    kept = ~Q(state=ACCEPTED) | ~Q(scan="", reason="")
    rows = RecognizedUnit.objects.filter(kept, training_center=center, earlier_certificates=None)
    return rows.annotate(since=Coalesce("decided_at", "recorded_at"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Destroys these (keys), within the caller's transaction; how many rows went or lost their paper, by table."""
    rows = RecognizedUnit.objects.filter(pk__in=found)
    forget_files(rows, "scan")
    changed = rows.filter(state=ACCEPTED).update(scan="", reason="")
    return Counter(recognizedunit=changed) + counted(rows.exclude(state=ACCEPTED).delete())
