"""What the papers of kept reports have in common: their head, and how they are laid out."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Facility, TrainingCenter
from core.templatetags.ui import per_hundred
from printing.box_fit import SANS, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout
from reports.kept.rows import Row


def head(office: Facility | TrainingCenter, title: str, told: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    """The letterhead of the office, the title, and the facts under it."""
    return {
        "issuer": {"name": office.name, "address": office.address or office.city},
        "title": title,
        "facts": [{"label": label, "value": value} for label, value in told],
    }


def drawn(rows: list[Row]) -> list[Row]:
    """Rows of a chart with the width of their bars."""
    return [{**row, "width": per_hundred(row["part"], row["whole"])} for row in rows]


def lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    """The paper's words, measured. Raises `RuleViolation` if one does not fit."""
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    data["told"] = printable_parts(data["told"], SANS)
    return Layout(data)
