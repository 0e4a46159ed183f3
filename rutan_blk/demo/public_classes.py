"""Classes of the training center itself, for everybody: one certified, one running, a short course that is over."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random

from accounts.models import User
from accounts.roles import Role
from certification.assessment import batch_sign_off
from certification.certificates import hand_overs
from certification.register.models import Certificate, HandOver
from core import clock
from programs.attendance import mark_changes, session_closing
from programs.batch_lifecycle import batch_plan, staff_assignment
from programs.batches.models import Batch
from programs.catalog import program_versions
from programs.catalog.models import ProgramVersion, Vocation
from programs.catalog.program_versions import Facts, UnitRow
from programs.registrations import registering, registration_decisions
from programs.registrations.models import Registration
from programs.registrations.registering import Identity
from programs.timetable import patterns, schedule_generation
from programs.timetable.models.sessions import Session
from rutan_blk.demo import chain, journals
from rutan_blk.demo.cast import Crew

EVENINGS = [(day, time(16), 4) for day in range(5)]
PLACES = ("Rantau", "Binuang", "Kandangan", "Barabai")
SCHOOLS = ("SMP", "SMA", "SMA", "SD")
# Name, sex and year of birth; all invented.
SEWERS = (
    ("Aulia Rahmah", "P", 2002),
    ("Dewi Kartika", "P", 1995),
    ("Eka Noviana", "P", 2007),
    ("Masniah", "P", 1979),
    ("Jamilah", "P", 1998),
    ("Khairunnisa", "P", 2004),
    ("Mariatul Qibtiah", "P", 1997),
    ("Nor Hidayah", "P", 1993),
    ("Rahmawati", "P", 1985),
    ("Salasiah", "P", 1988),
    ("Sri Wahyuni", "P", 2003),
    ("Taufikurrahman", "L", 1996),
)
WELDERS = (
    ("Abdul Hadi", "L", 1994),
    ("Akhmad Fauzan", "L", 2001),
    ("Gazali Rahman", "L", 1989),
    ("Hairudin", "L", 1992),
    ("Ilham Maulana", "L", 2003),
    ("Muhammad Arsyad", "L", 2000),
    ("Rizky Pratama", "L", 2005),
    ("Saifullah", "L", 1987),
    ("Supian Suri", "L", 1983),
    ("Zainal Abidin", "L", 1999),
)
DESIGNERS = (
    ("Anisa Fitriani", "P", 2004),
    ("Budi Setiawan", "L", 1999),
    ("Fahrurrazi", "L", 1990),
    ("Helda Yanti", "P", 1986),
    ("Muhammad Noor", "L", 2006),
    ("Norliani", "P", 1997),
    ("Siti Maimunah", "P", 2001),
)
SUBJECTS = (
    UnitRow("POSTER.1", "Mengenal Komputer dan Menyimpan Berkas", 4),
    UnitRow("POSTER.2", "Menyusun Huruf, Warna, dan Gambar", 8),
    UnitRow("POSTER.3", "Membuat dan Mencetak Poster", 8),
)


def hold(crew: Crew, version: ProgramVersion, *, starts_on: date, instructor: User) -> list[Certificate]:
    """A class that is over, certified like any other."""
    batch = plan(crew, version, "Las sore 1/2026", starts_on, "Bengkel BLK", instructor)
    _register(crew, batch, WELDERS)
    teach(crew, batch, instructor, seed=11)
    chain.assess(crew, batch)
    with chain.at(crew, batch.assessment_on + timedelta(days=1)):
        batch_plan.finish(batch, by=crew[Role.BLK_COORDINATOR])
        batch_sign_off.sign_off(batch, by=crew[Role.BLK_COORDINATOR], number="563/BA-012/BLK-TPN/2026")
    batch.refresh_from_db()
    return chain.certify(crew, batch)


def begin(crew: Crew, version: ProgramVersion, *, starts_on: date, instructor: User) -> Batch:
    """A class that is running, for which people still register."""
    batch = plan(crew, version, "Menjahit sore 1/2026", starts_on, "Ruang jahit BLK", instructor)
    *early, undecided, incomplete = SEWERS
    _register(crew, batch, early)
    teach(crew, batch, instructor, seed=12)
    with chain.at(crew, clock.today(crew.center.time_zone) - timedelta(days=1)):
        enter(crew, batch, undecided, 0)
        enter(crew, batch, incomplete, 1, consent_on=None)
    return batch


def attend(crew: Crew, *, starts_on: date, instructor: User) -> list[HandOver]:
    """A short course without assessment that is over: each holder has the paper of attendance."""
    version = _course(crew, starts_on)
    batch = plan(crew, version, "Poster sore 1/2026", starts_on, "Ruang komputer BLK", instructor)
    _register(crew, batch, DESIGNERS)
    teach(crew, batch, instructor, seed=13)
    with chain.at(crew, batch.ends_on + timedelta(days=1)):
        batch_plan.finish(batch, by=crew[Role.BLK_COORDINATOR])
    batch.refresh_from_db()
    papers = chain.certify(crew, batch)
    officer, on = crew[Role.CERTIFICATE_OFFICER], papers[0].issued_on + timedelta(days=4)
    with chain.at(crew, on):
        hand_overs.hand_over_together(batch, papers, by=officer, handed_on=on)
    return list(HandOver.objects.filter(certificate__batch=batch))


def _course(crew: Crew, starts_on: date) -> ProgramVersion:
    coordinator = crew[Role.BLK_COORDINATOR]
    facts = Facts(total_jp=20, class_minimum=6, attendance_threshold=80, is_without_assessment=True)
    with chain.at(crew, starts_on - timedelta(days=60)):
        drafted = program_versions.create_program(
            by=coordinator,
            training_center=crew.center,
            code="POSTER-SINGKAT",
            name="Membuat Poster dengan Komputer",
            vocation=Vocation.objects.get(code="it"),
            level="dasar",
            facts=facts,
        )
        version = program_versions.change_version(drafted, by=coordinator, facts=facts, rows=list(SUBJECTS))
        return program_versions.open_version(version, by=coordinator)


def plan(
    crew: Crew,
    version: ProgramVersion,
    name: str,
    starts_on: date,
    room: str,
    instructor: User,
    week: Sequence[tuple[int, time, int]] = EVENINGS,
) -> Batch:
    """Plans a public class with its staff and schedule, and opens it for registrations."""
    by = crew[Role.BLK_COORDINATOR]
    with chain.at(crew, starts_on - timedelta(days=36)):
        plan = {"version": version, "agreement": None, "name": name, "capacity": 16, "starts_on": starts_on}
        rest = {"room": room, "funding_source": "apbd"}
        is_short = version.is_without_assessment
        far, assessors = starts_on + timedelta(days=300), [] if is_short else [crew[Role.ASSESSOR]]
        batch = batch_plan.plan_batch(by=by, facility=None, assessment_on=None if is_short else far, **plan, **rest)
        staff_assignment.assign_staff(batch, by=by, instructors=[instructor], assessors=assessors)
        patterns.set_pattern(batch, by=by, slots=list(week))
        schedule_generation.generate(batch, by=by)
        batch.refresh_from_db()
        day = None if is_short else batch.ends_on + timedelta(days=3)
        changed = batch_plan.Plan(**plan, **rest, assessment_on=day)
        return batch_plan.open_selection(batch_plan.change_batch(batch, by=by, plan=changed), by=by)


def _register(crew: Crew, batch: Batch, people: tuple | list) -> None:
    with chain.at(crew, batch.starts_on - timedelta(days=20)):
        made = [enter(crew, batch, one, number) for number, one in enumerate(people)]
    with chain.at(crew, batch.starts_on - timedelta(days=7)):
        for registration in made:
            registration_decisions.accept(registration, by=crew[Role.BLK_COORDINATOR])


def enter(crew: Crew, batch: Batch, one: tuple[str, str, int], number: int, **changes: object) -> Registration:
    """Registers one of these people; `changes` are said to the command instead of what is usual."""
    name, sex, year = one
    who = Identity(
        name,
        birth_place=PLACES[number % len(PLACES)],
        birth_date=date(year, number % 12 + 1, number * 2 + 3),
        sex=sex,
        education=SCHOOLS[number % len(SCHOOLS)],
    )
    ways = (Registration.Way.COUNTER, Registration.Way.FORM)
    given = {"way": ways[number % 2], "consent_on": clock.today(crew.center.time_zone), **changes}
    return registering.register(batch, by=crew[Role.BLK_COORDINATOR], who=who, **given)


def teach(crew: Crew, batch: Batch, instructor: User, *, seed: int) -> None:
    """Starts the class and records every session that is over."""
    random = Random(seed)
    with chain.at(crew, batch.starts_on, time(7, 30)):
        batch_plan.start(batch, by=crew[Role.BLK_COORDINATOR], reason="Peserta yang mendaftar terbatas.")
    over = batch.sessions.filter(state=Session.State.PLANNED, ends_at__lt=clock.now()).order_by("starts_at")
    for number, session in enumerate(over):
        with clock.moved_to(session.ends_at):
            for enrollment in mark_changes.unmarked(session):
                if random.random() < 0.04:
                    mark_changes.mark(session, enrollment, by=instructor, status="unexcused")
            mark_changes.mark_rest_present(session, by=instructor)
            session_closing.finalize(session, by=instructor)
            journals.write(session, number)
    batch.refresh_from_db()
