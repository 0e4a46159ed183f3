"""What the papers of kept reports have in common: their head, and how they are laid out."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Facility, TrainingCenter
from printing.box_fit import SANS, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout
from reports.kept.rows import Row

MOST_DRAWN = 97.5


def head(office: Facility | TrainingCenter, title: str, told: Iterable[tuple[Any, str]]) -> dict[str, Any]:
    """The letterhead of the office, the title, and the facts under it."""
    return {
        "issuer": {"name": office.name, "address": office.address or office.city},
        "title": title,
        "facts": [{"label": label, "value": value} for label, value in told],
    }


def drawn(rows: list[Row]) -> list[Row]:
    """Rows of a chart with their share in words and the width of their bars, from 0 to 100."""
    return [{**row, "share": share_words(row["part"], row["whole"]), "width": _width(row)} for row in rows]


def share_words(part: float, whole: float) -> str:
    """Whole percent, rounded down as everywhere; a dash if there is nothing of which it could be a part."""
    return f"{int(part * 100 // whole)}%" if whole else "–"


def _width(row: Row) -> float:
    """Of a bar that is not full something is seen to be missing, even at 99 percent."""
    if not row["whole"]:
        return 0
    width = round(min(row["part"] / row["whole"], 1) * 100, 1)
    return width if row["part"] >= row["whole"] else min(width, MOST_DRAWN)


def lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    """The paper's words, measured. Raises `RuleViolation` if one does not fit."""
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    data["told"] = printable_parts(data["told"], SANS)
    return Layout(data)
