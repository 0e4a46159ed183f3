"""Page components that wrap a template's content, and links, some styled as buttons."""

from django import template
from django.template.context import Context
from django.urls import resolve
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from core.addresses import address as address_of
from core.quick_templates.constants import same_for_all
from core.templatetags.ui import icon as drawing_of

register = template.Library()


@register.simple_tag
@same_for_all
def crumb(text: str, view: str = "", *args: object, url: str = "") -> SafeString:
    """A step of the breadcrumb: a link to `view` with `args`, or to `url`; without either, the page itself."""
    address = url or (address_of(view, *args) if view else "")
    if not address:
        return format_html('<li aria-current="page">{}</li>', text)
    return format_html('<li><a href="{}"><span>{}</span></a></li>', address, text)


@register.simple_tag
@same_for_all
def link(
    text: str, view: str = "", *args: object, url: str = "", query: str = "", look: str = "", about: str = ""
) -> SafeString:
    """A link to `view` with `args`, or to `url`; `query` is appended after a question mark. `look` is its class
    (rowlink, code), `about` its subject, announced to screen readers only.
    """
    drawn = f' class="{conditional_escape(look)}"' if look else ""
    address = conditional_escape(_address(view, args, url, query))
    return SafeString(f'<a{drawn} href="{address}">{conditional_escape(text)}{_unseen(about)}</a>')


@register.simple_tag
@same_for_all
def action(
    text: str,
    view: str = "",
    *args: object,
    url: str = "",
    query: str = "",
    icon: str = "",
    look: str = "primary",
    about: str = "",
) -> SafeString:
    """A `link` styled as a button. `look`: primary, secondary, danger, or small (a secondary one in a row)."""
    return format_html(
        '<a class="btn btn-{}" href="{}">{}{}{}</a>',
        {"small": "secondary btn-sm"}.get(look, look),
        _address(view, args, url, query),
        drawing_of(icon) if icon else "",
        text,
        _unseen(about),
    )


def _address(view: str, args: tuple[object, ...], url: str, query: str) -> str:
    return (url or address_of(view, *args)) + (f"?{query}" if query else "")


def _unseen(words: str) -> SafeString:
    return format_html('<span class="visually-hidden"> {}</span>', words) if words else SafeString("")


@register.simple_block_tag
def actions(content: str) -> SafeString:
    """The row of a page's actions beside its heading; empty if there are none."""
    return format_html('<div class="actions">{}</div>', content) if content.strip() else SafeString("")


@register.simple_block_tag
def panel(
    content: str, title: str = "", kind: str = "", label: str = "", key: str = "", beside: str = ""
) -> SafeString:
    """A panel under the heading `title`, or one without a heading that `label` names to screen readers.

    `key` is the heading's id, if something links to it; `kind` adds classes ("form-narrow section-gap"); `beside` is
    shown at the other end of the heading row.
    """
    classes = f"panel {kind}".strip()
    if not title:
        return format_html('<section class="{}" aria-label="{}">{}</section>', classes, label, content)
    name = format_html('aria-labelledby="{}"', key) if key else format_html('aria-label="{}"', title)
    mark = format_html(' id="{}"', key) if key else ""
    head = format_html('<div class="panel__head"><h2{}>{}</h2>{}</div>', mark, title, beside)
    return format_html('<section class="{}" {}>{}{}</section>', classes, name, head, content)


@register.simple_block_tag
def panel_body(content: str, kind: str = "") -> SafeString:
    """The padded content of a panel. `kind`: "stack" also puts space between its parts."""
    return format_html('<div class="{}">{}</div>', f"panel__body {kind}".strip(), content)


@register.simple_block_tag
def data_table(content: str, caption: str, kind: str = "cards") -> SafeString:
    """A table of records that scrolls inside its frame if wider than the screen.

    `caption` tells screen readers what the rows are. `kind`: cards (rows become cards on a phone: give each cell but
    the title its `data-label`), grid (stays a table and keeps its first column in view), tight, wraprow; separate
    several with spaces.
    """
    classes = " ".join(["data", *(f"data--{word}" for word in kind.split())])
    return format_html(
        '<div class="table-wrap" tabindex="0" role="group" aria-label="{0}"><table class="{1}">'
        '<caption class="visually-hidden">{0}</caption>{2}</table></div>',
        caption,
        classes,
        content,
    )


@register.simple_block_tag
def heads(content: str) -> SafeString:
    """The head of a table; contains its `head`s."""
    return format_html("<thead><tr>{}</tr></thead>", content)


@register.simple_tag
@same_for_all
def head(text: str, kind: str = "") -> SafeString:
    """The head of one column. `kind`: num for numbers, hidden for a column whose cells need no heading."""
    if kind == "hidden":
        return format_html('<th scope="col"><span class="visually-hidden">{}</span></th>', text)
    return format_html('<th scope="col"{}>{}</th>', SafeString(' class="num"') if kind == "num" else "", text)


@register.simple_tag(takes_context=True)
def reference(context: Context, text: str, view: str, *args: object, look: str = "") -> SafeString:
    """A `link` to `view` with `args` for whoever may open it, and the text alone for everybody else. It asks for the
    permission of the view itself.
    """
    address = address_of(view, *args)
    # Kept by contexts that an include makes of nothing but what it is given.
    request = getattr(context, "request", None)
    if request is None or not any(map(request.user.has_perm, _asked_by(view, address))):
        return conditional_escape(text)
    return link(text, url=address, look=look)


_PERMISSIONS: dict[str, tuple[str, ...]] = {}


def _asked_by(view: str, address: str) -> tuple[str, ...]:
    """The permissions of which a view asks for one."""
    if view not in _PERMISSIONS:
        _PERMISSIONS[view] = getattr(resolve(address).func, "required_permissions", ())
    return _PERMISSIONS[view]
