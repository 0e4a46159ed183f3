"""The bands of income in rupiah: parts of the province's minimum wage, which is dated data with its source.

An answer keeps its band alone, so a later wage changes no answer.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from core import audit
from core.errors import Blocker, refuse_if
from core.text import rupiah
from outcomes.followup.codes import Income
from outcomes.followup.contacts import PERMISSION
from outcomes.followup.models.wages import MinimumWage
from outcomes.needs.employer_book import center_of

# Where a band ends, in minimum wages; the last one has no end.
ENDS = {
    Income.UNDER_QUARTER: Decimal("0.25"),
    Income.UNDER_HALF: Decimal("0.5"),
    Income.UNDER_WAGE: Decimal(1),
    Income.UNDER_DOUBLE: Decimal("1.5"),
}
# Amounts are said in a call, so they are round.
STEP = 50_000
FEWEST_LETTERS, LEAST, MOST = 10, 100_000, 100_000_000


def amounts_on(center: Any, day: date) -> QuerySet:
    """The amount in force on that day, none while none is set; `center` may be an `OuterRef`."""
    wages = MinimumWage.objects.filter(training_center=center, valid_from__lte=day).order_by("-valid_from")
    return wages.values_list("amount", flat=True)[:1]


def choices_on(center: TrainingCenter, day: date) -> list[tuple[str, str]]:
    """The bands as they are said on that day."""
    return choices_of(next(iter(amounts_on(center, day)), None))


def choices_of(wage: int | None) -> list[tuple[str, str]]:
    """The bands with their amounts; without them while no wage is set."""
    return [(band.value, f"{band.label} ({_span(band, wage)})" if wage else str(band.label)) for band in Income]


def _span(band: Income, wage: int) -> str:
    ends = [rupiah(round(int(wage * end) / STEP) * STEP) for end in ENDS.values()]
    place = list(Income).index(band)
    if place == 0:
        return _("below %(most)s") % {"most": ends[0]}
    if place == len(ends):
        return _("above %(least)s") % {"least": ends[-1]}
    return f"{ends[place - 1]} – {ends[place]}"


def wage_blockers(*, by: User, valid_from: date, amount: int, source: str) -> list[Blocker]:
    """Why this wage cannot be set."""
    center = by.training_center
    if center is None:
        return [Blocker("not_the_center", _("Only the training center sets it."))]
    found = authority_blockers(by, PERMISSION, center)
    if not LEAST <= amount <= MOST:
        found.append(Blocker("amount", _("This is no wage of a month in rupiah.")))
    if len(source.strip()) < FEWEST_LETTERS:
        found.append(Blocker("source", _("Write the decree or the page where it stands.")))
    if MinimumWage.objects.filter(training_center=center, valid_from=valid_from).exists():
        found.append(Blocker("set_already", _("A wage from this day on is set already. Choose another day.")))
    return found


@transaction.atomic
def set_wage(*, by: User, valid_from: date, amount: int, source: str) -> MinimumWage:
    """Sets the wage from a day on; earlier ones stay. Raises `RuleViolation`."""
    refuse_if(wage_blockers(by=by, valid_from=valid_from, amount=amount, source=source))
    row = MinimumWage.objects.create(
        training_center=center_of(by), valid_from=valid_from, amount=amount, source=source.strip(), set_by=by
    )
    audit.record("minimum_wage.set", by=by, target=row, valid_from=valid_from, amount=amount)
    return row


def set_by_center(center: TrainingCenter) -> list[MinimumWage]:
    """All that were set, the latest first."""
    return list(MinimumWage.objects.filter(training_center=center).select_related("set_by"))
