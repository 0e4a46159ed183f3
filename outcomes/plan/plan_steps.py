"""The stages of a plan, and where it stands."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.dates import day
from outcomes.plan.models import PlanMeeting, TrainingPlan


def steps_of(plan: TrainingPlan, vocations: int, meeting: PlanMeeting | None) -> list[dict[str, str]]:
    """Name, note and state (done, now, todo) of each stage."""
    approved = [head for head in (plan.facility_head_id, plan.center_head_id) if head]
    notes = [
        ngettext("%(count)d vocation", "%(count)d vocations", vocations) % {"count": vocations},
        day(meeting.held_on) if meeting else "",
        _("%(count)d of 2 heads") % {"count": len(approved)},
        str(plan.year + 1),
    ]
    names = [_("Prepare the proposal"), _("Meeting of both offices"), _("Approve"), _("Compare")]
    now = list(TrainingPlan.State).index(TrainingPlan.State(plan.state))
    return [
        {"name": name, "note": note, "state": "done" if number < now else "now" if number == now else "todo"}
        for number, (name, note) in enumerate(zip(names, notes, strict=True))
    ]
