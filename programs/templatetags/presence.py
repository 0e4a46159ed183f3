"""The cells of the attendance matrix; one page shows hundreds."""

from collections.abc import Iterable
from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programs.attendance.attendance_figures import MatrixCell, MatrixColumn

register = template.Library()


@register.simple_tag
def mark_cells(cells: Iterable[tuple[MatrixColumn, MatrixCell | None]]) -> SafeString:
    """One participant's attendance, session by session: a letter, with the word as tooltip and for screen readers.

    A cell is None where a mark is missing.
    """
    missing = MatrixCell("none", "–", _("no mark"))
    # Spaced as a loop of the template would.
    drawn = [f"\n    {_drawing(cell or missing, column.begins_week)}\n  " for column, cell in cells]
    return SafeString("".join(drawn))


# Twice as many entries as there are statuses, once per language.
@cache
def _drawing(cell: MatrixCell, begins_week: bool) -> SafeString:
    shape = (
        '<td{3}><span class="cell cell--{0}" title="{2}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden">{2}</span></span></td>'
    )
    week = SafeString(' class="wk"' if begins_week else "")
    return format_html(shape, cell.look, cell.letter, cell.word, week)
