"""Work inside as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing


def _others(work: Any) -> str:
    return ", ".join(batch.name for batch in work.met)


WORK = Listing(
    title=_("Work inside"),
    subject="outcomes.workassignment",
    what="list of work inside",
    usual="name",
    tie=("person__name_sort", "pk"),
    permission="inmates.export_people",
    columns=(
        Column("name", _("Name"), lambda work: work.person.full_name, ("person__name_sort",)),
        Column("work", _("Work"), lambda work: work.kind, ("kind",)),
        Column("place", _("Place"), lambda work: work.place, ("place",), kind="file"),
        Column("days", _("Days"), lambda work: work.days),
        Column("since", _("Since"), lambda work: work.from_date, ("from_date",)),
        Column("until", _("Until"), lambda work: work.until, kind="file"),
        Column("met", _("Training at the same hours"), _others),
        Column("acts", _("Actions"), kind="hidden", permission="outcomes.change_workassignment"),
    ),
)
