"""Setting the weights of need records and the rates of plans, from a day on; earlier ones stay as they were."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from outcomes.needs.codes import NeedKind
from outcomes.needs.models import NeedWeights
from outcomes.needs.need_age import weights_on
from outcomes.plan.models import PlanRates
from outcomes.plan.plan_arithmetic import Rates

WEIGHTS = tuple(kind.value.lower() for kind in NeedKind)
RATES = tuple(Rates.__dataclass_fields__)
WISH_WEIGHTS = ("second_wish", "third_wish")
POINTS = tuple(name for name in RATES if name.endswith("_points"))
# What the table holds: three digits before the comma.
MOST_POINTS = 999


def values_on(center: TrainingCenter, day: date) -> dict[str, Decimal]:
    """All weights and rates in force on that day, by name."""
    weights = weights_on(center, day)
    rows = PlanRates.objects.filter(training_center=center, valid_from__lte=day).order_by("-valid_from")
    rates = rows.first() or PlanRates(training_center=center, valid_from=day)
    return {name: getattr(weights, name) for name in WEIGHTS} | {name: getattr(rates, name) for name in RATES}


def rates_by_center(centers: Collection[int], day: date) -> dict[int, Rates]:
    """The rates in force on that day by training center (keys), of those that have set any; one query."""
    rows = PlanRates.objects.filter(training_center__in=centers, valid_from__lte=day).order_by("valid_from")
    # Later rates overwrite the earlier ones.
    return {row.training_center_id: row.rates() for row in rows}


def rate_blockers(values: Mapping[str, Decimal], *, by: User, valid_from: date) -> list[Blocker]:
    """Why these values cannot be set."""
    found = []
    if not by.training_center_id or not by.has_perm("outcomes.change_plan"):
        found.append(Blocker("not_the_center", _("Only the coordinator of the training center sets the rates.")))
    elif valid_from < clock.today(by.time_zone):
        found.append(Blocker("past", _("Rates hold from today or a later day; earlier plans keep theirs.")))
    if any(not 0 <= values[name] <= 1 for name in WEIGHTS):
        found.append(Blocker("weights", _("Each weight lies from 0 to 1.")))
    if not 0 < values["planning_yield"] <= 1:
        found.append(Blocker("yield", _("The share of places that end in work lies above 0, up to 1.")))
    if any(not 0 <= values[name] <= 1 for name in WISH_WEIGHTS):
        found.append(Blocker("wish_weights", _("What a second or a third wish counts lies from 0 to 1.")))
    if any(not 0 <= values[name] <= MOST_POINTS for name in POINTS):
        found.append(Blocker("points", _("Points lie from 0 to %(most)d.") % {"most": MOST_POINTS}))
    return found


@transaction.atomic
def set_rates(*, by: User, valid_from: date, values: Mapping[str, Decimal]) -> None:
    """Sets all weights and rates from `valid_from` on; those set for the same day are replaced."""
    refuse_if(rate_blockers(values, by=by, valid_from=valid_from))
    where: dict[str, Any] = {"training_center": by.training_center, "valid_from": valid_from}
    stamp = {"set_by": by, "set_at": clock.now()}
    NeedWeights.objects.update_or_create(**where, defaults={name: values[name] for name in WEIGHTS} | stamp)
    rates, _created = PlanRates.objects.update_or_create(
        **where, defaults={name: values[name] for name in RATES} | stamp
    )
    audit.record("plan_rates.set", by=by, target=rates, valid_from=valid_from, **{k: str(v) for k, v in values.items()})
