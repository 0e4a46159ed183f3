"""A closing report on A4, in Indonesian and without names of participants: printed from what it keeps, for one office.

What the training center does not know is not on its copy.
"""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import refuse_if
from core.templatetags.dates import day, moment
from printing.paper import Paper
from reports.closing import closing_words
from reports.closing.closing_reports import is_withdrawn, sides_of
from reports.closing.models import ClosingReport, ClosingReportApproval
from reports.kept import paper_parts, words
from reports.kept.keeping import whole_blockers
from reports.kept.words import Reader

# A hundred cancelled sessions and corrections are four pages.
MOST_PAGES = 20
Side = ClosingReportApproval.Side


def paper(report: ClosingReport, reader: Reader, *, by: User) -> bytes:
    """The PDF. Raises `RuleViolation` if the report is not whole, or a word does not fit."""
    refuse_if(whole_blockers(report))
    with translation.override("id"), timezone.override(by.time_zone):
        return PAPER.print(_words(report, reader, by))


def _words(report: ClosingReport, reader: Reader, by: User) -> dict[str, Any]:
    office: Any = by.facility or by.training_center
    head = (
        (_("Batch"), report.figures["about"]["name"]),
        (_("The report"), words.title_of(report)),
        (_("Figures of"), moment(report.made_at)),
        (_("Fingerprint"), report.mark),
    )
    partner = _("Head of the detention center") if reader.for_facility else _("Head of the partner")
    hands = {Side.FACILITY: partner, Side.CENTER: _("Head of the training center")}
    return {
        **paper_parts.head(office, _("Closing report of a batch"), head),
        "foot": _("Without names of participants. Fingerprint %(mark)s.") % {"mark": report.mark},
        "hands": [_("Made by"), *(hands[side] for side in sides_of(report.batch))],
        "told": {"about": _about(report, reader), **_told(report, reader)},
    }


def _about(report: ClosingReport, reader: Reader) -> list[dict[str, str]]:
    rows = (
        *closing_words.fact_rows(report, reader),
        (_("Made by"), report.made_by.full_name),
        *_approvals(report, reader),
    )
    return [{"label": label, "value": value} for label, value in rows]


def _approvals(report: ClosingReport, reader: Reader) -> list[tuple[str, str]]:
    if is_withdrawn(report):
        return [(_("State"), _("withdrawn, does not count"))]
    given = {one.side: f"{one.approved_by.full_name}, {day(one.approved_at)}" for one in report.approvals.all()}
    facility = _("Approved, detention center") if reader.for_facility else _("Approved, partner")
    labels = {Side.FACILITY: facility, Side.CENTER: _("Approved, training center")}
    return [(labels[side], given.get(side, _("not yet"))) for side in sides_of(report.batch)]


def _told(report: ClosingReport, reader: Reader) -> dict[str, Any]:
    lost = words.lost_rows(report, reader)
    whole = report.figures["whole"]
    return {
        "numbers": [
            {"label": str(row["label"]), "value": str(row["value"])}
            for row in closing_words.number_rows(report, reader)
        ],
        "attendance": f"{words.percent_words(whole['attendance'])} ({words.hours_words(whole['attendance'])})",
        "marks": reader.listed("marks", whole["marks"]) or "–",
        "leavers": closing_words.leaver_rows(report, reader),
        "lost": paper_parts.drawn(lost),
        "lost_finding": words.lost_finding(lost),
        "units": closing_words.unit_rows(report),
        "tables": [
            {**one, "title": str(one["title"]), "heads": [str(head) for head in one["heads"]]}
            for one in closing_words.group_tables(report, reader)
        ],
        "instructors": report.figures["instructors"],
        "assessors": ", ".join(report.figures["assessors"]),
        "rooms": report.figures["rooms"],
        "cancelled": words.cancelled_rows(report, reader),
        "changes": closing_words.change_rows(report, reader),
        "causes": closing_words.cause_rows(report, reader),
        "is_correction": report.number > 1,
    }


PAPER = Paper("reports/closing/papers/closing_report.html", ("papers.css",), paper_parts.lay_out, MOST_PAGES)
