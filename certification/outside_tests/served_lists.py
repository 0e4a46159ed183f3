"""Files of results of certification bodies, and scans of what the bodies issued; the certificates stay on record."""

from collections import Counter
from collections.abc import Collection

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import TrainingCenter
from certification.outside_tests.models.tests import OutsideCandidate, OutsideImport
from core.served_rows import ServedRows, forget_files

RESULT_FILES = ServedRows(
    OutsideImport,
    office=lambda center: Q(test__training_center=center),
    since=Coalesce("settled_at", "created_at"),
)


def scans(center: TrainingCenter) -> QuerySet[OutsideCandidate]:
    """Candidates of the center of whom a scan is kept, with `since`: the day of the test."""
    rows = OutsideCandidate.objects.filter(test__training_center=center).exclude(scan="")
    return rows.annotate(since=F("test__held_on"))


def destroy_scans(found: Collection[int]) -> Counter[str]:
    """Deletes the scans of these candidates (keys), once the caller's transaction is committed; how many, by table."""
    rows = OutsideCandidate.objects.filter(pk__in=found)
    forget_files(rows, "scan")
    return Counter(outsidecandidate=rows.update(scan=""))
