"""The checkable parts of which entry rules are made, each answered "meets", "does not meet" or "data incomplete".

A missing or expired value is never a pass. An answer is kept with what was asked and what was seen, and worded when
it is shown, so that an old decision can be read in the reader's language and with the values of its own day.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from core.errors import Blocker
from inmates.people.codes import Education
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import Facts, Known
from programs.entry_rules.rule_words import Kind, requirement, sentence

# Asked of everybody in a facility: the codes in their order, counted once.
SCHOOLING = {code: place for place, code in enumerate(Education.values)}


@dataclass(frozen=True)
class Answer:
    """What one rule answered about one person, with what it asked for and the values it saw (ISO dates, codes)."""

    kind: str
    verdict: str
    seen: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name of the part, in the reader's language."""
        return str(Kind(self.kind).label)

    @property
    def message(self) -> str:
        """A whole sentence in the reader's language."""
        return sentence(self.kind, self.seen.get("wording", self.verdict), self.seen)

    @property
    def requirement(self) -> str:
        """What the rule asked for at the time."""
        return requirement(self.kind, self.asked)

    @property
    def missing(self) -> bool:
        """Whether data lack that somebody can complete, so that the part says neither yes nor no."""
        return self.verdict == Verdict.MISSING

    def as_row(self) -> dict[str, Any]:
        """As it is kept with an application."""
        kept = {"kind": self.kind, "answer": self.verdict, "value": self.seen, "message": self.message}
        return {**kept, "asked": self.asked}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Answer":
        """The answer that `as_row` kept, also as earlier versions kept it (without `asked`)."""
        return cls(row["kind"], row["answer"], row["value"], row.get("asked", {}))

    def as_blocker(self) -> Blocker:
        """The answer as the reason why somebody is not admitted."""
        return Blocker(f"entry_{self.kind}", self.message, missing=self.missing, values=self.seen)


@dataclass(frozen=True)
class Scene:
    """The batch that is asked for, the day of asking, and what is known of everybody concerned."""

    batch: Batch
    on: date
    known: Known


Check = Callable[[Facts, dict[str, Any], Scene], Answer]


def check(kind: str, facts: Facts, parameters: dict[str, Any], scene: Scene) -> Answer:
    """What the part `kind` with these parameters answers about this person."""
    answer = CHECKS[kind](facts, parameters, scene)
    # A check says what it saw; what it was asked for is added here, for all of them.
    return Answer(answer.kind, answer.verdict, answer.seen, parameters)


