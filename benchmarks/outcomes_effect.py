"""What the page of outcomes costs a region with 40,000 people released in one year: seconds and queries.

    DATA_DIR=$(mktemp -d) .venv/bin/python benchmarks/outcomes_effect.py [RELEASES]

Fills the database, which must be empty. A quarter of those released were trained and asked. The page is requested
through the whole site, once to warm up and then three times.
"""

import os
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
# Debugging would keep every query in memory. The page is requested within this process.
os.environ |= {"DEBUG": "false", "HTTPS": "false", "ALLOWED_HOSTS": "testserver"}
django.setup()

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import sync_roles
from core import clock
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.effect.cohort import WAVES
from outcomes.effect.released_lives import Scope
from outcomes.effect.year_counting import count_office
from outcomes.followup.models.consents import Consent, hash_of
from outcomes.followup.models.outcomes import Outcome
from programs.batches.models import Batch
from programs.catalog.models import Program, ProgramVersion, Vocation
from programs.places.models import Enrollment
from rutan_blk.starting_rows import sync_catalogs

YEAR, FACILITIES, BATCHES, ROUNDS = 2025, 20, 60, 3
DAY = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))
STATUSES = ("KERJA_SESUAI", "USAHA_SESUAI", "KERJA_LAIN", "HARIAN", "MENCARI", "RUMAH")


def released_on(number: int) -> date:
    """Spread over the year."""
    return date(YEAR, 1, 1) + timedelta(days=number % 365)


def fill(count: int) -> User:
    """The whole region; returns who looks at it."""
    facilities = [
        Facility.objects.create(code=f"F{n}", name=f"Rutan {n}", short_name=f"Rutan {n}", region="Kalimantan Selatan")
        for n in range(FACILITIES)
    ]
    center = TrainingCenter.objects.create(code="BLK", name="BLK", short_name="BLK", official_name="BLK")
    officer = User.objects.create(username="officer", full_name="Petugas", training_center=center)
    people = Person.objects.bulk_create(
        [
            Person(
                full_name=f"Orang {n}",
                name_key=f"orang {n}",
                name_sort=f"orang {n}",
                sex="LLLLP"[n % 5],
                birth_date=date(1970 + n % 35, 3, 3),
            )
            for n in range(count)
        ],
        batch_size=2_000,
    )
    CustodyPeriod.objects.bulk_create(
        [
            CustodyPeriod(
                person=person,
                facility=facilities[n % FACILITIES],
                from_date=date(2023, 1, 1),
                until=released_on(n),
                leaving="full_term",
            )
            for n, person in enumerate(people)
        ],
        batch_size=2_000,
    )
    train(people[::4], facilities, center, officer)
    viewer = User.objects.create(username="kanwil", full_name="Kanwil", region="Kalimantan Selatan")
    viewer.groups.add(Group.objects.get(name="regional_viewer"))
    return viewer


def train(people: list[Person], facilities: list[Facility], center: TrainingCenter, officer: User) -> None:
    """A place, an agreement and three answers of each."""
    batches = []
    for n in range(BATCHES):
        vocation, _made = Vocation.objects.get_or_create(code=f"v{n % 8}", name=f"Kejuruan {n % 8}")
        program = Program.objects.create(
            training_center=center, vocation=vocation, code=f"P{n}", name=f"Program {n % 8}"
        )
        version = ProgramVersion.objects.create(program=program, number=1, state="open", total_jp=160)
        days = {"starts_on": date(2024, 1, 1), "ends_on": date(2024, 3, 1), "assessment_on": date(2024, 3, 2)}
        batches.append(
            Batch.objects.create(
                version=version,
                facility=facilities[n % FACILITIES],
                training_center=center,
                name=f"A {n}",
                state="finished",
                capacity=1_000,
                room="R",
                funding_source="apbd",
                agreement_override="Untuk diukur",
                agreement_override_by=officer,
                **days,
            )
        )
    places = [
        Enrollment(
            batch=batches[n % BATCHES],
            person=person,
            state="completed",
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 3, 1),
            enrolled_by=officer,
        )
        for n, person in enumerate(people)
    ]
    Enrollment.objects.bulk_create(places, batch_size=2_000)
    consents = Consent.objects.bulk_create(
        [
            Consent(
                training_center=center,
                person=person,
                person_hash=hash_of(person),
                text_version="SETUJU-v1",
                asked_on=date(2024, 12, 1),
                answer="yes",
                channel="spoken",
                recorded_by=officer,
            )
            for person in people
        ],
        batch_size=2_000,
    )
    Outcome.objects.bulk_create(
        [
            Outcome(
                consent=consent,
                wave=wave.code,
                status=STATUSES[(n + k) % 6],
                evidence="E2",
                recorded_by=officer,
                told_on=wave.due_on(released_on(4 * n)),
            )
            for n, consent in enumerate(consents)
            for k, wave in enumerate(WAVES[:3])
        ],
        batch_size=2_000,
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40_000
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    sync_roles()
    sync_catalogs()
    viewer = fill(count)
    client = Client()
    client.force_login(viewer, backend="accounts.backends.RoleBackend")
    taken = []
    with clock.moved_to(DAY):
        count_office(Scope.of(viewer))
        for _round in range(ROUNDS + 1):
            with CaptureQueriesContext(connection) as asked:
                began = time.monotonic()
                answer = client.get(reverse("outcomes:effect"))
                taken.append(time.monotonic() - began)
            assert answer.status_code == 200
            assert "finding__value" in answer.content.decode()
    print(f"{count} releases, {connection.vendor}: {median(taken[1:]):.1f} s, {len(asked)} queries")


if __name__ == "__main__":
    main()
