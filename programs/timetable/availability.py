"""Bookings of instructors and rooms by weekday and half-day for the duration of a batch. Read-only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from programs.batches.models import Batch, BatchStaff
from programs.timetable.models.sessions import Session

NOON = time(12)
DAYS = range(6)
HALVES = (0, 1)


@dataclass(frozen=True)
class Row:
    """An instructor or room with known details, whether the batch uses it, and its bookings by half-day."""

    name: str
    note: str
    is_chosen: bool
    # Twelve half-days from Monday morning, each with the names of its batches.
    cells: list[list[str]]


@dataclass(frozen=True)
class Availability:
    """The period, with the instructors of the center and the rooms of the facility."""

    first: date
    last: date
    instructors: list[Row]
    rooms: list[Row]


def availability(batch: Batch, instructors: Iterable[User]) -> Availability:
    """Bookings from the first day of the batch to its assessment, without its own sessions; three queries.

    Batches of other facilities are not named.
    """
    first, last = batch.starts_on, batch.leaves_before
    people = list(instructors)
    sessions = _sessions(batch, first, last)
    chosen = {row.user_id for row in batch.staff.all() if row.duty == BatchStaff.Duty.INSTRUCTOR}
    trades = trades_of(people)
    weeks = max((last - first).days / 7, 1)
    by_person: dict[int, list[Session]] = defaultdict(list)
    by_room: dict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        by_person[session.instructor_id].append(session)
        if session.batch.is_beside(batch):
            by_room[session.room].append(session)
    rows = [
        Row(
            str(one),
            _note(trades[one.pk], by_person[one.pk], weeks),
            one.pk in chosen,
            _cells(batch, by_person[one.pk]),
        )
        for one in people
    ]
    rooms = [Row(room, "", room == batch.room, _cells(batch, by_room[room])) for room in sorted({*by_room, batch.room})]
    return Availability(first, last, sorted(rows, key=lambda row: (not row.is_chosen, row.name)), rooms)


def trade_and_load(batch: Batch, instructors: Iterable[User]) -> dict[int, str]:
    """The trades each instructor has taught, and the JP per week they teach during the batch; three queries."""
    people = list(instructors)
    first, last = batch.starts_on, batch.leaves_before
    by_person: dict[int, list[Session]] = defaultdict(list)
    for session in _sessions(batch, first, last):
        by_person[session.instructor_id].append(session)
    trades, weeks = trades_of(people), max((last - first).days / 7, 1)
    return {one.pk: _note(trades[one.pk], by_person[one.pk], weeks) for one in people}


def _sessions(batch: Batch, first: date, last: date) -> list[Session]:
    own = Session.objects.standing().filter(date__range=(first, last)).exclude(batch=batch)
    concerned = own.filter(batch__training_center=batch.training_center_id)
    if not batch.is_public:
        concerned |= own.filter(batch__facility=batch.facility_id)
    related = ("batch__facility", "batch__training_center")
    return list(concerned.select_related(*related).order_by("starts_at", "pk"))


def trades_of(people: Iterable[User]) -> dict[int, list[str]]:
    """The trades each of these instructors (keys) has taught; one query."""
    found: dict[int, list[str]] = {person.pk: [] for person in people}
    duties = BatchStaff.objects.filter(duty=BatchStaff.Duty.INSTRUCTOR, user__in=list(found)).order_by()
    names = duties.values_list("user", "batch__version__program__vocation__name").distinct()
    for person, vocation in sorted(names):
        found[person].append(vocation)
    return found


def _note(trades: list[str], sessions: list[Session], weeks: float) -> str:
    known = ", ".join(trades) or _("has not taught yet")
    load = round(sum(session.jp for session in sessions) / weeks)
    return _("%(trades)s · %(jp)d JP a week") % {"trades": known, "jp": load}


def _cells(batch: Batch, sessions: list[Session]) -> list[list[str]]:
    cells: list[list[str]] = [[] for _day in DAYS for _half in HALVES]
    for session in sessions:
        day = session.date.weekday()
        if day not in DAYS:
            continue
        zone = session.batch.time_zone
        begins, ends = clock.local(session.starts_at, zone).time(), clock.local(session.ends_at, zone).time()
        halves = [0] * (begins < NOON) + [1] * (ends > NOON)
        name = session.batch.name if session.batch.is_beside(batch) else _("elsewhere")
        for half in halves:
            cell = cells[day * 2 + half]
            if name not in cell:
                cell.append(name)
    return cells
