"""The ranking as a hearing had it when it closed: kept with each application, read back for the page of the batch."""

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


def keep(hearing: Hearing) -> None:
    """Writes on each application that the hearing decides where it stood; called as the hearing closes."""
    batch, on = hearing.batch, hearing.held_on
    weights = candidate_ranking.weights_of(batch, on=on)
    rows = batch.applications.exclude(state=State.WITHDRAWN).select_related("person")
    decided = []
    for one in candidate_ranking.ranked(batch, rows, on=on, weights=weights):
        if one.application.hearing_id == hearing.pk:
            unmet_rows = [answer.as_row() for answer in _decided_on(one)]
            one.application.ranking = {"rank": one.rank, "parts": one.parts, "weights": weights, "unmet": unmet_rows}
            decided.append(one.application)
    Application.objects.bulk_update(decided, ["ranking"])


def _decided_on(one: Candidate) -> list[Answer]:
    """What stood against the candidate at the decision; somebody admitted beside whom he or she must not be with was
    let in by exception, at whichever of the two."""
    application = one.application
    answers = [Answer.from_row(row) for row in application.decision_answers]
    beside = [answer for answer in one.answers if answer.kind == Apart.code and answer.verdict == Verdict.FAILS]
    if application.state == State.ADMITTED and beside:
        answers = [answer for answer in answers if answer.kind != Apart.code] + beside
    return unmet(answers)


def shown(
    batch: Batch, applications: Iterable[Application], *, on: date, weights: dict[str, int], is_open: bool
) -> list[Candidate]:
    """The candidates in order as the page of the batch shows them: those decided on as the board had them before it,
    the others as they are on that day, by `weights` (see `weights_of`). `is_open`: a hearing can decide on the reserve
    list anew."""
    rows = list(applications)
    decided = [row for row in rows if row.ranking and _stays(row, is_open)]
    keys = {row.pk for row in decided}
    others = [row for row in rows if row.pk not in keys]
    fresh = candidate_ranking.ranked(batch, others, on=on, weights=weights) if others else []
    return sorted([*fresh, *map(_candidate, decided)], key=candidate_ranking.order)


def weights_of(batch: Batch, applications: Iterable[Application], *, on: date) -> dict[str, int]:
    """Points that each part can give: as the last hearing had them, else those of the day."""
    kept = [row for row in applications if row.ranking]
    last = max(kept, key=lambda row: row.hearing_id or 0) if kept else None
    return last.ranking["weights"] if last else candidate_ranking.weights_of(batch, on=on)


def _stays(row: Application, is_open: bool) -> bool:
    return row.state != State.SUBMITTED and not (is_open and row.state == State.RESERVE)


def _candidate(row: Application) -> Candidate:
    kept = row.ranking
    answers = [Answer.from_row(answer) for answer in kept["unmet"]]
    return Candidate(row, answers, kept["parts"], sum(kept["weights"].values()), kept["rank"])
