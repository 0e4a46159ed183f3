"""Participants as a list of the training center: its columns, on the page and in files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing, words_of
from programs.attendance import attendance_figures
from programs.places.models import Enrollment

BY_NAME = ("person__name_sort", "pk")


def _state(place: Enrollment) -> str:
    return words_of("programs/attendance/_participant_state.html", place=place)


def _share(place: Any) -> str:
    return "" if place.attendance.percent is None else f"{place.attendance.percent}%"


# Not sorted by state: of those who are away, the order would tell the training center apart who is suspended.
PARTICIPANTS = Listing(
    title=_("Participants"),
    subject="programs.enrollment",
    what="list of participants",
    usual="name",
    tie=BY_NAME,
    columns=(
        Column("name", _("Name"), lambda place: place.person.full_name, ("person__name_sort",)),
        Column("batch", _("Batch"), lambda place: place.batch.name, ("batch__name",)),
        Column(
            "vocation",
            _("Vocation"),
            lambda place: place.batch.version.program.vocation.name,
            ("batch__version__program__vocation__name",),
        ),
        Column("presence", _("Presence"), _share, kind="num"),
        Column("state", _("State"), _state),
    ),
)


def prepare(places: list) -> None:
    """Adds the figures of attendance to each place; one query."""
    figures = attendance_figures.attendance_among([place.pk for place in places])
    for place in places:
        place.attendance = figures[place.pk]
