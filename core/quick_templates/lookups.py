"""Looks up template variables as Django does, without its exceptions for names and attributes that are missing."""

from inspect import signature
from typing import Any

from django.template.base import FilterExpression, Parser, Variable, VariableDoesNotExist
from django.template.context import BaseContext, Context

_MISSING = object()
# Whether values of a class have items. Few classes stand in templates; those made while the site runs are not kept.
_HAS_ITEMS: dict[type, bool] = {}
_MOST_CLASSES = 2048


class QuickVariable(Variable):
    """A variable with names to look up, as opposed to a literal."""

    __slots__ = ()

    def _resolve_lookup(self, context: Context) -> Any:
        if self.lookups is None or not isinstance(context, BaseContext):
            return super()._resolve_lookup(context)  # type: ignore[misc]  # unknown to Django's stubs
        value = looked_up(self.lookups, context)
        if value is _MISSING:
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (self.var, context))
        return value


class QuickExpression(FilterExpression):
    """A variable with its filters, or a literal."""

    __slots__ = ("names",)

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        self.var = _quick(self.var)
        self.filters = [
            (function, [(is_variable, _quick(argument)) for is_variable, argument in arguments])
            for function, arguments in self.filters
        ]
        # Of a variable without filters, which most are.
        self.names = None if self.filters or not isinstance(self.var, QuickVariable) else self.var.lookups

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        if self.names is None:
            return super().resolve(context, ignore_failures)
        value = looked_up(self.names, context)
        if value is not _MISSING:
            return value
        if ignore_failures:
            return None
        # Not by looking up once more: whatever was called on the way would be called twice.
        invalid = context.template.engine.string_if_invalid  # type: ignore[union-attr]  # bound while it is drawn
        return invalid % self.var if "%s" in invalid else invalid


def _quick(value: Any) -> Any:
    return QuickVariable(value.var) if isinstance(value, Variable) and value.lookups and not value.translate else value


def looked_up(names: tuple[str, ...], context: BaseContext) -> Any:
    """The value of a dotted name, or `_MISSING`. Errors and calls are treated as by `Variable._resolve_lookup`."""
    name = names[0]
    for scope in reversed(context.dicts):  # type: ignore[attr-defined]  # unknown to Django's stubs
        if name in scope:
            value = scope[name]
            break
    else:
        return _MISSING
    try:
        if callable(value):
            value = _called(value, context)
        for name in names[1:]:
            kind = type(value)
            has_items = _HAS_ITEMS.get(kind)
            if has_items is None:
                has_items = _has_items(kind)
            value = _item(value, name) if has_items else _attribute(value, name)
            if callable(value):
                value = _called(value, context)
    except Exception as error:
        if getattr(error, "silent_variable_failure", False):
            return context.template.engine.string_if_invalid  # type: ignore[attr-defined]
        raise
    return value


def _has_items(kind: type) -> bool:
    found = hasattr(kind, "__getitem__")
    if len(_HAS_ITEMS) < _MOST_CLASSES:
        _HAS_ITEMS[kind] = found
    return found


def _item(value: Any, name: str) -> Any:
    """The item, attribute or numbered element of that name, in this order."""
    try:
        return value[name]
    except (TypeError, AttributeError, KeyError, ValueError, IndexError):
        found = _attribute(value, name)
    if found is not _MISSING:
        return found
    try:
        return value[int(name)]
    except (IndexError, ValueError, KeyError, TypeError):
        return _MISSING


def _attribute(value: Any, name: str) -> Any:
    found = getattr(value, name, _MISSING)
    # An error inside of a property must not pass for a missing attribute.
    return getattr(value, name) if found is _MISSING and name in dir(value) else found


def _called(value: Any, context: BaseContext) -> Any:
    """What the callable returns; the engine's text for invalid variables if it may not be called or needs arguments."""
    if getattr(value, "do_not_call_in_templates", False):
        return value
    invalid = context.template.engine.string_if_invalid  # type: ignore[attr-defined]
    if getattr(value, "alters_data", False):
        return invalid
    try:
        return value()
    except TypeError:
        try:
            expected = signature(value)
        except ValueError:
            return invalid
        try:
            expected.bind()
        except TypeError:
            return invalid
        raise
