"""Files for research, once those who asked have had them for long; that one was given stays."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, QuerySet

from accounts.models import TrainingCenter
from outcomes.effect.models import CohortFile


def files(center: TrainingCenter) -> QuerySet[CohortFile]:
    """Files with people of the center that still have their rows, with `since`: when they were made."""
    rows = CohortFile.objects.filter(training_center=center, made_at__isnull=False).exclude(content=b"")
    return rows.annotate(since=F("made_at"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Empties these files (keys), within the caller's transaction; how many, by table."""
    return Counter(cohortfile=CohortFile.objects.filter(pk__in=found).update(content=b"", people=0, left_out=0))
