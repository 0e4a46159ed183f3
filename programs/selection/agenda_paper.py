"""The agenda of a hearing on paper: the ranked candidates with their rule results and room for the decision."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.templatetags.dates import day_full, day_span
from printing import office_list
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import unmet, verdict_of
from programs.selection import chosen_blocks, kept_apart, kept_ranking
from programs.selection.candidate_ranking import Candidate
from programs.selection.models import Application, Hearing

State = Application.State


def agenda_sheet(batch: Batch) -> bytes:
    """The agenda as a PDF, in Indonesian: everybody the board has to decide on, or has decided on, by rank.

    Raises `RuleViolation` if a word does not fit.
    """
    with translation.override("id"), timezone.override(batch.time_zone):
        return office_list.render(_words(batch))


def _words(batch: Batch) -> dict[str, Any]:
    facility, hearing = batch.house, _hearing_of(batch)
    applications = list(_on_the_agenda(batch, hearing).select_related("person").prefetch_related("offers"))
    kept_apart.note_exceptions(batch, applications)
    weights = kept_ranking.weights_of(batch, applications, hearing)
    candidates = kept_ranking.shown(batch, applications, weights=weights, hearing=hearing)
    is_kept = hearing is not None and any(row.ranking for row in applications)
    as_of = hearing.held_on if hearing and is_kept else kept_ranking.scored_on(batch, hearing)
    return {
        "issuer": {"name": facility.name, "address": facility.address or facility.city or facility.region},
        "title": _("Agenda of the hearing"),
        "facts": [
            {"label": _("Program"), "value": batch.version.program.name},
            {"label": _("Batch"), "value": batch.name},
            {"label": _("Course"), "value": day_span(batch.starts_on, batch.ends_on)},
            {"label": _("Places"), "value": str(batch.capacity)},
            {"label": _("As of"), "value": day_full(as_of)},
        ],
        "columns": [
            {"label": _("Name"), "width": 46},
            {"label": _("Entry rules"), "width": 64},
            {"label": _("Score"), "width": 16, "number": True},
            {"label": _("Decision and reason"), "width": 40},
        ],
        "rows": [_row(one) for one in candidates],
        "foot": _("Stays in the file of the hearing."),
    }


def _hearing_of(batch: Batch) -> Hearing | None:
    """The open hearing, else the last one; none if somebody already waits for the next."""
    hearing = batch.hearings.first()
    if hearing is None or hearing.is_open:
        return hearing
    return None if batch.applications.filter(state=State.SUBMITTED).exists() else hearing


def _on_the_agenda(batch: Batch, hearing: Hearing | None) -> QuerySet[Application]:
    """Applications awaiting a decision and those decided in the open hearing; of a closed one, its decisions."""
    waiting = Q(state__in=[State.SUBMITTED, State.RESERVE])
    decided = Q(hearing=hearing, decided_at__isnull=False)
    if hearing is None:
        return batch.applications.filter(waiting)
    return batch.applications.filter(waiting | decided if hearing.is_open else decided)


def _outcome(application: Application) -> str:
    """The decision, even for people who have since got a place: an offer means the reserve list."""
    if application.state not in (State.ENROLLED, State.OFFERED):
        return str(application.get_state_display())
    return str((State.RESERVE if application.offers.all() else State.ADMITTED).label)


def _row(one: Candidate) -> list[str]:
    application = one.application
    # For a decided application, the answers that the board saw on that day.
    is_decided = bool(application.decided_at and application.decision_answers)
    answers = [Answer.from_row(row) for row in application.decision_answers] if is_decided else one.answers
    # The first of a pair to be admitted met the rules at the time; the exception concerns both, as in the minutes.
    verdict = Verdict.FAILS if application.exception else verdict_of(answers)
    why_not = " ".join(answer.message for answer in unmet(answers))
    rules = f"{verdict.label}: {why_not}" if why_not else str(verdict.label)
    total = "-" if one.total is None else str(one.total)
    decided = f"{_outcome(application)}: {application.decision_reason}" if application.decided_at else ""
    name = application.person.full_name
    if application.blocks:
        name = f"{name} ({chosen_blocks.words(application.blocks)})"
    return [name, rules, total, kept_apart.with_exception(decided, application.exception)]
