"""The rows behind each number of a training center's calendar year, as the center knows them.

Classes in detention centers and public ones stand in them alike: no row says where somebody was, why a session was
cancelled for a reason of custody, or why somebody was away. A row belongs to the year in which its session began, its
result was assessed or its paper was issued. Six statements, whatever the size of the center.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import translation

from accounts.models import TrainingCenter
from accounts.office_words import official_reason
from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate, NumberSeries
from inmates.custody.custody_words import custody_words
from outcomes.effect.life_traits import age_group
from programs.agreements.models import FundingSource
from programs.attendance.attendance_figures import LESSON_MINUTES, counted_marks
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.kept import rows
from reports.kept.rows import KeptRows, Row, plain

ADMINISTRATIVE = "administrative"
# Which ministry pays would tell where a class was held.
APBN = "apbn"
FUNDS = {FundingSource.APBN_CENTER: APBN, FundingSource.APBN_FACILITY: APBN}


@dataclass(frozen=True)
class YearRows(KeptRows):
    """One year of one training center. Marks stand as sums in the row of their place: `held` and `possible` minutes."""

    OF_WHOLE = ("sessions", "series")

    series: list[Row]


def days_of(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def rows_of(center: TrainingCenter, year: int) -> YearRows:
    """The rows of the year."""
    days = days_of(year)
    sessions = Session.objects.filter(batch__training_center=center, date__range=days)
    results = UnitResult.objects.filter(enrollment__batch__training_center=center, assessed_on__range=days)
    papers = Certificate.objects.issued().filter(batch__training_center=center, issued_on__range=days)
    return YearRows(
        places=plain(_places(center, sessions, days)),
        sessions=plain(_sessions(sessions)),
        marks=[],
        results=plain(rows.result_rows(results)),
        certificates=plain(rows.certificate_rows(papers, series=F("number__series"))),
        series=plain(_series(center, year)),
    )


def batch_name(name: str, program: str, first: date) -> str:
    """What a batch is called in the report: by its program and month, if its own name tells where it was held."""
    return f"{program} {first:%m/%Y}" if custody_words(name) else name


def _places(center: TrainingCenter, sessions: QuerySet[Session], days: tuple[date, date]) -> Iterator[Row]:
    """Each place held on at least one day of the year, or left in it."""
    minutes = _minutes(sessions)
    first, last = days
    held = Q(ends_on__gte=first) & (Q(ended_on__isnull=True) | Q(ended_on__gte=first))
    found = Enrollment.objects.filter(batch__training_center=center, starts_on__lte=last)
    found = found.exclude(batch__state=Batch.State.PLANNED)
    found = found.alias(went=Coalesce("left_on", "ended_on")).filter(held | Q(went__range=days))
    more = {
        "first_day": F("batch__starts_on"),
        "program": F("batch__version__program__name"),
        "vocation": F("batch__version__program__vocation__name"),
        "level": F("batch__version__program__level"),
        "fund": F("batch__funding_source"),
        "sex": F("person__sex"),
        "born": F("person__birth_date"),
    }
    for row in rows.place_rows(found, "ends_on").annotate(**more):
        yield _told(_at_end(row, last), minutes.get(row["place"], {"held": 0, "possible": 0}))


def _at_end(row: Row, last: date) -> Row:
    """The place as it stood on the last day of the year: what ended later is of the next one."""
    ended = row["left"] if row["state"] == Enrollment.State.ENDED else row["ends_on"]
    if row["state"] in Enrollment.LIVE_STATES or ended is None or ended <= last:
        return row
    return {**row, "state": Enrollment.State.ACTIVE, "left": None, "end_reason": ""}


def _told(row: Row, minutes: dict[str, int]) -> Row:
    first, born, reason = row.pop("first_day"), row.pop("born"), row["end_reason"]
    del row["ends_on"]
    return {
        **row,
        "batch_name": batch_name(row["batch_name"], row["program"], first),
        "fund": FUNDS.get(row["fund"], row["fund"]),
        "age": age_group(born, first)[0],
        "end_reason": reason if reason in ("", *Enrollment.OPEN_REASONS) else ADMINISTRATIVE,
        **minutes,
    }


def _minutes(sessions: QuerySet[Session]) -> dict[int, dict[str, int]]:
    """Minutes attended and possible by place (key)."""
    marks = counted_marks().filter(session__in=sessions.order_by().values("pk")).order_by()
    sums: Any = {
        "held": Coalesce(Sum("minutes_present"), 0),
        "possible": Coalesce(Sum(LESSON_MINUTES, filter=Q(status__counts_in_denominator=True)), 0),
    }
    found = marks.values("enrollment").annotate(**sums)
    return {row["enrollment"]: {name: row[name] for name in sums} for row in found}  # type: ignore[literal-required]  # Annotated above.


def _sessions(sessions: QuerySet[Session]) -> Iterator[Row]:
    with translation.override("id"):
        official = official_reason()
    more = {"confidential": F("cancel_cause__is_custody_reason")}
    more |= {"program": F("batch__version__program__name"), "first_day": F("batch__starts_on")}
    for row in rows.session_rows(sessions, "instructor").annotate(**more):
        del row["room"]
        is_confidential = row.pop("confidential")
        name = batch_name(row["batch_name"], row.pop("program"), row.pop("first_day"))
        yield {**row, "batch_name": name, "cause": official if is_confidential else row["cause"]}


def _series(center: TrainingCenter, year: int) -> QuerySet:
    """Each number series of the year with the numbers that were given and those that are void."""
    found = NumberSeries.objects.filter(training_center=center, year=year).order_by("paper", "pk")
    counts = {"given": Count("numbers"), "void": Count("numbers", filter=~Q(numbers__void_reason=""))}
    return found.values("paper", "pattern", "used_before", series=F("pk")).annotate(**counts)
