"""A mark in the presence of a batch, of which a page shows hundreds."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programs.attendance.attendance_figures import MatrixCell

register = template.Library()


@register.simple_tag
def mark_cell(cell: MatrixCell | None) -> SafeString:
    """How somebody attended a session: its sign, and its word for whoever points at it or hears the page.

    None where a mark is owed.
    """
    return _drawing(cell) if cell else _drawing(MatrixCell("none", "–", _("no mark")))


# As few as there are statuses, in each language.
@cache
def _drawing(cell: MatrixCell) -> SafeString:
    shape = (
        '<span class="cell cell--{0}" title="{2}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden">{2}</span></span>'
    )
    return format_html(shape, cell.look, cell.letter, cell.word)
