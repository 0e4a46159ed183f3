"""How long selection takes, and how many queries it runs, in a facility of 3,000 people among 277,000 elsewhere.

    DATA_DIR=$(mktemp -d) .venv/bin/python benchmarks/selection_at_scale.py [PEOPLE] [APPLICATIONS]
    DATA_DIR=$(mktemp -d) DATABASE_URL=postgres://... .venv/bin/python benchmarks/selection_at_scale.py

Fills the database, which must be empty; defaults are 280,000 people and 3,000 applications for one batch. Pages are
requested through the whole site (middleware, templates), once to warm up and then five times. Figures measured so far
are in `benchmarks/README.md`.
"""

import logging
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
# Debugging would keep every query in memory. Pages are requested within this process.
os.environ |= {"DEBUG": "false", "HTTPS": "false", "ALLOWED_HOSTS": "testserver"}
# Models can be imported only after Django is set up.
django.setup()

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import sync_roles
from core import clock
from inmates.custody.models.stays import Classification, CustodyPeriod, Housing, LimitingDate, RegisterNumber
from inmates.people.models import Person
from inmates.people.names import name_key, name_sort
from programs.agreements.models import Agreement
from programs.batches.models import Batch
from programs.catalog.models import Program, ProgramVersion, Vocation
from programs.entry_rules import rule_preview
from programs.entry_rules.models import EntryRuleSet
from programs.entry_rules.verdicts import default_rules, evaluate
from programs.selection.models import Application
from rutan_blk.starting_rows import sync_catalogs

FACILITIES, IN_ONE, ROUNDS = 526, 3_000, 5
FIRST = ("Muhammad", "Ahmad", "Abdul", "Rahmat", "Siti", "Budi", "Noor", "Gusti", "Hairul", "Yusuf")
LAST = ("Ramadhan", "Hidayat", "Saputra", "Hamid", "Wahyudi", "Fitriani", "Setiawan", "Anwar", "Maulana", "Effendi")
SCHOOLS = ("SD", "SMP", "SMA", "")


def many(model: type[models.Model], rows: Iterator[models.Model]) -> None:
    """Stores these rows, a few thousand at a time."""
    while batch := list(islice(rows, 10_000)):
        model._default_manager.bulk_create(batch, batch_size=2_000)


def people(count: int, facilities: list[Facility]) -> list[Person]:
    """Creates people with custody data: the first IN_ONE in the first facility, the others spread over the rest."""

    def new(number: int) -> Person:
        home = facilities[0] if number < IN_ONE else facilities[1 + number % (len(facilities) - 1)]
        name = f"{FIRST[number % 10]} {LAST[number // 10 % 10]} {number}"
        born = date(1960, 1, 1) + timedelta(days=number % 16_000)
        school = SCHOOLS[number % 4]
        return Person(
            facility=home,
            full_name=name,
            name_key=name_key(name),
            name_sort=name_sort(name),
            birth_date=born,
            education=school,
        )

    many(Person, (new(number) for number in range(count)))
    found = list(Person.objects.order_by("pk"))
    entered = date(2025, 1, 6)
    many(CustodyPeriod, (CustodyPeriod(person=p, facility_id=p.facility_id, from_date=entered) for p in found))
    many(Housing, (Housing(person=p, block="ABCD"[p.pk % 4], cell=str(p.pk % 40), from_date=entered) for p in found))
    many(RegisterNumber, (_number(person, entered) for person in found))
    many(LimitingDate, (_limit(person) for person in found if person.pk % 10))
    many(Classification, (row for person in found for row in _classes(person)))
    return found


def _number(person: Person, entered: date) -> RegisterNumber:
    kind = "A.III" if person.pk % 5 == 0 else "B.I"
    number = f"{kind} {person.pk}/2025"
    return RegisterNumber(
        person=person,
        facility_id=person.facility_id,
        number=number,
        number_key=number.lower(),
        register_class=kind,
        from_date=entered,
    )


def _limit(person: Person) -> LimitingDate:
    return LimitingDate(person=person, kind="sentence_end", date=date(2027, 1, 1) + timedelta(days=person.pk % 2_000))


def _classes(person: Person) -> Iterator[Classification]:
    values = {"conduct": ("good", "fair", "poor"), "risk": ("low", "medium", "high"), "fitness": ("fit", "limited")}
    for kind, known in values.items():
        value = known[person.pk % 7 % len(known)]
        until = date(2026, 6, 30) if person.pk % 11 == 0 else date(2099, 12, 31)
        yield Classification(person=person, kind=kind, value=value, from_date=date(2025, 6, 1), until=until)


