"""Making the closing report of a batch, approving and withdrawing it.

A correction is a report of its own and says what differs. The heads of both offices approve it, each by an act of
their own, and never what they made themselves; of a public class there is one office alone.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.office_words import is_of_center
from core import audit
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from programs.attendance.models.kept_hours import KeptHours
from programs.batches.models import Batch
from reports.closing.closing_facts import kept_figures
from reports.closing.closing_rows import ClosingRows, rows_of
from reports.closing.models import (
    ClosingReport,
    ClosingReportApproval,
    ClosingReportPlace,
    ClosingReportWithdrawal,
)
from reports.kept import approving, keeping
from reports.kept.differences import figure_differences, none, row_differences

MAKE, APPROVE = "programs.change_batch", "outcomes.approve_plan"
Side = ClosingReportApproval.Side


def blockers(batch: Batch, *, by: User) -> list[Blocker]:
    """Why this user cannot make a report of the batch, whatever its rows say."""
    if not _is_own(batch, by) or not by.has_perm(MAKE):
        sentence = _("Your account may not make closing reports. Ask whoever plans batches in your office.")
        return [Blocker("not_authorized", sentence)]
    if batch.is_live:
        sentence = _("This batch is not over. It can be reported once the training is finished or called off.")
        return [Blocker("not_over", sentence)]
    if KeptHours.objects.filter(enrollment__batch=batch).exists():
        sentence = _("Marks of this batch have served their time and are destroyed, so it cannot be counted any more.")
        return [Blocker("destroyed", sentence)]
    return []


def _is_own(batch: Batch, by: User) -> bool:
    if by.facility_id:
        return batch.facility_id == by.facility_id
    return by.training_center_id is not None and batch.training_center_id == by.training_center_id


def _empty_blockers(rows: ClosingRows) -> list[Blocker]:
    if any(vars(rows).values()):
        return []
    return [Blocker("empty", _("Nobody applied for this batch and nothing was taught. There is nothing to report."))]


@transaction.atomic
def make(batch: Batch, *, by: User) -> ClosingReport:
    """Keeps the batch as it is known now. Raises `RuleViolation`."""
    refuse_if(blockers(batch, by=by))
    rows = rows_of(batch)
    last = ClosingReport.objects.of_batch(batch).select_related("withdrawal").first()
    before = keeping.kept_rows(last, ClosingRows) if last else None
    # What was withdrawn does not count, so the same may be said again.
    again = [] if is_withdrawn(last) else keeping.unchanged_blockers(last, before, rows)
    refuse_if(_empty_blockers(rows) + again)
    figures, differences = kept_figures(batch, rows), none()
    if last and before:
        differences["figures"] = figure_differences(last.figures, figures, groups="units", named="unit")
        differences["rows"] = row_differences(before, rows)
    number = last.number + 1 if last else 1
    report = ClosingReport(batch=batch, number=number, figures=figures, differences=differences, made_by=by)
    keeping.keep(report, rows, places=ClosingReportPlace, action="closing_report.make")
    return report


def is_withdrawn(report: ClosingReport | None) -> bool:
    """Whether the report does not count any more."""
    return report is not None and hasattr(report, "withdrawal")


def sides_of(batch: Batch) -> tuple[Side, ...]:
    """The offices whose heads approve a report of this batch."""
    return (Side.CENTER,) if batch.is_public else (Side.FACILITY, Side.CENTER)


def missing_sides(report: ClosingReport) -> list[Side]:
    """The offices whose heads have not approved the report."""
    approved = {one.side for one in report.approvals.all()}
    return [side for side in sides_of(report.batch) if side not in approved]


def _side_of(by: User) -> Side:
    return Side.FACILITY if by.facility_id else Side.CENTER


def approve_blockers(report: ClosingReport, *, by: User) -> list[Blocker]:
    """Why this user cannot approve the report for the own office."""
    if not _is_own(report.batch, by) or not by.has_perm(APPROVE):
        return [Blocker("not_authorized", _("The heads of both offices approve closing reports, nobody else."))]
    found = []
    if is_withdrawn(report):
        found.append(Blocker("withdrawn", _("This report was withdrawn. Approve the one that comes after it.")))
    is_approved = _side_of(by) not in missing_sides(report)
    return found + approving.approve_blockers(report, by=by, is_approved=is_approved)


@transaction.atomic
def approve(report: ClosingReport, *, by: User, seen: str | None = None) -> ClosingReportApproval:
    """Approves the newest report of a batch for the user's office, of which a page showed the digest `seen`. Locks the
    report. Raises `RuleViolation`.
    """
    report = _locked(report)
    refuse_if(approve_blockers(report, by=by) or approving.seen_blockers_of(report, seen))
    approval = ClosingReportApproval.objects.create(report=report, side=_side_of(by), approved_by=by)
    audit.record("closing_report.approve", by=by, target=report, **keeping.told(report), side=approval.side)
    return approval


def withdraw_blockers(report: ClosingReport, *, by: User, reason: str) -> list[Blocker]:
    """Why this user cannot withdraw the report for this reason."""
    if not _is_own(report.batch, by) or not (by.has_perm(MAKE) or by.has_perm(APPROVE)):
        sentence = _("Whoever may make or approve closing reports withdraws them, nobody else.")
        return [Blocker("not_authorized", sentence)]
    found = []
    if is_withdrawn(report):
        found.append(Blocker("withdrawn", _("This report is withdrawn already.")))
    if not missing_sides(report):
        sentence = _("Both heads have approved this report, so it stays. Make a correction.")
        found.append(Blocker("approved", sentence))
    if report.versions().filter(number__gt=report.number).exists():
        found.append(Blocker("corrected", _("A later report corrects this one, so it need not be withdrawn.")))
    return found + reason_blockers(reason)


@transaction.atomic
def withdraw(report: ClosingReport, *, by: User, reason: str) -> ClosingReportWithdrawal:
    """Says that a report does not count, until both heads have approved it. Locks it. Raises `RuleViolation`."""
    report = _locked(report)
    refuse_if(withdraw_blockers(report, by=by, reason=reason))
    said = {"withdrawn_by": by, "reason": reason.strip(), "is_of_center": is_of_center(by)}
    withdrawal = ClosingReportWithdrawal.objects.create(report=report, **said)
    audit.record("closing_report.withdraw", by=by, target=report, **keeping.told(report))
    return withdrawal


def _locked(report: ClosingReport) -> ClosingReport:
    found = ClosingReport.objects.select_related("batch", "withdrawal").prefetch_related("approvals")
    return found.select_for_update(of=("self",)).get(pk=report.pk)
