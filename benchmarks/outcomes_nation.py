"""What pages of outcomes cost the largest offices of a nation: statements, milliseconds, and tables read as a whole.

    DATA_DIR=$(mktemp -d) .venv/bin/python benchmarks/outcomes_nation.py                        # SQLite
    DATABASE_URL=postgres://user@host/empty DATA_DIR=... .venv/bin/python benchmarks/outcomes_nation.py
    ... benchmarks/outcomes_nation.py --people 28000 --alumni 15000                             # a tenth
    ... benchmarks/outcomes_nation.py --loaded                                                  # asks what was loaded
    ... benchmarks/outcomes_nation.py --unanalyzed               # the planner knows no statistics, as after a restore

Fills the database, which must be empty: 280,000 people in custody in 526 facilities of unequal size, 150,000 released
in three years with certificate and units passed at 120 centers, four fifths of them followed, with answers, waves,
numbers and wishes; vacancies; clients of probation officers. Rows are copies of one that the factories of the tests
made, written by the database itself. Then the people of every office are counted, and each page is asked for through
the whole site: once to warm up, once explained, then five times. Times are those of the wall.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
os.environ |= {"DEBUG": "false", "HTTPS": "false", "ALLOWED_HOSTS": "testserver"}
django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import sync_roles
from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, HandOver, SeriesNumber
from core import clock
from inmates.people.models import Person
from outcomes.effect.figure_offices import offices
from outcomes.effect.models import CountedYear
from outcomes.effect.year_counting import count_office, differences
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp, Outcome
from outcomes.placement.models import JobWish, Vacancy
from outcomes.probation.models import ClientShare
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.selection.models import Hearing
from rutan_blk.starting_rows import sync_catalogs
from tests.factories import ApplicationFactory, UserFactory
from tests.factories.followup import FollowUpFactory
from tests.factories.placement import VacancyFactory
from tests.factories.probation import ClientShareFactory
from tests.outcomes.effect.releases import House

FACILITIES, CENTERS, REGIONS, OFFICERS, UNITS, CLASS = 526, 120, 34, 100, 6, 16
DAY = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))
# Keys of copies, far from those of the rows that are copied.
BASE, ALUMNI = 1_000, 10_000_000
ROUNDS, LARGE, COMPARED = 5, 5_000, 40
IS_POSTGRES = connection.vendor == "postgresql"
STATUSES = ("KERJA_SESUAI", "USAHA_SESUAI", "KERJA_LAIN", "HARIAN", "MENCARI", "RUMAH")
# Code, days after the release, days of the window.
WAVES = (("w2", 14, 14), ("m3", 91, 30), ("m6", 182, 30), ("m12", 365, 30), ("m24", 730, 30))
BATCH = f"(n / {CLASS})"
# More than four of a hundred people are in the first of the facilities, and one in a thousand in the last.
SPREAD = f"((({BATCH} * 7919) % 10007) * (({BATCH} * 7919) % 10007) * {FACILITIES} / 100140049)"
FACILITY, CENTER = f"({BASE} + {SPREAD})", f"({BASE} + {SPREAD} % {CENTERS})"
OUT = f"(({BATCH} * 31) % 900 + (n * 17) % 150 + 1)"
FIRST = "2024-01-05"


def day(days: str, since: str = FIRST) -> str:
    """The SQL of a day so many days after another."""
    return f"(DATE '{since}' + CAST({days} AS integer))" if IS_POSTGRES else f"date('{since}', ({days}) || ' days')"


def new_id() -> str:
    return "gen_random_uuid()" if IS_POSTGRES else "lower(hex(randomblob(16)))"


def copy(template: Model, count: int, *, where: str = "true", **columns: str) -> None:
    """Copies one row for n = 0, 1, 2, ...; `columns` are the SQL of what differs."""
    table = template._meta.db_table
    names = [field.column for field in template._meta.local_concrete_fields]
    if "public_id" in names:
        columns.setdefault("public_id", new_id())
    chosen = ", ".join(f"{columns[name]}" if name in columns else f'one."{name}"' for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    kind = "bigint" if IS_POSTGRES else "integer"
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({quoted}) '
            f"WITH RECURSIVE s(n) AS (SELECT CAST(0 AS {kind}) UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {count}) "
            f'SELECT {chosen} FROM s CROSS JOIN (SELECT * FROM "{table}" WHERE "{names[0]}" = \'{template.pk}\') one '
            f"WHERE {where}"
        )
    print(f"  {table}", flush=True)


def text(start: str, number: str = "n") -> str:
    return f"'{start}' || CAST({number} AS text)"


def choice(values: tuple[str, ...], by: str) -> str:
    whens = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
    return f"CASE ({by}) % {len(values)} {whens} END"


def fill(people: int, alumni: int) -> None:
    """The nation, by copies of one person and of everything that hangs on it."""
    if IS_POSTGRES:
        with connection.cursor() as cursor:
            # What is copied refers to what is copied, so no reference is looked up.
            cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
    house = House()
    person = house.release(date(2024, 6, 1))
    place = house.train(person)
    fill_offices(house, place, alumni)
    fill_people(person, place, people, alumni)
    fill_hearings(place, alumni)
    fill_followed(house, person, alumni)
    fill_vacancies(house, alumni)
    with connection.cursor() as cursor:
        if IS_POSTGRES:
            cursor.execute("SET session_replication_role = origin")
        if "--unanalyzed" not in sys.argv:
            cursor.execute("ANALYZE")


def fill_offices(house: House, place: Enrollment, alumni: int) -> None:
    facility, center, version = house.facility, house.center, place.batch.version
    region = text("Wilayah ", f"n % {REGIONS}")
    names = {"name": text("Rutan "), "short_name": text("Rutan "), "code": text("F")}
    copy(facility, FACILITIES, id=f"{BASE} + n", region=region, **names)
    names = {"name": text("BLK "), "short_name": text("BLK "), "official_name": text("BLK "), "code": text("C")}
    copy(center, CENTERS, id=f"{BASE} + n", **names)
    copy(version.program, CENTERS, id=f"{BASE} + n", training_center_id=f"{BASE} + n", code=text("P"))
    copy(version, CENTERS, id=f"{BASE} + n", program_id=f"{BASE} + n")
    unit = version.units.get()
    copy(
        unit,
        CENTERS * UNITS,
        id=f"{BASE} + n",
        version_id=f"{BASE} + n / {UNITS}",
        code=text("U.", f"n % {UNITS}"),
        position=f"n % {UNITS} + 1",
    )
    # The number of a batch is n here, and follows from n of a person elsewhere.
    in_batch = {name: sql.replace(BATCH, "n") for name, sql in (("f", FACILITY), ("c", CENTER))}
    ends = day("(n * 31) % 900")
    copy(
        place.batch,
        alumni // CLASS + 1,
        id=f"{BASE} + n",
        version_id=in_batch["c"],
        facility_id=in_batch["f"],
        training_center_id=in_batch["c"],
        name=text("A "),
        ends_on=ends,
        starts_on=day("(n * 31) % 900 - 60"),
        assessment_on=ends,
        funding_source=choice(("apbd", "csr"), "n"),
    )


def fill_people(person: Person, place: Enrollment, people: int, alumni: int) -> None:
    stay = person.custody_periods.get()
    result, certificate = UnitResult.objects.get(), Certificate.objects.get()
    named = {"full_name": text("Orang "), "name_key": text("orang "), "name_sort": text("orang ")}
    traits = {"sex": choice(("L", "L", "L", "P"), "n"), "birth_date": day("n % 14000", "1962-01-01")}
    inside = f"({BASE} + (n * 7919) % {FACILITIES})"
    copy(person, people, id=f"{BASE} + n", facility_id=inside, **named, **traits)
    held = {"until": "NULL", "leaving": "''", "left_at": "NULL"}
    copy(stay, people, id=f"{BASE} + n", person_id=f"{BASE} + n", facility_id=inside, **held)
    key = {"id": f"{ALUMNI} + n"}
    copy(person, alumni, **key, **named, **traits)
    copy(stay, alumni, **key, person_id=key["id"], facility_id=FACILITY, until=day(OUT))
    days = {"starts_on": day(f"({BATCH} * 31) % 900 - 60"), "ends_on": day(f"({BATCH} * 31) % 900")}
    copy(place, alumni, **key, person_id=key["id"], batch_id=f"{BASE} + {BATCH}", **days)
    copy(
        result,
        alumni * UNITS,
        **key,
        enrollment_id=f"{ALUMNI} + n / {UNITS}",
        unit_id=f"{CENTER.replace(BATCH, f'(n / {UNITS * CLASS})')} * {UNITS} - {BASE * (UNITS - 1)} + n % {UNITS}",
        result="CASE WHEN (n / 7) % 9 = 0 THEN 'BK' ELSE 'K' END",
        feedback="'Perlu latihan lagi'",
    )
    copy(certificate.number, alumni, **key, number="1000 + n")
    copy(
        certificate,
        alumni,
        **key,
        enrollment_id=key["id"],
        batch_id=f"{BASE} + {BATCH}",
        number_id=key["id"],
        code=text("N"),
        status_list_id="NULL",
        status_index="NULL",
    )
    copy(HandOver.objects.get(), alumni, where="n % 10 > 0", **key, certificate_id=key["id"])


def fill_hearings(place: Enrollment, alumni: int) -> None:
    """Each class from a hearing of its own; of sixteen who were heard, the last four stood on the reserve list."""
    chair = UserFactory(roles=["board_chair"], facility=place.batch.facility)
    closed = {"state": Hearing.State.CLOSED, "closed_at": DAY, "closed_by": chair}
    hearing = Hearing.objects.create(batch=place.batch, held_on=date(2024, 1, 1), place="Aula", chair=chair, **closed)
    heard = ApplicationFactory(
        batch=place.batch,
        person=place.person,
        state="enrolled",
        decided_by_chair=chair,
        hearing=hearing,
        ranking={"rank": 1, "weights": {"need": 40}, "parts": {}, "unmet": []},
    )
    key = {"id": f"{BASE} + n", "batch_id": f"{BASE} + n"}
    copy(hearing, alumni // CLASS + 1, **key, held_on=day("(n * 31) % 900 - 70"))
    rank = f"(n % {CLASS} + 1)"
    ranking = f"""'{{"rank": ' || CAST({rank} AS text) || ', "weights": {{"need": 40}}}}'"""
    copy(
        heard,
        alumni,
        id=f"{ALUMNI} + n",
        batch_id=f"{BASE} + {BATCH}",
        hearing_id=f"{BASE} + {BATCH}",
        person_id=f"{ALUMNI} + n",
        state=f"CASE WHEN {rank} > {CLASS - 4} THEN 'reserve' ELSE 'enrolled' END",
        reserve_position=f"CASE WHEN {rank} > {CLASS - 4} THEN {rank} END",
        ranking=f"({ranking})::jsonb" if IS_POSTGRES else ranking,
    )


def fill_followed(house: House, person: Person, alumni: int) -> None:
    consent = house.consent(person)
    boxes = {"by_phone": "true", "by_message": "true", "may_match": "true" if IS_POSTGRES else "1"}
    key, followed = {"id": f"{ALUMNI} + n"}, "n % 5 < 4"
    copy(
        consent,
        alumni,
        where=followed,
        **key,
        person_id=key["id"],
        training_center_id=CENTER,
        followed_from=day(OUT),
        person_hash=text("h"),
        **boxes,
    )
    wave = FollowUpFactory()
    for place, (code, due, window) in enumerate(WAVES):
        has_told = f"(n * 13 + {place}) % 10 < 6"
        told = house.tell(consent, code, STATUSES[0], date(2024, 9, 1))
        past, over = (f"{day(f'{OUT} + {days}')} < '{DAY.date()}'" for days in (due, due + window))
        mine = {"id": f"{ALUMNI} + {place} * {alumni} + n", "consent_id": key["id"]}
        copy(
            told,
            alumni,
            where=f"{followed} AND {past} AND {has_told}",
            **mine,
            told_on=day(f"{OUT} + {due}"),
            status=choice(STATUSES, f"n + {place}"),
        )
        state = f"CASE WHEN {past} AND {has_told} THEN 'done' WHEN {over} THEN 'lost' ELSE 'open' END"
        copy(
            wave,
            alumni,
            where=followed,
            **mine,
            wave=f"'{code}'",
            due_on=day(f"{OUT} + {due}"),
            window_until=day(f"{OUT} + {due + window}"),
            state=state,
        )
        told.delete()
    wish = JobWish.objects.create(consent=consent, told_on=date(2024, 9, 1), recorded_by=house.assessor)
    places = choice(("Rantau", "Binuang", "Kandangan", "Barabai", ""), "n")
    copy(wish, alumni, where=followed + " AND n % 2 = 0", **key, consent_id=key["id"], places=places)
    fill_numbers(alumni)


def fill_numbers(alumni: int) -> None:
    """Sealed row by row."""
    made = []
    for number in (n for n in range(alumni) if n % 5 < 4):
        one = Contact(consent_id=ALUMNI + number, kind="own_phone")
        one.set_value(f"0812{number:08d}")
        made.append(one)
    Contact.objects.bulk_create(made, batch_size=2_000)


def fill_vacancies(house: House, alumni: int) -> None:
    vacancy = VacancyFactory(training_center=house.center, must=["U.0", "U.1"], nice=["U.2"])
    copy(vacancy, CENTERS * 20, id=f"{BASE} + n", training_center_id=f"{BASE} + n % {CENTERS}")
    for unit in vacancy.units.all():
        copy(unit, CENTERS * 20, id=f"{unit.pk} * 100000 + n", vacancy_id=f"{BASE} + n")
    share = ClientShareFactory()
    copy(share.officer, OFFICERS, id=f"{BASE} + n", username=text("bapas"))
    first = f"CASE WHEN n % 20 = 0 THEN {BASE} ELSE {BASE} + n % {OFFICERS} END"
    copy(
        share, min(20_000, alumni), id=f"{BASE} + n", person_id=f"{ALUMNI} + n", facility_id=FACILITY, officer_id=first
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user_groups (user_id, group_id) SELECT id, group_id FROM accounts_user, "
            f"(SELECT group_id FROM accounts_user_groups WHERE user_id = {share.officer.pk}) one WHERE id >= {BASE}"
        )


def pages() -> Iterator[tuple[str, User, str]]:
    """What each reader of the largest offices asks for, and of one in the middle."""
    for title, key in (("largest center", BASE), ("center in the middle", BASE + CENTERS // 2)):
        center = TrainingCenter.objects.get(pk=key)
        officer = _reader(roles=["placement_officer"], training_center=center)
        vacancy = Vacancy.objects.filter(training_center=center).first()
        yield f"due list, {title}", officer, reverse("outcomes:call_list")
        yield f"due list on paper, {title}", officer, reverse("outcomes:call_list_print")
        yield f"answers, {title}", officer, reverse("outcomes:consent_list")
        yield f"vacancies, {title}", officer, reverse("outcomes:vacancy_list")
        yield f"match, {title}", officer, reverse("outcomes:vacancy_detail", args=[vacancy.public_id])
        head = _reader(roles=["blk_head"], training_center=center)
        yield f"counts, {title}", head, reverse("outcomes:follow_up_counts")
        yield from figure_pages(title, head)
    bapas = User.objects.get(pk=BASE)
    share = ClientShare.objects.filter(officer=bapas).first()
    yield "clients of a Bapas officer", bapas, reverse("outcomes:client_list")
    yield "one client", bapas, reverse("outcomes:client_detail", args=[share.public_id])
    facility = Facility.objects.get(pk=BASE)
    head, viewer = (
        _reader(roles=["rutan_head"], facility=facility),
        _reader(roles=["regional_viewer"], region="Wilayah 0"),
    )
    yield from figure_pages("largest facility", head)
    yield from figure_pages("largest region", viewer)
    yield "comparison, largest facility", head, reverse("outcomes:comparison")
    yield "comparison, largest region", viewer, reverse("outcomes:comparison")


def _reader(**fields: Any) -> User:
    return UserFactory(username=f"ukur-{uuid4()}", **fields)


def figure_pages(title: str, reader: User) -> Iterator[tuple[str, User, str]]:
    yield f"figures, {title}", reader, reverse("outcomes:effect")
    yield f"figures of a year before, {title}", reader, reverse("outcomes:effect") + "?tahun=2024&saat=m12"
    yield f"year by year, {title}", reader, reverse("outcomes:effect_years")


def scanned(context: CaptureQueriesContext) -> list[str]:
    """The tables of which a statement reads many rows one after the other, on PostgreSQL."""
    found = set()
    with connection.cursor() as cursor:
        for query in context.captured_queries if IS_POSTGRES else ():
            if query["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query['sql'].replace('%', '%%')}", ())
                plan = cursor.fetchone()[0]
                found |= set(_scans((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    return sorted(found)


def _scans(node: dict[str, Any]) -> Iterator[str]:
    removed = node.get("Rows Removed by Filter", 0)
    if node["Node Type"] == "Seq Scan" and (node["Actual Rows"] + removed) * node["Actual Loops"] > LARGE:
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from _scans(below)


def ask(title: str, reader: User, address: str) -> None:
    client = Client()
    client.force_login(reader, backend="accounts.backends.RoleBackend")
    assert client.get(address).status_code == 200, (title, address)
    taken, worked = [], []
    for _round in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        answer = client.get(address)
        taken.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    slowest = max(asked.captured_queries, key=lambda query: float(query["time"]))
    scans = ", ".join(scanned(asked))
    times = f"{median(taken):.0f} | {median(worked):.0f}"
    print(f"| {title} | {len(asked)} | {times} | {len(answer.content) // 1024} | {scans} |", flush=True)
    if "--slow" in sys.argv and median(taken) > 300:
        print(f"    {slowest['time']} s: {slowest['sql'][:1500]}", flush=True)


def timed(what: str, deed: Callable[[], object]) -> None:
    began = time.perf_counter()
    deed()
    print(f"{what}: {time.perf_counter() - began:.0f} s", flush=True)


def count_all() -> None:
    for scope, _name in offices():
        count_office(scope)


def compare() -> None:
    """Sums that the night has counted, beside the rows of people, for each of some offices of every size."""
    scopes = [scope for scope, _name in offices()]
    chosen = scopes[:: max(len(scopes) // COMPARED, 1)]
    differing = [(scope.office, year, wave.code) for scope in chosen for year, wave in differences(scope)]
    print(f"{len(chosen)} offices compared with the rows of people, differing: {differing or 'none'}", flush=True)


def main(options: argparse.Namespace) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with clock.moved_to(DAY):
        if not options.loaded:
            sync_roles()
            sync_catalogs()
            timed("loaded", lambda: fill(options.people, options.alumni))
        if not options.loaded or options.count:
            timed("every office counted", count_all)
            timed("compared", compare)
        rows = [Person, Consent, Outcome, FollowUp, Certificate, CountedYear, Batch, SeriesNumber]
        print(", ".join(f"{model.objects.count():,} {model._meta.db_table}" for model in rows))
        print("| page | statements | ms | Python ms | kB | tables read as a whole |\n|---|---:|---:|---:|---:|---|")
        for page in pages():
            if options.only in page[0]:
                ask(*page)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=280_000)
    parser.add_argument("--alumni", type=int, default=150_000)
    parser.add_argument("--loaded", action="store_true")
    parser.add_argument("--count", action="store_true", help="with --loaded: count every office again")
    parser.add_argument("--slow", action="store_true", help="shows the slowest statement of slow pages")
    parser.add_argument("--unanalyzed", action="store_true", help="gathers no statistics after the load")
    parser.add_argument("--only", default="")
    main(parser.parse_args())
