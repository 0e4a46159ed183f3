"""Role requests and code cards as lists: their columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of


def _state(asked: Any) -> str:
    return words_of("accounts/_role_request_state.html", asked=asked)


def _roles(row: Any) -> str:
    return ", ".join(map(str, row.role_labels))


def _card(user: Any) -> str:
    return str(_("Waits to be activated") if user.has_waiting else _("Active") if user.has_card else "")


def _other(user: Any) -> str:
    return str(_("Yes") if user.has_other else "")


ROLE_REQUESTS = Listing(
    title=_("Role requests"),
    subject="accounts.rolerequest",
    what="list of role requests",
    usual="-asked",
    columns=(
        Column("user", _("For"), lambda asked: asked.user.full_name, ("user__full_name",)),
        Column("roles", _("Roles"), _roles),
        Column("why", _("Why"), lambda asked: asked.reason),
        Column("by", _("Asked by"), lambda asked: asked.asked_by.full_name, ("asked_by__full_name",)),
        Column("asked", _("Asked at"), lambda asked: asked.asked_at, ("asked_at",), kind="file"),
        Column("state", _("State"), _state, ("state",)),
    ),
)
CARDS = Listing(
    title=_("Code cards"),
    subject="accounts.user",
    what="list of code cards",
    usual="name",
    tie=("full_name", "pk"),
    columns=(
        Column("name", _("Name"), lambda user: user.full_name, ("full_name",)),
        Column("roles", _("Roles"), _roles),
        Column("card", _("Code card"), _card),
        Column("other", _("Key or app"), _other),
    ),
)
