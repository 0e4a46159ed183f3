"""Why a year differed from its plan."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import is_enough
from outcomes.needs.neutral_words import word_blockers
from outcomes.plan.models import PlanLine, TrainingPlan
from outcomes.plan.year_plan import locked, office_blockers

State = TrainingPlan.State


def explain_blockers(line: PlanLine, *, by: User, why: str) -> list[Blocker]:
    """Why the difference between plan and year cannot be explained like this."""
    found = office_blockers(line.plan, by)
    if line.plan.state != State.APPROVED:
        found.append(Blocker("not_approved", _("The plan is not approved yet, so nothing can differ from it.")))
    if line.plan.year > clock.today(by.time_zone).year:
        found.append(Blocker("not_begun", _("The year of the plan has not begun, so nothing can differ from it.")))
    if not is_enough(why):
        found.append(Blocker("reason_missing", _("Write a reason of at least 10 letters.")))
    return found + word_blockers({_("Why it differs"): why})


@transaction.atomic
def explain(line: PlanLine, *, by: User, why: str) -> PlanLine:
    """Keeps why fewer or other batches were held than decided. Locks the plan."""
    plan = locked(line.plan)
    line = PlanLine.objects.select_related("plan").get(pk=line.pk, plan=plan)
    refuse_if(explain_blockers(line, by=by, why=why))
    line.not_held_why = why.strip()
    line.save(update_fields=["not_held_why"])
    audit.record("training_plan.explain", by=by, target=plan, vocation=line.vocation_id, level=line.level)
    return line
