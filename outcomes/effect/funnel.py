"""From everybody released to those who keep working: each step counts people of the step before it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outcomes.effect.cohort import M3, UNKNOWN, Life, Standing, Wave, mature
from outcomes.effect.wilson import Share


class Step(StrEnum):
    """The steps in their order."""

    RELEASED = "released"
    ASKED = "asked"
    APPLIED = "applied"
    ADMITTED = "admitted"
    FINISHED = "finished"
    COMPETENT = "competent"
    CERTIFIED = "certified"
    IN_HAND = "in_hand"
    WORKING = "working"
    IN_TRADE = "in_trade"
    # Working at three months already.
    STILL = "still"


@dataclass(frozen=True)
class FunnelStep:
    """A step with the people who took it, those of the step before, and how many are unknown."""

    step: Step
    count: int
    before: int
    unknown: int = 0

    @property
    def share(self) -> Share:
        """Of the step before."""
        return Share(self.count, self.before)


def funnel(lives: Iterable[Life], wave: Wave, day: date) -> list[FunnelStep]:
    """The steps over the lives that are mature at `wave`, whose work the steps after the certificate tell."""
    left = mature(lives, wave, day)
    steps = [FunnelStep(Step.RELEASED, len(left), len(left))]
    for step, takes in _takers(wave, day):
        unknown = sum(life.standing_at(wave, day) in UNKNOWN for life in left) if step == Step.WORKING else 0
        taken = [life for life in left if takes(life)]
        steps.append(FunnelStep(step, len(taken), len(left), unknown))
        left = taken
    return steps


def _takers(wave: Wave, day: date) -> tuple[tuple[Step, Callable[[Life], bool]], ...]:
    return (
        (Step.ASKED, lambda life: life.was_asked),
        (Step.APPLIED, lambda life: life.has_applied),
        (Step.ADMITTED, lambda life: life.was_admitted),
        (Step.FINISHED, lambda life: life.has_finished),
        (Step.COMPETENT, lambda life: life.is_competent),
        (Step.CERTIFIED, lambda life: life.is_certified),
        (Step.IN_HAND, lambda life: life.is_in_hand),
        (Step.WORKING, lambda life: life.is_working_at(wave, day)),
        (Step.IN_TRADE, lambda life: life.standing_at(wave, day) == Standing.IN_TRADE),
        (Step.STILL, lambda life: life.is_working_at(M3, day)),
    )
