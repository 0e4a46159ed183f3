"""Imports as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of


def _who(one: Any) -> str:
    return one.created_by.full_name if one.created_by else gettext("Command line")


def _state(one: Any) -> str:
    return words_of("inmates/imports/_import_state.html", **{"import": one})


IMPORTS = Listing(
    title=_("Imports so far"),
    subject="inmates.spreadsheetimport",
    what="list of imports",
    usual="-uploaded",
    columns=(
        Column("uploaded", _("Uploaded"), lambda one: one.created_at, ("created_at",)),
        Column("by", _("By"), _who, ("created_by__full_name",), ""),
        Column("rows", _("Rows"), lambda one: one.sheet_rows, ("sheet_rows",), kind="num"),
        Column("new", _("New"), lambda one: one.counts.get("new"), kind="num"),
        Column("changed", _("Changed"), lambda one: one.counts.get("changed"), kind="num"),
        Column("rejected", _("Rejected"), lambda one: one.counts.get("rejected"), kind="num"),
        Column("state", _("State"), _state),
    ),
)
