"""One person's sheet of what is to be settled before leaving: facility paper, for the person's file."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.templatetags.dates import day, moment
from inmates.custody.housing_words import housing_words
from outcomes.leaving.models import Readiness
from outcomes.leaving.readiness import Line, Progress
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper

MOST_PAGES = 3


def sheet(progress: Progress, *, by: User) -> bytes:
    """The PDF, in Indonesian. Raises `RuleViolation` if a word cannot be printed."""
    with translation.override("id"), timezone.override(by.time_zone):
        return PAPER.print(_words(progress, by))


def _words(progress: Progress, by: User) -> dict[str, Any]:
    person, office = progress.person, by.office
    officer = person.case_officer.full_name if person.case_officer else ""
    told = (
        (_("Name"), person.full_name),
        (_("Leaves from"), day(progress.leaves_on)),
        (_("Block / cell"), housing_words(getattr(person, "block", ""), getattr(person, "cell", ""))),
        (_("Ward of"), officer),
        (_("Settled"), _("%(done)d of %(all)d") % {"done": progress.settled, "all": progress.total}),
        (_("Printed"), moment(clock.now())),
    )
    return {
        "issuer": {"name": office.name, "address": office.address or office.city},
        "title": _("Ready to leave"),
        "facts": [{"label": label, "value": value or "–"} for label, value in told],
        "parts": _parts(progress),
        "officer": officer,
        "hands": [_("Case officer"), _("The person")],
        "foot": _("Days are counted from the earliest known day of leaving and move with it."),
    }


def _parts(progress: Progress) -> list[dict[str, Any]]:
    found = []
    for key, label in (*progress.lines[0].item.Part.choices,) if progress.lines else ():
        rows = [_row(line) for line in progress.lines if line.item.part == key]
        if rows:
            found.append({"label": str(label), "rows": rows})
    return found


def _row(line: Line) -> dict[str, Any]:
    row = line.row
    return {
        "label": line.item.label,
        "duty": str(line.item.get_duty_display()),
        "begins": day(line.begins_on),
        "due": day(line.due_on),
        "is_done": line.state == Readiness.State.DONE,
        "is_not_needed": line.state == Readiness.State.NOT_NEEDED,
        "state": str(line.state_label),
        "note": row.note.label if row and row.note else "",
        "on": day(row.on) if row else "",
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    ruler.fit(data["foot"], data["foot"], SANS, [(7.5, 120)])
    facts(ruler, data["facts"])
    if data["officer"]:
        ruler.fit(_("Case officer"), data["officer"], SANS_BOLD, [(9.5, 84)])
    data["parts"] = printable_parts(data["parts"], SANS)
    return Layout(data)


PAPER = Paper("outcomes/leaving/papers/readiness_sheet.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
