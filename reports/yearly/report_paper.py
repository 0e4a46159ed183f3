"""A yearly report on A4, in Indonesian, with the register of participants: its numbers are what it keeps, for ever.

No word on it tells where a class was held.
"""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import refuse_if
from core.templatetags.dates import day, moment
from printing.paper import Paper
from reports.kept import paper_parts, words
from reports.kept.keeping import whole_blockers
from reports.kept.rows import Row
from reports.yearly import year_words
from reports.yearly.models import YearReport

# Some two thousand participants.
MOST_PAGES = 120
PRINTED = ("name", "sex", "age", "origin", "batch", "program", "state", "percent", "hours", "passed", "numbers")


def paper(report: YearReport, register: list[Row], *, by: User) -> bytes:
    """The PDF. Raises `RuleViolation` if the report is not whole, or a word does not fit."""
    refuse_if(whole_blockers(report))
    with translation.override("id"), timezone.override(by.time_zone):
        return PAPER.print(_words(report, register))


def _words(report: YearReport, register: list[Row]) -> dict[str, Any]:
    approval = getattr(report, "approval", None)
    approved = f"{approval.approved_by.full_name}, {day(approval.approved_at)}" if approval else _("not yet")
    told = (
        (_("Year"), str(report.year)),
        (_("The report"), words.title_of(report)),
        (_("Figures of"), moment(report.made_at)),
        (_("Made by"), report.made_by.full_name),
        (_("Approved"), approved),
        (_("Fingerprint"), report.mark),
    )
    return {
        **paper_parts.head(report.training_center, _("Yearly report of the training center"), told),
        "foot": _("With names of participants. Fingerprint %(mark)s.") % {"mark": report.mark},
        "hands": [_("Made by"), _("Checked by"), _("Approved by the head")],
        "told": _told(report, register),
    }


def _told(report: YearReport, register: list[Row]) -> dict[str, Any]:
    lost = words.lost_rows(report, year_words.READER)
    return {
        "numbers": [{"label": str(row["label"]), "value": row["value"]} for row in year_words.number_rows(report)],
        "months": year_words.month_rows(report),
        "tables": [{**one, "title": str(one["title"])} for one in year_words.group_tables(report)],
        "batches": year_words.batch_rows(report),
        "leavers": year_words.leaver_rows(report),
        "lost": paper_parts.drawn(lost),
        "lost_finding": words.lost_finding(lost),
        "instructors": report.figures["instructors"],
        "series": year_words.series_rows(report),
        "outcomes": year_words.outcome_rows(report),
        "register": [{name: row[name] for name in PRINTED} for row in register],
        "changes": year_words.change_rows(report),
        "causes": year_words.cause_rows(report),
        "is_correction": report.number > 1,
    }


PAPER = Paper("reports/yearly/papers/year_report.html", ("papers.css",), paper_parts.lay_out, MOST_PAGES)
