"""The answer on A4, for the person; always in Indonesian."""

from typing import Any

from django.utils import timezone, translation

from accounts.letterhead import of_office
from accounts.models import User
from accounts.roles import Role
from core.templatetags.dates import day_full, moment
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from reports.rights.models import RightsRequest

MOST_PAGES = 2


def paper_of(found: RightsRequest, *, by: User) -> bytes:
    """The PDF of an answered request. Raises `RuleViolation` if a text cannot be printed."""
    with translation.override("id"), timezone.override(by.time_zone):
        return PAPER.print(words(found, by=by))


def words(found: RightsRequest, *, by: User) -> dict[str, Any]:
    """What is printed."""
    title = "Jawaban atas permintaan subjek data"
    office = of_office(by)
    return {
        "issuer": office,
        "office": office["name"],
        "title": title,
        "facts": [
            {"label": "Kepada", "value": found.name},
            {"label": "Permintaan", "value": str(found.get_kind_display())},
            {"label": "Diterima", "value": moment(found.received_at)},
            {"label": "Dijawab", "value": moment(found.answered_at)},
        ],
        "wish": found.wish,
        "outcome": str(found.get_outcome_display()),
        "answer": found.answer,
        "stays": str(found.get_stays_for_display()) if found.stays_for else "",
        "day": day_full(found.answered_at),
        "hands": [{"role": str(Role.AUDITOR.label), "name": found.answered_by.full_name if found.answered_by else ""}],
        "foot": title,
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    for text in (data["wish"], data["answer"]):
        ruler.wrap(data["title"], text, SANS, [(9.5, 170, 30)])
    for hand in data["hands"]:
        ruler.fit(hand["role"], hand["name"], SANS_BOLD, [(9.5, 84), (8, 84), (7, 84)])
    return Layout(data)


PAPER = Paper("reports/rights/papers/answer.html", ("papers.css", "breaches.css"), _lay_out, MOST_PAGES)
