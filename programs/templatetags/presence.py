"""The cells of the attendance matrix; one page shows hundreds."""

from functools import cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programs.attendance.attendance_figures import MatrixCell

register = template.Library()


@register.simple_tag
def mark_cell(cell: MatrixCell | None) -> SafeString:
    """One participant's attendance at one session: a letter, with the word as tooltip and for screen readers.

    Pass None where a mark is missing.
    """
    return _drawing(cell) if cell else _drawing(MatrixCell("none", "–", _("no mark")))


# As few entries as there are statuses, once per language.
@cache
def _drawing(cell: MatrixCell) -> SafeString:
    shape = (
        '<span class="cell cell--{0}" title="{2}"><span aria-hidden="true">{1}</span>'
        '<span class="visually-hidden">{2}</span></span>'
    )
    return format_html(shape, cell.look, cell.letter, cell.word)
