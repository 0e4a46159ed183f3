"""Time from release to the first paid day, within a year.

Returning and dying before work are competing events, so the Aalen-Johansen curve is the main one; Kaplan-Meier, which
takes them for censored, stands beside it and is too high. Who never answered or withdrew carries no information and is
counted apart. There is no median of those who found work: it would be the time of the lucky.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import exp, log, sqrt

from outcomes.effect.cohort import M12, TOLD, WAVES, Life
from outcomes.effect.kept_counts import FIRST_WORK, NOTHING, WITHOUT, Kept
from outcomes.effect.wilson import Share, Z

YEAR = 365
FEWEST_EVENTS = 10
FEWEST_AT_RISK = 5
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Span:
    """Days observed, and how they ended: with work, with a competing event, or with neither (censored)."""

    days: int
    has_worked: bool = False
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Jump:
    """An event day: people at risk before it, and what happened on it. Censored people still count as at risk."""

    day: int
    at_risk: int
    worked: int
    left: int


@dataclass(frozen=True, slots=True)
class Point:
    """A curve on a day: the share that has begun to work, with its interval at 95 percent."""

    day: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class FirstWork:
    """The spans of a cohort with information, and the number of people without."""

    spans: tuple[Span, ...]
    without_information: int

    @property
    def n(self) -> int:
        """Everybody, with and without information."""
        return len(self.spans) + self.without_information

    @property
    def events(self) -> int:
        """People known to have begun to work within the year."""
        return sum(span.has_worked for span in self.spans)

    def begun_by(self, day: int) -> int:
        """People known to have begun to work by that day."""
        return sum(span.has_worked and span.days <= day for span in self.spans)

    @property
    def has_curve(self) -> bool:
        """Fewer than ten events make no curve."""
        return self.events >= FEWEST_EVENTS

    @cached_property
    def jumps(self) -> list[Jump]:
        """The event days; on one day events come before censoring."""
        ends = Counter(span.days for span in self.spans)
        worked = Counter(span.days for span in self.spans if span.has_worked)
        left = Counter(span.days for span in self.spans if span.has_left)
        found, at_risk = [], len(self.spans)
        for day in sorted(ends):
            if worked[day] or left[day]:
                found.append(Jump(day, at_risk, worked[day], left[day]))
            at_risk -= ends[day]
        return found

    @property
    def dashed_from(self) -> int | None:
        """The first day on which fewer than five are at risk; from there the curve is drawn dashed."""
        days = sorted(span.days for span in self.spans)
        # With n people, fewer than five are left once the (n - 4)th has ended.
        if len(days) < FEWEST_AT_RISK:
            return 0
        day = days[len(days) - FEWEST_AT_RISK]
        return None if day >= YEAR else day

    @property
    def median_day(self) -> int | None:
        """The first day on which half have begun to work by Kaplan-Meier; None if that is never reached."""
        return next((jump.day for jump in self.jumps if self.kaplan_meier(jump.day).share >= 0.5), None)

    @property
    def ever(self) -> Share:
        """Known to have worked within the year, of everybody: the low bound."""
        return Share(self.events, self.n)

    @property
    def ever_high(self) -> Share:
        """What it would be if everybody who was not followed for the whole year worked."""
        unseen = sum(not (span.has_worked or span.has_left) and span.days < YEAR for span in self.spans)
        return Share(self.events + unseen + self.without_information, self.n)

    def kaplan_meier(self, day: int) -> Point:
        """One minus the product over event days up to `day`; Greenwood's variance on the log-log scale."""
        left, variance = 1.0, 0.0
        for jump in self.jumps:
            if jump.day > day or not jump.worked:
                continue
            left *= 1 - jump.worked / jump.at_risk
            if jump.at_risk > jump.worked:
                variance += jump.worked / (jump.at_risk * (jump.at_risk - jump.worked))
        low, high = _log_log(left, sqrt(variance))
        return Point(day, 1 - left, 1 - high, 1 - low)

    def aalen_johansen(self, day: int) -> Point:
        """The share that began to work up to `day`, where returning and dying take people out for good."""
        jumps = [jump for jump in self.jumps if jump.day <= day]
        steps, share, free = [], 0.0, 1.0
        for jump in jumps:
            steps.append((jump, free, share := share + free * jump.worked / jump.at_risk))
            free *= 1 - (jump.worked + jump.left) / jump.at_risk
        low, high = _log_log(1 - share, _spread(steps, share))
        return Point(day, share, 1 - high, 1 - low)


