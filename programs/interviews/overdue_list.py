"""People without an intake interview, as a list: its columns, on the page and in files."""

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing

OVERDUE = Listing(
    title=_("Interviews overdue"),
    subject="inmates.person",
    what="list of interviews overdue",
    usual="since",
    permission="inmates.export_people",
    columns=(
        Column("name", _("Name"), lambda person: person.full_name, ("name_sort",)),
        Column("since", _("Here since"), lambda person: person.held_since, ("held_since",)),
        Column("acts", _("Actions"), kind="hidden", permission="programs.change_interview"),
    ),
)
