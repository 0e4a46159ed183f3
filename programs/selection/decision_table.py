"""What the board sees when deciding on one candidate: rank, score, places left, and the current decision."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from programs.entry_rules.findings import Verdict
from programs.entry_rules.models import EntryRuleSet
from programs.entry_rules.ranking_parts import Part
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import unmet_first, verdict_of
from programs.selection import candidate_ranking, kept_ranking, place_offers
from programs.selection.application_decisions import OUTCOMES
from programs.selection.models import Application, Hearing

State = Application.State


@dataclass(frozen=True)
class KeptAnswers:
    """What the rules answered at a moment, the unmet ones first; `is_open`: the page does not collapse them."""

    title: str
    moment: datetime | None
    rules: EntryRuleSet | None
    answers: list[Answer]
    verdict: Verdict
    is_open: bool


def kept_answers(application: Application) -> list[KeptAnswers]:
    """The stored answers of the rules, at the decision (if any) and at the application."""
    at_decision = _kept(
        _("At the decision"), application.decided_at, application.decision_rule_set, application.decision_answers
    )
    at_application = _kept(_("At the application"), application.submitted_at, application.rule_set, application.answers)
    # An override, or a decision taken on incomplete data, is never collapsed.
    opened = [replace(one, is_open=one.verdict != Verdict.MEETS) for one in at_decision]
    return [*opened, *at_application]


def _kept(title: str, moment: datetime | None, rules: EntryRuleSet | None, rows: list[dict]) -> list[KeptAnswers]:
    if not rows:
        return []
    answers = [Answer.from_row(row) for row in rows]
    return [KeptAnswers(title, moment, rules, unmet_first(answers), verdict_of(answers), is_open=False)]


def decided(application: Application) -> dict[str, Any]:
    """The form's initial values: the current decision, so that saving again does not change it by accident."""
    decision: dict[str, Any] = {"seen": application.revision, "blocks": application.blocks}
    if application.again_reason:
        decision["again_reason"] = application.again_reason
    if application.state in OUTCOMES:
        decision |= {
            "outcome": application.state,
            "reason": application.decision_reason,
            "override": application.is_override,
        }
    return decision


def on_the_table(application: Application, hearing: Hearing | None) -> dict[str, Any]:
    """The rank, the parts of the score, and how many places are left in the open hearing, if it decides on it; a fixed
    number of queries.
    """
    batch = application.batch
    today = clock.today(batch.time_zone)
    scored_on = kept_ranking.scored_on(batch, hearing)
    weights = candidate_ranking.weights_of(batch, on=scored_on)
    # Includes an application that was withdrawn while its page was open.
    rivals = batch.applications.filter(~Q(state=State.WITHDRAWN) | Q(pk=application.pk)).select_related("person")
    rivals = rivals.defer("answers", "decision_answers")
    candidates = candidate_ranking.ranked(batch, rivals, on=today, scored_on=scored_on, weights=weights)
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
