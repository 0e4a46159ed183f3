"""How long a need record counts, and how much."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from accounts.models import TrainingCenter
from outcomes.needs.models import NeedRecord, NeedWeights

VALID_MONTHS = 18


def last_day(recorded_on: date, months: int = VALID_MONTHS) -> date:
    """The last day on which a record of `recorded_on` counts; the day after is 18 months and 1 day later."""
    years, month = divmod(recorded_on.month - 1 + months, 12)
    year, month = recorded_on.year + years, month + 1
    return date(year, month, min(recorded_on.day, monthrange(year, month)[1]))


def months_old(recorded_on: date, day: date) -> int:
    """Whole months between a record and `day`, never negative."""
    months = (day.year - recorded_on.year) * 12 + day.month - recorded_on.month - (day.day < recorded_on.day)
    return max(months, 0)


def weights_on(center: TrainingCenter, day: date) -> NeedWeights:
    """The center's weights in force on that day; those of `NeedWeights` itself while none are set."""
    found = NeedWeights.objects.filter(training_center=center, valid_from__lte=day).order_by("-valid_from").first()
    return found or NeedWeights(training_center=center, valid_from=day)


def counted(records: Iterable[NeedRecord], day: date) -> dict[int, int]:
    """How many people each record (by its key) counts on that day: those asked for twice count once, as the part.

    A part that was withdrawn was filled or taken back, and is not needed again. `records` hold the parts as well.
    """
    rows = list(records)
    parts: Counter[int] = Counter()
    for record in rows:
        if record.part_of_id and (record.withdrawn_on or record.valid_until >= day):
            parts[record.part_of_id] += record.number
    young = [record for record in rows if record.withdrawn_on is None and record.valid_until >= day]
    return {record.pk: max(record.number - parts[record.pk], 0) for record in young}


def weighted(records: Iterable[NeedRecord], weights: NeedWeights, numbers: Mapping[int, int]) -> Decimal:
    """The need N of these records: people that each counts (by its key) times the weight of its kind, added up."""
    return sum((numbers.get(record.pk, 0) * weights.of(record.kind) for record in records), Decimal(0))


def has_young(center: TrainingCenter, vocation: int, day: date) -> bool:
    """Whether the center keeps a need record of this vocation (key) that counts on that day."""
    return NeedRecord.objects.young(day).filter(training_center=center, vocation=vocation).exists()
