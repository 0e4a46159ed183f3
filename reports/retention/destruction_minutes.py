"""The minutes of a destruction on A4: what was destroyed, by which rule, proposed and confirmed by whom."""

from datetime import date
from typing import Any

from django.utils import timezone, translation

from accounts.letterhead import of_office
from accounts.models import User
from core.templatetags.dates import day, day_full, moment
from printing import day_root
from printing.box_fit import SANS, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from reports.retention.models import Destruction
from reports.retention.record_kinds import KINDS

MOST_PAGES = 3
_TEXT = (8.5, 60, 8)


def paper_of(found: Destruction, *, by: User) -> bytes:
    """The PDF, in Indonesian. Raises `RuleViolation` if a word does not fit."""
    with translation.override("id"), timezone.override(by.time_zone):
        return PAPER.print(words(found, by=by))


def words(found: Destruction, *, by: User) -> dict[str, Any]:
    """What is printed; names nobody whose records were destroyed."""
    title = "Berita acara pemusnahan data pribadi"
    first, second = found.proposed_by, found.decided_by
    return {
        "issuer": of_office(by),
        "title": title,
        "facts": [
            {"label": "Dihitung per", "value": day_full(found.counted_on)},
            {"label": "Diusulkan", "value": moment(found.proposed_at)},
            {"label": "Disetujui", "value": moment(found.decided_at) if found.decided_at else "–"},
            {"label": "Dimusnahkan", "value": moment(found.done_at) if found.done_at else "–"},
        ],
        "rows": [_row(found, line) for line in found.lines],
        "hands": [
            {"role": "Yang mengusulkan", "name": first.full_name},
            {"role": "Yang menyetujui", "name": second.full_name if second else ""},
        ],
        "foot": title,
        "root": day_root.of_today(),
    }


def _row(found: Destruction, line: dict[str, Any]) -> dict[str, str]:
    kind = KINDS[line["kind"]]
    gone = found.destroyed.get(line["kind"], {})
    return {
        "name": str(kind.name),
        "content": str(kind.content),
        "period": f"{line['months']} bulan",
        "basis": line["basis"],
        "before": day(date.fromisoformat(line["before"])),
        "due": str(line["due"]),
        "held": str(line["held"]),
        "records": str(gone.get("records", 0)),
        "rows": str(sum(count for table, count in gone.items() if table != "records")),
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    data = {**data, "rows": printable_parts(data["rows"], SANS)}
    for row in data["rows"]:
        for text in (row["name"], row["content"], row["basis"]):
            ruler.wrap(row["name"], text, SANS, [_TEXT])
    for hand in data["hands"]:
        for text in filter(None, hand.values()):
            ruler.wrap(text, text, SANS, [(9, 84, 2)])
    return Layout(data)


STYLES = ("papers.css", "retention.css")
PAPER = Paper("reports/retention/papers/destruction_minutes.html", STYLES, _lay_out, MOST_PAGES)
