"""Employers as a list: its columns, on the page and in files."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

NEVER = date(1, 1, 1)

# Without contact persons and numbers: a file leaves the house.
EMPLOYERS = Listing(
    title=_("Employers"),
    subject="outcomes.employer",
    what="list of employers",
    usual="name",
    tie=("name", "pk"),
    pages_of_files={"xlsx": "outcomes:employer_xlsx", "csv": "outcomes:employer_csv"},
    columns=(
        Column("name", _("Name and field"), order=("name",)),
        Column("only_name", _("Name"), lambda one: one.name, kind="file"),
        Column("field", _("Field of business"), lambda one: one.field, ("field",), kind="file"),
        Column("village", _("Village, district"), lambda one: one.village, ("village",)),
        Column("workers", _("Number of workers"), lambda one: one.workers, kind="file"),
        Column(
            "contact", _("May be contacted again"), lambda one: _("yes") if one.may_contact else _("no"), kind="file"
        ),
        Column("attitude", _("Attitude"), lambda one: ", ".join(map(str, one.attitude_labels)), kind="file"),
        Column("needs", _("Need records that count"), lambda one: one.young, ("young",), kind="num"),
        Column("last", _("Last contact"), lambda one: one.last_contact, ("last_contact",), NEVER),
        Column("state", _("Contact")),
    ),
)
