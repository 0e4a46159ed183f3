"""A participant's days of presence, used to decide when a place can end or how long the person has been away."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.errors import Blocker
from core.templatetags.dates import day as written_day
from core.templatetags.dates import hour
from inmates.people.models import Person
from programs.attendance.models.marks import Mark
from programs.places import presence
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


@presence.days_present.register
def days_present(place: Enrollment, since: date) -> QuerySet:
    """The days from `since` on for which the person has a mark that counts as held; one query."""
    held = Mark.objects.filter(enrollment=place, session__date__gte=since, status__counts_as_held=True)
    return held.order_by("session__date").values_list("session__date", flat=True).distinct()


def last_presence(person: Person) -> Session | None:
    """The last session of a live place at which the person was marked as present; one query."""
    places = person.enrollments.of_facilities().filter(state__in=Enrollment.LIVE_STATES)
    held = Session.objects.filter(marks__enrollment__in=places, marks__status__counts_as_held=True)
    return held.order_by("-starts_at").first()


def present_later(session: Session) -> Blocker:
    """Why nobody leaves before a session whose roll has them as present; the sentence names its day and hour."""
    sentence = _(
        "The roll has the person as present on %(day)s from %(hour)s on. Choose a later moment, or correct the roll."
    )
    began = clock.local(session.starts_at, session.batch.time_zone)
    return Blocker("present_later", sentence % {"day": written_day(session.date), "hour": hour(began)})
