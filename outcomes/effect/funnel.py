"""From everybody released to those who keep working: each step counts people of the step before it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outcomes.effect.cohort import M3, Life, Standing, Wave, mature
from outcomes.effect.kept_counts import NOTHING, Kept, known_at, steps_measure
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
    """A step with the people who took it and those of the step before."""

    step: Step
    count: int
    before: int

    @property
    def share(self) -> Share:
        """Of the step before."""
        return Share(self.count, self.before)


def funnel(lives: Iterable[Life], wave: Wave, day: date, kept: Kept = NOTHING) -> list[FunnelStep]:
    """The steps over the lives that are mature at `wave`, whose work the steps after the certificate tell."""
    left = mature(lives, wave, day)
    known = known_at([life for life in left if life.was_admitted], wave, day, kept)
    steps = [FunnelStep(Step.RELEASED, len(left), len(left))]
    for step, takes in _TRAINING:
        taken = [life for life in left if takes(life)]
        steps.append(FunnelStep(step, len(taken), len(left)))
        left = taken
    in_hand = {id(life) for life in left}
    taken_steps = Counter(step for life in known.lives if id(life) in in_hand for step in _of_work(life, wave, day))
    before = len(left)
    for step in _WORK:
        count = taken_steps[step] + known.counts.of(steps_measure(wave)).get(step.value, 0)
        steps.append(FunnelStep(step, count, before))
        before = count
    return steps


_TRAINING: tuple[tuple[Step, Callable[[Life], bool]], ...] = (
    (Step.ASKED, lambda life: life.was_asked),
    (Step.APPLIED, lambda life: life.has_applied),
    (Step.ADMITTED, lambda life: life.was_admitted),
    (Step.FINISHED, lambda life: life.has_finished),
    (Step.COMPETENT, lambda life: life.is_competent),
    (Step.CERTIFIED, lambda life: life.is_certified),
    (Step.IN_HAND, lambda life: life.is_in_hand),
)
_WORK = (Step.WORKING, Step.IN_TRADE, Step.STILL)


def _of_work(life: Life, wave: Wave, day: date) -> Iterator[Step]:
    if not life.is_working_at(wave, day):
        return
    yield Step.WORKING
    if life.standing_at(wave, day) == Standing.IN_TRADE:
        yield Step.IN_TRADE
        if life.is_working_at(M3, day):
            yield Step.STILL


def steps_of_work(life: Life, wave: Wave, day: date) -> list[Step]:
    """The last steps that the life takes, each after all those before."""
    return list(_of_work(life, wave, day)) if all(takes(life) for _step, takes in _TRAINING) else []
