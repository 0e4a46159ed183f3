"""Recent events in people's lives: outings, moves, suspensions, transfers, releases, and an entry made by mistake."""

from collections.abc import Iterator
from datetime import time, timedelta

from accounts.roles import Role
from certification.register.models import Certificate
from core import clock
from inmates.custody import housings, limiting_dates, people_apart, suspensions
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import LimitingDate, Source
from inmates.people.models import Person
from programs.attendance.days_present import last_presence
from programs.batches.models import Batch
from programs.circumstances import arrivals, custody_end, entry_withdrawal, outings
from programs.places.models import Enrollment
from programs.selection.application_states import State
from programs.selection.models import Application
from rutan_blk.demo import chain
from rutan_blk.demo.cast import Crew

Kind = Circumstance.Kind


def happen(first: Crew, second: Crew, *, running: Batch, selecting: Batch) -> None:
    """Creates all recent events; `running` and `selecting` are batches of the first crew."""
    idle = _idle(first)
    places = running.enrollments.live().select_related("person").order_by("pk")
    trainee, leaver, *_others = [place.person for place in places]
    candidates, admitted = (_of(selecting, state) for state in (State.SUBMITTED, State.ADMITTED))
    _go_out(first, trainee, Kind.COURT, hours_ago=3)
    _go_out(first, next(idle), Kind.HOSPITAL, hours_ago=26)
    _go_out(first, next(idle), Kind.ISOLATION, hours_ago=50)
    _come_back(first, _go_out(first, next(idle), Kind.COURT, hours_ago=100), hours=5)
    _mistake(first, _go_out(first, next(idle), Kind.LOAN, hours_ago=75))
    _within_the_house(first, next(idle), candidates, admitted[0])
    _send(first, candidates.pop(), second)
    _send(second, next(_idle(second)), first)
    arrived = _send(second, next(_idle(second)), first)
    _receive(first, arrived)
    _leave(first, leaver, Kind.CONDITIONAL)
    _leave(first, _owner_of_a_certificate(first), Kind.FULL_TERM)
    # Two records that contradict others.
    _go_out(first, next(idle), Kind.HOSPITAL, hours_ago=34 * 24)
    _mistype_two_thirds(first, idle)


def _idle(crew: Crew) -> Iterator[Person]:
    """The facility's people without a place or application, by name."""
    busy = Enrollment.objects.live().values("person")
    applied = Application.objects.open().values("person")
    people = Person.objects.filter(facility=crew.facility).exclude(pk__in=busy).exclude(pk__in=applied)
    return iter(list(people.order_by("-name_sort", "pk")[:20]))


def _of(batch: Batch, state: str) -> list[Person]:
    """People whose application is in this state, the latest last."""
    return [one.person for one in batch.applications.filter(state=state).select_related("person").order_by("pk")]


def _go_out(crew: Crew, person: Person, kind: Kind, *, hours_ago: int) -> Circumstance:
    moment, present = clock.now() - timedelta(hours=hours_ago), last_presence(person)
    if present:
        # If the person is in a lesson at seeding time, they are fetched out of it.
        moment = max(moment, present.starts_at + timedelta(minutes=1))
    with clock.moved_to(moment + timedelta(minutes=10)):
        return outings.take_out(person, by=crew[Role.REGISTRAR], kind=kind, out_at=moment)


def _come_back(crew: Crew, out: Circumstance, *, hours: int) -> None:
    moment = out.movement.out_at + timedelta(hours=hours)
    with clock.moved_to(moment + timedelta(minutes=10)):
        outings.bring_back(out, by=crew[Role.REGISTRAR], back_at=moment)


def _mistake(crew: Crew, entry: Circumstance) -> None:
    with clock.moved_to(entry.movement.out_at + timedelta(hours=1)):
        entry_withdrawal.withdraw(entry, by=crew[Role.REGISTRAR], reason="Salah orang: yang dibon adalah yang senama.")


def _within_the_house(crew: Crew, moved: Person, candidates: list[Person], admitted: Person) -> None:
    """Moves a person to another cell, suspends a candidate, and keeps another apart from somebody already admitted."""
    registrar, yesterday = crew[Role.REGISTRAR], clock.today(crew.facility.time_zone) - timedelta(days=1)
    housings.change_housing(moved, by=registrar, block="C", cell="12", from_date=yesterday)
    suspended, apart = candidates.pop(), candidates.pop()
    until = yesterday + timedelta(days=45)
    suspensions.suspend(suspended, by=registrar, from_date=yesterday, until=until, decided_by="Kepala KPR")
    people_apart.keep_apart(apart, other=admitted, by=registrar, from_date=yesterday, decided_by="Kepala KPR")


def _mistype_two_thirds(crew: Crew, people: Iterator[Person]) -> None:
    """Gives the first of `people` whose end of sentence is known a date of two thirds after it."""
    kinds = LimitingDate.Kind
    ends = LimitingDate.objects.filter(kind=kinds.SENTENCE_END, replaced_at=None)
    end = next(found for person in people if (found := ends.filter(person=person).first()))
    late = end.date + timedelta(days=61)
    limiting_dates.set_limiting_date(
        end.person, by=crew[Role.REGISTRAR], kind=kinds.TWO_THIRDS, date=late, source=Source.DOCUMENT
    )


def _send(crew: Crew, person: Person, to: Crew) -> Circumstance:
    """Transfers a person as of yesterday; the receiving registrar sees the person as on the way."""
    yesterday = clock.today(crew.facility.time_zone) - timedelta(days=1)
    with chain.at(crew, yesterday, time(10)):
        return custody_end.leave(
            person, by=crew[Role.REGISTRAR], kind=Kind.TRANSFER, on=yesterday, destination=to.facility
        )


def _receive(crew: Crew, sent: Circumstance) -> None:
    arrivals.receive(
        sent.person,
        by=crew[Role.REGISTRAR],
        facility=crew.facility,
        number="B.I 2001/2026",
        entered=clock.today(crew.facility.time_zone),
        block="A",
        cell="02",
    )


def _leave(crew: Crew, person: Person, kind: Kind) -> None:
    today = clock.today(crew.facility.time_zone)
    reason = "Tanggal bebas sudah dihitung ulang"
    custody_end.leave(person, by=crew[Role.REGISTRAR], kind=kind, on=today, reason=reason)


def _owner_of_a_certificate(crew: Crew) -> Person:
    """Somebody in no current batch whose certificate is not handed over yet."""
    busy = Enrollment.objects.live().values("person")
    waiting = Certificate.objects.filter(state="issued", hand_over=None, enrollment__person__facility=crew.facility)
    found = waiting.exclude(enrollment__person__in=busy).select_related("enrollment__person").order_by("-pk")
    return found[0].enrollment.person
