"""The order in which candidates are looked at: visible parts with weights as data. It decides nothing.

Same inputs give the same order; equal scores stand in order of application.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from core import clock
from programs.entry_facts import Facts, known_of
from programs.entry_rules import Answer, Verdict, ask, unmet, verdict_of
from programs.models import Application, Batch, RankingWeight

Part = RankingWeight.Part
USUAL_WEIGHTS: dict[str, int] = {Part.INTEREST: 40, Part.WAITING: 25, Part.TIME_LEFT: 15, Part.FIRST_TRAINING: 20}
DAYS_OF_FULL_WAITING = 90
# Whoever leaves within half a year after the batch uses the skill soonest; two years later it is half forgotten.
SOON, LATE = 180, 730


@dataclass(frozen=True)
class Candidate:
    """An application with its answers now, its parts (points, None where data are missing) and its place."""

    application: Application
    answers: list[Answer]
    parts: dict[str, int | None]
    most: int
    rank: int | None = None

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.answers)

    @property
    def why_not(self) -> list[Answer]:
        return unmet(self.answers)

    @property
    def total(self) -> int | None:
        known = [points for points in self.parts.values() if points is not None]
        return sum(known) if len(known) == len(self.parts) else None

    @property
    def known_total(self) -> int:
        return sum(points or 0 for points in self.parts.values())


def weights_of(batch: Batch) -> dict[str, int]:
    """Points that each part can give at most: the version's own rows, else the usual ones."""
    own = {row.part: row.points for row in RankingWeight.objects.filter(version=batch.version_id)}
    return own or dict(USUAL_WEIGHTS)


def ranked(
    batch: Batch, applications: Iterable[Application], *, on: date, weights: dict[str, int] | None = None
) -> list[Candidate]:
    """The candidates in order: those who meet the rules by score, then data incomplete, then those who do not.

    Only candidates who meet the rules and miss no part have a rank. A fixed number of queries; `weights` are those
    of `weights_of`, for a page that has read them already.
    """
    applications = list(applications)
    weights = weights_of(batch) if weights is None else weights
    known = known_of([application.inmate for application in applications], batch)
    answers = ask(batch, known, on=on)
    candidates = []
    for application in applications:
        shares = _shares(application, known[application.inmate_id], batch, on)
        parts = {part: _points(shares[part], most) for part, most in weights.items()}
        candidates.append(Candidate(application, answers[application.inmate_id], parts, sum(weights.values())))
    return _numbered(sorted(candidates, key=_order))


def _shares(application: Application, facts: Facts, batch: Batch, on: date) -> dict[str, float | None]:
    """How much of each part the candidate has, from 0 to 1; None when data are missing."""
    submitted_on = clock.local(application.submitted_at, batch.facility.time_zone).date()
    return {
        Part.INTEREST: (application.interest - 1) / 4,
        Part.WAITING: min((on - submitted_on).days / DAYS_OF_FULL_WAITING, 1),
        Part.TIME_LEFT: _closeness(facts.leaves_on, batch.leaves_before),
        Part.FIRST_TRAINING: 0.0 if facts.has_trained else 1.0,
    }


def _order(candidate: Candidate) -> tuple:
    groups = {Verdict.MEETS: 0, Verdict.MISSING: 1, Verdict.FAILS: 2}
    group = 1 if candidate.total is None and candidate.verdict == Verdict.MEETS else groups[candidate.verdict]
    return group, -candidate.known_total, candidate.application.submitted_at, candidate.application.pk


def _numbered(candidates: list[Candidate]) -> list[Candidate]:
    numbered, rank = [], 0
    for candidate in candidates:
        if candidate.verdict == Verdict.MEETS and candidate.total is not None:
            rank += 1
            numbered.append(replace(candidate, rank=rank))
        else:
            numbered.append(candidate)
    return numbered


def _points(share: float | None, most: int) -> int | None:
    return None if share is None else round(max(share, 0) * most)


def _closeness(leaves_on: date | None, needed: date) -> float | None:
    """1 for whoever leaves within half a year after the batch, falling to 0 at two years; None when unknown."""
    if leaves_on is None:
        return None
    days = (leaves_on - needed).days
    return min(max((LATE - days) / (LATE - SOON), 0), 1) if days >= 0 else 0.0
