"""Training on a person's timeline: interviews, goals, applications, offers, appeals and pauses of a place."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from inmates.people.models import Person
from inmates.profile.person_timeline import Event, tells
from programs.interviews.models import TrainingGoal
from programs.places.models import Enrollment, EnrollmentSuspension
from programs.selection.models import Appeal, Application, PlaceOffer

NO_DAY = Cast(Value(None), DateField())
NO_MOMENT = Cast(Value(None), DateTimeField())


class Row(NamedTuple):
    """One record of any of these kinds, as read by a single query; it began on `day`, else `at` a moment."""

    what: str
    day: date | None
    ended_on: date | None
    at: datetime | None
    ended_at: datetime | None
    first: str
    second: str

    def begins_on(self, zone: str) -> date:
        """The day on which it began in `zone`."""
        if self.day:
            return self.day
        if self.at is None:
            raise ValueError(f"{self.what} has neither day nor moment")
        return clock.local(self.at, zone).date()

    def decided_on(self, zone: str) -> date | None:
        """The day of `ended_at` in `zone`."""
        return clock.local(self.ended_at, zone).date() if self.ended_at else None


def part(rows: QuerySet, what: str, **columns: Any) -> QuerySet:
    """These rows with the columns of `Row`; columns not given are empty."""
    # Casts, because the columns of a union must have the same type.
    given = {
        "row_what": Value(what, output_field=CharField()),
        "row_day": columns.get("day", NO_DAY),
        "row_ended_on": columns.get("ended_on", NO_DAY),
        "row_at": columns.get("at", NO_MOMENT),
        "row_ended_at": columns.get("ended_at", NO_MOMENT),
        "row_first": Cast(columns.get("first", Value("")), CharField()),
        "row_second": Cast(columns.get("second", Value("")), CharField()),
    }
    return rows.order_by().annotate(**given).values_list(*given)


def read(parts: list[QuerySet]) -> Iterator[Row]:
    """All rows, with one query; none if there are no parts."""
    return (Row(*row) for row in (parts[0].union(*parts[1:], all=True) if parts else ()))


@tells
def training_events(person: Person, reader: User) -> Iterator[Event]:
    """The steps of training not covered by the events of places; one query."""
    rows = read([*_needs(person, reader), *_selection(person, reader), *_pauses(person, reader)])
    for row in rows:
        yield from _EVENTS[row.what](row, reader.time_zone)


def _needs(person: Person, reader: User) -> Iterator[QuerySet]:
    """Interviews, goals and applications, as the page on needs and selection shows them."""
    if reader.has_perm("programs.view_interview"):
        yield part(person.interviews.visible_to(reader), "interview", day=F("held_on"), at=F("recorded_at"))
        goals = person.training_goals.visible_to(reader)
        yield part(goals, "goal", at=F("made_at"), ended_on=F("closed_on"), first=F("text"), second=F("state"))
    if reader.has_perm("programs.view_interview") or reader.has_perm("programs.view_application"):
        yield part(
            person.applications.visible_to(reader),
            "application",
            at=F("submitted_at"),
            ended_at=F("decided_at"),
            first=F("batch__name"),
            second=F("state"),
        )


def _selection(person: Person, reader: User) -> Iterator[QuerySet]:
    """Offers and appeals, which the page of an application shows in addition."""
    if reader.has_perm("programs.view_application"):
        mine = {"application__in": person.applications.visible_to(reader)}
        batch = F("application__batch__name")
        yield part(
            PlaceOffer.objects.filter(**mine),
            "offer",
            at=F("offered_at"),
            ended_at=F("answered_at"),
            first=batch,
            second=F("state"),
        )
        yield part(
            Appeal.objects.filter(**mine),
            "appeal",
            day=F("received_on"),
            ended_at=F("decided_at"),
            first=batch,
            second=F("outcome"),
        )


def _pauses(person: Person, reader: User) -> Iterator[QuerySet]:
    """Pauses of places. The profile already shows the state of a place and, once it has ended, the reason."""
    mine = {"enrollment__in": person.enrollments.visible_to(reader)}
    yield part(
        EnrollmentSuspension.objects.filter(**mine),
        "pause",
        day=F("from_date"),
        ended_on=F("until"),
        first=F("enrollment__batch__name"),
        second=F("reason"),
    )


def _interview(row: Row, zone: str) -> Iterator[Event]:
    yield Event(row.begins_on(zone), _("Intake interview"))


def _goal(row: Row, zone: str) -> Iterator[Event]:
    yield Event(row.begins_on(zone), _("Goal of the training plan: %(goal)s") % {"goal": row.first})
    if row.ended_on:
        words = {"goal": row.first}
        yield Event(row.ended_on, _("Goal closed: %(goal)s") % words, str(TrainingGoal.State(row.second).label))


def _application(row: Row, zone: str) -> Iterator[Event]:
    words = {"batch": row.first}
    yield Event(row.begins_on(zone), _("Put forward for %(batch)s") % words)
    if decided_on := row.decided_on(zone):
        note = str(Application.State(row.second).label)
        yield Event(decided_on, _("Board decided on %(batch)s") % words, note)


def _offer(row: Row, zone: str) -> Iterator[Event]:
    words = {"batch": row.first}
    yield Event(row.begins_on(zone), _("Place in %(batch)s offered") % words)
    if decided_on := row.decided_on(zone):
        note = str(PlaceOffer.State(row.second).label)
        yield Event(decided_on, _("Answer to the offer of %(batch)s") % words, note)


def _appeal(row: Row, zone: str) -> Iterator[Event]:
    words = {"batch": row.first}
    yield Event(row.begins_on(zone), _("Appeal against the decision on %(batch)s") % words)
    if decided_on := row.decided_on(zone):
        note = str(Appeal.Outcome(row.second).label)
        yield Event(decided_on, _("Appeal decided: %(batch)s") % words, note)


def _pause(row: Row, zone: str) -> Iterator[Event]:
    words, note = {"batch": row.first}, str(Enrollment.Reason(row.second).label)
    yield Event(row.begins_on(zone), _("Place in %(batch)s suspended") % words, note)
    if row.ended_on:
        yield Event(row.ended_on, _("Last day of the suspension in %(batch)s") % words)


_EVENTS = {
    "interview": _interview,
    "goal": _goal,
    "application": _application,
    "offer": _offer,
    "appeal": _appeal,
    "pause": _pause,
}
