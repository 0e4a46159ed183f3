"""Nodes that draw the same as Django's with fewer steps."""

from html import escape
from typing import Any
from uuid import UUID

from django.template.base import FilterExpression, Node, Template, VariableNode, render_value_in_context
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from core.addresses import address
from core.quick_templates.lookups import QuickExpression

# Digits of larger numbers may be grouped.
_GROUPED = 1000


class QuickVariableNode(VariableNode):
    """A value printed into the page."""

    def render_annotated(self, context: Context) -> str:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return escape(value)
        # Written alike in every language, and without a character to escape.
        if kind is UUID or (kind is int and -_GROUPED < value < _GROUPED):
            return str(value)
        return render_value_in_context(value, context)


class QuickIncludeNode(IncludeNode):
    """A partial of a fixed name, which is found once and drawn on the page's context."""

    found: Template | None = None

    def render(self, context: Context) -> SafeString:
        if self.found is None:
            self.found = context.template.engine.get_template(self.template.var)  # type: ignore[union-attr]
        values: dict[str, Any] = {name: value.resolve(context) for name, value in self.extra_context.items()}
        outer, state = context.dicts, context.render_context
        # With `only`, nothing but True, False and None stays visible.
        context.dicts = [outer[0], values] if self.isolated_context else [*outer, values]
        outer_template, state.template = state.template, self.found
        # A scope of its own for what nodes keep while they draw, such as blocks.
        state.dicts.append({})
        try:
            return self.found.nodelist.render(context)
        finally:
            state.dicts.pop()
            state.template, context.dicts = outer_template, outer


class QuickURLNode(URLNode):
    """The address of a page that is named in the template."""

    def render(self, context: Context) -> str:
        args = [arg.resolve(context) for arg in self.args]
        try:
            found = address(self.view_name.var, *args)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar is not None:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


def quick(node: Node) -> Node:
    """The node in its quick form; itself if there is none."""
    if type(node) is VariableNode:
        return QuickVariableNode(node.filter_expression)
    if type(node) is IncludeNode and _is_plain(node.template) and not str(node.template.var).startswith("."):
        return QuickIncludeNode(node.template, extra_context=node.extra_context, isolated_context=node.isolated_context)
    if type(node) is URLNode and _is_plain(node.view_name) and not node.kwargs:
        return QuickURLNode(node.view_name, node.args, node.kwargs, node.asvar)
    if type(node) is TranslateNode and isinstance(node.filter_expression, QuickExpression):
        # The tag tells the variable to translate, which only Django's way of resolving asks it about.
        node.filter_expression.names = None
    return node


def _is_plain(name: FilterExpression) -> bool:
    """True of a text without filters."""
    return isinstance(name.var, str) and not name.filters
