"""The monthly sheets on A4, for internal files: each person's sheet has its own page numbers."""

from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day, moment
from inmates.custody.housing_words import housing_words
from printing import day_root
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from reports.wali_sheets.monthly_sheet import Sheet, Training, UnitLine

# A person with several courses of many units needs two pages, rarely three.
MOST_PAGES = 10
# Each takes a fifth of a second; beyond this number they are printed in the background.
MOST_AT_ONCE = 10


def blockers(sheets: list[Sheet]) -> list[Blocker]:
    """Reasons why these sheets cannot be printed while the user waits."""
    if not sheets:
        return [Blocker("nobody", _("Nobody trained in this month. Choose another one."))]
    if len(sheets) > MOST_AT_ONCE:
        sentence = _(
            "These are %(count)d sheets, and more than %(most)d are made in the background. "
            "Start that on the page of monthly sheets."
        )
        return [Blocker("too_many", sentence % {"count": len(sheets), "most": MOST_AT_ONCE})]
    return []


def paper(sheets: list[Sheet], month: date, *, by: User) -> bytes:
    """The PDF, in Indonesian. Raises `RuleViolation` if there is nobody, there are too many people, or a word does not
    fit.
    """
    refuse_if(blockers(sheets))
    with translation.override("id"), timezone.override(by.time_zone):
        root = day_root.of_today()
        return PAPER.print_together([{**_words(sheet, month, by), "root": root} for sheet in sheets])


def _words(sheet: Sheet, month: date, by: User) -> dict[str, Any]:
    office = by.office
    named = format_date(month, "F Y")
    return {
        "issuer": {"name": office.name, "address": office.address or office.city},
        "title": _("Monthly sheet of the case officer"),
        **_sheet(sheet, named),
        "hands": [_("Case officer"), _("Head of services for people in custody")],
        "foot": _("Evidence of vocational development for SPPN, %(month)s. No SPPN mark.") % {"month": named},
    }


def _sheet(sheet: Sheet, month: str) -> dict[str, Any]:
    person = sheet.person
    housing = housing_words(person.block, person.cell)
    officer = person.case_officer.full_name if person.case_officer else ""
    told = (
        (_("Name"), person.full_name),
        (_("Month"), month),
        (_("Register no."), person.register_number),
        (_("Ward of"), officer),
        (_("Block / cell"), housing),
        (_("Printed"), moment(clock.now())),
    )
    return {
        "whose": " · ".join(filter(None, (person.full_name, person.register_number, month))),
        "facts": [{"label": label, "value": value or "–"} for label, value in told],
        "left": left_words(sheet),
        "officer": officer,
        "trainings": [_training(training) for training in sheet.trainings],
    }


def _training(training: Training) -> dict[str, Any]:
    batch, tally, minutes = training.place.batch, training.tally, training.minutes_per_jp
    planned = _("%(sessions)d sessions, %(jp)d JP") % {"sessions": tally.planned, "jp": tally.planned_jp}
    rows = [
        (_("Planned"), planned),
        (_("Attended"), attended_words(training)),
        (_("Absent or still open"), absence_words(training)),
        (_("JP in the month"), jp_words(training.figures.within, minutes)),
        (_("JP until the end of the month"), jp_words(training.figures.until, minutes)),
    ]
    if training.signs:
        rows.insert(0, (_("Units"), _("units of block %(signs)s only") % {"signs": ", ".join(training.signs)}))
    return {
        "title": f"{batch.version.program.name} ({batch.name})",
        "center": batch.training_center.official_name,
        "rows": [{"label": label, "text": text} for label, text in rows],
        "units": [_unit(line, minutes) for line in training.units],
    }


def left_words(sheet: Sheet) -> str:
    """When and how the person left within the month; empty if they did not."""
    if sheet.left is None:
        return ""
    said = {"day": day(sheet.left.until), "how": sheet.left.get_leaving_display()}
    return _("Left on %(day)s: %(how)s. Block and case officer are those of the last day here.") % said


def attended_words(training: Training) -> str:
    """How many sessions were attended, and how often the person was late."""
    tally = training.tally
    words = _("%(attended)d of %(planned)d sessions") % {"attended": tally.attended, "planned": tally.planned}
    if tally.late:
        late = _("late %(times)d ×, %(minutes)d minutes") % {"times": tally.late, "minutes": tally.minutes_late}
        words = f"{words} ({late})"
    return words


def absence_words(training: Training) -> str:
    """Absences by reason, and sessions that are unrecorded or still to come."""
    tally = training.tally
    rest = {
        _("not recorded yet"): tally.unrecorded,
        _("under way now"): tally.under_way,
        _("still to come"): tally.to_come,
    }
    found = [f"{word} {count}" for word, count in {**tally.absences, **rest}.items() if count]
    return ", ".join(found) or "–"


def jp_words(figure: Any, minutes_per_jp: int) -> str:
    """JP attended of those possible, in percent."""
    if not figure.possible:
        return "–"
    held = number_format(figure.hours(minutes_per_jp), 1)
    possible = number_format(figure.possible_hours(minutes_per_jp), 1)
    return _("%(held)s of %(possible)s JP (%(percent)d%%)") % {
        "held": held,
        "possible": possible,
        "percent": figure.percent,
    }


def result_words(line: UnitLine) -> str:
    """The result, and whether it may still change; empty if there is none."""
    if line.result is None:
        return ""
    word = str(line.result.get_result_display())
    return word if line.is_signed else _("%(result)s (not signed off yet)") % {"result": word}


def _unit(line: UnitLine, minutes_per_jp: int) -> dict[str, str]:
    def jp(figure: Any) -> str:
        return number_format(figure.hours(minutes_per_jp), 1) if figure.possible else "–"

    result = line.result
    return {
        "code": line.unit.code,
        "title": line.unit.title,
        "jp": str(line.unit.jp),
        "month": jp(line.figures.within),
        "until": jp(line.figures.until),
        "result": result_words(line) or "–",
        "day": day(result.assessed_on) if result else "",
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    """The page heads have fixed boxes; titles and codes wrap in their tables."""
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    ruler.fit(data["foot"], data["foot"], SANS, [(7.5, 120)])
    ruler.letters(_("Name"), data["whose"], SANS_BOLD)
    facts(ruler, data["facts"])
    if data["left"]:
        ruler.fit(_("No longer in custody here"), data["left"], SANS, [(9.5, 174)])
    if data["officer"]:
        ruler.fit(_("Case officer"), data["officer"], SANS_BOLD, [(9.5, 84)])
    data["trainings"] = printable_parts(data["trainings"], SANS)
    return Layout(data)


PAPER = Paper("reports/wali_sheets/papers/wali_sheet.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
