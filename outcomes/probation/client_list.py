"""Clients as a list: its columns."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

# No file: the list tells who agreed after leaving, which stays in the house.
CLIENTS = Listing(
    title=_("Clients"),
    subject="outcomes.clientshare",
    what="list of clients",
    usual="-agreed",
    columns=(
        Column("name", _("Name"), order=("person__name_sort",)),
        Column("agreed", _("Agreed on"), order=("agreed_on",)),
    ),
)
