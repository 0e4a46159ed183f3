"""Making the report of a month and approving it. A correction is a report of its own and says what differs."""

from datetime import date
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.attendance.models.kept_hours import KeptHours
from programs.timetable.models.sessions import Session
from reports.kept import approving, keeping
from reports.kept.differences import figure_differences, none, row_differences
from reports.monthly.models import MonthReport, MonthReportApproval, MonthReportPlace
from reports.monthly.month_figures import figures_by_batch, figures_of
from reports.monthly.month_rows import MonthRows, rows_of

MAKE, APPROVE = "reports.make_month_report", "reports.approve_month_report"


def blockers(month: date, *, by: User) -> list[Blocker]:
    """Why this user cannot make a report of the month beginning on that day, whatever its rows say."""
    if by.facility is None or not by.has_perm(MAKE):
        return [Blocker("not_authorized", _("Your account may not make reports. Ask the training officer."))]
    if clock.today(by.time_zone) <= clock.month_end(month):
        return [
            Blocker("not_over", _("This month is not over. Its report can be made from the first of the next one."))
        ]
    if _are_destroyed(by.facility, month):
        return [
            Blocker(
                "destroyed",
                _("Marks of this month have served their time and are destroyed, so nothing can be counted any more."),
            )
        ]
    return []


def _are_destroyed(facility: Facility, month: date) -> bool:
    """Whether sums stand in place of marks of the month, which do not tell in which month hours were."""
    sums = KeptHours.objects.filter(enrollment__batch=OuterRef("batch"))
    days = (month, clock.month_end(month))
    return Session.objects.filter(Exists(sums), facility=facility, date__range=days).exists()


def _empty_blockers(rows: MonthRows) -> list[Blocker]:
    if any(vars(rows).values()):
        return []
    return [
        Blocker("empty", _("Nothing was taught in this month, and nobody had a place. There is nothing to report."))
    ]


@transaction.atomic
def make(month: date, *, by: User) -> MonthReport:
    """Keeps the month as it is known now. Raises `RuleViolation`."""
    refuse_if(blockers(month, by=by))
    facility = cast("Facility", by.facility)
    rows = rows_of(facility, month)
    last = MonthReport.objects.of_month(facility, month).first()
    before = keeping.kept_rows(last, MonthRows) if last else None
    refuse_if(_empty_blockers(rows) + keeping.unchanged_blockers(last, before, rows))
    figures, differences = _figures(rows, facility, month), none()
    if last and before:
        differences["figures"] = figure_differences(last.figures, figures, groups="batches", named="batch")
        differences["rows"] = row_differences(before, rows)
    report = MonthReport(
        facility=facility,
        month=month,
        number=last.number + 1 if last else 1,
        figures=figures,
        differences=differences,
        made_by=by,
    )
    keeping.keep(report, rows, places=MonthReportPlace, action="month_report.make")
    return report


def _figures(rows: MonthRows, facility: Facility, month: date) -> dict[str, Any]:
    last = clock.month_end(month)
    names = {row["batch"]: row["batch_name"] for row in (*rows.sessions, *rows.places)}
    rooms = {row["batch"]: row["room"] for row in rows.sessions}
    batches = {
        str(key): {"name": names.get(key, ""), "room": rooms.get(key, ""), **found.plain()}
        for key, found in figures_by_batch(rows, month, last).items()
    }
    previous = MonthReport.objects.of_month(facility, clock.months_before(month, 1)).first()
    before = {"number": previous.number, **previous.figures["whole"]} if previous else None
    return {"whole": figures_of(rows, month, last).plain(), "batches": batches, "before": before}


def approve_blockers(report: MonthReport, *, by: User) -> list[Blocker]:
    """Why this user cannot approve the report."""
    if report.facility_id != by.facility_id or not by.has_perm(APPROVE):
        return [Blocker("not_authorized", _("The head of the detention center approves reports, nobody else."))]
    is_approved = MonthReportApproval.objects.filter(report=report).exists()
    return approving.approve_blockers(report, by=by, is_approved=is_approved)


@transaction.atomic
def approve(report: MonthReport, *, by: User, seen: str | None = None) -> MonthReportApproval:
    """Approves the newest report of a month, of which a page showed the digest `seen`. Locks the report. Raises
    `RuleViolation`.
    """
    report = MonthReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    refuse_if(approve_blockers(report, by=by) or approving.seen_blockers_of(report, seen))
    approval = MonthReportApproval.objects.create(report=report, approved_by=by)
    audit.record("month_report.approve", by=by, target=report, **keeping.told(report))
    return approval
