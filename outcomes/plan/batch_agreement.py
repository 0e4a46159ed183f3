"""Under which agreement a batch of a line of the year's plan is held."""

from datetime import date

from outcomes.plan.models import PlanLine, TrainingPlan
from programs.agreements.models import Agreement


def only_agreement(plan: TrainingPlan, line: PlanLine, *, day: date) -> Agreement | None:
    """The one agreement of both offices that names the vocation and runs on some of the days of the plan's year that
    are left; None if there is none or a choice. One query.
    """
    first, last = max(day, date(plan.year, 1, 1)), date(plan.year, 12, 31)
    found = Agreement.objects.filter(
        facility=plan.facility_id,
        training_center=plan.training_center_id,
        vocations=line.vocation_id,
        valid_from__lte=last,
        valid_until__gte=first,
    )
    covering = list(found[:2])
    return covering[0] if len(covering) == 1 else None