def selection(facility: Facility, applicants: list[Person]) -> tuple[Batch, EntryRuleSet, User]:
    """A selecting batch with its rules, and the training officer who views it."""
    center = TrainingCenter.objects.create(code="BENCH", name="BLK", short_name="BLK")
    vocation = Vocation.objects.first()
    program = Program.objects.create(training_center=center, vocation=vocation, code="LAS-1", name="Las")
    version = ProgramVersion.objects.create(program=program, number=1, state="open", total_jp=160)
    agreement = Agreement.objects.create(
        facility=facility,
        training_center=center,
        number="PKS-1",
        title="Pelatihan",
        valid_from=date(2025, 1, 1),
        valid_until=date(2099, 12, 31),
        funding_source="apbd",
    )
    rules = EntryRuleSet.objects.create(
        version=version,
        facility=facility,
        number=1,
        state="in_force",
        valid_from=date(2025, 1, 1),
        parts=default_rules(),
    )
    starts_on = clock.today(facility.time_zone) + timedelta(days=30)
    ends_on = starts_on + timedelta(days=45)
    batch = Batch.objects.create(
        version=version,
        facility=facility,
        training_center=center,
        name="Las 1",
        state="selecting",
        capacity=16,
        starts_on=starts_on,
        ends_on=ends_on,
        assessment_on=ends_on,
        room="Bengkel",
        funding_source="apbd",
        agreement=agreement,
    )
    officer = User.objects.create_user(username="pengukuran", password=None, facility=facility)
    officer.groups.set(Group.objects.filter(name="training_officer"))
    fields: dict[str, Any] = {"program": program, "source": "person", "submitted_by": officer}
    fields |= {"batch": batch, "consent_on": starts_on - timedelta(days=60), "rule_set": rules}
    answers = evaluate(batch, applicants, on=clock.today(facility.time_zone))
    kept = {pk: [answer.as_row() for answer in found] for pk, found in answers.items()}
    rows = (Application(person=p, interest=1 + p.pk % 5, answers=kept[p.pk], **fields) for p in applicants)
    many(Application, rows)
    return batch, rules, officer


def timed(label: str, work: Callable[[], Any]) -> Any:
    """Warms up, then runs `work` ROUNDS times; prints median wall and processor seconds and the number of queries."""
    work()
    with CaptureQueriesContext(connection) as queries:
        result = work()
    # Counted at once, because the next request empties the log.
    asked = len(queries)
    wall, processor = [], []
    for _round in range(ROUNDS):
        began, began_processor = time.perf_counter(), time.process_time()
        result = work()
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - began_processor)
    print(f"{label:<42}{median(wall):6.2f} s{median(processor):6.2f} s{asked:4} queries", flush=True)
    return result


def page(client: Client, address: str) -> Callable[[], str]:
    def ask() -> str:
        answer = client.get(address)
        # Timing an error page would be meaningless.
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    return ask


def main(count: int, applications: int) -> None:
    """Fills the database, then measures."""
    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    logging.disable(logging.INFO)
    sync_roles()
    sync_catalogs()
    Facility.objects.bulk_create(
        Facility(code=f"B{n:03}", name=f"Rutan {n}", short_name=f"R{n}", region="Contoh") for n in range(FACILITIES)
    )
    facilities = list(Facility.objects.filter(code__startswith="B").order_by("code"))
    found = people(count, facilities)
    batch, rules, officer = selection(facilities[0], found[:applications])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, {connection.vendor}")
    print(f"{count} people, {IN_ONE} in the facility, {applications} applications; filled in ", end="")
    print(f"{time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.1f}")
    measure(batch, rules, officer)


def measure(batch: Batch, rules: EntryRuleSet, officer: User) -> None:
    today = clock.today(batch.facility.time_zone)
    answered = timed("rules, asked about the facility", lambda: rule_preview.preview(rules, batch, on=today))
    print("   ", rule_preview.counts(answered))
    client = Client()
    client.force_login(officer, backend="accounts.backends.RoleBackend")
    ranked = reverse("programs:selection_detail", args=[batch.public_id])
    shown = timed("ranked list, first page", page(client, ranked))
    following = shown.partition('rel="next"')[0].rpartition('href="?')[2].partition('"')[0].replace("&amp;", "&")
    if following:
        timed("ranked list, second page", page(client, f"{ranked}?{following}"))
    timed("applications, all batches", page(client, reverse("programs:selection_list")))
    timed("preview of the rules", page(client, reverse("programs:entry_rule_set", args=[rules.public_id])))
    new = reverse("programs:application_new", args=[batch.public_id])
    timed("person to apply, by name (Moh. Hidayat)", page(client, f"{new}?q=Moh.+Hidayat"))
    listed = reverse("inmates:list")
    timed("people, first page", page(client, listed))
    timed("people, by name (Moh. Hidayat)", page(client, f"{listed}?q=Moh.+Hidayat"))
    timed("people, by register number (1234/2025)", page(client, f"{listed}?q=1234/2025"))


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*given, *(280_000, IN_ONE)[len(given) :])
