"""Visual components that templates use by name. `docs/design.md` lists them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.quick_templates.constants import same_for_all
from core.row_errors import RowError, told_in_summary

register = template.Library()

# The icon of each kind of state, unless the page names another.
KIND_ICONS = {
    "ok": "circle-check",
    "info": "loader-circle",
    "warn": "circle-alert",
    "bad": "circle-x",
    "quiet": "clock",
    "moved": "replace",
}
# Maps levels of django.contrib.messages to the kinds used by tags and notices.
LEVEL_KINDS = {"debug": "quiet", "success": "ok", "warning": "warn", "error": "bad"}
NOTICE_ICONS = {"ok": "circle-check", "info": "info", "warn": "circle-alert", "bad": "circle-alert", "quiet": "info"}


@register.simple_tag
@same_for_all
def icon(name: str, size: str = "") -> SafeString:
    """A decorative icon of the sprite; the words beside it carry the meaning. `size`: sm or lg."""
    return _drawing(name, size)


# One of a few hundred drawings; the address of the sprite is that of this release.
@lru_cache(maxsize=1024)
def _drawing(name: str, size: str) -> SafeString:
    shape = '<svg class="icon{}" aria-hidden="true"><use href="{}#i-{}"/></svg>'
    return format_html(shape, f" icon--{size}" if size else "", static("ui/icons.svg"), name)


@register.simple_tag
@same_for_all
def tag_status(kind: str, word: str, icon_name: str = "") -> SafeString:
    """A state as tint, icon and word. `kind`: ok, info, warn, bad, quiet or moved."""
    return _tag(kind, conditional_escape(word), icon_name)


# Words of states, in two languages; some name a day or a number.
@lru_cache(maxsize=1024)
def _tag(kind: str, word: SafeString, icon_name: str) -> SafeString:
    drawing = icon(icon_name or KIND_ICONS[kind])
    return format_html('<span class="tag tag--{}">{}{}</span>', kind, drawing, word)


@register.simple_tag
def task_mark(kind: str, icon_name: str) -> SafeString:
    """The tinted square with an icon at the start of a task row."""
    return format_html('<span class="task__mark task__mark--{}">{}</span>', kind, icon(icon_name))


@register.filter
def seeks(form: BaseForm) -> bool:
    """True if words are typed into the form to find something."""
    return any(getattr(field.widget, "input_type", "") == "search" for field in form.fields.values())


@register.filter
def chosen_sort(form: BaseForm) -> str:
    """The order of the list above which this form stands, where it has no field of its own for it."""
    return "" if "sort" in form.fields else str(form.data.get("sort", ""))


@register.filter
def notice_kind(level: str) -> str:
    """The kind of notice for a level of django.contrib.messages; a kind is returned unchanged."""
    return LEVEL_KINDS.get(level, level)


@register.filter
def notice_icon(kind: str) -> str:
    return NOTICE_ICONS[notice_kind(kind)]


@register.filter
def initials(name: str) -> str:
    """Up to two letters for an avatar: from first and last name, without titles ("H.", "S.Kom.")."""
    words = [word for word in str(name).replace(",", " ").split() if word[0].isalpha() and "." not in word]
    letters = [word[0] for word in words] or [letter for letter in str(name) if letter.isalnum()]
    return "".join(letters[:1] + letters[1:][-1:]).upper()


@register.filter
def or_unknown(value: Any) -> SafeString | str:
    """The value, or "not yet known" if it is missing. Zero is a value."""
    if value is None or value == "":
        return format_html('<span class="quiet">{}</span>', _("not yet known"))
    return value


@register.filter
def per_hundred(part: float, whole: float) -> str:
    """`part` of `whole` as a bar width from 0 to 100, with a decimal point in every language."""
    return f"{min(max(part / whole, 0), 1) * 100:.1f}" if whole else "0"


@register.simple_tag(takes_context=True)
def page_query(context: Context, **changes: str | int | None) -> str:
    """The current query string with `changes`; None or "" removes a key. Starts with "?"."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def error_lines(form: BaseForm | str, errors: Sequence | str) -> list[RowError]:
    """The messages of the error summary; a text stands for a variable that was not passed."""
    given = [] if isinstance(errors, str) else errors
    rows = [error if isinstance(error, RowError) else RowError(str(error)) for error in given]
    return told_in_summary(form if isinstance(form, BaseForm) else None, rows)


@register.simple_tag
def bar(label: str, *widths: float | str) -> SafeString:
    """A bar of width 100 made of consecutive parts (`widths`, each out of 100); `label` describes it in words."""
    parts, x = [], 0.0
    for number, width in enumerate(map(float, widths), 1):
        parts.append(
            # SVG needs a decimal point in every language.
            format_html('<rect x="{}" width="{}" height="8" class="fill-{}"/>', f"{x:.1f}", f"{width:.1f}", number)
        )
        x += width
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect width="100" height="8" class="fill-rest"/>{}</svg>',
        label,
        SafeString("".join(parts)),
    )


@register.inclusion_tag("_bar_chart.html")
def bar_chart(
    rows: list[dict[str, Any]], caption: str, finding: str, head: str, part_head: str, whole_head: str
) -> dict[str, Any]:
    """Bars of `rows` (name, part, whole), with the same numbers as a table. `finding` says what they show."""
    drawn = [
        {**row, "width": per_hundred(row["part"], row["whole"]), "finding": f"{row['part']} / {row['whole']}"}
        for row in rows
    ]
    heads = {"head": head, "part_head": part_head, "whole_head": whole_head}
    return {"rows": drawn, "caption": caption, "finding": finding, **heads}
