"""The size of the nation, for `benchmarks/nation.py`: one office to be asked, and many like it and unlike it.

Three model offices are loaded by Django: the measured one, which is of medium size and has beside its classes one of
everything that pages show (the world of `tests/access`), a large one and a small one. The others are copies.
"""

from dataclasses import dataclass

from django.db import connection, transaction

from accounts.roles import SIDES, Role, Side
from benchmarks.pages_data import loading, people
from benchmarks.pages_data.copies import Loaded, another_connection, in_bulk, multiply, pour
from benchmarks.pages_data.copies import loading as noting
from benchmarks.pages_data.world import Sizes, World, store
from core import clock
from inmates.people.models import Person
from programs.batches.models import BatchStaff
from reports.reconcile import nightly_run
from tests.access.world import World as OneOfEverything
from tests.factories import UserFactory

MEDIUM = Sizes(people=600, batches=18, sessions=20, instructors=3, over=6)
LARGE = Sizes(people=2_560, batches=72, sessions=20, instructors=9, over=24)
SMALL = Sizes(people=200, batches=6, sessions=20, instructors=2, over=2)
# Copies at the size of the nation. The world of the measured office has a second, tiny pair of offices in it.
COPIES = {"m": 163, "l": 110, "s": 90}
LOG_ROWS = 20_000_000
YEARS = 3
FACILITIES = sum(COPIES.values()) + COPIES["m"]


@dataclass
class Nation:
    """The office to be asked, and the model offices of which the rest is copied."""

    asked: OneOfEverything
    models: dict[str, Loaded]


def load_asked() -> Nation:
    """Loads the measured office alone."""
    with noting() as loaded, transaction.atomic():
        world = OneOfEverything()
        world.other = OneOfEverything(region="Jawa Barat")
        work = World(MEDIUM, world.facility, world.center, _staff(world), clock.today(world.facility.time_zone))
        _work(work)
        store(
            BatchStaff(batch=one, user=world.users[Role.INSTRUCTOR], duty=BatchStaff.Duty.INSTRUCTOR)
            for one in work.batches[: work.each]
        )
        nightly_run.reconcile()
        # No work for a worker follows: papers are no part of this.
        connection.run_on_commit = []
    _log(LOG_ROWS // FACILITIES)
    _count()
    return Nation(world, {"m": loaded})


def add_the_others(nation: Nation, scale: float) -> None:
    """Loads the other models, and copies all of them."""
    for mark, sizes in (("l", LARGE), ("s", SMALL)):
        with noting() as loaded, transaction.atomic():
            facility, center = people.offices(mark.upper())
            users = people.staff(facility, center, instructors=sizes.instructors, prefix=mark)
            _work(World(sizes, facility, center, users, clock.today(facility.time_zone)))
            connection.run_on_commit = []
        nation.models[mark] = loaded
    with in_bulk():
        for mark, loaded in nation.models.items():
            multiply(loaded, max(1, round(COPIES[mark] * scale)), f".{mark}")
        _log(round(LOG_ROWS * scale))


def _staff(world: OneOfEverything) -> dict:
    """The users of the measured office by the names that the classes ask for."""
    users = {role.value: user for role, user in world.users.items() if SIDES[role] != Side.REGION}
    # The instructor of the world has sessions of the same hours.
    teachers = [UserFactory(roles=[Role.INSTRUCTOR], training_center=world.center) for _n in range(MEDIUM.instructors)]
    return users | {f"instructor-{n}": one for n, one in enumerate(teachers)}


def _work(world: World) -> None:
    loading.fill(world)
    # Most of those that are over were over years ago, and who learned there is free. Even days, as between sessions.
    for number, batch in enumerate([*world.certified, *world.graded[: len(world.graded) * 3 // 4]]):
        _age(batch.pk, 364 * (1 + number % YEARS))


AGED = {
    "programs_batch": ("id = %(batch)s", "starts_on", "ends_on", "assessment_on"),
    "programs_session": ("batch_id = %(batch)s", "date", "starts_at", "ends_at", "finalized_at"),
    "programs_enrollment": ("batch_id = %(batch)s", "starts_on", "ends_on"),
    "programs_hearing": ("batch_id = %(batch)s", "held_on", "closed_at"),
    "programs_mark": (
        "session_id IN (SELECT id FROM programs_session WHERE batch_id = %(batch)s)",
        "happened_at",
        "recorded_at",
    ),
}
LEARNED = "person_id IN (SELECT person_id FROM programs_enrollment WHERE batch_id = %(batch)s)"


def _age(batch: int, days: int) -> None:
    """Moves a class into the past, and releases its people."""
    given = {"batch": batch, "days": days}
    with connection.cursor() as cursor:
        for table, (where, *columns) in AGED.items():
            moved = ", ".join(f"{one} = {one} - {_unit(one)}" for one in columns)
            cursor.execute(f"UPDATE {table} SET {moved} WHERE {where}", given)
        for table in ("custodyperiod", "registernumber", "housing"):
            left = ", leaving = 'full_term'" if table == "custodyperiod" else ""
            ends = f"from_date = from_date - %(days)s, until = current_date - %(days)s{left}"
            cursor.execute(f"UPDATE inmates_{table} SET {ends} WHERE {LEARNED}", given)
    Person.objects.filter(enrollments__batch=batch).update(facility=None, case_officer=None)


def _unit(column: str) -> str:
    """So many days, as is taken from a date or from a moment."""
    return "%(days)s" if column.endswith(("_on", "date")) else "%(days)s * '1 day'::interval"


def _log(rows: int) -> None:
    """Adds rows of the access log: whoever works somewhere looks at people and lists, over five years."""
    read = f"""
        SELECT timestamptz '2026-11-23 01:00Z' - n * interval '5 years' / {rows}, u.office, u.id, u.full_name,
               CASE n % 9 WHEN 0 THEN 'print' WHEN 1 THEN 'export' ELSE 'view' END,
               CASE n % 3 WHEN 0 THEN 'people' ELSE 'inmates.person' END,
               CASE n % 3 WHEN 0 THEN '' ELSE (u.first + n * 7 % u.people)::text END, 'Profil', '',
               jsonb_build_array(u.first + n * 7 % u.people), '', '', ''
        FROM generate_series({rows}, 1, -1) AS n
        JOIN (
            SELECT u.id, u.full_name, coalesce(f.code, c.code) AS office, row_number() OVER (ORDER BY u.id) AS place,
                   count(*) OVER () AS readers, coalesce(p.first, 1) AS first, coalesce(p.people, 1000) AS people
            FROM accounts_user u
            LEFT JOIN accounts_facility f ON f.id = u.facility_id
            LEFT JOIN accounts_trainingcenter c ON c.id = u.training_center_id
            LEFT JOIN (
                SELECT facility_id, min(id) AS first, count(*) AS people FROM inmates_person GROUP BY facility_id
            ) p ON p.facility_id = u.facility_id
            WHERE coalesce(f.code, c.code) IS NOT NULL
        ) u ON u.place = 1 + n * 7919::bigint % u.readers
    """
    columns = "at, office, user_id, user_name, kind, subject_type, subject_id, subject, reason"
    shown = "people, query, address, session"
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    with another_connection() as reading:
        pour(reading, read, f"core_accesslogentry ({columns}, {shown})")


def _count() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
