"""Loads templates in their quick form."""

from typing import Any

from django.template.base import Lexer, Node, NodeList, Parser, Template, Token
from django.template.exceptions import TemplateDoesNotExist
from django.template.loaders import base, cached

from core.quick_templates.constants import fold
from core.quick_templates.lookups import QuickExpression
from core.quick_templates.nodes import quick


class QuickParser(Parser):
    """Makes quick nodes and expressions in place of Django's."""

    def compile_filter(self, token: str) -> QuickExpression:
        return QuickExpression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        super().extend_nodelist(nodelist, quick(node), token)
        fold(nodelist)


class QuickTemplate(Template):
    """A template of quick nodes; in debug mode, where errors point to their line, of Django's own."""

    def compile_nodelist(self) -> NodeList:
        if self.engine.debug:
            return super().compile_nodelist()
        tokens = Lexer(self.source).tokenize()
        parser = QuickParser(tokens, self.engine.template_libraries, self.engine.template_builtins, self.origin)
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class _Maker(base.Loader):
    """Django's own method, which knows only its own class of templates."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        tried = []
        for origin in self.get_template_sources(template_name):
            if skip is not None and origin in skip:
                tried.append((origin, "Skipped to avoid recursion"))
                continue
            try:
                contents = self.get_contents(origin)  # type: ignore[attr-defined]  # of the loaders that read files
            except TemplateDoesNotExist:
                tried.append((origin, "Source does not exist"))
                continue
            return QuickTemplate(contents, origin, str(origin.template_name), self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)


class Loader(cached.Loader, _Maker):
    """Reads from the loaders it is given, and keeps every template."""
