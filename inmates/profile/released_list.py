"""People who have left as a list: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing
from inmates.profile.people_overview import leaving_label


def _owed(person: Any) -> str:
    return str(_("Something is owed") if person.is_owed else _("Nothing"))


RELEASED = Listing(
    # A file leaves the house: its name says nothing of custody.
    title=_("Participants"),
    subject="inmates.person",
    what="list of people who have left",
    usual="-left",
    tie=("name_sort", "pk"),
    permission="inmates.export_people",
    columns=(
        Column("name", _("Name"), lambda person: person.full_name, ("name_sort",)),
        Column("left", _("Left on"), lambda person: person.left_on, ("left_on",)),
        Column("ending", _("How the stay ended"), leaving_label, ("leaving",)),
        Column("owed", _("Still to be given"), _owed),
    ),
)
