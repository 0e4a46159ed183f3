"""Where a mark is missing: people who were expected at a session and have none."""

from django.db.models import Exists, F, OuterRef, QuerySet

from programs.attendance.models.kept_hours import KeptHours
from programs.attendance.models.marks import Mark
from programs.places.models import EnrollmentQuerySet
from programs.timetable.models.sessions import Session


def gaps(places: EnrollmentQuerySet, sessions: QuerySet[Session]) -> EnrollmentQuerySet:
    """The rows of `expected_at` that have no mark; none of places whose marks have served their time."""
    mark = Mark.objects.filter(session=OuterRef("session_pk"), enrollment=OuterRef("pk"))
    pair = {"session_pk": F("batch__sessions__pk")}
    # Marks are asked for first: most people have one, and whether they were expected takes long to say.
    kept = KeptHours.objects.filter(enrollment=OuterRef("pk"))
    return places.annotate(**pair).exclude(Exists(mark)).exclude(Exists(kept)).expected_at(sessions)
