"""The cells of the grid of results; one page shows hundreds."""

from functools import lru_cache
from types import SimpleNamespace

from django import template
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from certification.assessment.result_grid import Cell, Row

register = template.Library()
TEMPLATE = "certification/assessment/_grade_cell.html"
# In the place of what differs from cell to cell while one is drawn: characters that no text of ours contains.
_PLACES = {name: chr(0xE000 + number) for number, name in enumerate(("field", "person", "unit", "feedback", "version"))}


@register.simple_tag
def grade_cell(row: Row, cell: Cell, is_open: bool) -> SafeString:
    """One participant's result in one unit: to choose if the grid `is_open`, otherwise to read."""
    enrollment = row.standing.enrollment
    name = enrollment.person.full_name
    if cell.stands or cell.attempt > 1:
        # Names an assessor or leads to a page of its own.
        context = {"cell": cell, "name": name, "place": enrollment.public_id, "is_open": is_open}
        return render_to_string(TEMPLATE, context)
    has = bool(cell.feedback), bool(cell.version), cell.is_held
    values = {
        "field": cell.name,
        "person": conditional_escape(name),
        "unit": conditional_escape(cell.unit.short_code),
        "feedback": conditional_escape(cell.feedback),
        "version": localize(cell.version),
    }
    marks = cell.is_recognized, cell.is_left_out, cell.is_untaught
    return SafeString(_format(cell.result, *has, *marks, cell.practice, is_open, get_language()) % values)


# As few drawings as there are results and levels of practice.
@lru_cache(maxsize=256)
def _format(
    result: str,
    has_feedback: bool,
    has_version: bool,
    is_held: bool,
    is_recognized: bool,
    is_left_out: bool,
    is_untaught: bool,
    practice: str,
    is_open: bool,
    _language: str,
) -> str:
    """The drawing with a place for each of `_PLACES`."""
    cell = SimpleNamespace(
        name=_PLACES["field"],
        unit=SimpleNamespace(short_code=_PLACES["unit"]),
        result=result,
        feedback=_PLACES["feedback"] if has_feedback else "",
        version=_PLACES["version"] if has_version else 0,
        is_held=is_held,
        is_recognized=is_recognized,
        is_left_out=is_left_out,
        is_untaught=is_untaught,
        practice=practice,
    )
    drawn = render_to_string(TEMPLATE, {"cell": cell, "name": _PLACES["person"], "is_open": is_open})
    found = str(drawn).replace("%", "%%")
    for name, place in _PLACES.items():
        found = found.replace(place, f"%({name})s")
    return found
