"""The record of processing activities of an office (UU 27/2022, article 31), as the tables describe themselves.

Each side reads its own half: a training center nothing of custody, a facility nothing of contact and outcome.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import Facility
from accounts.processing import SPECIFIC, TABLES, DataClass, Keeping, Kept, Purpose
from accounts.roles import Side
from reports.retention.retention_periods import Office, Period, periods


@dataclass(frozen=True)
class Line:
    """Data of one class that are processed for one purpose."""

    data_class: DataClass
    # How many fields, in how many tables.
    fields: int
    tables: int
    # How long, where no period is set.
    keeping: tuple[str | Promise, ...]
    # Set by the office.
    periods: tuple[Period, ...]

    @property
    def is_specific(self) -> bool:
        """By law of the kind that needs more protection (UU 27/2022, article 4 (2))."""
        return self.data_class in SPECIFIC


@dataclass(frozen=True)
class Activity:
    """One activity of processing: why, and which data."""

    purpose: Purpose
    lines: tuple[Line, ...]


def activities(office: Office) -> list[Activity]:
    """All activities of an office of this side, with its periods of today. One query."""
    side = Side.FACILITY if isinstance(office, Facility) else Side.CENTER
    dated: dict[type[Model], list[Period]] = {}
    for period in periods(office):
        for model in period.kind.tables:
            dated.setdefault(model, []).append(period)
    purposes: dict[Purpose, list[type[Model]]] = {}
    for model, kept in TABLES.items():
        if kept.purpose.side in (side, Side.BOTH):
            purposes.setdefault(kept.purpose, []).append(model)
    found = [Activity(purpose, tuple(_lines(models, side, dated))) for purpose, models in purposes.items()]
    return [activity for activity in found if activity.lines]


def _lines(models: list[type[Model]], side: Side, dated: dict[type[Model], list[Period]]) -> Iterator[Line]:
    for data_class in DataClass:
        holding = [model for model in models if TABLES[model].has(data_class)]
        if not holding or data_class == DataClass.NONE or not _is_for(side, data_class):
            continue
        kept = [TABLES[model] for model in holding]
        own = dict.fromkeys(period for model in holding for period in dated.get(model, []))
        words = dict.fromkeys(one.keeping.label for one in kept if one.keeping != Keeping.DATED)
        yield Line(data_class, _count(kept, data_class), len(holding), tuple(words), tuple(own))


def _is_for(side: Side, data_class: DataClass) -> bool:
    """Tables of both sides have fields about custody, which the center's half has not."""
    return side == Side.FACILITY or data_class != DataClass.CUSTODY


def _count(kept: list[Kept], data_class: DataClass) -> int:
    return sum(one.has(data_class) for one in kept)
