"""The list of people in custody: its columns, on the page and in files."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing
from inmates.custody.custody_facts import everything_missing, is_overdue, newest_of
from inmates.profile.people_overview import housing, outing_since, status
from inmates.profile.trainings import batches_now

BY_NAME = ("name_sort", "pk")

PEOPLE = Listing(
    # A file leaves the house: its name says nothing of custody.
    title=_("Participants"),
    subject="inmates.person",
    what="list of people",
    usual="name",
    tie=BY_NAME,
    permission="inmates.export_people",
    pages_of_files={"xlsx": "inmates:export", "csv": "inmates:export_csv"},
    columns=(
        Column("name", _("Name"), lambda person: person.full_name, ("name_sort",)),
        Column("number", _("Register number"), lambda person: person.register_number, kind="file"),
        Column("block", _("Block / cell"), housing, ("block_order", "cell_order")),
        Column("out", _("Out of the block"), outing_since, kind="file"),
        Column("status", _("Status"), status, ("class_order",)),
        Column("leaving", _("Earliest leaving date"), lambda person: person.leaving_on, ("leaving_order",)),
        Column("end", _("End of sentence"), lambda person: person.sentence_end, kind="file"),
        Column("training", _("Training now"), lambda person: ", ".join(person.trained_in or [])),
        Column("data", _("Data")),
        Column("missing", _("Data missing"), lambda person: ", ".join(map(str, person.missing_data)), kind="file"),
    ),
)


def prepare(people: list, *, today: date) -> None:
    """Adds to people of the list what their rows show: current batches, missing data, whether the sentence is over."""
    trained, classified = batches_now(people), newest_of(people)
    for person in people:
        person.trained_in = trained.get(person.pk)
        person.missing_data = everything_missing(person, today, classified[person.pk])
        person.is_overdue = is_overdue(person, today)
