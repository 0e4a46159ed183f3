"""A report of outcomes on A4, in Indonesian: printed from what the report keeps, so its figures are the same for ever.

Under them stands the root of the day on which it is printed.
"""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.templatetags.dates import day
from outcomes.effect.effect_file import named_tables
from outcomes.effect.effect_page import curve_parts, page_parts
from outcomes.effect.figure_words import cohort_words
from outcomes.effect.models import OutcomeReport
from outcomes.effect.outcome_reports import deletion_of, difference_rows
from printing import day_root
from printing.box_fit import SANS, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper

# Eight tables of some thirty batches each are five pages.
MOST_PAGES = 20


def paper(report: OutcomeReport, *, by: User) -> bytes:
    """The PDF. Raises `RuleViolation` if a word does not fit."""
    with translation.override("id"), timezone.override(by.time_zone):
        return PAPER.print({**_words(report, by), "root": day_root.of_today()})


def _words(report: OutcomeReport, by: User) -> dict[str, Any]:
    has_custody = report.figures["has_custody"]
    parts = page_parts(report.figures, has_custody=has_custody)
    parts["curve"] = curve_parts(report.figures["first_work"], has_custody=has_custody, on_paper=True)
    office = by.office
    told = (
        (_("Whose"), cohort_words(report.year, has_custody=has_custody)),
        (_("After"), parts["wave"]),
        (_("Figures of"), day(report.day)),
        (_("Kept by"), report.maker),
    )
    return {
        "issuer": {"name": report.office_name, "address": (office.address or office.city) if office else by.region},
        "title": _("What training led to"),
        "facts": [{"label": label, "value": value} for label, value in told],
        "parts": parts,
        "tables": named_tables(report.figures["tables"]),
        "changes": difference_rows(report),
        "n": report.figures["n"],
        "deletion": deletion_of(report),
        "foot": _("Without names; counts under 5 are hidden."),
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    data["tables"] = printable_parts(data["tables"], SANS)
    return Layout(data)


PAPER = Paper("outcomes/effect/papers/outcome_report.html", ("papers.css",), _lay_out, MOST_PAGES)
