"""Making the report of a month and approving it. A correction is a report of its own and says what differs."""

import hashlib
import json
from collections import defaultdict
from datetime import date
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.templatetags.dates import moment
from core.two_person_decision import second_person_blockers
from programs.attendance.models.kept_hours import KeptHours
from programs.timetable.models.sessions import Session
from reports.monthly.models import MonthReport, MonthReportApproval, MonthReportPlace
from reports.monthly.month_differences import figure_differences, row_differences
from reports.monthly.month_figures import figures_by_batch, figures_of
from reports.monthly.month_rows import MonthRows, Row, rows_of

MAKE, APPROVE = "reports.make_month_report", "reports.approve_month_report"
# Parts whose rows are about a place.
OF_PLACES = ("places", "marks", "results", "certificates")
OF_FACILITY = ("sessions", "alarms")
NO_PLACE = 0


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


def _row_blockers(rows: MonthRows, last: MonthReport | None, before: MonthRows | None) -> list[Blocker]:
    if not any(vars(rows).values()):
        return [
            Blocker("empty", _("Nothing was taught in this month, and nobody had a place. There is nothing to report."))
        ]
    if last and rows == before:
        sentence = _("Nothing has changed since the report of %(time)s. Open that one.")
        return [Blocker("unchanged", sentence % {"time": moment(last.made_at)})]
    return []


@transaction.atomic
def make(month: date, *, by: User) -> MonthReport:
    """Keeps the month as it is known now. Raises `RuleViolation`."""
    refuse_if(blockers(month, by=by))
    facility = cast("Facility", by.facility)
    rows = rows_of(facility, month)
    last = MonthReport.objects.of_month(facility, month).first()
    before = kept_rows(last) if last else None
    refuse_if(_row_blockers(rows, last, before))
    figures = _figures(rows, facility, month)
    differences: dict[str, list[Row]] = {"figures": [], "rows": []}
    if last and before:
        differences["figures"] = figure_differences(last.figures, figures)
        differences["rows"] = row_differences(before, rows)
    report = MonthReport(
        facility=facility,
        month=month,
        number=last.number + 1 if last else 1,
        figures=figures,
        differences=differences,
        made_by=by,
    )
    return _keep(report, rows, by=by)


def _keep(report: MonthReport, rows: MonthRows, *, by: User) -> MonthReport:
    by_place = _by_place(rows)
    report.rows = {part: getattr(rows, part) for part in OF_FACILITY} | {"papers": by_place.pop(NO_PLACE, {})}
    report.digest = _digest(report, by_place)
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError as error:
        sentence = _("Somebody has just made this report. Open that one.")
        raise RuleViolation(Blocker("made", sentence)) from error
    places = [MonthReportPlace(report=report, enrollment_id=key, rows=found) for key, found in by_place.items()]
    MonthReportPlace.objects.bulk_create(places, batch_size=200)
    audit.record(
        "month_report.make", by=by, target=report, month=report.month, number=report.number, digest=report.digest
    )
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


def _by_place(rows: MonthRows) -> dict[int, dict[str, list[Row]]]:
    """The rows of each place, by part; those of papers without a place under `NO_PLACE`."""
    found: dict[int, dict[str, list[Row]]] = defaultdict(lambda: {part: [] for part in OF_PLACES})
    for part in OF_PLACES:
        for row in getattr(rows, part):
            found[row["place"] or NO_PLACE][part].append(row)
    return dict(sorted(found.items()))


def kept_rows(report: MonthReport) -> MonthRows:
    """The rows of a report, as `rows_of` gave them."""
    kept = [report.rows["papers"], *(place.rows for place in report.places.all())]
    parts = {part: [row for one in kept for row in one.get(part, [])] for part in OF_PLACES}
    rows = MonthRows(**parts, **{part: report.rows[part] for part in OF_FACILITY})
    rows.marks.sort(key=lambda row: row["mark"])
    rows.certificates.sort(key=lambda row: row["certificate"])
    return rows


def _digest(report: MonthReport, by_place: dict[Any, Any]) -> str:
    said = [report.facility_id, report.month, report.number, report.figures, report.rows, report.differences]
    places = [[key, found] for key, found in sorted(by_place.items())]
    text = json.dumps([*said, places], sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole(report: MonthReport) -> bool:
    """Whether the report says what it said when it was made."""
    return report.digest == _digest(report, {place.enrollment_id: place.rows for place in report.places.all()})


def approve_blockers(report: MonthReport, *, by: User) -> list[Blocker]:
    """Why this user cannot approve the report."""
    if report.facility_id != by.facility_id or not by.has_perm(APPROVE):
        return [Blocker("not_authorized", _("The head of the detention center approves reports, nobody else."))]
    reasons = []
    if MonthReportApproval.objects.filter(report=report).exists():
        reasons.append(Blocker("approved", _("This report is approved already.")))
    if MonthReport.objects.of_month(report.facility_id, report.month).filter(number__gt=report.number).exists():
        reasons.append(Blocker("corrected", _("A later report of this month corrects this one. Approve that one.")))
    sentence = _("You made this report yourself, so another person must approve it.")
    return reasons + second_person_blockers(by, report.made_by_id, sentence)


@transaction.atomic
def approve(report: MonthReport, *, by: User) -> MonthReportApproval:
    """Approves the newest report of a month. Locks the report. Raises `RuleViolation`."""
    report = MonthReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    refuse_if(approve_blockers(report, by=by))
    approval = MonthReportApproval.objects.create(report=report, approved_by=by)
    audit.record("month_report.approve", by=by, target=report, month=report.month, number=report.number)
    return approval
