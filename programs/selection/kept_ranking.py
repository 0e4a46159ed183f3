"""The ranking as it was when a hearing closed: stored with each application and read back for the batch page."""

from collections.abc import Iterable
from datetime import date

from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.parts.of_custody import Apart
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import unmet
from programs.selection import candidate_ranking
from programs.selection.candidate_ranking import Candidate
from programs.selection.models import Application, Hearing

State = Application.State


def of_hearing(hearing: Hearing) -> list[Candidate]:
    """Everybody who applied for the batch, in the order of the day of the hearing, as the board saw them."""
    batch = hearing.batch
    return candidate_ranking.ranked(batch, batch.applications.select_related("person"), on=hearing.held_on)


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
    batch: Batch, applications: Iterable[Application], *, on: date, weights: dict[str, int], is_open: bool
) -> list[Candidate]:
    """The candidates in order for the batch page: decided ones as the board saw them, the others as they are on that
    day, by `weights` (see `weights_of`). `is_open` says that a hearing can still decide on the reserve list.
    """
    rows = list(applications)
    decided = [row for row in rows if row.ranking and _stays(row, is_open)]
    keys = {row.pk for row in decided}
    others = [row for row in rows if row.pk not in keys]
    fresh = candidate_ranking.ranked(batch, others, on=on, weights=weights) if others else []
    return sorted([*fresh, *map(_candidate, decided)], key=candidate_ranking.order)


def weights_of(batch: Batch, applications: Iterable[Application], *, on: date) -> dict[str, int]:
    """The maximum points for each part, as used in the last hearing, else those of the day."""
    kept = [row for row in applications if row.ranking]
    last = max(kept, key=lambda row: row.hearing_id or 0) if kept else None
    return last.ranking["weights"] if last else candidate_ranking.weights_of(batch, on=on)


def _stays(row: Application, is_open: bool) -> bool:
    return row.state != State.SUBMITTED and not (is_open and row.state == State.RESERVE)


def _candidate(row: Application) -> Candidate:
    kept = row.ranking
    answers = [Answer.from_row(answer) for answer in kept["unmet"]]
    return Candidate(row, answers, kept["parts"], sum(kept["weights"].values()), kept["rank"])
