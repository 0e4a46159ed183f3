"""What every act on a plan of a year begins with: whose plan it is, and its row, locked."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Blocker
from outcomes.plan.models import TrainingPlan


def office_blockers(plan: TrainingPlan, by: User) -> list[Blocker]:
    """Why this user's office has no part in the plan."""
    if by.facility_id == plan.facility_id or by.training_center_id == plan.training_center_id:
        return []
    return [Blocker("foreign_office", _("The plan belongs to other offices than yours."))]


def locked(plan: TrainingPlan) -> TrainingPlan:
    """The plan as it stands, its row locked."""
    rows = TrainingPlan.objects.select_for_update(of=("self",)).select_related("facility", "training_center")
    return rows.get(pk=plan.pk)


def take_back_approvals(plan: TrainingPlan) -> None:
    """Lets both heads approve anew; the caller holds the plan."""
    plan.facility_head = plan.center_head = None
    plan.save(update_fields=["facility_head", "center_head"])
