"""A monthly report on A4, in Indonesian and without names: its figures are what it keeps, the same for ever.

Under them stands the root of the day on which it is printed.
"""

from typing import Any

from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import refuse_if
from core.templatetags.dates import day, moment
from printing import day_root
from printing.paper import Paper
from reports.kept import paper_parts, words
from reports.kept.keeping import whole_blockers
from reports.monthly import report_words
from reports.monthly.models import MonthReport

# Some two hundred cancelled sessions and corrections are six pages.
MOST_PAGES = 30


def paper(report: MonthReport, *, by: User) -> bytes:
    """The PDF. Raises `RuleViolation` if the report is not whole, or a word does not fit."""
    refuse_if(whole_blockers(report))
    with translation.override("id"), timezone.override(by.time_zone):
        return PAPER.print({**_words(report), "root": day_root.of_today()})


def _words(report: MonthReport) -> dict[str, Any]:
    office, approval = report.facility, getattr(report, "approval", None)
    approved = f"{approval.approved_by.full_name}, {day(approval.approved_at)}" if approval else _("not yet")
    told = (
        (_("Month"), format_date(report.month, "F Y")),
        (_("The report"), words.title_of(report)),
        (_("Figures of"), moment(report.made_at)),
        (_("Made by"), report.made_by.full_name),
        (_("Approved"), approved),
        (_("Fingerprint"), report.mark),
    )
    return {
        **paper_parts.head(office, _("Monthly report of training for work"), told),
        "foot": _("Without names. Fingerprint %(mark)s.") % {"mark": report.mark},
        "hands": [_("Made by"), _("Checked by"), _("Approved by the head")],
        "told": _told(report),
    }


def _told(report: MonthReport) -> dict[str, Any]:
    whole, lost = report.figures["whole"], words.lost_rows(report, report_words.READER)
    return {
        "headlines": [vars(one) for one in report_words.headlines(report)],
        "weeks": paper_parts.drawn(report_words.week_rows(report)),
        "week_finding": report_words.week_finding(report),
        "jp": paper_parts.drawn(report_words.jp_rows(report)),
        "jp_finding": report_words.jp_finding(report),
        "lost": paper_parts.drawn(lost),
        "lost_finding": words.lost_finding(lost),
        "batches": report_words.batch_rows(report),
        "comparison": report_words.comparison_rows(report),
        "cancelled": words.cancelled_rows(report, report_words.READER),
        "changes": report_words.change_rows(report),
        "causes": report_words.cause_rows(report),
        "alarms": f"{whole['alarms']} ({whole['unexplained']})",
        "is_correction": report.number > 1,
    }


PAPER = Paper("reports/monthly/papers/month_report.html", ("papers.css",), paper_parts.lay_out, MOST_PAGES)
