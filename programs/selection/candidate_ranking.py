"""The order in which candidates are reviewed, by visible parts with configurable weights. It decides nothing.

The same inputs always give the same order; equal scores are ordered by application.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from core import clock
from inmates.people.codes import Education
from programs.batches.models import Batch
from programs.entry_rules.course_parts import CoursePart
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import Facts, known_of
from programs.entry_rules.models import RankingScale, in_force
from programs.entry_rules.ranking_parts import USUAL_WEIGHTS, Part
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import ask, unmet, verdict_of
from programs.interviews.models import Interview
from programs.selection.models import Application

DAYS_OF_FULL_WAITING = 90
# Days from the end of the batch to release. A skill is used soonest by those who leave within half a year; after two
# years it is half forgotten.
SOON, LATE = 180, 730
# The less schooling, the more difference a trade makes; from a diploma on, schooling adds nothing.
SCHOOLING_NEED = {Education.NONE: 1.0, Education.SD: 1.0, Education.SMP: 0.75, Education.SMA: 0.5}


@dataclass(frozen=True)
class Candidate:
    """An application with its current answers, its points by part (None if data are missing) and its rank."""

    application: Application
    answers: list[Answer]
    parts: dict[str, int | None]
    most: int
    rank: int | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict of all answers together."""
        return verdict_of(self.answers)

    @property
    def why_not(self) -> list[Answer]:
        """The answers that failed or lack data."""
        return unmet(self.answers)

    @property
    def total(self) -> int | None:
        """The sum of all parts; None while any of them is unknown."""
        known = [points for points in self.parts.values() if points is not None]
        return sum(known) if len(known) == len(self.parts) else None

    @property
    def known_total(self) -> int:
        """The sum of the known parts; unknown ones can only raise it."""
        return sum(points or 0 for points in self.parts.values())


def weights_of(batch: Batch, *, on: date) -> dict[str, int]:
    """The maximum points for each part on that day, as set by the facility, else the defaults."""
    scale = in_force(RankingScale.objects.for_batches([batch], on), batch)
    points = scale.points if scale else USUAL_WEIGHTS
    return {part: points[part] for part in Part.values if points.get(part)}


def ranked(
    batch: Batch,
    applications: Iterable[Application],
    *,
    on: date,
    scored_on: date | None = None,
    weights: dict[str, int] | None = None,
) -> list[Candidate]:
    """The candidates in order: those who meet the rules by score, then incomplete ones, then those who fail the rules.

    The rules answer as of the day `on`; points are counted up to the day `scored_on`, if another (see
    `kept_ranking.scored_on`). Only candidates who meet the rules, lack no part and have not withdrawn get a rank. A
    fixed number of queries; pass `weights` if the page has already loaded `weights_of`.
    """
    applications, scored_on = list(applications), scored_on or on
    weights = weights_of(batch, on=scored_on) if weights is None else weights
    takes = {application.person_id: application.blocks for application in applications}
    known = known_of([application.person for application in applications], [batch], takes)
    answers = ask(batch, known, on=on)
    interviews = latest_interviews(known.facts)
    candidates = []
    for application in applications:
        facts = known.facts[application.person_id]
        course = CoursePart(batch, application.blocks, known.timetables.get(batch.pk, ()))
        shares = _shares(application, facts, interviews.get(application.person_id), course, scored_on)
        parts = {part: _points(shares[part], most) for part, most in weights.items()}
        candidates.append(Candidate(application, answers[application.person_id], parts, sum(weights.values())))
    return _numbered(sorted(candidates, key=order))


def latest_interviews(people: Iterable[int]) -> dict[int, Interview]:
    """The latest intake interview of each of these people."""
    return {row.person_id: row for row in Interview.objects.filter(person__in=list(people)).order_by("held_on", "pk")}


def _shares(
    application: Application, facts: Facts, interview: Interview | None, course: CoursePart, on: date
) -> dict[str, float | None]:
    """The candidate's share of each part, from 0 to 1; None if data are missing."""
    batch = course.batch
    submitted_on = clock.local(application.submitted_at, batch.time_zone).date()
    return {
        Part.INTEREST: (application.interest - 1) / 4,
        Part.NEED: _need(facts, interview),
        Part.WAITING: min((on - submitted_on).days / DAYS_OF_FULL_WAITING, 1),
        Part.TIME_LEFT: _closeness(facts.leaves_on, course.leaves_before),
        Part.FIRST_TRAINING: 0.0 if facts.has_trained(batch) else 1.0,
    }


def _need(facts: Facts, interview: Interview | None) -> float | None:
    """The need for training, from schooling; after an interview, half of it from having no trade or certificate yet."""
    education = facts.person.education or (interview.education if interview else "")
    if not education:
        return None
    schooling = SCHOOLING_NEED.get(Education(education), 0.0)
    if interview is None:
        return schooling
    brings_a_trade = bool(interview.skills or interview.prior_certificates)
    return (schooling + (0.0 if brings_a_trade else 1.0)) / 2


def order(candidate: Candidate) -> tuple:
    """The sort key: those who meet the rules by score, then incomplete ones, then those who fail the rules."""
    groups = {Verdict.MEETS: 0, Verdict.MISSING: 1, Verdict.UNKNOWN: 1, Verdict.FAILS: 2}
    # An incomplete score cannot be compared with complete ones.
    group = 1 if candidate.total is None and candidate.verdict == Verdict.MEETS else groups[candidate.verdict]
    return group, -candidate.known_total, candidate.application.submitted_at, candidate.application.pk


def _numbered(candidates: list[Candidate]) -> list[Candidate]:
    numbered, rank = [], 0
    for candidate in candidates:
        is_withdrawn = candidate.application.state == Application.State.WITHDRAWN
        if candidate.verdict == Verdict.MEETS and candidate.total is not None and not is_withdrawn:
            rank += 1
            numbered.append(replace(candidate, rank=rank))
        else:
            numbered.append(candidate)
    return numbered


def _points(share: float | None, most: int) -> int | None:
    return None if share is None else round(max(share, 0) * most)


def _closeness(leaves_on: date | None, needed: date) -> float | None:
    """1 for release within half a year after the batch, falling to 0 at two years; None if the date is unknown."""
    if leaves_on is None:
        return None
    days = (leaves_on - needed).days
    return min(max((LATE - days) / (LATE - SOON), 0), 1) if days >= 0 else 0.0
