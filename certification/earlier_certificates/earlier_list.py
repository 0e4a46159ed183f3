"""Certificates from before as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core import access
from core.listing import Column, Listing, words_of


def _name(row: Any) -> str:
    # The name on the paper, which may be that of somebody known here.
    access.shown(row.person_id)
    return row.name


def _state(row: Any) -> str:
    return words_of("certification/earlier_certificates/_earlier_state.html", row=row)


EARLIER = Listing(
    title=_("Certificates from before"),
    subject="certification.earlier",
    what="list of certificates from before",
    usual="-issued",
    columns=(
        Column("number", _("Number"), lambda row: row.number_text, ("number_order",)),
        Column("name", _("Name"), _name, ("name",)),
        Column("program", _("Program"), lambda row: row.program, ("program",)),
        Column("issued", _("Date of issue"), lambda row: row.issued_on, ("issued_on",)),
        Column("until", _("Valid until"), lambda row: row.valid_until, kind="file"),
        Column("state", _("State"), _state, ("state",)),
    ),
)
