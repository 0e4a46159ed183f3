"""The lives that figures count: one row for each person first released in a period, whatever becomes known later.

Nobody ever leaves a denominator: who is lost, refuses, withdraws, dies or returns changes the column, never the count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Wave:
    """A time of follow-up: `due` days after release, and `window` days in which an answer still belongs to it."""

    code: str
    months: int
    due: int
    window: int

    def due_on(self, released_on: date) -> date:
        """The day about which is asked."""
        return released_on + timedelta(days=self.due)

    def closes_on(self, released_on: date) -> date:
        """The last day of its window."""
        return self.due_on(released_on) + timedelta(days=self.window)


W2 = Wave("w2", 0, 14, 14)
M3 = Wave("m3", 3, 91, 30)
M6 = Wave("m6", 6, 182, 30)
M12 = Wave("m12", 12, 365, 30)
M24 = Wave("m24", 24, 730, 30)
WAVES = (W2, M3, M6, M12, M24)


class Standing(StrEnum):
    """What is known of a person at a wave. Each life has exactly one."""

    IN_TRADE = "in_trade"
    OTHER_WORK = "other_work"
    SEEKING = "seeking"
    NO_WORK = "no_work"
    LOST = "lost"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    DIED = "died"


WORKING = frozenset({Standing.IN_TRADE, Standing.OTHER_WORK})
# What the person told; everything else comes from elsewhere or is unknown.
TOLD = WORKING | {Standing.SEEKING, Standing.NO_WORK}
UNKNOWN = frozenset({Standing.LOST, Standing.REFUSED, Standing.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person told at a wave (evidence E2 or better), and when."""

    standing: Standing
    told_on: date
    is_same_place: bool = False
    # How well it is known: E2 to E5.
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """One person from the first release of the period on, without name or key; days are local dates."""

    released_on: date
    was_asked: bool = True
    has_applied: bool = True
    was_admitted: bool = True
    has_finished: bool = False
    is_competent: bool = False
    is_certified: bool = False
    is_in_hand: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    first_work_on: date | None = None
    # Before this day nobody knew of the first work; None: known from the day on which it began.
    first_work_told_on: date | None = None
    has_refused: bool = False
    withdrawn_on: date | None = None
    # The day on which the time of keeping the answers was over: what they told is counted without the person since.
    expired_on: date | None = None
    died_on: date | None = None
    returned_on: date | None = None
    # Last days of windows where follow-up counts them otherwise (it asks everybody on the same weekday).
    closes: Mapping[str, date] = field(default_factory=dict)
    traits: Mapping[str, Any] = field(default_factory=dict)

    def has_withdrawn(self, day: date) -> bool:
        """Whether the agreement was withdrawn by `day`; its answers count no more, at any wave."""
        return self.withdrawn_on is not None and self.withdrawn_on <= day

    def is_mature(self, wave: Wave, day: date) -> bool:
        """Whether the window of the wave has passed on `day`; before that the wave is not counted at all."""
        return self._closes_on(wave) <= day

    def _closes_on(self, wave: Wave) -> date:
        return self.closes.get(wave.code) or wave.closes_on(self.released_on)

    def is_counted_apart(self, wave: Wave, day: date) -> bool:
        """Whether the answer to the wave was deleted by `day`, after the wave had closed."""
        return self.expired_on is not None and self._closes_on(wave) <= self.expired_on <= day

    def standing_at(self, wave: Wave, day: date) -> Standing:
        """What is known on `day` about the day on which the wave was due. Registration overrides what was told."""
        if self.has_withdrawn(day):
            return Standing.WITHDRAWN
        due = wave.due_on(self.released_on)
        if self.died_on and self.died_on <= due:
            return Standing.DIED
        if self.returned_on and self.returned_on <= due:
            return Standing.RETURNED
        answer = self.answers.get(wave.code)
        if answer and answer.told_on <= min(day, self._closes_on(wave)):
            return answer.standing
        return Standing.REFUSED if self.has_refused else Standing.LOST

    def grade_at(self, wave: Wave, day: date) -> str:
        """How well the answer is known, if it is one that counts; empty otherwise."""
        return self.answers[wave.code].grade if self.standing_at(wave, day) in TOLD else ""

    def is_working_at(self, wave: Wave, day: date) -> bool:
        """Whether the person is known to work at the wave."""
        return self.standing_at(wave, day) in WORKING


def mature(lives: Iterable[Life], wave: Wave, day: date) -> list[Life]:
    """The lives that count at the wave on `day`: all of them, whatever is known."""
    return [life for life in lives if life.is_mature(wave, day)]
