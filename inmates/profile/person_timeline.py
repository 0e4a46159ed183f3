"""A person's timeline: every change once, newest first, from dated rows, training records and corrections."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.models import AuditEvent
from core.statements import Statement
from inmates.custody.housing_words import housing_words
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    RegisterNumber,
    Source,
    Suspension,
)
from inmates.people.models import Person
from inmates.profile.dated_rows import keep_dated_rows
from inmates.profile.trainings import Paper, Training

# Acts that leave no dated row; all others show through the rows they wrote.
CORRECTIONS = ("person.correct", "person.set_nik", "person.set_photo", "person.assign_case_officer", "person.merge")


@dataclass(frozen=True)
class Event:
    """One line of the timeline; `is_key` marks a turning point."""

    date: datetime.date
    title: str
    note: str = ""
    is_key: bool = False


Teller = Callable[[Person, User], Iterable[Event]]
_TOLD: list[Teller] = []


def tells(source: Teller) -> Teller:
    """Decorator for apps above: registers a source of events, called with person and reader.

    A source returns only records that its own pages would show that reader.
    """
    if source not in _TOLD:
        _TOLD.append(source)
    return source


def timeline(person: Person, training: Iterable[Training], *, reader: User) -> list[Event]:
    """Every change of the person's data and every step of training, newest first; a fixed number of queries.

    `training` comes from `trainings_of` and is shown on the profile too. Of other apps' records `reader` sees what
    their own pages would show. The dated rows stay with the person, for the rest of a page.
    """
    keep_dated_rows(person)
    zone = reader.time_zone
    events = [*_custody_events(person, zone), *_classification_events(person, zone)]
    events += [*_date_events(person, zone), *_movement_events(person, zone)]
    events += [*_training_events(training, zone), *_corrections(person, zone)]
    events += [event for source in _TOLD for event in source(person, reader)]
    return sorted(events, key=lambda event: event.date, reverse=True)


def _custody_events(person: Person, zone: str) -> Iterator[Event]:
    stays = [*person.register_numbers.all(), *person.custody_periods.all(), *person.housings.all()]
    rows = [*stays, *person.suspensions.all()]
    former: dict[str, str] = {}
    # Rows without a first day sort first: the first import does not know since when they hold.
    for row in sorted(rows, key=lambda row: (row.from_date or datetime.date.min, row.pk)):
        day = row.from_date or clock.local(row.recorded_at, zone).date()
        note = str(Source(row.source).label)
        if isinstance(row, CustodyPeriod):
            yield Event(day, _("Entered custody here"), note, is_key=True)
            if row.until:
                yield Event(row.until, _("Left custody here"), _leaving(row.leaving), is_key=True)
        elif isinstance(row, Suspension):
            yield Event(day, _("Training suspended"), _("Decided by %(name)s") % {"name": row.decided_by}, is_key=True)
            if row.until:
                yield Event(row.until, _("Last day of the suspension"))
        else:
            yield _moved(row, day, note, former)


def _leaving(code: str) -> str:
    return str(CustodyPeriod.Leaving(code).label) if code else ""


def _changed(kind: str, old: str, new: str) -> str:
    """A value and, if it differs, the one before it."""
    text = _("%(kind)s: %(new)s") if old == new else _("%(kind)s changed from %(old)s to %(new)s")
    return text % {"kind": kind, "old": old, "new": new}


def _moved(row: Housing | RegisterNumber, day: datetime.date, note: str, former: dict[str, str]) -> Event:
    """A new housing or register number, with the previous one."""
    new = housing_words(row.block, row.cell) if isinstance(row, Housing) else row.number
    what = type(row).__name__
    old, former[what] = former.get(what), new
    old = None if old == new else old
    if isinstance(row, Housing):
        text = _("Moved from %(old)s to %(new)s") if old else _("Housed in %(new)s")
    else:
        text = _("Register number %(old)s became %(new)s") if old else _("Register number %(new)s recorded")
    return Event(day, text % {"old": old, "new": new}, note, is_key=bool(old))


def _classification_events(person: Person, zone: str) -> Iterator[Event]:
    """Conduct, risk and fitness in the order of recording: a correction may hold from an earlier day."""
    former: dict[str, str] = {}
    for row in sorted(person.classifications.all(), key=lambda row: row.pk):
        new = str(Classification.Value(row.value).label)
        old, former[row.kind] = former.get(row.kind, new), new
        day = row.from_date or clock.local(row.recorded_at, zone).date()
        text = _changed(str(Classification.Kind(row.kind).label), old, new)
        yield Event(day, text, str(Source(row.source).label))


def _date_events(person: Person, zone: str) -> Iterator[Event]:
    former: dict[str, str] = {}
    for row in sorted(person.limiting_dates.all(), key=lambda row: row.pk):
        new = date_format(row.date, _("j M Y"))
        old, former[row.kind] = former.get(row.kind, new), new
        text = _changed(str(LimitingDate.Kind(row.kind).label), old, new)
        yield Event(clock.local(row.recorded_at, zone).date(), text, str(Source(row.source).label))


def _movement_events(person: Person, zone: str) -> Iterator[Event]:
    for movement in person.movements.all():
        kind = movement.get_kind_display()
        yield Event(clock.local(movement.out_at, zone).date(), _("Out: %(kind)s") % {"kind": kind})
        if movement.back_at:
            yield Event(clock.local(movement.back_at, zone).date(), _("Back: %(kind)s") % {"kind": kind})


def _training_events(training: Iterable[Training], zone: str) -> Iterator[Event]:
    """Places and their papers, as shown to every reader of the profile."""
    for one in training:
        words = {"batch": one.name}
        yield Event(one.starts_on, _("Start of %(batch)s") % words, is_key=True)
        if one.ended_on:
            yield Event(one.ended_on, _("End of %(batch)s") % words, one.end_reason)
        for paper in one.papers:
            yield from _paper_events(paper, zone)


def _paper_events(paper: Paper, zone: str) -> Iterator[Event]:
    words = {"number": paper.number}
    if paper.issued_at:
        day = clock.local(paper.issued_at, zone).date()
        yield Event(day, _("Paper %(number)s issued") % words, is_key=True)
    if paper.revoked_at:
        day = clock.local(paper.revoked_at, zone).date()
        yield Event(day, _("Paper %(number)s revoked") % words, is_key=True)


def _corrections(person: Person, zone: str) -> Iterator[Event]:
    titles = {
        "person.correct": _("Profile corrected"),
        "person.set_nik": _("NIK changed"),
        "person.set_photo": _("Photo changed"),
        "person.assign_case_officer": _("Case officer changed"),
        "person.merge": _("Another record merged into this one"),
    }
    for event in _corrected(person=person.pk):
        fields = [str(Person._meta.get_field(name).verbose_name) for name in event.details.get("fields", [])]
        note = " · ".join(filter(None, [", ".join(fields), event.details.get("reason", ""), event.actor_name]))
        is_key = event.action == "person.merge"
        yield Event(clock.local(event.at, zone).date(), titles[event.action], note, is_key=is_key)


@Statement
def _corrected(person: int) -> QuerySet[AuditEvent]:
    # Events of a merged record still refer to that record.
    keys = Person.objects.of_one_person(Person(pk=person)).order_by().values_list(Cast("pk", CharField()))
    events = AuditEvent.objects.filter(target_type=Person._meta.label_lower, target_id__in=keys)
    return events.filter(action__in=CORRECTIONS)
