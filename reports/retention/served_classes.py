"""Records of classes long over: attendance, journal, observations, evidence, of every participant."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, OuterRef, QuerySet

from accounts.models import TrainingCenter
from certification.assessment import served_material
from programs.attendance import served_marks
from programs.batches.models import Batch
from programs.journal import served_pages
from programs.offline import served_operations

PARTS = (served_operations, served_marks, served_pages, served_material)
TABLES = tuple(model for part in PARTS for model in part.TABLES)


def classes(center: TrainingCenter) -> QuerySet[Batch]:
    """Classes of the center, public ones and those in custody, of which something is kept, with `since`: their last
    day; none while one of its results is contested.
    """
    batch = OuterRef("pk")
    kept = served_operations.are_kept(batch) | served_marks.are_kept(batch)
    kept |= served_pages.are_kept(batch) | served_material.are_kept(batch)
    rows = Batch.objects.filter(kept, training_center=center).exclude(served_material.is_contested(batch))
    return rows.annotate(since=F("ends_on"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Destroys the records of these classes (keys), within the caller's transaction; how many rows went, by table."""
    gone = Counter[str]()
    for part in PARTS:
        gone += part.destroy(found)
    return gone
