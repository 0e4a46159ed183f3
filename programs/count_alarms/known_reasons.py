"""Whether the detention center knows why people on a roll were absent.

It knows absences it announced, people it took out, and marks by its own users. A mark by the training center alone
("Dinas", sick) is a guess about somebody who may be missing.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import BooleanField, CharField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core import clock
from core.statements import Statement
from inmates.custody.models.stays import CustodyPeriod, Movement
from programs.attendance import known_absences, session_closing
from programs.attendance.mark_changes import unmarked
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.head_counts.awaited_people import awaited
from programs.head_counts.models import AwaitedPerson, HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


def roll_tells(session: Session, counted: int) -> bool:
    """Whether all absences have a known reason and as many people are marked present as were counted."""
    is_whole = session_closing.present_count(session) == counted and not unmarked(session).exists()
    return is_whole and not _without_reason(session).exists()


def unaccounted(session: Session) -> tuple[set[int], list[int]]:
    """Who is expected, and who is absent without a known reason; keys of places, the latter sorted.

    In a closed session this includes expected people without a mark who are still in custody. People who are not
    expected count only if they are marked unexcused, because then somebody looked for them.
    """
    listed: dict[int, bool] = {}
    absent: dict[int, str] = {}
    for place, is_expected, code in _listed_and_absent(
        session=session.pk, facility=session.facility_id, starts_at=session.starts_at, ends_at=session.ends_at
    ):
        if code:
            absent[place] = code
        else:
            listed[place] = is_expected
    people = listed or awaited(session, at=clock.now())
    expected = {place for place, is_expected in people.items() if is_expected}
    missing = absent.keys() & expected
    if session.state == Session.State.FINALIZED:
        missing |= _on_no_roll(session, expected)
    return expected, sorted(missing | {place for place, code in absent.items() if code == AttendanceStatus.UNEXCUSED})


@Statement
def _listed_and_absent(session: int, facility: int, starts_at: datetime, ends_at: datetime) -> QuerySet:
    """The written list of the session, without a code, and who is absent without a known reason, with it."""
    of_session = Session(pk=session, facility_id=facility, starts_at=starts_at, ends_at=ends_at)
    listed = AwaitedPerson.objects.filter(session=session).order_by()
    absent = _without_reason(of_session).order_by()
    nothing = Value(None, BooleanField())
    rows = listed.values_list("enrollment", "is_expected", Value("", CharField()))
    return rows.union(absent.values_list("enrollment", nothing, "status__code"), all=True)


def known_each(sessions: Iterable[Session]) -> dict[int, set[int]]:
    """For each session, by key, the places marked absent with a known reason; one query."""
    rows = {session.pk: session for session in sessions}
    found: dict[int, set[int]] = {key: set() for key in rows}
    parts = [
        _with_reason(session).order_by().values_list("session", "enrollment", named=False) for session in rows.values()
    ]
    for key, place in parts[0].union(*parts[1:]) if parts else ():
        found[key].add(place)
    return found


def _on_no_roll(session: Session, expected: set[int]) -> set[int]:
    """Expected people without a mark, as their place has ended, who are still in custody by the records."""
    people = Enrollment.objects.filter(pk__in=expected - set(session.marks.values_list("enrollment", flat=True)))
    stays = CustodyPeriod.objects.lasting_at(session.date, session.starts_at)
    here = people.filter(Exists(stays.filter(person=OuterRef("person"), facility=session.facility_id)))
    return set(here.exclude(_is_out(session, "person")).values_list("pk", flat=True))


def _is_out(session: Session, person: str) -> Exists:
    """Whether somebody was still out when heads were counted, or out for the whole session."""
    outings = Movement.objects.filter(person=OuterRef(person), out_at__lt=session.ends_at)
    is_out = Q(back_at__isnull=True) | Q(back_at__gt=session.starts_at) & Q(back_at__gt=_first_counted(session))
    return Exists(outings.filter(is_out | Q(out_at__lte=session.starts_at, back_at__gte=session.ends_at)))


def _first_counted(session: Session) -> Coalesce:
    """When heads were first counted, by current counts; without any, the start of the session."""
    counts = HeadCount.objects.standing().filter(session=session.pk).order_by("counted_at").values("counted_at")
    return Coalesce(Subquery(counts[:1]), Value(session.starts_at, DateTimeField()))


def _without_reason(session: Session) -> QuerySet[Mark]:
    return _absent(session).exclude(_is_known(session))


def _with_reason(session: Session) -> QuerySet[Mark]:
    return _absent(session).filter(_is_known(session))


def _absent(session: Session) -> QuerySet[Mark]:
    return session.marks.filter(status__counts_as_held=False)


def _is_known(session: Session) -> Q:
    absences = known_absences.away_at(session, _first_counted(session))
    announced = Q(Exists(absences.filter(person=OuterRef("enrollment__person"))))
    # People who counted must not be able to explain their own counts with a mark.
    has_counted = Exists(session.head_counts.filter(counted_by=OuterRef("recorded_by")))
    of_facility = Q(recorded_by__facility=session.facility_id) & Q(~has_counted)
    is_known = announced | Q(_is_out(session, "enrollment__person")) | of_facility
    return is_known & ~Q(status__code=AttendanceStatus.UNEXCUSED)
