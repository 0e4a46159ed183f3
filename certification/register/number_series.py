"""Gapless certificate numbers: one series per training center, paper type and year."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from string import Formatter

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from certification.register.models import NumberSeries, SeriesNumber
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.ports import Port
from core.reasons import reason_blockers
from inmates.custody.telltale_words import telltale_words
from programs.catalog import attendance_only

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# Filled in twice: the center's code here, number and year for each paper later.
DEFAULT_PATTERNS = {
    NumberSeries.Paper.CERTIFICATE: "{{number:04d}}/{code}/{{year}}",
    NumberSeries.Paper.STATEMENT: "SK-{{number:04d}}/{code}/{{year}}",
    NumberSeries.Paper.ATTENDANCE: "SKP-{{number:04d}}/{code}/{{year}}",
}
FIELDS = {"number", "year", "month"}
# Two patterns that agree on one of these could give two papers the same number.
SAMPLES = (1, 98765)
LONGEST = NumberSeries._meta.get_field("pattern").max_length or 0

papers_from_before: Port[[TrainingCenter, str, int], int] = Port()
"""The highest number of this center's pattern in that year on papers from before this site, 0 if there is none.

Asked before a series is opened or changed, which must not give that number again.
"""


def written(pattern: str, number: int, on: date) -> str:
    """The printed number: {number:04d}, {year} and {month} (Roman) of `pattern` filled in."""
    return pattern.format(number=number, year=on.year, month=ROMAN[on.month - 1])


def last_day(months: int | None, on: date) -> date | None:
    """The last day of validity of a paper issued `on`, in months; None: unlimited. 31 August plus 6 is 28 February."""
    if not months:
        return None
    # Months are counted from zero, so that December needs no special case.
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def next_numbers(pattern: str, *, used: int, year: int, today: date, count: int = 3) -> list[str]:
    """The numbers that follow `used`, dated `today`, or early January if `year` is another year."""
    on = today if today.year == year else date(year, 1, 2)
    return [written(pattern, used + step, on) for step in range(1, count + 1)]


def pattern_blockers(pattern: str, center: TrainingCenter, paper: str) -> list[Blocker]:
    """Why `pattern` is unusable for a series of this center and paper."""
    try:
        parts = [(name, spec) for _text, name, spec, _conversion in Formatter().parse(pattern) if name is not None]
    except ValueError:
        parts = []
    # `format` would resolve dots and indexes in braces to attributes, so only these names with digits are allowed.
    names = {name for name, _spec in parts}
    plain = all(re.fullmatch(r"(0[1-9]d|d)?" if name == "number" else "", spec or "") for name, spec in parts)
    if not {"number", "year"} <= names <= FIELDS or not plain:
        return [
            Blocker(
                "pattern",
                _("The pattern needs {number:04d} and {year}, may have {month}: 563/{number:04d}/BLK/{year}."),
            )
        ]
    claims = attendance_only.blockers([pattern]) if paper == NumberSeries.Paper.ATTENDANCE else []
    return [*_text_blockers(pattern), *claims, *_twin_blockers(pattern, center, paper)]


def before_blockers(pattern: str, center: TrainingCenter, *, year: int, used_before: int) -> list[Blocker]:
    """Why a series with this pattern cannot begin after `used_before`: its next numbers stand on papers known here."""
    highest = max(papers_from_before.ask(center, pattern, year), default=0)
    if highest <= used_before:
        return []
    text = _(
        "The register has certificates from before this site with numbers of this pattern, up to %(number)s. Write at "
        "least %(highest)s as the numbers used on paper before this system."
    )
    number = written(pattern, highest, date(year, 1, 1))
    return [Blocker("before", text % {"number": number, "highest": highest})]


def _text_blockers(pattern: str) -> Iterator[Blocker]:
    """Printed text must fit its line and must not reveal custody."""
    if len(written(pattern, max(SAMPLES), date(2026, 8, 1))) > LONGEST:
        yield Blocker(
            "pattern_long", _("Numbers of this pattern would be longer than %(most)s characters.") % {"most": LONGEST}
        )
    for word in telltale_words(pattern):
        yield Blocker(
            "pattern_custody",
            _("The pattern contains “%(word)s”, which may not appear on a paper.") % {"word": word},
        )


def _twin_blockers(pattern: str, center: TrainingCenter, paper: str) -> Iterator[Blocker]:
    on = date(2026, 8, 1)
    others = NumberSeries.objects.filter(training_center=center).exclude(paper=paper).values_list("pattern", flat=True)
    if any(written(pattern, n, on) == written(other, n, on) for other in others for n in SAMPLES):
        yield Blocker("pattern_taken", _("Another paper of this center has this pattern. Numbers would be equal."))


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
    """The series of that year, created if missing; an existing one is not changed.

    Without a `pattern` the previous year's is used. `used_before` is the number of numbers used outside this system,
    which become void. Raises `RuleViolation` for an unusable pattern.
    """
    standing = NumberSeries.objects.select_for_update().filter(training_center=center, paper=paper, year=year).first()
    if standing:
        return standing
    known_pattern, known_months = pattern_for(center, paper, year)
    pattern, months = pattern or known_pattern, validity_months or known_months
    refuse_if(
        pattern_blockers(pattern, center, paper) or before_blockers(pattern, center, year=year, used_before=used_before)
    )
    return _open(center, paper, year, Terms(pattern, months, used_before), by=by)


def _open(center: TrainingCenter, paper: str, year: int, terms: "Terms", *, by: User | None) -> NumberSeries:
    # Of two first papers of a year at once, one creates the series and the other waits for its row.
    series, is_new = NumberSeries.objects.select_for_update().get_or_create(
        training_center=center,
        paper=paper,
        year=year,
        defaults={"pattern": terms.pattern, "validity_months": terms.validity_months},
    )
    if is_new:
        _keep_as_void(series, terms.used_before)
        audit.record("series.open", by=by, target=series, year=year, **asdict(terms))
    return series


def _keep_as_void(series: NumberSeries, used_before: int) -> None:
    """Voids the numbers 1 to `used_before`; only for a series from which none was taken here.

    Recorded on the series alone: thousands of rows with one reason would add nothing.
    """
    series.numbers.all().delete()
    series.used_before = series.last_number = used_before
    series.save(update_fields=["used_before", "last_number"])


def years_to_open(center: TrainingCenter, paper: str) -> list[int]:
    """This year and the next, if the paper has no series for them."""
    this = clock.today(center.time_zone).year
    standing = set(NumberSeries.objects.filter(training_center=center, paper=paper).values_list("year", flat=True))
    return [year for year in (this, this + 1) if year not in standing]


@dataclass(frozen=True)
class SeriesLine:
    """A series with its next number and the count of numbers given here, including void ones."""

    series: NumberSeries
    upcoming: str

    @property
    def given(self) -> int:
        """Count of numbers given by this system, without those used before."""
        return self.series.last_number - self.series.used_before


def overview(center: TrainingCenter) -> list[SeriesLine]:
    """All series of the center, newest year first."""
    today = clock.today(center.time_zone)
    standing = NumberSeries.objects.filter(training_center=center).order_by("-year", "paper")
    return [
        SeriesLine(
            series, next_numbers(series.pattern, used=series.last_number, year=series.year, today=today, count=1)[0]
        )
        for series in standing
    ]


def series_to_open(center: TrainingCenter) -> list[NumberSeries]:
    """Series missing for this year or the next, unsaved, with only paper and year."""
    return [
        NumberSeries(training_center=center, paper=paper, year=year)
        for paper in NumberSeries.Paper
        for year in years_to_open(center, paper)
    ]


def year_blockers(center: TrainingCenter, paper: str, year: int) -> list[Blocker]:
    """Why a series of that year cannot be opened by hand: it exists, or the year is neither this one nor the next."""
    if year in years_to_open(center, paper):
        return []
    this = clock.today(center.time_zone).year
    if year in (this, this + 1):
        return [Blocker("series_stands", _("This paper has its series of %(year)s already.") % {"year": year})]
    return [Blocker("year", _("Open a series for this year or the next one."))]


@transaction.atomic
def open_year(
    center: TrainingCenter,
    *,
    by: User,
    paper: str,
    year: int,
    pattern: str,
    used_before: int = 0,
    validity_months: int | None = None,
) -> NumberSeries:
    """Opens a series for a paper and year with settings from a user of the center. Raises `RuleViolation`."""
    authority = authority_blockers(by, "certification.change_series", center)
    reasons = [*authority, *year_blockers(center, paper, year), *pattern_blockers(pattern, center, paper)]
    refuse_if(reasons or before_blockers(pattern, center, year=year, used_before=used_before))
    # Unlike in `open_series`, an empty validity means unlimited, not that of the previous year.
    return _open(center, paper, year, Terms(pattern, validity_months, used_before), by=by)


def change_blockers(series: NumberSeries, by: User) -> list[Blocker]:
    """Why `by` cannot change the series: numbers already taken are fixed, and later ones must match them."""
    if series.is_untouched:
        return authority_blockers(by, "certification.change_series", series.training_center)
    return [Blocker("series_used", _("A number of this series was taken, so its pattern stays until the year ends."))]


@transaction.atomic
def change_series(
    series: NumberSeries, *, by: User, pattern: str, used_before: int, validity_months: int | None
) -> NumberSeries:
    """Changes the pattern, the count of numbers used before, or the validity, until a number is taken.

    Locks the series.
    """
    series = NumberSeries.objects.select_for_update(of=("self",)).select_related("training_center").get(pk=series.pk)
    reasons = [*change_blockers(series, by), *pattern_blockers(pattern, series.training_center, series.paper)]
    refuse_if(reasons or before_blockers(pattern, series.training_center, year=series.year, used_before=used_before))
    before = {"pattern": series.pattern, "used_before": series.used_before, "validity_months": series.validity_months}
    series.pattern, series.validity_months = pattern, validity_months
    series.save(update_fields=["pattern", "validity_months"])
    if used_before != series.used_before:
        _keep_as_void(series, used_before)
    audit.record(
        "series.change",
        by=by,
        target=series,
        before=before,
        pattern=pattern,
        used_before=used_before,
        validity_months=validity_months,
    )
    return series


@dataclass(frozen=True)
class Terms:
    """The terms a series puts on papers: pattern, validity, and the count of numbers used before this system."""

    pattern: str
    validity_months: int | None
    used_before: int

    @classmethod
    def of(cls, series: NumberSeries) -> "Terms":
        """The terms of an existing series."""
        return cls(series.pattern, series.validity_months, series.used_before)


def terms_of(center: TrainingCenter, paper: str, year: int) -> Terms:
    """The terms of that year's series, or those with which its first paper would open it."""
    series = NumberSeries.objects.filter(training_center=center, paper=paper, year=year).first()
    return Terms.of(series) if series else Terms(*pattern_for(center, paper, year), 0)


