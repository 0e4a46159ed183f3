"""The number register: accounts for every number ever given."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from certification.register.models import Certificate, NumberSeries, PrintRecord, SeriesNumber
from certification.register.number_series import written
from core import clock


@dataclass(frozen=True)
class Entry:
    """One line of the register: a number and its use. Without certificate or reason, it is unaccounted for.

    `reprints` are the copies after the first, each with the reason for reprinting. Numbers used before this system
    share one line, with the text of the last one in `until`.
    """

    number: int
    text: str
    certificate: Certificate | None
    void_reason: str
    reprints: list[PrintRecord] = field(default_factory=list)
    until: str = ""
    is_from_before: bool = False

    @property
    def is_accounted_for(self) -> bool:
        """Whether a certificate or a written reason accounts for the number."""
        return self.certificate is not None or bool(self.void_reason)


def account(series: NumberSeries, *, after: int = 0, most: int | None = None) -> Iterator[Entry]:
    """Every number of the series from 1 on (or `most` of them after `after`), with its use.

    Missing numbers are included as unaccounted for. Numbers used before this system are one line, which does not count
    towards `most`.
    """
    if after < series.used_before:
        yield _used_before(series)
        after = series.used_before
    last = last_number(series)
    last = last if most is None else min(last, after + most)
    rows = series.numbers.filter(number__gt=after, number__lte=last)
    related = rows.select_related(
        "certificate__enrollment__person",
        "certificate__batch__version__program",
        "certificate__replaced_by",
        "certificate__hand_over",
    )
    # Stored words contain a picture, which the register does not show.
    lean = related.defer("certificate__snapshot", "certificate__replaced_by__snapshot")
    given = {row.number: row for row in lean.order_by("number")}
    reprints = _reprints(rows)
    for value in range(after + 1, last + 1):
        row = given.get(value)
        certificate = getattr(row, "certificate", None) if row else None
        day = clock.local(row.given_at, series.training_center.time_zone).date() if row else date(series.year, 1, 1)
        # Only year and month are printed; 29 February would not exist in every year.
        on = day.replace(year=series.year, day=1)
        text = certificate.number_text if certificate else written(series.pattern, value, on)
        yield Entry(value, text, certificate, row.void_reason if row else "", reprints[value])


def last_number(series: NumberSeries) -> int:
    """The last number known to the series or any of its rows."""
    return max(series.last_number, series.numbers.aggregate(last=Max("number"))["last"] or 0)


def starts(series: NumberSeries, most: int) -> list[int]:
    """Numbers after which the parts of the register begin, `most` numbers each; the first includes the old ones."""
    return [0, *range(series.used_before + most, last_number(series), most)]


def _used_before(series: NumberSeries) -> Entry:
    first, last = (written(series.pattern, number, date(series.year, 1, 1)) for number in (1, series.used_before))
    return Entry(
        1, first, None, _("Used before this system."), until="" if first == last else last, is_from_before=True
    )


def _reprints(numbers: QuerySet[SeriesNumber]) -> defaultdict[int, list[PrintRecord]]:
    found: defaultdict[int, list[PrintRecord]] = defaultdict(list)
    later = PrintRecord.objects.filter(certificate__number__in=numbers, copy__gt=1)
    for record in later.annotate(number=F("certificate__number__number")).order_by("certificate", "copy"):
        found[record.number].append(record)
    return found
