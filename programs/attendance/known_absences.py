"""Absences known before the session (court, a visit), announced with their source; never a mark by themselves.

`proposed_marks` holds what the roll proposes from them and who confirms it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import moment
from inmates.custody.in_custody import custody_blockers, facility_of
from inmates.custody.models.stays import Movement
from inmates.people.models import Person
from programs.attendance.models.marks import AttendanceStatus
from programs.attendance.models.session_day import KnownAbsence
from programs.batches.lock_order import hold
from programs.head_counts.awaited_people import not_waited_for
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

# For longer absences, the person is recorded as out or the training is suspended.
LONGEST = timedelta(days=31)


def kinds() -> QuerySet[AttendanceStatus]:
    """Statuses that can be announced: offered, without effect on attendance, custody reasons one by one."""
    statuses = AttendanceStatus.objects.filter(is_offered=True, counts_as_held=False, counts_in_denominator=False)
    return statuses.exclude(code=AttendanceStatus.DUTY)


def blockers(
    person: Person, *, by: User, status: str, starts_at: datetime, ends_at: datetime, source: str
) -> list[Blocker]:
    """Why this absence cannot be announced."""
    if not by.has_perm("programs.announce_absence") or by.facility_id is None:
        return [Blocker("not_allowed", _("You do not announce absences."))]
    reasons = custody_blockers(person)
    if person.facility_id and person.facility_id != by.facility_id:
        reasons.append(Blocker("elsewhere", _("This person is in custody elsewhere.")))
    if not kinds().filter(code=status).exists():
        reasons.append(Blocker("no_such_status", _("Choose one of the reasons.")))
    if not source.strip():
        reasons.append(Blocker("source_missing", _("Say how it is known, such as the number of the summons.")))
    return [*reasons, *_time_blockers(person, starts_at, ends_at)]


def _time_blockers(person: Person, starts_at: datetime, ends_at: datetime) -> list[Blocker]:
    if ends_at <= starts_at:
        return [Blocker("order", _("The end lies before the beginning. Check day and hour."))]
    if ends_at <= clock.now():
        return [Blocker("over", _("This absence is over already. Record it on the roll of the session."))]
    if ends_at - starts_at > LONGEST:
        sentence = _("An absence is announced for %(days)s days at most. Record the person as out instead.")
        return [Blocker("too_long", sentence % {"days": LONGEST.days})]
    other = KnownAbsence.objects.standing().filter(person=person, facility=person.facility_id)
    found = other.during(starts_at, ends_at).first()
    if found is None:
        return []
    sentence = _("An absence of this person is already announced from %(start)s. Take it back first if it has changed.")
    return [Blocker("overlap", sentence % {"start": moment(found.starts_at)})]


@transaction.atomic
def announce(
    person: Person, *, by: User, status: str, starts_at: datetime, ends_at: datetime, source: str, destination: str = ""
) -> KnownAbsence:
    """Announces that this person will be away and how that is known; the roll proposes the absence from then on.

    Locks the person, so that the later of two simultaneous overlapping announcements is refused. Raises
    `RuleViolation`.
    """
    hold(people=[person.pk])
    person = Person.objects.select_related("facility").get(pk=person.pk)
    refuse_if(blockers(person, by=by, status=status, starts_at=starts_at, ends_at=ends_at, source=source))
    absence = KnownAbsence.objects.create(
        facility=facility_of(person),
        person=person,
        status=kinds().get(code=status),
        starts_at=starts_at,
        ends_at=ends_at,
        destination=destination.strip(),
        source=source.strip(),
        recorded_by=by,
    )
    audit.record("known_absence.announce", by=by, target=absence, person=person.pk, status=status)
    return absence


def withdraw_blockers(absence: KnownAbsence, *, by: User) -> list[Blocker]:
    """Why the announcement cannot be taken back."""
    if not by.has_perm("programs.announce_absence") or by.facility_id != absence.facility_id:
        return [Blocker("not_allowed", _("You do not announce absences."))]
    if absence.withdrawn_at:
        return [Blocker("withdrawn", _("This announcement has been taken back already."))]
    return []


@transaction.atomic
def withdraw(absence: KnownAbsence, *, by: User) -> KnownAbsence:
    """Takes an announcement back. It stays on record, as do marks already confirmed from it."""
    absence = KnownAbsence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    refuse_if(withdraw_blockers(absence, by=by))
    absence.withdrawn_at, absence.withdrawn_by = clock.now(), by
    absence.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record("known_absence.withdraw", by=by, target=absence, person=absence.person_id)
    return absence


@not_waited_for.register
def away_at(session: Session, at: datetime | Combinable) -> QuerySet[KnownAbsence]:
    """Absences because of which somebody is away from this session at the moment `at`, or for the whole session.

    Before a visit late in the session begins, the person is still expected and would be noticed if missing on the way.
    """
    is_away = Q(starts_at__lte=at, ends_at__gt=at)
    throughout = Q(starts_at__lte=session.starts_at, ends_at__gte=session.ends_at)
    return _announced_for(session, at).filter(is_away | throughout)


def _announced_for(session: Session, at: datetime | Combinable) -> QuerySet[KnownAbsence]:
    """Absences announced by its detention center that overlap the session and are not over at the moment `at`.

    Somebody who was recorded as out during the announced time and is back by then, or before the session, is no longer
    away.
    """
    came_back = Movement.objects.filter(
        Q(back_at__lte=session.starts_at) | Q(back_at__lte=at),
        person=OuterRef("person"),
        out_at__lt=OuterRef("ends_at"),
        back_at__gt=OuterRef("starts_at"),
        # A list written after the session asks who was away during it, so later returns do not count.
        back_at__lt=session.ends_at,
    )
    found = KnownAbsence.objects.standing().during(session.starts_at, session.ends_at)
    return found.filter(facility=session.facility_id).exclude(Exists(came_back))


def known_at(session: Session) -> dict[int, KnownAbsence]:
    """The absences announced for the time of this session, by person (key); one query."""
    found = _announced_for(session, session.starts_at).filter(person__enrollments__batch=session.batch_id)
    rows = found.select_related("status").order_by("-starts_at", "-pk")
    # After a merge of records, a person can have two: the earlier one is proposed.
    return {absence.person_id: absence for absence in rows}


@dataclass(frozen=True)
class Touched:
    """A session that overlaps an absence, with the name of its batch."""

    batch: str
    starts_at: datetime
    ends_at: datetime


def touched_sessions(found: Iterable[KnownAbsence]) -> dict[int, list[Touched]]:
    """The sessions that overlap each absence, by its key, in chronological order; one query."""
    rows = list(found)
    if not rows:
        return {}
    sessions = Session.objects.standing().filter(
        starts_at__lt=max(row.ends_at for row in rows), ends_at__gt=min(row.starts_at for row in rows)
    )
    people = Enrollment.objects.filter(person__in={row.person_id for row in rows}).expected_at(sessions)
    pairs = people.order_by("begins_at").values_list("person", "batch__facility", "batch__name", "begins_at", "over_at")
    touched: dict[int, list[Touched]] = {row.pk: [] for row in rows}
    for person, facility, name, starts_at, ends_at in pairs:
        for row in rows:
            is_theirs = (row.person_id, row.facility_id) == (person, facility)
            if is_theirs and starts_at < row.ends_at and ends_at > row.starts_at:
                touched[row.pk].append(Touched(name, starts_at, ends_at))
    return touched
