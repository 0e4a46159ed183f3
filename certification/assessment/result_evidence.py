"""Evidence for results: images re-encoded without metadata, PDFs of bare pages, nothing ever deleted."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import assessment_scope
from certification.assessment.models.evidence import READS_ALL, Evidence
from core import audit, clock, scans
from core.apart.limits import MEGABYTE
from core.errors import Blocker, refuse_if
from core.picture_recipes import Place, Recipe
from core.pictures import redrawn
from core.reasons import reason_blockers
from core.scans import MOST_SCAN_BYTES, scan_blockers, scan_kind
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import ProgramUnit
from programs.places.models import Enrollment

# Large enough to judge a weld, small enough for a workshop screen.
LONGEST_SIDE = 2000
RECIPE = Recipe(
    box=(LONGEST_SIDE, LONGEST_SIDE),
    place=Place.NEVER_LARGER,
    most_megabytes=MOST_SCAN_BYTES // MEGABYTE,
    quality=82,
)
MOST_FILES = 20


def may_read(batch: Batch, *, by: User) -> bool:
    """Whether `by` may see evidence of this batch: its staff, and those who sign it off or decide on appeals.

    Agrees with `Evidence.objects.visible_to`, for pages of batches that may have no file yet.
    """
    if by.training_center_id != batch.training_center_id or not by.has_perm("certification.view_evidence"):
        return False
    return any(by.has_perm(one) for one in READS_ALL) or BatchStaff.objects.filter(batch=batch, user=by).exists()


def blockers(enrollment: Enrollment, unit: ProgramUnit, *, by: User) -> list[Blocker]:
    """Why `by` cannot add evidence for this result: only the batch's instructors and assessors may."""
    reasons = [] if enrollment.batch.has_assessment else [assessment_scope.no_results_blocker()]
    on_batch = BatchStaff.objects.filter(batch=enrollment.batch_id, user=by).exists()
    if not on_batch or not by.has_perm("certification.add_evidence"):
        sentence = _("Only instructors and assessors of this batch add evidence. Ask the coordinator to assign you.")
        reasons.append(Blocker("not_assigned", sentence))
    if unit.version_id != enrollment.batch.version_id:
        reasons.append(Blocker("unit", _("This unit is not taught in the batch.")))
    standing = Evidence.objects.filter(enrollment=enrollment, unit=unit, withdrawn_at=None)
    if standing.count() >= MOST_FILES:
        sentence = _("There are %(most)d files already. Withdraw one that is not needed.")
        reasons.append(Blocker("too_many", sentence % {"most": MOST_FILES}))
    return reasons


@dataclass(frozen=True)
class Exhibit:
    """An evidence file ready to be stored, from `read`; `ending` is pdf or jpg."""

    content: bytes
    ending: str


def read(content: bytes, *, whose: int | None = None) -> Exhibit:
    """A re-encoded JPEG or PNG, or a PDF of bare pages. Raises `RuleViolation`.

    May take seconds, so call it before a transaction begins. `whose` is the key of the waiting user. Images become
    upright JPEGs of at most 2000 pixels without location, time or camera data.
    """
    refuse_if(scan_blockers(content))
    if scan_kind(content) == "pdf":
        return Exhibit(scans.read(content, whose=whose), "pdf")
    return Exhibit(redrawn(content, RECIPE, whose=whose), "jpg")


@transaction.atomic
def add(enrollment: Enrollment, unit: ProgramUnit, *, by: User, exhibit: Exhibit, caption: str) -> Evidence:
    """Stores the file with the result. Raises `RuleViolation`."""
    reasons = blockers(enrollment, unit, by=by)
    if not caption.strip():
        reasons.append(Blocker("caption", _("Write what the file shows.")))
    refuse_if(reasons)
    row = Evidence(enrollment=enrollment, unit=unit, caption=caption.strip(), added_by=by, added_at=clock.now())
    row.sha256 = hashlib.sha256(exhibit.content).hexdigest()
    # Stored under a generated name: the original one may name anybody.
    row.file.save(f"{row.public_id.hex}.{exhibit.ending}", ContentFile(exhibit.content), save=False)
    row.save()
    audit.record(
        "evidence.add", by=by, target=row, enrollment=enrollment.pk, unit=unit.code, sha256=row.sha256, kind=row.kind
    )
    return row


def withdraw_blockers(row: Evidence, *, by: User) -> list[Blocker]:
    """Why `by` cannot withdraw this evidence: only the person who added it and other assessors of the batch may."""
    reasons = []
    batch = row.enrollment.batch_id
    assesses = BatchStaff.objects.filter(batch=batch, user=by, duty=BatchStaff.Duty.ASSESSOR).exists()
    if not by.has_perm("certification.add_evidence") or not (by.pk == row.added_by_id or assesses):
        reasons.append(Blocker("not_yours", _("Only who added the file, or an assessor of the batch, withdraws it.")))
    if row.withdrawn_at:
        reasons.append(Blocker("withdrawn", _("This file is withdrawn already.")))
    return reasons


@transaction.atomic
def withdraw(row: Evidence, *, by: User, reason: str) -> Evidence:
    """Marks a file as not supporting the result; it is kept with the reason. Raises `RuleViolation`."""
    row = Evidence.objects.select_related("enrollment").select_for_update(of=("self",)).get(pk=row.pk)
    reasons = withdraw_blockers(row, by=by)
    reasons += reason_blockers(reason, _("Give a reason of at least %(count)s characters."), code="reason")
    refuse_if(reasons)
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = clock.now(), by, reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    audit.record("evidence.withdraw", by=by, target=row, enrollment=row.enrollment_id)
    return row
