"""How pages about leaving show days, places and progress."""

from django import template
from django.utils.safestring import SafeString

from core.templatetags.ui import bar, per_hundred
from inmates.custody.housing_words import housing_words
from inmates.people.models import Person

register = template.Library()


@register.filter
def housing(person: Person) -> str:
    """Block and cell of somebody from `with_custody`, before what follows; empty if unknown."""
    words = housing_words(getattr(person, "block", None), getattr(person, "cell", None))
    return f"{words} · " if words else ""


@register.filter
def since(days: int) -> int:
    """Days that have passed, from days left."""
    return -days


@register.simple_tag
def settled_bar(words: str, settled: int, total: int) -> SafeString:
    """The bar of what is settled; full if there is nothing to settle."""
    return bar(words, per_hundred(settled, total) if total else 100)
