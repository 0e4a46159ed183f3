"""Work inside: who works what, when, and where it gets in the way of training."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day as written_day
from inmates.custody.in_custody import custody_blockers, locked, today_of
from inmates.custody.telltale_words import office_names, telltale_words
from inmates.people.models import Person
from outcomes.leaving.models import WorkAssignment
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import PatternSlot, Session

# So many days of the timetable are looked at: sessions further ahead are not made yet, or will change.
LOOKED_AHEAD = timedelta(days=28)
WEEK = 7
# Work that begins later is no plan yet.
FURTHEST_AHEAD = timedelta(days=31)


@dataclass(frozen=True)
class WorkTerms:
    """What is recorded of the work: weekdays from Monday (0), local times of the facility."""

    kind: str
    place: str
    weekdays: tuple[int, ...]
    starts_at: time
    ends_at: time
    from_date: date
    until: date | None = None
    # The person who records it has looked at unusual days and says that they are right.
    is_sure: bool = False


def blockers(person: Person, terms: WorkTerms, *, by: User) -> list[Blocker]:
    """Why this work cannot be recorded. Training at the same hours is no reason: it is told, not refused."""
    if person.facility_id != by.facility_id:
        return custody_blockers(person) or [Blocker("foreign", _("This person is in another detention center."))]
    found = []
    if terms.ends_at <= terms.starts_at:
        found.append(Blocker("times", _("The work ends before it begins. Check both times.")))
    if terms.until and terms.until < terms.from_date:
        found.append(Blocker("days", _("The last day lies before the first one. Check both days.")))
    if not terms.weekdays or set(terms.weekdays) - set(PatternSlot.Weekday.values):
        found.append(Blocker("weekdays", _("No day of the week is chosen. Choose at least one.")))
    offices = office_names()
    for text in (terms.kind, terms.place):
        for word in telltale_words(text, offices)[:1]:
            sentence = _("“%(word)s” must not stand in a CV: it tells where the person was. Reword it.")
            found.append(Blocker("telltale", sentence % {"word": word}))
    found += _stay_blockers(person, terms)
    return found or ([] if terms.is_sure else doubts(person, terms))


def _stay_blockers(person: Person, terms: WorkTerms) -> list[Blocker]:
    """Only work of this stay is recorded, and none that is further ahead than a work plan reaches."""
    stay = person.custody_periods.filter(until=None).first()
    if stay and stay.from_date and terms.from_date < stay.from_date:
        sentence = _("The work began before this stay, which began on %(day)s. Only work done here is recorded.")
        return [Blocker("before_stay", sentence % {"day": written_day(stay.from_date)})]
    if terms.from_date > today_of(person) + FURTHEST_AHEAD:
        sentence = _("The work begins more than %(days)d days from now. Record it when it is nearer.")
        return [Blocker("far_ahead", sentence % {"days": FURTHEST_AHEAD.days})]
    return []


def doubts(person: Person, terms: WorkTerms) -> list[Blocker]:
    """Days that are possible but unusual, which whoever records them has to confirm."""
    found, today = [], today_of(person)
    if terms.from_date > today:
        sentence = _("The work begins only on %(day)s. Confirm that it is planned.")
        found.append(Blocker("not_begun", sentence % {"day": written_day(terms.from_date)}))
    first = Enrollment.objects.of_facilities().filter(person=person).order_by("starts_on").first()
    if first and terms.from_date < first.starts_on:
        sentence = _("The work began before the first training, of %(day)s. Confirm that the days are right.")
        found.append(Blocker("before_training", sentence % {"day": written_day(first.starts_on)}))
    return found


@transaction.atomic
def assign_work(person: Person, *, by: User, terms: WorkTerms) -> WorkAssignment:
    """Records the work. Raises `RuleViolation`."""
    person = locked(person)
    refuse_if(blockers(person, terms, by=by))
    work = WorkAssignment.objects.create(
        person=person,
        facility=by.facility,
        kind=terms.kind.strip(),
        place=terms.place.strip(),
        weekdays=sorted(terms.weekdays),
        starts_at=terms.starts_at,
        ends_at=terms.ends_at,
        from_date=terms.from_date,
        until=terms.until,
        recorded_by=by,
    )
    audit.record("work_assignment.record", by=by, target=work, person=person.pk)
    return work


def end_blockers(work: WorkAssignment, *, on: date) -> list[Blocker]:
    """Why the work cannot end on that day."""
    if work.until is not None and work.until <= on:
        return [Blocker("ended", _("This work has ended already."))]
    if on < work.from_date:
        return [Blocker("days", _("The last day lies before the first one. Check both days."))]
    return []


@transaction.atomic
def end_work(work: WorkAssignment, *, by: User, on: date) -> WorkAssignment:
    """Sets the last day. Raises `RuleViolation`."""
    work = WorkAssignment.objects.select_for_update().get(pk=work.pk)
    refuse_if(end_blockers(work, on=on))
    work.until = on
    work.save(update_fields=["until"])
    audit.record("work_assignment.end", by=by, target=work, until=on)
    return work


def clashes(rows: Iterable[WorkAssignment], *, today: date, zone: str) -> dict[int, list[Batch]]:
    """For each of these works (key), the batches with sessions at its hours within the next four weeks; two queries."""
    works = list(rows)
    batches: dict[int, list[Batch]] = defaultdict(list)
    places = Enrollment.objects.live().of_facilities().filter(person__in=[work.person_id for work in works])
    for place in places.select_related("batch"):
        batches[place.person_id].append(place.batch)
    ahead = Session.objects.standing().filter(
        batch__in={batch.pk for found in batches.values() for batch in found},
        date__range=(today, today + LOOKED_AHEAD),
    )
    sessions: dict[int, list[tuple[date, datetime, datetime]]] = defaultdict(list)
    for batch, day, starts, ends in ahead.values_list("batch", "date", "starts_at", "ends_at"):
        sessions[batch].append((day, starts, ends))
    local = ZoneInfo(zone)
    return {
        work.pk: [
            batch
            for batch in batches[work.person_id]
            if any(_meet(work, *times, local) for times in sessions[batch.pk])
        ]
        for work in works
    }


def _meet(work: WorkAssignment, day: date, starts: datetime, ends: datetime, local: ZoneInfo) -> bool:
    """Touching ends do not meet."""
    if day.weekday() not in work.weekdays or day < work.from_date or (work.until and day > work.until):
        return False
    return starts.astimezone(local).time() < work.ends_at and work.starts_at < ends.astimezone(local).time()


def hours_until(work: WorkAssignment, day: date) -> int:
    """Whole hours planned from its first day until that day, holidays included."""
    last = min(work.until or day, day)
    days = (last - work.from_date).days + 1
    if days <= 0:
        return 0
    worked = sum((days + (work.from_date.weekday() - weekday - 1) % WEEK) // WEEK for weekday in work.weekdays)
    begins, ends = (datetime.combine(day, moment) for moment in (work.starts_at, work.ends_at))
    return worked * int((ends - begins).total_seconds()) // 3600


def experience_of(person: Person) -> list[str]:
    """One line of a CV for each work that has begun: what, where, months, hours. In Indonesian, neutral."""
    today = today_of(person)
    works = WorkAssignment.objects.filter(person=person, from_date__lte=today).order_by("from_date", "pk")
    return [
        f"{work.kind}, {work.place}, {_months(work, today)}, {hours_until(work, today)} jam"
        for work in works
        if hours_until(work, today)
    ]


def _months(work: WorkAssignment, today: date) -> str:
    first, last = f"{work.from_date:%m/%Y}", f"{min(work.until or today, today):%m/%Y}"
    return first if first == last else f"{first}–{last}"


def weekday_words(work: WorkAssignment) -> str:
    """The days of the week in the active language."""
    return ", ".join(str(PatternSlot.Weekday(day).label) for day in work.weekdays)


def today_for(user: User) -> date:
    """Today at the user's office."""
    return clock.today(user.time_zone)
