"""What the board sees when deciding on one candidate: rank, score, places left, and the current decision."""

from typing import Any

from django.db.models import Q

from core import clock
from programs.entry_rules.ranking_parts import Part
from programs.selection import candidate_ranking, place_offers
from programs.selection.application_decisions import OUTCOMES
from programs.selection.models import Application

State = Application.State


def decided(application: Application) -> dict[str, Any]:
    """The form's initial values: the current decision, so that saving again does not change it by accident."""
    decision: dict[str, Any] = {"seen": application.revision}
    if application.state in OUTCOMES:
        decision |= {
            "outcome": application.state,
            "reason": application.decision_reason,
            "override": application.is_override,
        }
    return decision


def on_the_table(application: Application) -> dict[str, Any]:
    """The rank, the parts of the score, and how many places are left; a fixed number of queries."""
    batch = application.batch
    today = clock.today(batch.facility.time_zone)
    weights = candidate_ranking.weights_of(batch, on=today)
    # Includes an application that was withdrawn while its page was open.
    rivals = batch.applications.filter(~Q(state=State.WITHDRAWN) | Q(pk=application.pk)).select_related("person")
    candidates = candidate_ranking.ranked(batch, rivals.defer("answers", "decision_answers"), on=today, weights=weights)
    candidate = next(one for one in candidates if one.application == application)
    admitted = sum(one.application.state == State.ADMITTED for one in candidates)
    return {
        "candidate": candidate,
        "parts": [
            {"label": Part(part).label, "points": candidate.parts[part], "most": most} for part, most in weights.items()
        ],
        "ranked": sum(one.rank is not None for one in candidates),
        "admitted": admitted,
        "left": max(place_offers.free_places(batch) - admitted, 0),
        "is_decided": application.state in OUTCOMES,
    }
