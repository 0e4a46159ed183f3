"""Text that is the same for all readers of a language: put together once, then kept.

Constant are literal text, `{% translate "…" %}`, `{% blocktranslate %}` without variables, `{% static "…" %}`,
`{% url "…" %}` without arguments, and tags marked `@same_for_all` whose arguments are literals. Neighbors become one
node.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode
from django.template.library import SimpleNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

from core.quick_templates.nodes import QuickURLNode

Tag = TypeVar("Tag", bound=Callable[..., Any])
# Where a rendering keeps what addresses begin with: asking for it takes longer than drawing.
_PLACE = "constants: place of the site"
# Drawn anew beyond this many texts: a proxy that invents prefixes must not fill the memory.
_MOST_TEXTS = 16


def same_for_all(tag: Tag) -> Tag:
    """Marks a simple tag that draws the same for the same arguments, whoever reads the page and when."""
    vars(tag)["same_for_all"] = True
    return tag


class ConstantNode(TextNode):
    """Neighboring constants, drawn once for each language and place of the site."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        super().__init__("")
        self.nodes = list(nodes)
        self.texts: dict[Hashable, str] = {}

    def render(self, context: Context) -> str:
        return self.render_annotated(context)

    def render_annotated(self, context: Context) -> str:
        if not context.autoescape:
            return self._drawn(context)
        kept: dict[Any, Any] = context.render_context.dicts[0]
        if _PLACE not in kept:
            kept[_PLACE] = get_script_prefix(), get_urlconf()
        key = get_language(), kept[_PLACE]
        text = self.texts.get(key)
        if text is None:
            text = self._drawn(context)
            if len(self.texts) < _MOST_TEXTS:
                self.texts[key] = text
        return text

    def _drawn(self, context: Context) -> str:
        return "".join([str(node.render_annotated(context)) for node in self.nodes])


def fold(nodes: NodeList) -> None:
    """Joins the last node with the one before it if both are constant, and drops it if it draws nothing."""
    node = nodes.pop()
    if isinstance(node, (LoadNode, CommentNode)):
        return
    last = nodes[-1] if nodes else None
    if type(node) is TextNode and type(last) is TextNode:
        nodes[-1] = TextNode(last.s + node.s)
    elif not _is_constant(node):
        nodes.append(node)
    elif isinstance(last, ConstantNode):
        last.nodes.append(node)
    elif type(last) is TextNode:
        nodes[-1] = ConstantNode([last, node])
    else:
        nodes.append(node if type(node) is TextNode else ConstantNode([node]))


def _is_constant(node: Node) -> bool:
    kind = type(node)
    return kind is TextNode or (kind in _CONSTANT and _CONSTANT[kind](node))


def _is_literal(expression: FilterExpression) -> bool:
    is_name = expression.is_var and expression.var.lookups is not None
    return not expression.filters and not is_name


def _is_words(node: TranslateNode) -> bool:
    return node.asvar is None and node.message_context is None and _is_literal(node.filter_expression)


def _is_text(node: BlockTranslateNode) -> bool:
    takes_values = node.extra_context or node.plural or node.message_context or node.asvar
    return not takes_values and all(token.token_type == TokenType.TEXT for token in node.singular)


def _is_address(node: QuickURLNode) -> bool:
    return not node.args and node.asvar is None


def _is_tag(node: SimpleNode) -> bool:
    is_same = getattr(node.func, "same_for_all", False) and not node.takes_context and node.target_var is None
    return is_same and all(map(_is_literal, [*node.args, *node.kwargs.values()]))


_CONSTANT: dict[type, Callable[[Any], bool]] = {
    TranslateNode: _is_words,
    BlockTranslateNode: _is_text,
    StaticNode: lambda node: node.varname is None and _is_literal(node.path),
    QuickURLNode: _is_address,
    SimpleNode: _is_tag,
}
