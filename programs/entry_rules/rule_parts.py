"""All entry rule parts in the order in which they are checked, and their answers.

An answer is stored with its parameters and the values seen, and worded only for display. Old decisions thus stay
readable in the reader's language with the values of their day.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from programs.entry_rules.findings import FORGOTTEN, OTHER_PEOPLE, Verdict
from programs.entry_rules.known_facts import Facts
from programs.entry_rules.parts.of_custody import Apart, Conduct, Custody, Fitness, Risk, Suspended
from programs.entry_rules.parts.of_remand import CourtPermission, HearingOutside, StampedStatement
from programs.entry_rules.parts.of_the_person import Age, Education
from programs.entry_rules.parts.of_the_sentence import ShareServed, Status, TimeLeft
from programs.entry_rules.parts.of_training import Clash, NoOtherBatch, NotCertified, Prerequisite
from programs.entry_rules.parts.rule_part import RulePart, Scene

# Always checked; not part of any set of rules.
CUSTODY = Custody()
# The order of answers, sentences and form fields; keep it stable so that answers from different days can be compared.
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
    StampedStatement(),
    CourtPermission(),
    HearingOutside(),
    Prerequisite(),
    NotCertified(),
    NoOtherBatch(),
    Clash(),
    Apart(),
]
PART_BY_CODE = {part.code: part for part in PARTS}


@dataclass(frozen=True)
class Answer:
    """The answer of one part about one person, with its parameters and the values it saw (ISO dates, codes)."""

    kind: str
    verdict: str
    seen: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Name of the part in the reader's language."""
        return str(PART_BY_CODE[self.kind].label)

    @property
    def message(self) -> str:
        """The answer as a full sentence in the reader's language."""
        if self.seen == FORGOTTEN:
            return _("What was seen then is no longer kept.")
        return PART_BY_CODE[self.kind].sentence(self.seen.get("wording", self.verdict), self.seen)

    @property
    def requirement(self) -> str:
        """The requirement at the time of the answer."""
        return PART_BY_CODE[self.kind].requirement(self.asked)

    @property
    def missing(self) -> bool:
        """Whether there is no verdict because data are missing that somebody can complete."""
        return self.verdict == Verdict.MISSING

    def as_row(self) -> dict[str, Any]:
        """Serializes the answer for storage with an application."""
        kept = {"kind": self.kind, "answer": self.verdict, "value": self.seen, "message": self.message}
        return {**kept, "asked": self.asked}

    def as_told(self) -> dict[str, Any]:
        """The answer for the person it is about: `as_row` without the keys of other people."""
        return {**self.as_row(), "value": {name: said for name, said in self.seen.items() if name != OTHER_PEOPLE}}

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Answer":
        """Restores an answer stored by `as_row`, including those of earlier versions (without `asked`)."""
        return cls(row["kind"], row["answer"], row["value"], row.get("asked", {}))


def answer(part: RulePart, facts: Facts, asked: dict[str, Any], scene: Scene) -> Answer:
    """The answer of the part with these parameters about this person."""
    finding = part.check(facts, asked, scene)
    return Answer(part.code, finding.verdict, finding.seen, asked)
