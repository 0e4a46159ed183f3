"""The parts of a page that come from a list's declaration (`core.listing`)."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.listing import Head, ListPage
from core.templatetags.slots import head as plain_head
from core.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def list_heads(page: ListPage) -> SafeString:
    """The head of the table: each column that sorts is a link, and the one that sorts now says so."""
    return format_html("<thead><tr>{}</tr></thead>", format_html_join("", "{}", ((_head(one),) for one in page.heads)))


def _head(one: Head) -> SafeString:
    if not one.query:
        return plain_head(str(one.label), one.kind)
    drawing = {"ascending": "chevron-down", "descending": "chevron-up"}.get(one.order)
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="?{}">{}{}</a></th>',
        SafeString(' class="num"') if one.kind == "num" else "",
        format_html(' aria-sort="{}"', one.order) if one.order else "",
        one.query,
        one.label,
        icon(drawing, "sm") if drawing else "",
    )
