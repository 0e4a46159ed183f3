"""The ranking as it was when a hearing closed: stored with each application and read back for the batch page."""

from collections.abc import Iterable
from datetime import date

from core import clock
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.parts.of_custody import Apart
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import unmet
from programs.selection import candidate_ranking
from programs.selection.candidate_ranking import Candidate
from programs.selection.models import Application, Hearing

State = Application.State


def scored_on(batch: Batch, hearing: Hearing | None) -> date:
    """The (local) day up to which points are counted: that of the open hearing, however long it takes, else today."""
    return hearing.held_on if hearing and hearing.is_open else clock.today(batch.time_zone)


def of_hearing(hearing: Hearing) -> list[Candidate]:
    """Everybody who applied for the batch, in the order that the board saw, with the points of the day of hearing."""
    batch, today = hearing.batch, clock.today(hearing.batch.time_zone)
    rows = batch.applications.select_related("person")
    return candidate_ranking.ranked(batch, rows, on=today, scored_on=hearing.held_on)


def keep(hearing: Hearing, candidates: Iterable[Candidate]) -> None:
    """Stores the ranking (`of_hearing`) on every application decided in the hearing; called as the hearing closes."""
    weights = candidate_ranking.weights_of(hearing.batch, on=hearing.held_on)
    decided = []
    for one in candidates:
        if one.application.hearing_id == hearing.pk and one.application.state != State.WITHDRAWN:
            unmet_rows = [answer.as_row() for answer in _decided_on(one)]
            one.application.ranking = {"rank": one.rank, "parts": one.parts, "weights": weights, "unmet": unmet_rows}
            decided.append(one.application)
    Application.objects.bulk_update(decided, ["ranking"])


def _decided_on(one: Candidate) -> list[Answer]:
    """Answers unmet at the decision. If the person was admitted together with people to be kept apart, that answer is
    included even if the exception was made on the other application.
    """
    application = one.application
    answers = [Answer.from_row(row) for row in application.decision_answers]
    beside = [answer for answer in one.answers if answer.kind == Apart.code and answer.verdict == Verdict.FAILS]
    if application.state == State.ADMITTED and beside:
        answers = [answer for answer in answers if answer.kind != Apart.code] + beside
    return unmet(answers)


def shown(
    batch: Batch, applications: Iterable[Application], *, weights: dict[str, int], hearing: Hearing | None
) -> list[Candidate]:
    """The candidates in order for the batch page and the agenda: decided ones as the board saw them, the others by
    `weights` (see `weights_of`) as they are today. `hearing` is the last one on the batch; without, nothing is kept.
    """
    rows = list(applications)
    decided = [row for row in rows if row.ranking and _stays(row, hearing)]
    keys = {row.pk for row in decided}
    others = [row for row in rows if row.pk not in keys]
    days = {"on": clock.today(batch.time_zone), "scored_on": scored_on(batch, hearing)}
    fresh = candidate_ranking.ranked(batch, others, weights=weights, **days) if others else []
    return sorted([*fresh, *map(_candidate, decided)], key=candidate_ranking.order)


def weights_of(batch: Batch, applications: Iterable[Application], hearing: Hearing | None) -> dict[str, int]:
    """The maximum points for each part: of the open hearing, as used in the last one, else those of today."""
    kept = [row for row in applications if row.ranking] if hearing and not hearing.is_open else []
    last = max(kept, key=lambda row: row.hearing_id or 0) if kept else None
    return last.ranking["weights"] if last else candidate_ranking.weights_of(batch, on=scored_on(batch, hearing))


def _stays(row: Application, hearing: Hearing | None) -> bool:
    """Whether it was decided on in a closed hearing, and an open one cannot decide again."""
    if hearing is None or row.state == State.SUBMITTED:
        return False
    return not (hearing.is_open and (row.state == State.RESERVE or row.hearing_id == hearing.pk))


def _candidate(row: Application) -> Candidate:
    kept = row.ranking
    answers = [Answer.from_row(answer) for answer in kept["unmet"]]
    return Candidate(row, answers, kept["parts"], sum(kept["weights"].values()), kept["rank"])
