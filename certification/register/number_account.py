"""The register of numbers: what became of each one, so that every number is accounted for."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Max, QuerySet

from certification.register.models import Certificate, NumberSeries, PrintRecord, SeriesNumber
from certification.register.number_series import written
from core import clock


@dataclass(frozen=True)
class Entry:
    """One line of the register: a number and what became of it. Neither certificate nor reason: unaccounted.

    `reprints` are the copies from the second one on, each with the reason why the sheet before did not do.
    """

    number: int
    text: str
    certificate: Certificate | None
    void_reason: str
    reprints: list[PrintRecord] = field(default_factory=list)

    @property
    def is_accounted_for(self) -> bool:
        """Whether a certificate or a written reason accounts for the number."""
        return self.certificate is not None or bool(self.void_reason)


def account(series: NumberSeries, *, after: int = 0, most: int | None = None) -> Iterator[Entry]:
    """Every number of the series from 1 on (or `most` of them after `after`), with what became of it.

    A missing one comes as unaccounted.
    """
    last = max(series.last_number, series.numbers.aggregate(last=Max("number"))["last"] or 0)
    last = last if most is None else min(last, after + most)
    rows = series.numbers.filter(number__gt=after, number__lte=last)
    related = rows.select_related(
        "certificate__enrollment__person",
        "certificate__batch__version__program",
        "certificate__replaced_by",
        "certificate__hand_over",
    )
    # The old words of a paper hold a picture, and no register shows them.
    lean = related.defer("certificate__snapshot", "certificate__replaced_by__snapshot")
    given = {row.number: row for row in lean.order_by("number")}
    reprints = _reprints(rows)
    for value in range(after + 1, last + 1):
        row = given.get(value)
        certificate = getattr(row, "certificate", None) if row else None
        day = clock.local(row.given_at, series.training_center.time_zone).date() if row else date(series.year, 1, 1)
        # Only year and month are printed; 29 February is no day of every other year.
        on = day.replace(year=series.year, day=1)
        text = certificate.number_text if certificate else written(series.pattern, value, on)
        yield Entry(value, text, certificate, row.void_reason if row else "", reprints[value])


def _reprints(numbers: QuerySet[SeriesNumber]) -> defaultdict[int, list[PrintRecord]]:
    found: defaultdict[int, list[PrintRecord]] = defaultdict(list)
    later = PrintRecord.objects.filter(certificate__number__in=numbers, copy__gt=1)
    for record in later.annotate(number=F("certificate__number__number")).order_by("certificate", "copy"):
        found[record.number].append(record)
    return found
