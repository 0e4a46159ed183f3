"""The cells of tables of hours; one page shows hundreds."""

from functools import lru_cache

from django import template
from django.template.defaultfilters import floatformat
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from programs.attendance.attendance_figures import Attendance

register = template.Library()


@register.simple_tag
def hours_cell(figure: Attendance, minutes_per_jp: int, is_before: bool = False) -> SafeString:
    """Lessons (JP) held, to one decimal, rounded down; below them the minutes held out of those possible.

    `is_before`: the unit was over before the person entered, so that there is nothing to attend any more.
    """
    return _drawn(figure, minutes_per_jp, is_before, get_language())


# Many people have attended the same.
@lru_cache(maxsize=4096)
def _drawn(figure: Attendance, minutes_per_jp: int, is_before: bool, _language: str) -> SafeString:
    if not figure.possible and is_before:
        return format_html('–<span class="visually-hidden">{}</span>', _("taught before the entry"))
    if not figure.possible:
        return format_html('–<span class="visually-hidden">{}</span>', _("nothing to attend"))
    words = _("%(held)s of %(possible)s min") % {"held": localize(figure.held), "possible": localize(figure.possible)}
    return format_html('{} <span class="sub">{}</span>', floatformat(figure.hours(minutes_per_jp), 1), words)


@register.simple_tag
def hours_percent(figure: Attendance, least: int) -> SafeString:
    """The share attended, in percent, and whether it is below `least`."""
    if figure.percent is None:
        return format_html('–<span class="visually-hidden">{}</span>', _("not yet known"))
    if figure.percent < least:
        return format_html('<b>{}%</b> <span class="sub">{}</span>', figure.percent, _("below what is needed"))
    return format_html("{}%", figure.percent)
