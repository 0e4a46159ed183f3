"""The answer on A4, for the person; always in Indonesian."""

from typing import Any

from django.utils import timezone, translation

from accounts.letterhead import of_office
from accounts.models import User
from accounts.roles import Role
from core.templatetags.dates import day_full, moment
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler, printable_parts
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
            *_receiver(found),
            {"label": "Permintaan", "value": str(found.get_kind_display())},
            {"label": "Diterima", "value": moment(found.received_at)},
            {"label": "Dijawab", "value": moment(found.answered_at)},
        ],
        "wish": found.wish,
        "asked": f"permintaan atas nama {found.name}" if found.asker_name else "permintaan Anda",
        "outcome": str(found.get_outcome_display()),
        "answer": found.answer,
        "stays": str(found.get_stays_for_display()) if found.stays_for else "",
        "day": day_full(found.answered_at),
        "hands": [{"role": str(Role.AUDITOR.label), "name": found.answered_by.full_name if found.answered_by else ""}],
        "foot": title,
    }


def _receiver(found: RightsRequest) -> list[dict[str, str]]:
    """To whom the answer goes: to whoever asked, which may be somebody with a power of attorney."""
    if not found.asker_name:
        return [{"label": "Kepada", "value": found.name}]
    return [{"label": "Kepada", "value": found.asker_name}, {"label": "Kuasa dari", "value": found.name}]


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    for hand in data["hands"]:
        ruler.fit(hand["role"], hand["name"], SANS_BOLD, [(9.5, 84), (8, 84), (7, 84)])
    # An answer cannot be written anew.
    return Layout({**data, **printable_parts({name: data[name] for name in ("wish", "answer")}, SANS)})


PAPER = Paper("reports/rights/papers/answer.html", ("papers.css", "letters.css"), _lay_out, MOST_PAGES)
