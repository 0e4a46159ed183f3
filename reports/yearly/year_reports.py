"""Making the report of a calendar year and approving it. A correction is a report of its own and says what differs."""

from typing import cast

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.attendance.models.kept_hours import KeptHours
from programs.timetable.models.sessions import Session
from reports.kept import approving, keeping
from reports.kept.differences import figure_differences, none, row_differences
from reports.yearly.models import YearReport, YearReportApproval, YearReportPlace
from reports.yearly.year_facts import kept_figures
from reports.yearly.year_rows import YearRows, days_of, rows_of

MAKE, APPROVE = "reports.make_year_report", "reports.approve_year_report"


def blockers(year: int, *, by: User) -> list[Blocker]:
    """Why this user cannot make a report of the year, whatever its rows say."""
    if by.training_center is None or not by.has_perm(MAKE):
        sentence = _("Your account may not make yearly reports. Ask the coordinator of the training center.")
        return [Blocker("not_authorized", sentence)]
    if clock.today(by.time_zone).year <= year:
        sentence = _("This year is not over. Its report can be made from the first day of the next one.")
        return [Blocker("not_over", sentence)]
    if _are_destroyed(by.training_center, year):
        sentence = _("Marks of this year have served their time and are destroyed, so it cannot be counted any more.")
        return [Blocker("destroyed", sentence)]
    return []


def _are_destroyed(center: TrainingCenter, year: int) -> bool:
    """Whether sums stand in place of marks of the year, which do not tell in which year hours were."""
    sums = KeptHours.objects.filter(enrollment__batch=OuterRef("batch"))
    sessions = Session.objects.filter(batch__training_center=center, date__range=days_of(year))
    return sessions.filter(Exists(sums)).exists()


def _empty_blockers(rows: YearRows) -> list[Blocker]:
    if rows.places or rows.sessions or rows.certificates:
        return []
    sentence = _("Nothing was taught in this year, and nobody had a place. There is nothing to report.")
    return [Blocker("empty", sentence)]


@transaction.atomic
def make(year: int, *, by: User) -> YearReport:
    """Keeps the year as it is known now. Raises `RuleViolation`."""
    refuse_if(blockers(year, by=by))
    center = cast("TrainingCenter", by.training_center)
    rows = rows_of(center, year)
    last = YearReport.objects.of_year(center, year).first()
    before = keeping.kept_rows(last, YearRows) if last else None
    refuse_if(_empty_blockers(rows) + keeping.unchanged_blockers(last, before, rows))
    figures, differences = kept_figures(center, year, rows), none()
    if last and before:
        differences["figures"] = figure_differences(last.figures, figures, groups="batches", named="batch")
        differences["rows"] = row_differences(before, rows)
    number = last.number + 1 if last else 1
    about = {"training_center": center, "year": year, "number": number}
    report = YearReport(**about, figures=figures, differences=differences, made_by=by)
    keeping.keep(report, rows, places=YearReportPlace, action="year_report.make")
    return report


def approve_blockers(report: YearReport, *, by: User) -> list[Blocker]:
    """Why this user cannot approve the report."""
    if report.training_center_id != by.training_center_id or not by.has_perm(APPROVE):
        sentence = _("The head of the training center approves yearly reports, nobody else.")
        return [Blocker("not_authorized", sentence)]
    is_approved = YearReportApproval.objects.filter(report=report).exists()
    return approving.approve_blockers(report, by=by, is_approved=is_approved)


@transaction.atomic
def approve(report: YearReport, *, by: User, seen: str | None = None) -> YearReportApproval:
    """Approves the newest report of a year, of which a page showed the digest `seen`. Locks the report. Raises
    `RuleViolation`.
    """
    report = YearReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    refuse_if(approve_blockers(report, by=by) or approving.seen_blockers_of(report, seen))
    approval = YearReportApproval.objects.create(report=report, approved_by=by)
    audit.record("year_report.approve", by=by, target=report, **keeping.told(report))
    return approval
