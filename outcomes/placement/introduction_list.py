"""Introductions as a list: its columns."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

# No file: the list tells who agreed after leaving, which stays in the house.
INTRODUCTIONS = Listing(
    title=_("Introductions"),
    subject="outcomes.introduction",
    what="list of introductions",
    usual="-since",
    columns=(
        Column("name", _("Name"), order=("consent__person__name_sort",)),
        Column("job", _("Job"), order=("vacancy__job",)),
        Column("employer", _("Employer"), order=("vacancy__employer__name",)),
        Column("since", _("Since"), order=("stepped_on",)),
        Column("step", _("Step"), order=("step",)),
    ),
)
