"""The list of invented lives of two past years: who was trained, released when, and what came after.

A letter a wave: J U working in the trade (employed, own business), L V elsewhere, D by the day, T training, C seeking,
R caring, S ill, X not reached, N declined, W withdrawn, M died, B back in custody. A figure a wave: grade of evidence.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from outcomes.effect.effect_cohorts import usual

FILE = Path(__file__).with_name("past_lives.csv")
EARLIER, LATER = "earlier", "later"
# By number, whose first half is trained before the year and released in its first half, the other half likewise.
HALF, DAYS_OLDER_THAN_AGE = 15, 40


@dataclass(frozen=True)
class PastLife:
    """One line of the list with days of this demo; days after release are None if nothing happened."""

    number: int
    year: int
    half: int
    released_on: date
    vocation: str
    sex: str
    age: int
    flags: str
    answers: str
    evidence: str
    agrees: bool
    works_from: date | None
    withdrawn_on: date | None
    died_on: date | None
    returned_on: date | None

    @property
    def born_on(self) -> date:
        """So that the age on the day of release is that of the list."""
        day = self.released_on - timedelta(days=DAYS_OLDER_THAN_AGE)
        return date(day.year - self.age, day.month, min(day.day, 28))


def years(today: date) -> dict[str, int]:
    """The latest year whose figures at six months are closed on that day, and the one before."""
    later, _wave = usual(today)
    return {EARLIER: later - 1, LATER: later}


def lives(today: date) -> list[PastLife]:
    """The list, in years before that day."""
    named = years(today)
    with FILE.open(encoding="utf-8") as file:
        return [_life(row, named[row["year"]]) for row in csv.DictReader(file, delimiter=";")]


def _life(row: dict[str, str], year: int) -> PastLife:
    released = date(year, 1, 1) + timedelta(days=int(row["released"]) - 1)
    number = int(row["id"])

    def after(column: str) -> date | None:
        return released + timedelta(days=int(row[column])) if row[column] else None

    return PastLife(
        number=number,
        year=year,
        half=(number - 1) // HALF % 2,
        released_on=released,
        vocation=row["vocation"],
        sex=row["sex"],
        age=int(row["age"]),
        flags=row["flags"],
        answers=row["answers"],
        evidence=row["evidence"],
        agrees=row["agrees"] == "yes",
        works_from=after("first_work_day"),
        withdrawn_on=after("withdrawn_day"),
        died_on=after("died_day"),
        returned_on=after("returned_day"),
    )
