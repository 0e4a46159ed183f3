"""A plugin of mypy: `request.user` is somebody who has signed in, and models know who refers to them.

`SignInRequiredMiddleware` lets nobody else reach a view, but for those few that are public, which do not ask who it is.
Without this every view would have to say so again to the checker.

A new reference gives the model that it leads to an attribute, of which a cache from before knows nothing.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from mypy.plugin import AttributeContext, Plugin, ReportConfigContext
from mypy.types import Instance, Type, UnionType, get_proper_type

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "django.contrib.auth.models.AnonymousUser"


class SignedIn(Plugin):
    """Takes the visitor who is not signed in out of the type."""

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        return somebody if fullname == "django.http.request.HttpRequest.user" else None

    def report_config_data(self, ctx: ReportConfigContext) -> str:
        """What mypy keeps of a module is used again only as long as this stays the same."""
        return references()


@cache
def references() -> str:
    """A digest of every line that names the attribute by which a model is led back from."""
    found = hashlib.sha256()
    for path in sorted({*ROOT.glob("[a-z]*/**/models.py"), *ROOT.glob("[a-z]*/**/models/*.py")}):
        lines = [line.strip() for line in path.read_text().splitlines() if "related_name" in line]
        found.update("\n".join([str(path.relative_to(ROOT)), *lines]).encode())
    return found.hexdigest()


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
