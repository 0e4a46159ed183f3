"""Batches as a list: its columns, on the page and in files, and what they show besides the batch."""

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from core.listing import Column, Listing
from programs.catalog.lesson_hours import written_jp
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session, minutes_taught

BATCHES = Listing(
    title=_("Batches"),
    subject="programs.batch",
    what="list of batches",
    usual="-starts",
    columns=(
        Column("name", _("Batch"), lambda batch: batch.name, ("name",)),
        Column("program", _("Program"), lambda batch: str(batch.version.program), kind="file"),
        Column("state", _("State"), lambda batch: batch.get_state_display(), ("state",)),
        Column("starts", _("Dates"), order=("starts_on",)),
        Column("begins", _("First day"), lambda batch: batch.starts_on, kind="file"),
        Column("ends", _("Last day"), lambda batch: batch.ends_on, kind="file"),
        Column("people", _("Participants"), lambda batch: batch.taken, kind="num"),
        Column("capacity", _("Places"), lambda batch: batch.capacity, kind="file"),
        Column("held", _("JP held"), lambda batch: batch.held, kind="num"),
        Column("jp", _("JP planned"), lambda batch: batch.version.total_jp, kind="file"),
        Column("instructors", _("Instructors"), lambda batch: ", ".join(str(one.user) for one in batch.instructors)),
    ),
)


def prepare(batches: list) -> None:
    """Adds to each batch the number of participants and the JP held; two queries in total."""
    keys = [batch.pk for batch in batches]
    people = Enrollment.objects.filter(batch__in=keys).exclude(state=Enrollment.State.ENDED).order_by()
    taking_part = dict(people.values_list("batch").annotate(Count("pk")))
    sessions = Session.objects.filter(batch__in=keys, state=Session.State.FINALIZED).order_by()
    held = dict(sessions.values_list("batch").annotate(taught=Sum(minutes_taught())))
    for batch in batches:
        batch.taken = taking_part.get(batch.pk, 0)
        batch.held = written_jp(held.get(batch.pk, 0), batch.version.minutes_per_jp)
