"""The parts of which entry rules are made, in the order in which they are asked, and what they answer.

An answer is kept with what was asked and what was seen, and worded when it is shown, so that an old decision can be
read in the reader's language and with the values of its own day.
"""

from dataclasses import dataclass, field
from typing import Any

from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import Facts
from programs.entry_rules.parts.of_custody import Apart, Conduct, Custody, Fitness, Risk, Suspended
from programs.entry_rules.parts.of_the_person import Age, Education
from programs.entry_rules.parts.of_the_sentence import ShareServed, Status, TimeLeft
from programs.entry_rules.parts.of_training import Clash, NoOtherBatch, NotCertified, Prerequisite
from programs.entry_rules.parts.rule_part import RulePart, Scene

# Asked always and of everybody; no set of rules names it.
CUSTODY = Custody()
# The order of answers, sentences and form, so that answers of one day and another can be read side by side.
PARTS: list[RulePart] = [
    CUSTODY,
    Status(),
    Age(),
    Education(),
    TimeLeft(),
    ShareServed(),
    Conduct(),
    Risk(),
    Fitness(),
    Suspended(),
    Prerequisite(),
    NotCertified(),
    NoOtherBatch(),
    Clash(),
    Apart(),
]
PART_BY_CODE = {part.code: part for part in PARTS}


@dataclass(frozen=True)
class Answer:
    """What one part answered about one person, with what it asked for and the values it saw (ISO dates, codes)."""

    kind: str
    verdict: str
    seen: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The name of the part, in the reader's language."""
        return str(PART_BY_CODE[self.kind].label)

    @property
    def message(self) -> str:
        """A whole sentence in the reader's language."""
        return PART_BY_CODE[self.kind].sentence(self.seen.get("wording", self.verdict), self.seen)

    @property
    def requirement(self) -> str:
        """What the rule asked for at the time."""
        return PART_BY_CODE[self.kind].requirement(self.asked)

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


def answer(part: RulePart, facts: Facts, asked: dict[str, Any], scene: Scene) -> Answer:
    """What the part with these parameters answers about this person."""
    finding = part.check(facts, asked, scene)
    return Answer(part.code, finding.verdict, finding.seen, asked)
