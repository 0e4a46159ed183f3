"""The days on which a participant was there, for whoever asks when a place can end."""

from datetime import date

from django.db.models import QuerySet

from programs.attendance.models.marks import Mark
from programs.places import presence
from programs.places.models import Enrollment


@presence.days_present.register
def days_present(place: Enrollment, since: date) -> QuerySet:
    """The days from `since` on at which the person has a mark that counts as held; one query."""
    held = Mark.objects.filter(enrollment=place, session__date__gte=since, status__counts_as_held=True)
    return held.order_by("session__date").values_list("session__date", flat=True).distinct()