def _custody(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    return _yes_or_no(Kind.CUSTODY, facts.is_in(scene.batch))


def _status(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    if facts.is_sentenced is None:
        return Answer(Kind.STATUS.value, Verdict.MISSING)
    if parameters.get("sentenced", True):
        return _yes_or_no(Kind.STATUS, facts.is_sentenced)
    wording = "fails_remand" if facts.is_sentenced else "meets_remand"
    return _yes_or_no(Kind.STATUS, not facts.is_sentenced, wording=wording)


def _age(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    born, start = facts.person.birth_date, scene.batch.starts_on
    if born is None:
        return Answer(Kind.AGE.value, Verdict.MISSING)
    # Less one where the birthday of that year is still to come (a truth counts as 1).
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
    low, high = parameters.get("minimum") or 0, parameters.get("maximum")
    fits = low <= age and (high is None or age <= high)
    return _yes_or_no(Kind.AGE, fits, age=age, range=[low, high])


def _education(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    if not facts.person.education:
        return Answer(Kind.EDUCATION.value, Verdict.MISSING)
    fits = SCHOOLING[facts.person.education] >= SCHOOLING[parameters["minimum"]]
    return _yes_or_no(Kind.EDUCATION, fits, education=facts.person.education, minimum=parameters["minimum"])


def _time_left(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    leaves_on, needed = facts.leaves_on, scene.batch.leaves_before
    if leaves_on is None:
        return _no_date_yet(Kind.TIME_LEFT, facts)
    latest = months_after(needed, parameters["months"]) if parameters.get("months") else None
    if latest and leaves_on > latest:
        return _yes_or_no(Kind.TIME_LEFT, False, wording="late", leaves_on=leaves_on, latest=latest)
    return _yes_or_no(Kind.TIME_LEFT, leaves_on >= needed, leaves_on=leaves_on, needed=needed)


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _share_served(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    """Between a sentence's two thirds and its end lies a third of it, from which its first day follows.

    Where only the end is known, the stay here gives a share that is at least served: enough to meet the rule, never
    to fail it, since the time in other places is not known.
    """
    two_thirds, end, day = facts.limits.get("two_thirds"), facts.limits.get("sentence_end"), scene.batch.starts_on
    least = Fraction(parameters["least"])
    if two_thirds and end and two_thirds < end:
        share = _share(end - 3 * (end - two_thirds), end, day)
        seen = {"percent": int(share * 100), "least": parameters["least"]}
        return _yes_or_no(Kind.SHARE_SERVED, share >= least, **seen)
    if end and facts.held_since and facts.held_since < end:
        share = _share(facts.held_since, end, day)
        if share >= least:
            return _yes_or_no(Kind.SHARE_SERVED, True, wording="at_least", percent=int(share * 100))
    return _no_date_yet(Kind.SHARE_SERVED, facts)


def _no_date_yet(kind: Kind, facts: Facts) -> Answer:
    """On remand no date exists that somebody could complete; of a sentence it only was not recorded."""
    return Answer(kind.value, Verdict.UNKNOWN if facts.is_sentenced is False else Verdict.MISSING)


def _share(first: date, end: date, day: date) -> Fraction:
    whole = (end - first) // timedelta(days=1)
    return Fraction(min(max((day - first).days, 0), whole), whole)


def _classified(kind: Kind) -> Check:
    def check(facts: Facts, parameters: dict, scene: Scene) -> Answer:
        row = facts.classes.get(kind.value)
        if row is None or (row.from_date and row.from_date > scene.on):
            return Answer(kind.value, Verdict.MISSING)
        until = row.until.isoformat()
        if row.until < scene.on:
            return Answer(kind.value, Verdict.MISSING, {"wording": "expired", "value": row.value, "until": until})
        fits = row.value in parameters["allowed"]
        return _yes_or_no(kind, fits, value=row.value, until=row.until, allowed=parameters["allowed"])

    return check


def _suspension(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    """A suspension stands in the way when it runs today or on the day on which the batch starts."""
    for row in facts.suspensions:
        for day in (scene.on, scene.batch.starts_on):
            if (row.from_date is None or row.from_date <= day) and (row.until is None or row.until >= day):
                return _yes_or_no(Kind.SUSPENSION, False, **{"from": row.from_date, "until": row.until})
    return Answer(Kind.SUSPENSION.value, Verdict.MEETS)


def _prerequisite(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    seen = {"program": parameters["name"]}
    taken = [p for p in facts.places if str(p.batch.version.program.public_id) == parameters["program"]]
    if any(facts.is_certified(place) for place in taken):
        return _yes_or_no(Kind.PREREQUISITE, True, **seen)
    if any(place.is_completed for place in taken):
        return Answer(Kind.PREREQUISITE.value, Verdict.MISSING, seen)
    return _yes_or_no(Kind.PREREQUISITE, False, **seen)


def _not_certified(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    version = scene.batch.version
    held = facts.holds_outside(version.scheme_name, scene.batch, scene.on)
    for place in facts.elsewhere(scene.batch):
        taken = place.batch.version
        same_scheme = bool(version.scheme_name) and taken.scheme_name == version.scheme_name
        if facts.is_certified(place) and (same_scheme or taken.program_id == version.program_id):
            held = taken.scheme_name or taken.program.name
    return _yes_or_no(Kind.NOT_CERTIFIED, not held, scheme=held)


def _no_other_batch(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    others = facts.live_elsewhere(scene.batch)
    if not others or scene.batch.version.allows_parallel_batches:
        return Answer(Kind.NO_OTHER_BATCH.value, Verdict.MEETS)
    return _yes_or_no(Kind.NO_OTHER_BATCH, False, batch=others[-1].batch.name, until=others[-1].batch.leaves_before)


def _clash(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    """Touching ends are no clash. A batch without a timetable yet cannot be compared."""
    own = scene.known.spans.get(scene.batch.pk, [])
    unknown = None
    for place in facts.live_elsewhere(scene.batch):
        other = scene.known.spans.get(place.batch.pk, [])
        if own and other:
            shared = [start for start, end in own for begins, ends in other if start < ends and begins < end]
            if shared:
                return _yes_or_no(Kind.CLASH, False, batch=place.batch.name, day=min(shared).date())
        else:
            unknown = place.batch.name
    if unknown:
        return Answer(Kind.CLASH.value, Verdict.MISSING, {"batch": unknown})
    return Answer(Kind.CLASH.value, Verdict.MEETS)


def _apart(facts: Facts, parameters: dict, scene: Scene) -> Answer:
    """Only how many: who it is stands in the profile, not in a row that is kept for years."""
    count = len(facts.apart_from & scene.known.members.get(scene.batch.pk, set()))
    return _yes_or_no(Kind.APART, not count, count=count)


def _yes_or_no(kind: Kind, is_met: bool, **seen: Any) -> Answer:
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in seen.items()}
    return Answer(kind.value, Verdict.MEETS if is_met else Verdict.FAILS, kept)


CHECKS: dict[str, Check] = {
    Kind.CUSTODY: _custody,
    Kind.STATUS: _status,
    Kind.AGE: _age,
    Kind.EDUCATION: _education,
    Kind.TIME_LEFT: _time_left,
    Kind.SHARE_SERVED: _share_served,
    Kind.CONDUCT: _classified(Kind.CONDUCT),
    Kind.RISK: _classified(Kind.RISK),
    Kind.FITNESS: _classified(Kind.FITNESS),
    Kind.SUSPENSION: _suspension,
    Kind.PREREQUISITE: _prerequisite,
    Kind.NOT_CERTIFIED: _not_certified,
    Kind.NO_OTHER_BATCH: _no_other_batch,
    Kind.CLASH: _clash,
    Kind.APART: _apart,
}
