"""The figures of a cohort as anybody may read them: small cells hidden, plain values that a report keeps as JSON.

Page, paper and files all print these and nothing else, so none of them can show a cell that another hides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from outcomes.effect.cohort import M3, M6, M12, M24, WAVES, Life, Wave, mature
from outcomes.effect.first_work import YEAR, FirstWork, first_work
from outcomes.effect.funnel import FunnelStep, Step, funnel
from outcomes.effect.kept_counts import NOTHING, Kept, lacking
from outcomes.effect.overlaps import hide_what_overlaps
from outcomes.effect.retention import retention
from outcomes.effect.shown_shares import Shown, percent, share_shown
from outcomes.effect.small_cells import SMALL, Hidden, hide_line, is_small, protect
from outcomes.effect.wave_figures import WaveFigures, returned_within_a_year, wave_figures
from outcomes.effect.wilson import Share

GRADES = ("E2", "E3", "E4", "E5")
# Points of the curve: about once a month, the last on the day that ends the year.
CURVE_DAYS = (0, 14, 30, 61, 91, 122, 152, 182, 213, 243, 274, 304, 335, YEAR)


@dataclass(frozen=True)
class Reader:
    """What a side may read: where its funnel begins, and whether returning stands apart (joint papers only)."""

    first_step: Step = Step.RELEASED
    splits_returned: bool = False


def figures_shown(
    lives: Sequence[Life],
    wave: Wave,
    day: date,
    reader: Reader,
    *,
    beside: Sequence[Life] | None = None,
    kept: Kept = NOTHING,
    began: FirstWork | None = None,
) -> Shown:
    """Everything about one cohort, of whom those admitted are counted at `wave`.

    `kept` are counts in place of answers that were deleted, `began` is first work if it was counted already. `beside`
    are all of whom `lives` are a group: what tells of few people of the rest is hidden too.
    """
    admitted = [life for life in lives if life.was_admitted]
    at_wave = wave_figures(admitted, wave, day, kept)
    rest = _rest(at_wave, wave_figures(beside, wave, day)) if beside else None
    standings = standings_shown(at_wave, reader, rest=rest)
    figures = {
        "day": day.isoformat(),
        "wave": wave.code,
        "n": at_wave.n,
        "standings": standings,
        "in_hand": _in_hand(mature(admitted, wave, day), mature(beside or (), wave, day)),
        "high": _high(at_wave, standings),
        # Of a group alone it could be taken from that of all.
        "grades": {} if beside else grades_shown(at_wave, standings),
        "funnel": funnel_shown(
            funnel(lives, wave, day, kept), standings, reader, beside=funnel(beside, wave, day) if beside else ()
        ),
        # Of a group alone these could be taken from those of all.
        "waves": [] if beside else [_wave_row(admitted, other, day, reader, kept) for other in WAVES],
        "retention": [] if beside else [_retention(admitted, other, day, kept) for other in (M6, M12, M24)],
        "first_work": None if beside else first_work_shown(began or first_work(admitted, day, kept)),
        "returned": _returned(admitted, day) if reader.splits_returned else None,
        # Whether answers at the wave are deleted and counted nowhere.
        "lacks_answers": lacking(admitted, wave, day, kept) > 0,
    }
    return hide_what_overlaps(figures)


def standings_shown(figures: WaveFigures, reader: Reader, *, rest: WaveFigures | None = None) -> dict[str, Shown]:
    """What is known at a wave, in three parts that sum to n and their own parts, each line without small cells.

    Of a group, nor without small cells of the `rest` of all.
    """
    lines = _standing_lines(figures, reader)
    others = _standing_lines(rest, reader) if rest else {}
    found = _line(lines[""], figures.n, others.get(""))
    for name, parts in lines.items():
        if name and found[name]["why"]:
            found |= {key: share_shown(Share(count, figures.n), Hidden.WITH_IT) for key, count in parts.items()}
        elif name:
            found |= _line(parts, figures.n, others.get(name))
    return found


def _standing_lines(figures: WaveFigures, reader: Reader) -> dict[str, dict[str, int]]:
    """The line of all, without a name, and the parts of each of its own."""
    known_not = figures.n - figures.working - figures.unknown
    return {
        "": {"working": figures.working, "not_working": known_not, "unknown": figures.unknown},
        "working": {"in_trade": figures.in_trade, "other_work": figures.working - figures.in_trade},
        "not_working": {"seeking": figures.seeking, **_others(figures, reader)},
        "unknown": {"lost": figures.lost, "refused": figures.refused + figures.withdrawn},
    }


def _rest(part: WaveFigures, whole: WaveFigures) -> WaveFigures:
    names = ("n", "working", "in_trade", "lost", "refused", "withdrawn", "returned", "died", "other", "seeking")
    return replace(whole, **{name: getattr(whole, name) - getattr(part, name) for name in names})


def grades_shown(figures: WaveFigures, standings: dict[str, Shown]) -> dict[str, list[Shown]]:
    """How well work is known, by grade from E2 on; work in the trade only where the whole table may be read."""
    if standings["working"]["why"] or not figures.working:
        return {}
    counts = [figures.grades.get(grade, 0) for grade in GRADES]
    in_trade = [figures.trade_grades.get(grade, 0) for grade in GRADES]
    other = [count - part for count, part in zip(counts, in_trade, strict=True)]
    hidden = hide_line(counts, of=figures.n)
    shown = {"working": [_grade(count, figures, hidden.get(place)) for place, count in enumerate(counts)]}
    if not hidden and not protect([in_trade, other]).hidden and not standings["in_trade"]["why"]:
        shown["in_trade"] = [_grade(count, figures, None) for count in in_trade]
    return shown


def _grade(count: int, figures: WaveFigures, why: Hidden | None) -> Shown:
    return {"x": None if why else count, "n": figures.n, "why": why.value if why else ""}


def _others(figures: WaveFigures, reader: Reader) -> dict[str, int]:
    rest = figures.other - figures.seeking
    if not reader.splits_returned:
        return {"other": rest + figures.returned + figures.died}
    return {"other": rest, "returned": figures.returned, "died": figures.died}


def _line(counts: dict[str, int], n: int, rest: dict[str, int] | None = None) -> dict[str, Shown]:
    hidden = hide_line(list(counts.values()), of=n)
    if rest:
        # Whoever knows all reads the rest by subtraction.
        both = protect([list(counts.values()), list(rest.values())])
        hidden = {place: why for place in range(len(counts)) if (why := hidden.get(place) or both.reason(0, place))}
    return {name: share_shown(Share(count, n), hidden.get(place)) for place, (name, count) in enumerate(counts.items())}


def _in_hand(lives: Sequence[Life], beside: Sequence[Life]) -> Shown:
    count = sum(life.is_in_hand for life in lives)
    rest = sum(life.is_in_hand for life in beside) - count
    of_rest = _alone(rest, len(beside) - len(lives)) if beside else None
    return share_shown(Share(count, len(lives)), _alone(count, len(lives)) or (Hidden.WITH_IT if of_rest else None))


def _alone(count: int, n: int) -> Hidden | None:
    """Why a count must be hidden of which the rest of n is printed by its total."""
    return Hidden.SMALL if n and (is_small(count, n) or is_small(n - count, n)) else None


def _high(figures: WaveFigures, standings: dict[str, Shown]) -> float | None:
    # Beside hidden parts it would tell their sum.
    is_hidden = any(standings[name]["why"] for name in ("working", "unknown", "lost", "refused"))
    return None if is_hidden else percent(figures.high.point)


def funnel_shown(
    steps: Iterable[FunnelStep], standings: dict[str, Shown], reader: Reader, *, beside: Iterable[FunnelStep] = ()
) -> list[Shown]:
    """The steps from the reader's first on. One that few people separate from the last shown is hidden.

    The same holds for work: who works without a certificate in hand is the difference from those working of all. And
    for a group: few people of the rest would be the difference from the steps of all (`beside`).
    """
    of_all = {step.step: step.count for step in beside}
    order = list(Step)
    seen = [step for step in steps if order.index(step.step) >= order.index(reader.first_step)]
    elsewhere = {Step.WORKING: standings["working"]["x"], Step.IN_TRADE: standings["in_trade"]["x"]}
    shown, before = [], seen[0].count
    for step in seen:
        gone = before - step.count
        others = [elsewhere.get(step.step), of_all.get(step.step)]
        is_close = any(0 < (other or 0) - step.count < SMALL for other in (step.count + gone, *others))
        why = Hidden.SMALL if 0 < step.count < SMALL else Hidden.WITH_IT if is_close else None
        if step.step in elsewhere and elsewhere[step.step] is None:
            why = Hidden.WITH_IT
        shown.append({"step": step.step.value, **share_shown(Share(step.count, before), why)})
        before = before if why else step.count
    return shown


def _wave_row(lives: Sequence[Life], wave: Wave, day: date, reader: Reader, kept: Kept) -> Shown:
    figures = wave_figures(lives, wave, day, kept)
    # A wave that has not closed for everybody would change by single people from day to day.
    if figures.n < len(lives) or not lives:
        return {"wave": wave.code, "n": None}
    standings = standings_shown(figures, reader)
    shown = {"wave": wave.code, "n": figures.n, "standings": standings, "high": _high(figures, standings)}
    return {**shown, "grades": grades_shown(figures, standings)}


def _retention(lives: Sequence[Life], wave: Wave, day: date, kept: Kept) -> Shown:
    found = retention(lives, wave, day, kept=kept)
    hidden = hide_line([found.still, found.unknown, found.base - found.still - found.unknown])
    if hidden or found.base < SMALL or len(mature(lives, wave, day)) < len(lives):
        return {"wave": wave.code, "base": None}
    row = {"wave": wave.code, "base": found.base, **share_shown(found.share)}
    return {**row, "unknown": found.unknown, "bound": percent(found.high.point)}


def first_work_shown(found: FirstWork) -> Shown | None:
    """The curve at about each month, or nothing if it would rest on too few people."""
    if not found.has_curve or _alone(found.events, found.n) or found.without_information in range(1, SMALL):
        return None
    steps = step_days(found)
    seen = [max(step for step in steps if step <= day) for day in CURVE_DAYS]
    points = [(found.aalen_johansen(day), found.kaplan_meier(day)) for day in seen]
    dashed = found.dashed_from
    return {
        "n": found.n,
        "without": found.without_information,
        "ever": share_shown(found.ever),
        "ever_high": None if _alone(found.ever_high.x, found.ever_high.n) else percent(found.ever_high.point),
        # The day itself is that of one person, as the median would be.
        "dashed_from": None if dashed is None else max(day for day in CURVE_DAYS if day <= dashed),
        "points": [
            {
                "day": day,
                # Not printed, though whoever knows the curve can compute it: compared with other nights and times.
                "x": found.begun_by(step),
                "p": percent(main.share),
                "low": percent(main.low),
                "high": percent(main.high),
                "km": percent(beside.share),
            }
            for day, step, (main, beside) in zip(CURVE_DAYS, seen, points, strict=True)
        ],
    }


def step_days(found: FirstWork) -> list[int]:
    """The days on which the printed curve rises: five people at least begin to work from one to the next."""
    days, before = [0], found.begun_by(0)
    for day in CURVE_DAYS[1:]:
        begun = found.begun_by(day)
        if begun - before >= SMALL and found.events - begun not in range(1, SMALL):
            days.append(day)
            before = begun
    return days


def _returned(lives: Sequence[Life], day: date) -> Shown | None:
    share = returned_within_a_year(lives, day)
    if share.n < len(lives):
        # Before the year is over for everybody, the number would change by single people.
        return None
    return share_shown(share, _alone(share.x, share.n) or (Hidden.SMALL if share.n < SMALL else None))


def counts_behind(lives: Iterable[Life], wave: Wave, day: date) -> list[Shown]:
    """The rows behind every count of a report, without a person: how many lives share all that is counted."""
    found: dict[tuple, int] = {}
    for life in lives:
        flags = (life.was_asked, life.has_applied, life.was_admitted, life.has_finished, life.is_competent)
        key = (*flags, life.is_certified, life.is_in_hand, _at(life, wave, day), _at(life, M3, day))
        found[key] = found.get(key, 0) + 1
    names = ("asked", "applied", "admitted", "finished", "competent", "certified", "in_hand", "at_wave", "at_m3")
    return [{**dict(zip(names, key, strict=True)), "count": count} for key, count in sorted(found.items())]


def _at(life: Life, wave: Wave, day: date) -> str:
    if life.is_counted_apart(wave, day):
        return "deleted"
    return life.standing_at(wave, day).value if life.is_mature(wave, day) else ""
