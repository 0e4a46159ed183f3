"""A plugin of mypy: `request.user` is somebody who has signed in.

`SignInRequiredMiddleware` lets nobody else reach a view, but for those few that are public, which do not ask who it is.
Without this every view would have to say so again to the checker.
"""

from collections.abc import Callable

from mypy.plugin import AttributeContext, Plugin
from mypy.types import Instance, Type, UnionType, get_proper_type

NOBODY = "django.contrib.auth.models.AnonymousUser"


class SignedIn(Plugin):
    """Takes the visitor who is not signed in out of the type."""

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return somebody if fullname == "django.http.request.HttpRequest.user" else None


def somebody(context: AttributeContext) -> Type:
    kind = get_proper_type(context.default_attr_type)
    if not isinstance(kind, UnionType):
        return kind
    return UnionType.make_union([one for one in kind.items if not is_nobody(one)])


def is_nobody(kind: Type) -> bool:
    proper = get_proper_type(kind)
    return isinstance(proper, Instance) and proper.type.fullname == NOBODY


def plugin(_version: str) -> type[Plugin]:
    """What mypy asks each plugin for."""
    return SignedIn
