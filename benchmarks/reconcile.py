"""How long the nightly reconcile takes over every facility of the country, check by check.

    DATA_DIR=$(mktemp -d) .venv/bin/python benchmarks/reconcile.py [PEOPLE]

Creates its own database in DATA_DIR (or at DATABASE_URL), which must be empty. PEOPLE defaults to 280,000 in 526
facilities, one in ten of them in a batch of sixteen with ten past sessions.
"""

import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command

FACILITIES, CLASS, SESSIONS = 526, 16, 10
ENTERED, FIRST_DAY = date(2025, 1, 6), date(2026, 11, 2)


def model(name: str):
    return apps.get_model(name)


def add(name: str, rows) -> list:
    return model(name).objects.bulk_create(rows, batch_size=2000)


def people(count: int) -> list:
    """People with stay, register number, housing and dates."""
    facilities = add(
        "accounts.Facility",
        [
            model("accounts.Facility")(code=f"UPT-{n}", name=f"Rutan {n}", short_name=f"Rutan {n}", region="Contoh")
            for n in range(FACILITIES)
        ],
    )
    people = add(
        "inmates.Person",
        [
            model("inmates.Person")(
                full_name=f"Orang {n}",
                name_key=f"orang {n}",
                name_sort=f"orang {n}",
                birth_date=date(1990, 1, 1),
                facility=facilities[n % FACILITIES],
            )
            for n in range(count)
        ],
    )
    each = [{"person": one} for one in people]
    stay, number = model("inmates.CustodyPeriod"), model("inmates.RegisterNumber")
    add("inmates.CustodyPeriod", [stay(facility_id=w["person"].facility_id, from_date=ENTERED, **w) for w in each])
    add(
        "inmates.RegisterNumber",
        [
            number(facility_id=w["person"].facility_id, number=f"B.I {n}", number_key=f"bi{n}", **w)
            for n, w in enumerate(each)
        ],
    )
    add("inmates.Housing", [model("inmates.Housing")(block="A", from_date=ENTERED, **w) for w in each])
    dates = [("two_thirds", date(2028, 1, 1)), ("sentence_end", date(2030, 1, 1))]
    limiting = model("inmates.LimitingDate")
    add("inmates.LimitingDate", [limiting(kind=kind, date=day, **w) for w in each for kind, day in dates])
    return people


def batches(people: list) -> None:
    """Puts one in ten of the people into classes of sixteen, each with sessions and marks."""
    center = model("accounts.TrainingCenter").objects.create(
        code="BLK", name="BLK", short_name="BLK", official_name="BLK"
    )
    user = model("accounts.User").objects.create(username="bench", full_name="Bench", training_center=center)
    vocation = model("programs.Vocation").objects.create(code="welding", name="Las")
    program = model("programs.Program").objects.create(training_center=center, vocation=vocation, code="L", name="Las")
    version = model("programs.ProgramVersion").objects.create(program=program, number=1, state="open", total_jp=160)
    unit = model("programs.ProgramUnit").objects.create(version=version, position=1, code="C", title="Las", jp=160)
    trained: dict[int, list] = {}
    for one in people[: len(people) // 10]:
        trained.setdefault(one.facility_id, []).append(one)
    groups = [here[start : start + CLASS] for here in trained.values() for start in range(0, len(here), CLASS)]
    made = add(
        "programs.Batch",
        [
            model("programs.Batch")(
                version=version,
                facility_id=group[0].facility_id,
                training_center=center,
                name=f"Las {n}",
                state="running",
                capacity=CLASS,
                starts_on=FIRST_DAY,
                ends_on=date(2026, 12, 18),
                assessment_on=date(2026, 12, 21),
                room="1",
                funding_source="apbd",
                agreement_override="benchmark",
            )
            for n, group in enumerate(groups)
        ],
    )
    places = add(
        "programs.Enrollment",
        [
            model("programs.Enrollment")(
                batch=batch, person=one, starts_on=batch.starts_on, ends_on=batch.ends_on, enrolled_by=user
            )
            for batch, group in zip(made, groups, strict=True)
            for one in group
        ],
    )
    mark(made, places, unit, user)


def mark(made: list, places: list, unit, user) -> None:
    clock = sys.modules["core.clock"]
    status = model("programs.AttendanceStatus").objects.create(
        code="present",
        label="Hadir",
        label_en="Present",
        letter="H",
        position=1,
        counts_as_held=True,
        counts_in_denominator=True,
        is_custody_reason=False,
    )
    days = [FIRST_DAY + timedelta(days=n) for n in range(SESSIONS)]
    begins = {day: clock.at(day, clock.time(8), "Asia/Makassar") for day in days}
    sessions = add(
        "programs.Session",
        [
            model("programs.Session")(
                batch=batch,
                unit=unit,
                instructor=user,
                room="1",
                date=day,
                starts_at=begins[day],
                ends_at=begins[day] + 180 * clock.MINUTE,
                jp=4,
                state="finalized",
                finalized_by=user,
                finalized_at=begins[day],
                facility_id=batch.facility_id,
            )
            for batch in made
            for day in days
        ],
    )
    heads = model("programs.HeadCount")
    add(
        "programs.HeadCount",
        (
            heads(session=session, point=point, people=CLASS, counted_at=session.starts_at, counted_by=user)
            for session in sessions
            for point in heads.Point
        ),
    )
    held: dict[int, list] = {}
    for session in sessions:
        held.setdefault(session.batch_id, []).append(session)
    one = model("programs.Mark")
    add(
        "programs.Mark",
        (
            one(
                session=session,
                enrollment=place,
                status=status,
                minutes_present=180,
                happened_at=session.starts_at,
                recorded_by=user,
            )
            for place in places
            for session in held[place.batch_id]
        ),
    )


def main(count: int) -> None:
    """Fills the database, then times each check and two complete runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    batches(people(count))
    began = time.monotonic()
    moment = sys.modules["core.clock"].now()
    for kind in sys.modules["reports.reconcile.contradictions"].KINDS.values():
        asked = time.monotonic()
        found = len(list(kind.find(moment)))
        print(f"{kind.code:<32}{time.monotonic() - asked:8.2f} s {found:8} found")
    print(f"{'all checks':<32}{time.monotonic() - began:8.2f} s")
    for words in ("first run", "second run"):
        run = sys.modules["reports.reconcile.nightly_run"].reconcile()
        print(f"{words:<32}{run.seconds:8.2f} s")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 280_000)
