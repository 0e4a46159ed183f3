"""Numbers of certificates: one series a center, paper and year, without gaps, every number accounted for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import Formatter

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.models import Certificate, NumberSeries, SeriesNumber
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
DEFAULT_PATTERNS = {
    NumberSeries.Paper.CERTIFICATE: "{{number:04d}}/{code}/{{year}}",
    NumberSeries.Paper.STATEMENT: "SK-{{number:04d}}/{code}/{{year}}",
}
FIELDS = {"number", "year", "month"}


@dataclass(frozen=True)
class Entry:
    """One line of the register: a number and what became of it. Neither certificate nor reason: unaccounted."""

    number: int
    text: str
    certificate: Certificate | None
    void_reason: str

    @property
    def is_accounted_for(self) -> bool:
        return self.certificate is not None or bool(self.void_reason)


def written(pattern: str, number: int, on: date) -> str:
    """The number as printed: {number:04d}, {year} and {month} (Roman) of `pattern` filled in."""
    return pattern.format(number=number, year=on.year, month=ROMAN[on.month - 1])


def pattern_blockers(pattern: str, center: TrainingCenter, paper: str) -> list[Blocker]:
    """Why `pattern` cannot serve a series of this center and paper."""
    try:
        parts = [(name, spec) for _text, name, spec, _conversion in Formatter().parse(pattern) if name is not None]
    except ValueError:
        parts = []
    names = {name for name, _spec in parts}
    plain = all(re.fullmatch(r"(0?\d?d)?", spec or "") for _name, spec in parts)
    if not {"number", "year"} <= names <= FIELDS or not plain:
        return [
            Blocker(
                "pattern",
                _("The pattern needs {number:04d} and {year}, may have {month}: 563/{number:04d}/BLK/{year}."),
            )
        ]
    others = NumberSeries.objects.filter(training_center=center, pattern=pattern).exclude(paper=paper)
    if others.exists():
        return [Blocker("pattern_taken", _("Another paper of this center has this pattern. Numbers would be equal."))]
    return []


@transaction.atomic
def open_series(
    center: TrainingCenter,
    *,
    year: int,
    paper: str = NumberSeries.Paper.CERTIFICATE,
    pattern: str = "",
    by: User | None = None,
    used_before: int = 0,
    validity_months: int | None = None,
) -> NumberSeries:
    """The series of that year, made when it is missing; one that stands already is left alone.

    Without a `pattern` it goes on as in the year before. `used_before`: so many numbers were used outside this
    system; they are kept as void, with that reason. Raises `RuleViolation` for a pattern that cannot serve.
    """
    standing = NumberSeries.objects.select_for_update().filter(training_center=center, paper=paper, year=year).first()
    if standing:
        return standing
    known_pattern, known_months = pattern_for(center, paper, year)
    pattern = pattern or known_pattern
    refuse_if(pattern_blockers(pattern, center, paper))
    series, is_new = NumberSeries.objects.select_for_update().get_or_create(
        training_center=center,
        paper=paper,
        year=year,
        defaults={
            "pattern": pattern,
            "last_number": used_before,
            "validity_months": validity_months or known_months,
        },
    )
    if is_new:
        now, reason = clock.now(), _("Used before this system.")
        SeriesNumber.objects.bulk_create(
            SeriesNumber(series=series, number=number, given_at=now, void_reason=reason)
            for number in range(1, used_before + 1)
        )
        audit.record("series.open", by=by, target=series, pattern=pattern, year=year, used_before=used_before)
    return series


def pattern_for(center: TrainingCenter, paper: str, year: int) -> tuple[str, int | None]:
    """Pattern and validity that a new year begins with: those of the year before, else a plain pattern."""
    before = NumberSeries.objects.filter(training_center=center, paper=paper, year__lte=year).order_by("-year").first()
    if before:
        return before.pattern, before.validity_months
    return DEFAULT_PATTERNS[NumberSeries.Paper(paper)].format(code=center.code), None


def expected_text(center: TrainingCenter, paper: str, on: date) -> str:
    """The number that the next paper would get now, to see whether it fits; nothing is taken."""
    series = NumberSeries.objects.filter(training_center=center, paper=paper, year=on.year).first()
    pattern = series.pattern if series else pattern_for(center, paper, on.year)[0]
    return written(pattern, (series.last_number if series else 0) + 1, on)


def take_next(center: TrainingCenter, paper: str, *, on: date) -> tuple[SeriesNumber, str]:
    """The next number of the year of `on` (local day of the center) and its text; call within a transaction.

    The counter row stays locked until the caller commits: a rollback gives the number back, so there are no gaps.
    """
    series = open_series(center, year=on.year, paper=paper)
    series.last_number += 1
    series.save(update_fields=["last_number"])
    number = SeriesNumber.objects.create(series=series, number=series.last_number, given_at=clock.now())
    return number, written(series.pattern, number.number, on)


@transaction.atomic
def void_next(center: TrainingCenter, *, paper: str, by: User, reason: str) -> SeriesNumber:
    """Takes the next number out of use (a number given by hand outside, a spoiled form), with its reason."""
    if len(reason.strip()) < 10:
        raise RuleViolation(Blocker("reason", _("Write why the number is void, in at least 10 characters.")))
    number, text = take_next(center, paper, on=clock.today(center.time_zone))
    number.void_reason = reason.strip()
    number.save(update_fields=["void_reason"])
    audit.record("series.void", by=by, target=number, number=text, reason=reason.strip())
    return number


def account(series: NumberSeries, *, after: int = 0, most: int | None = None) -> Iterator[Entry]:
    """Every number of the series from 1 on (or `most` of them behind `after`), with what became of it.

    A missing one comes as unaccounted.
    """
    last = max(series.last_number, series.numbers.aggregate(last=Max("number"))["last"] or 0)
    last = last if most is None else min(last, after + most)
    rows = series.numbers.filter(number__gt=after, number__lte=last).select_related("certificate__enrollment__inmate")
    given = {row.number: row for row in rows.defer("certificate__snapshot").order_by("number")}
    for value in range(after + 1, last + 1):
        row = given.get(value)
        certificate = getattr(row, "certificate", None) if row else None
        day = clock.local(row.given_at, series.training_center.time_zone).date() if row else date(series.year, 1, 1)
        text = certificate.number_text if certificate else written(series.pattern, value, day.replace(year=series.year))
        yield Entry(value, text, certificate, row.void_reason if row else "")
