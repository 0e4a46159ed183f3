"""The teaching journal of a batch on A4: a document of the training center that names no participant."""

from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.letterhead import of_center
from accounts.models import User
from core.templatetags.dates import day_full, day_short, hour_span
from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler, printable_parts
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from programs.batches.models import Batch
from programs.catalog.lesson_hours import written_jp
from programs.journal import journal_entries, journal_pages
from programs.journal.journal_pages import Page
from programs.timetable.models.sessions import Session
from programs.timetable.taught_lessons import minutes_by_unit

MOST_PAGES = 60


def sheet(batch: Batch, month: date | None, *, by: User) -> bytes:
    """The PDF, in Indonesian and facility time. Raises `RuleViolation` if a text cannot be printed."""
    with translation.override("id"), timezone.override(batch.time_zone):
        return PAPER.print(_words(batch, month, journal_pages.pages_of(batch, month), by))


def _words(batch: Batch, month: date | None, pages: list[Page], by: User) -> dict[str, Any]:
    center = batch.training_center
    held = [page for page in pages if page.session.state != Session.State.CANCELLED]
    teachers = sorted({page.session.instructor.full_name for page in held})
    written = sum(page.entry is not None for page in held)
    period = format_date(month, "F Y") if month else f"{day_full(batch.starts_on)} – {day_full(batch.ends_on)}"
    return {
        "issuer": of_center(center),
        "title": _("Teaching journal"),
        "facts": [
            {"label": _("Program"), "value": batch.version.program.name},
            {"label": _("Period"), "value": period},
            {"label": _("Batch"), "value": batch.name},
            {"label": _("Lessons"), "value": _lessons([page.session for page in held], batch)},
            {"label": _("Room"), "value": batch.room},
            {"label": _("Written"), "value": _("%(written)s of %(all)s") % {"written": written, "all": len(held)}},
        ],
        "rows": [_row(page, batch, names_teacher=len(teachers) > 1) for page in pages],
        "hands": [
            {"role": _("Instructor"), "name": teachers[0] if len(teachers) == 1 else ""},
            {"role": _("Seen by: training coordinator"), "name": by.full_name if journal_entries.corrects(by) else ""},
        ],
        "foot": _("Teaching journal of %(batch)s") % {"batch": batch.name},
    }


def _lessons(sessions: list[Session], batch: Batch) -> str:
    per_jp = batch.version.minutes_per_jp
    return f"{number_format(written_jp(sum(minutes_by_unit(sessions, per_jp).values()), per_jp))} JP"


def _row(page: Page, batch: Batch, *, names_teacher: bool) -> dict[str, Any]:
    session, entry = page.session, page.entry
    teacher = [session.instructor.full_name] if names_teacher else []
    if session.state == Session.State.CANCELLED:
        # The sheet belongs to the training center, whoever prints it, so it shows no custody reason.
        material = _("Cancelled: %(reason)s") % {"reason": session.cancel_words(for_facility=False)}
    else:
        material = entry.material if entry else ""
    return {
        "when": [
            f"{day_short(session.date)} {format_date(session.date, 'M Y')}",
            hour_span(session.starts_at, session.ended_at or session.ends_at),
            _lessons([session], batch),
        ],
        "unit": [session.unit.short_code, session.unit.title, *teacher],
        "material": material,
        "is_missing": page.is_missing,
        "method": entry.method if entry else "",
        "notes": entry.notes if entry else "",
        "present": f"{page.present}/{page.marked}" if page.marked else "–",
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    """Only the heading has fixed boxes. Letters missing from the font are replaced in the table, which wraps."""
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    ruler.fit(data["foot"], data["foot"], SANS, [(7.5, 120)])
    for hand in data["hands"]:
        ruler.fit(hand["role"], hand["role"], SANS, [(9.5, 84)])
        if hand["name"]:
            ruler.fit(hand["role"], hand["name"], SANS_BOLD, [(9.5, 84)])
    return Layout({**data, "rows": [printable_parts(row, SANS) for row in data["rows"]]})


PAPER = Paper("programs/journal/papers/teaching_journal.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
