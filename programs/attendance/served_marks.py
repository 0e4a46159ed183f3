"""Marks of classes long over: each place keeps its minutes by unit, marks, revisions and scans of rolls go."""

from collections import Counter, defaultdict
from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core import audit, destroyed_rows
from programs.attendance.attendance_figures import attendance_by_unit
from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import Mark, MarkRevision
from programs.attendance.models.session_day import RollScan
from programs.batches.models import Batch
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.timetable.session_lock import hold_sessions

TABLES = (Mark, MarkRevision, RollScan, EnrollmentSuspension)


def are_kept(batch: Any) -> Q:
    """Whether something of this is still kept for the batch (a reference in a query)."""
    marks = Mark.with_taken_back.filter(enrollment__batch=batch)
    scans = RollScan.objects.filter(session__batch=batch)
    pauses = EnrollmentSuspension.objects.filter(enrollment__batch=batch)
    return Q(Exists(marks)) | Q(Exists(scans)) | Q(Exists(pauses))


def destroy(found: Collection[int]) -> Counter[str]:
    """Destroys the marks of these batches (keys), within the caller's transaction; how many rows went, by table.

    The minutes of each place stay, in a row and in the audit, so that hours on a certificate can be proved.
    """
    # Whoever corrects a mark in this moment comes before, and the hours are of it, or comes after and is refused.
    hold_sessions(found)
    for batch in Batch.objects.filter(pk__in=found).order_by("pk"):
        _keep_hours(batch)
    scans = RollScan.objects.filter(session__batch__in=found)
    files = list(scans.values_list("file", flat=True))
    marks = Mark.with_taken_back.filter(enrollment__batch__in=found)
    gone = Counter(
        markrevision=destroyed_rows.destroy(MarkRevision.objects.filter(mark__in=marks)),
        mark=marks.delete()[0],
        rollscan=scans.delete()[0],
        enrollmentsuspension=EnrollmentSuspension.objects.filter(enrollment__batch__in=found).delete()[0],
    )
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))
    return gone


def _keep_hours(batch: Batch) -> None:
    told: dict[int, dict[int, list[int]]] = defaultdict(dict)
    rows = []
    kept = KeptHours.objects.filter(enrollment=OuterRef("pk"))
    for place, units in attendance_by_unit(Enrollment.objects.filter(~Exists(kept), batch=batch)).items():
        for unit, sums in units.items():
            rows.append(
                KeptHours(enrollment_id=place, unit_id=unit, minutes_held=sums.held, minutes_possible=sums.possible)
            )
            told[place][unit] = [sums.held, sums.possible]
    KeptHours.objects.bulk_create(rows, batch_size=500)
    if told:
        audit.record("mark.destroy", by=None, target=batch, minutes=told)
