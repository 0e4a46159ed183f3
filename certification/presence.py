"""How much of a batch each participant attended, from their own marks; a head count credits nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.models import Enrollment, Mark, Session


@dataclass(frozen=True)
class Presence:
    """`percent` of the minutes that could be attended (None: nothing held yet), and the `hours` attended in JP."""

    percent: int | None
    hours: int


def presence_of(enrollments: Sequence[Enrollment]) -> dict[int, Presence]:
    """Presence by primary key of each enrollment (all of one batch), in two queries.

    Rounded down: 79.9 % does not reach a threshold of 80.
    """
    possible, present = {e.pk: 0 for e in enrollments}, {e.pk: 0 for e in enrollments}
    marks = Mark.objects.filter(enrollment__in=enrollments).exclude(session__state=Session.State.CANCELLED)
    for mark in marks.select_related("status", "session"):
        if mark.status.counts_in_denominator:
            possible[mark.enrollment_id] += mark.session.minutes
        if mark.status.counts_as_held:
            present[mark.enrollment_id] += mark.minutes_present
    lesson = enrollments[0].batch.version.minutes_per_jp if enrollments else 1
    return {
        pk: Presence(present[pk] * 100 // possible[pk] if possible[pk] else None, present[pk] // lesson)
        for pk in possible
    }
