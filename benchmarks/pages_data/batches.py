"""Batches with staff and weekly patterns, and how people came to be enrolled."""

from datetime import time, timedelta

from accounts.models import User
from accounts.roles import Role
from benchmarks.pages_data.world import COMING, DAYS, JP, OVER_SINCE, SLOTS, World, store
from certification.assessment.models.assessors import AssessorRegistration
from core import audit, clock
from inmates.people.models import Person
from programs.agreements.models import Agreement
from programs.batches.models import Batch, BatchStaff
from programs.catalog.models import Program, ProgramUnit, ProgramVersion, Vocation
from programs.places.models import Enrollment
from programs.selection.models import Application, Hearing
from programs.timetable.models.sessions import PatternSlot, WeekPattern

STATE, DUTY = Batch.State, BatchStaff.Duty


def plan(world: World) -> None:
    """Creates the batches with staff and weekly patterns: running ones first, then those that are over."""
    sizes, agreement = world.sizes, _agreement(world)
    running = _version(world, "LAS-96", jp=JP * (sizes.sessions + COMING))
    over = _version(world, "LAS-80", jp=JP * sizes.sessions)
    first_over = sizes.batches - 2 * world.ended
    versions = [running] * first_over + [over] * 2 * world.ended
    world.batches += store(
        _batch(world, number, version, agreement, is_over=version == over) for number, version in enumerate(versions)
    )
    _assign(world)
    patterns = store(WeekPattern(batch=batch) for batch in world.batches)
    days = PatternSlot.Weekday.MONDAY, PatternSlot.Weekday.WEDNESDAY, PatternSlot.Weekday.FRIDAY
    store(PatternSlot(pattern=one, weekday=day, starts_at=SLOTS[0], jp=JP) for one in patterns for day in days)


def _assign(world: World) -> None:
    """Assigns an instructor to every ten batches, and one assessor to all of them."""
    assessor = world.users[Role.ASSESSOR]
    store(
        BatchStaff(batch=batch, user=user, duty=duty)
        for batch in world.batches
        for user, duty in ((world.instructor_of(batch), DUTY.INSTRUCTOR), (assessor, DUTY.ASSESSOR))
    )
    AssessorRegistration.objects.create(
        assessor=assessor,
        number="MET.000.000001 2025",
        issuing_body="BNSP",
        valid_from=world.today - timedelta(days=400),
        valid_until=world.today + timedelta(days=400),
        recorded_by=world.users[Role.BLK_COORDINATOR],
    )


def _agreement(world: World) -> Agreement:
    """The agreement under which all batches run."""
    agreement = Agreement.objects.create(
        facility=world.facility,
        training_center=world.center,
        number="PKS-1",
        title="Pelatihan keterampilan",
        valid_from=world.today - timedelta(days=400),
        valid_until=world.today + timedelta(days=400),
        funding_source="apbd",
    )
    agreement.vocations.set(Vocation.objects.all())
    return agreement


def _version(world: World, code: str, *, jp: int) -> ProgramVersion:
    """An open program whose hours are divided among its units."""
    vocation = Vocation.objects.get(code="welding")
    program = Program.objects.create(training_center=world.center, vocation=vocation, code=code, name=f"Las {jp} JP")
    version = ProgramVersion.objects.create(
        program=program, number=1, state="open", total_jp=jp, class_maximum=world.sizes.places, class_minimum=1
    )
    count = world.sizes.units
    store(
        ProgramUnit(
            version=version,
            position=n + 1,
            code=f"C.24LAS01.{n + 1:03d}.1",
            title=f"Mengerjakan sambungan las posisi {n + 1}",
            jp=jp * (n + 1) // count - jp * n // count,
        )
        for n in range(count)
    )
    return version


def _batch(world: World, number: int, version: ProgramVersion, agreement: Agreement, *, is_over: bool) -> Batch:
    instructor, place = divmod(number, world.each)
    last = world.today - timedelta(days=1 + place % DAYS + is_over * OVER_SINCE)
    first = last - timedelta(days=DAYS * (world.sizes.sessions - 1))
    ends = last if is_over else last + timedelta(days=DAYS * (COMING + 1))
    return Batch(
        version=version,
        facility=world.facility,
        training_center=world.center,
        agreement=agreement,
        name=f"Las {number + 1}/{first.year}",
        state=STATE.FINISHED if is_over else STATE.RUNNING,
        capacity=world.sizes.places,
        starts_on=first,
        ends_on=ends,
        assessment_on=ends + timedelta(days=3),
        room=f"Bengkel las {instructor + 1}",
        funding_source="apbd",
    )


def enroll(world: World, everybody: list[Person]) -> None:
    """Fills each batch: a hearing, an application for each person, and the resulting place."""
    chair, officer, size = world.users[Role.BOARD_CHAIR], world.users[Role.TRAINING_OFFICER], world.sizes.places
    hearings = store(_hearing(batch, chair) for batch in world.batches)
    seats = [(number // size, person) for number, person in enumerate(everybody[: size * len(world.batches)])]
    applications = store(
        _application(world.batches[n], person, hearings[n], chair=chair, officer=officer) for n, person in seats
    )
    places = store(
        Enrollment(
            batch=one.batch,
            person=one.person,
            application=one,
            state="active" if one.batch.state == STATE.RUNNING else "completed",
            starts_on=one.batch.starts_on,
            ends_on=one.batch.ends_on,
            enrolled_by=officer,
        )
        for one in applications
    )
    for place in places:
        world.places.setdefault(place.batch_id, []).append(place)
    audit.record_each("enrollment.enroll", by=officer, targets=[(place, {"batch": place.batch_id}) for place in places])


def _hearing(batch: Batch, chair: User) -> Hearing:
    held_on = batch.starts_on - timedelta(days=14)
    closed_at = clock.at(held_on, time(11), batch.facility.time_zone)
    fields = {"held_on": held_on, "closed_at": closed_at, "closed_by": chair, "number": f"BA-TPP {batch.name}"}
    return Hearing(batch=batch, place="Ruang rapat", chair=chair, state=Hearing.State.CLOSED, **fields)


def _application(batch: Batch, person: Person, hearing: Hearing, *, chair: User, officer: User) -> Application:
    return Application(
        batch=batch,
        program=batch.version.program,
        person=person,
        source=Application.Source.PERSON,
        consent_on=hearing.held_on - timedelta(days=10),
        state=Application.State.ENROLLED,
        submitted_by=officer,
        hearing=hearing,
        decided_at=hearing.closed_at,
        decided_by=chair,
        decision_reason="Memenuhi syarat dan berminat.",
    )