def pattern_for(center: TrainingCenter, paper: str, year: int) -> tuple[str, int | None]:
    """Default pattern and validity of a new year: those of the previous one, else a plain pattern."""
    before = NumberSeries.objects.filter(training_center=center, paper=paper, year__lte=year).order_by("-year").first()
    if before:
        return before.pattern, before.validity_months
    return DEFAULT_PATTERNS[NumberSeries.Paper(paper)].format(code=center.code), None


def take_next(center: TrainingCenter, paper: str, *, on: date) -> tuple[SeriesNumber, str]:
    """The next number for the year of `on` (local day of the center) and its text; call it within a transaction.

    The counter row stays locked until the caller commits. A rollback returns the number, so there are no gaps.
    """
    return take_many(center, paper, 1, on=on)[0]


def take_many(center: TrainingCenter, paper: str, count: int, *, on: date) -> list[tuple[SeriesNumber, str]]:
    """The same for the next `count` numbers, in order."""
    series, now = open_series(center, year=on.year, paper=paper), clock.now()
    rows = [SeriesNumber(series=series, number=series.last_number + step, given_at=now) for step in range(1, count + 1)]
    series.last_number += count
    series.save(update_fields=["last_number"])
    SeriesNumber.objects.bulk_create(rows)
    return [(row, written(series.pattern, row.number, on)) for row in rows]


@transaction.atomic
def void_next(center: TrainingCenter, *, paper: str, by: User, reason: str) -> SeriesNumber:
    """Voids the next number with a reason: given by hand outside the system, or on a spoiled numbered form.

    Raises `RuleViolation`.
    """
    reasons = authority_blockers(by, "certification.prepare_certificate", center)
    reasons += reason_blockers(
        reason, _("Write why the number is void, in at least %(count)s characters."), code="reason"
    )
    refuse_if(reasons)
    number, text = take_next(center, paper, on=clock.today(center.time_zone))
    number.void_reason = reason.strip()
    number.save(update_fields=["void_reason"])
    audit.record("series.void", by=by, target=number, number=text, reason=reason.strip())
    return number