def _log_log(left: float, spread: float) -> tuple[float, float]:
    """The interval of a share `left`, whose logarithm has the standard error `spread`; it stays within 0..1."""
    # Sums of many shares miss 0 and 1 by less than this, which no share of people does.
    if not ROUNDING < left < 1 - ROUNDING:
        return float(round(left)), float(round(left))
    by = Z * spread / abs(log(left))
    return left ** exp(by), left ** exp(-by)


def _spread(steps: list[tuple[Jump, float, float]], share: float) -> float:
    """Standard error of log(1 - share) by the delta method (Marubini and Valsecchi)."""
    variance = 0.0
    for jump, free, so_far in steps:
        n, gone, worked, rest = jump.at_risk, jump.worked + jump.left, jump.worked, share - so_far
        if n > gone:
            variance += rest**2 * gone / (n * (n - gone))
        variance += free**2 * worked * (n - worked) / n**3
        variance -= 2 * rest * free * worked / n**2
    return sqrt(max(variance, 0.0)) / (1 - share) if share < 1 else 0.0


def first_work(lives: Iterable[Life], day: date, kept: Kept = NOTHING) -> FirstWork:
    """The spans of everybody's first year as known on `day`; counts in place of answers if they cover all of them."""
    everybody = list(lives)
    rest = [life for life in everybody if not life.is_counted_apart(M12, day)]
    has_counts = kept.has_all(FIRST_WORK, len(everybody) - len(rest))
    found = Counter(span_of(life, day) for life in (rest if has_counts else everybody))
    for value, count in kept.of(FIRST_WORK).items() if has_counts else ():
        found[_span_counted(value)] += count
    without = found.pop(None, 0)
    return FirstWork(tuple(span for span in found.elements() if span), without)


def counted_spans(found: FirstWork) -> dict[str, int]:
    """How many people share each span, as counts keep them."""
    counts = Counter(map(span_value, found.spans))
    return {WITHOUT: found.without_information, **counts} if found.without_information else dict(counts)


def first_work_counted(counts: Mapping[str, int]) -> FirstWork:
    """The spans of people counted so."""
    spans = [span for value, count in counts.items() if (span := _span_counted(value)) for _person in range(count)]
    return FirstWork(tuple(spans), counts.get(WITHOUT, 0))


def span_value(span: Span | None) -> str:
    """A span as counts keep it."""
    if span is None:
        return WITHOUT
    return f"{span.days}:{'work' if span.has_worked else 'left' if span.has_left else ''}"


def _span_counted(value: str) -> Span | None:
    days, _colon, how = value.partition(":")
    return None if value == WITHOUT else Span(int(days), has_worked=how == "work", has_left=how == "left")


def _told_days(life: Life, day: date) -> list[date]:
    """When something was told of the life, up to `day`."""
    answers = [answer for wave in WAVES if (answer := life.answers.get(wave.code))]
    return [answer.told_on for answer in answers if answer.standing in TOLD and answer.told_on <= day]


def _days_until_left(life: Life) -> int | None:
    """Days from the release to a return or a death; None if neither is known."""
    ends = (_days(life, life.returned_on), _days(life, life.died_on))
    return min((end for end in ends if end is not None), default=None)


def span_of(life: Life, day: date) -> Span | None:
    """How long the life was observed, and how that ended; None if nothing is known of it."""
    told = _told_days(life, day)
    if life.has_withdrawn(day) or not told:
        return None
    end = min((day - life.released_on).days, YEAR)
    is_known = life.first_work_told_on is None or life.first_work_told_on <= day
    work = _days(life, life.first_work_on) if is_known else None
    out = _days_until_left(life)
    if work is not None and work <= end and (out is None or work <= out):
        return Span(work, has_worked=True)
    if out is not None and out <= end:
        return Span(out, has_left=True)
    return Span(min(end, max((max(told) - life.released_on).days, 0)))


def _days(life: Life, on: date | None) -> int | None:
    return None if on is None else max((on - life.released_on).days, 0)
