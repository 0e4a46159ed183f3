"""The choices of a roll; one page shows a hundred and more."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from programs.attendance.roll_rows import Choice, Row

register = template.Library()
# In the place of the person while a choice is drawn: a character that no text of ours contains.
_SOMEBODY = "\ue000"


@register.simple_tag
def roll_choice(row: Row, choice: Choice) -> SafeString:
    """One status to choose for the row's person."""
    drawn = _drawn(choice, row.chosen.status == choice.code, get_language())
    return SafeString(drawn.replace(_SOMEBODY, str(row.person)))


# A choice says everything about its look, so an office that renames a status gets another drawing.
@lru_cache(maxsize=512)
def _drawn(choice: Choice, is_chosen: bool, _language: str) -> str:
    context = {"choice": choice, "is_chosen": is_chosen, "person": _SOMEBODY}
    return render_to_string("programs/attendance/_roll_row_choice.html", context)
