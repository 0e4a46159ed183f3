"""Both pairs of offices: their people in custody, catalogs, keys, employers and past years."""

from datetime import date, time, timedelta
from pathlib import Path

from django.conf import settings

from accounts.roles import Role, sync_roles
from certification.register import number_series
from certification.verification import statement_keys
from core import clock
from programs.batches.models import Batch
from programs.catalog import csv_files
from programs.timetable.holidays import sync_holidays
from rutan_blk.demo import (
    assessment,
    chain,
    designs,
    employers,
    further,
    needs,
    past,
    people,
    seals,
)
from rutan_blk.demo.cast import Crew, first_crew, second_crew
from rutan_blk.starting_rows import sync_catalogs

DATA = Path(settings.BASE_DIR, "programs", "data")
SEED = 2026
# The number of people in custody in each facility.
PEOPLE = {"RTN-RTU": 240, "RTN-KDG": 60}


def today() -> date:
    return clock.today("Asia/Makassar")


def monday(days_ahead: int) -> date:
    """The Monday of the week `days_ahead` days from today (negative: ago)."""
    day = today() + timedelta(days=days_ahead)
    return day - timedelta(days=day.weekday())


def make_offices() -> tuple[Crew, Crew]:
    """Both pairs of offices with roles, catalogs, programs, series, 300 people in custody, and two past years."""
    sync_roles()
    sync_catalogs()
    first, second = first_crew(), second_crew()
    long_ago = monday(-330)
    sync_holidays(range(long_ago.year, today().year + 2))
    years = {long_ago.year, today().year}
    lists = [list_of(crew) for crew in (first, second)]
    with clock.moved_to(clock.at(long_ago, time(8), "Asia/Makassar")):
        csv_files.load_units(DATA / "skkni.csv")
        for crew, validity, custody_list in zip((first, second), (None, 3), lists, strict=True):
            csv_files.load_programs(DATA / "programs.csv", training_center=crew.center)
            for year in years:
                number_series.open_series(crew.center, year=year, validity_months=validity)
            statement_keys.new_key(crew.center)
            chain.import_people(crew, custody_list)
    further.add_level(first, on=long_ago)
    # Before sealing begins, which is younger than these certificates.
    past.live(first, today=today())
    past.report(today=today())
    past.forget(first, today=today())
    with clock.moved_to(clock.at(long_ago, time(9), "Asia/Makassar")):
        seals.begin(first.center)
    for crew, days_left in ((first, 75), (second, 700)):
        assessment.register_assessors(crew, on=long_ago, days_left=days_left)
    designs.put_to_use(first, on=long_ago)
    designs.draft_the_next(first, on=monday(-14))
    employers.ask_employers(first, today=today())
    employers.ask_neighbors(second, today=today())
    for crew, leave_out in ((first, 9), (second, 4)):
        examine(crew, days_ago=300)
        needs.talk_to_most(crew, since=monday(-310), leave_out=leave_out, seed=SEED)
    return first, second


def list_of(crew: Crew, news: people.News | None = None) -> bytes:
    """The facility's custody list as first imported or, with `news`, as updated later."""
    count = PEOPLE[crew.facility.code]
    return people.custody_list(count, today=monday(-330), seed=SEED + count, until=today(), news=news)


def renew_list(crew: Crew, *, newcomers: int, leaves_early: Batch, twice: int | None = None) -> None:
    """Imports an updated list, two days ago: newcomers, one of them listed already, two people missing, and one who
    leaves before the batch ends.
    """
    count, place = PEOPLE[crew.facility.code], leaves_early.enrollments.live().order_by("pk")[3]
    number = int(place.person.register_numbers.get().number.split()[1].split("/")[0]) - 1000
    news = people.News(
        listed_on=today() - timedelta(days=2),
        newcomers=newcomers,
        gone=frozenset({count, count - 7}),
        ends={number: leaves_early.ends_on - timedelta(days=20)},
        twice=twice,
    )
    custody_list = list_of(crew, news)
    with clock.moved_to(clock.now() - timedelta(days=2)):
        chain.import_people(crew, custody_list)


def examine(crew: Crew, *, days_ago: int) -> None:
    """Records new classifications; anything that asks about an earlier day must be created first."""
    with clock.moved_to(clock.at(monday(-days_ago), time(8), "Asia/Makassar")):
        people.classify_all(crew, crew[Role.CASE_OFFICER], seed=PEOPLE[crew.facility.code])
