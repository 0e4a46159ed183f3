"""Hides what two figures of one cohort tell together: who is in one and not in the other may be a few people.

Whoever works at six months worked at some time, whoever told nothing is not known at any time, and who kept working is
among those working. Where the difference of two such counts is 1 to 4, the one of less use is hidden, or the curve of
first work is rounded so far that no count follows from it.
"""

from collections.abc import Container, Iterable, Iterator
from typing import Any

from outcomes.effect.cohort import M3, M12, WAVES
from outcomes.effect.first_work import YEAR
from outcomes.effect.funnel import Step
from outcomes.effect.shown_shares import Shown, share_shown
from outcomes.effect.small_cells import SMALL, Hidden
from outcomes.effect.wilson import Share

# Percentages of a rounded curve are told in steps of so many.
STEP = 5
DUE = {wave.code: wave.due for wave in WAVES}
# Of the parts of those who do not work only these may be told where one of the others may not.
APART = ("other", "returned", "died")


def hide_what_overlaps(figures: Shown) -> Shown:
    """The figures without what one of them tells of another.

    Whoever refused, died or returned did so at every later time, so where one time hides how many, all do, and where
    they differ by a few too. Those who worked at three months are told once. Again what was hidden stays hidden.
    """
    figures = _at_every_time(figures, ("refused",), ("lost", "refused"), hides_bound=True)
    figures = _at_every_time(figures, ("returned", "died"), APART, hides_bound=False)
    figures = {**figures, "retention": [_kept(row, figures) for row in figures["retention"]]}
    figures = {**figures, "funnel": _funnel(figures)}
    return {**figures, "in_hand": _in_hand(figures), "returned": _returned(figures), "first_work": _curve(figures)}


def _times(figures: Shown) -> list[Shown]:
    """What is told at each time, the chosen one first."""
    return [figures, *(row for row in figures["waves"] if row["n"])]


def _at_every_time(figures: Shown, names: Iterable[str], hidden: Iterable[str], *, hides_bound: bool) -> Shown:
    if not any(_is_open_between(figures, name) for name in names):
        return figures

    def without(at: Shown) -> Shown:
        standings = {name: _hidden(share) if name in hidden else share for name, share in at["standings"].items()}
        return {**at, "standings": standings, **({"high": None} if hides_bound else {})}

    return {**without(figures), "waves": [without(row) if row["n"] else row for row in figures["waves"]]}


def _is_open_between(figures: Shown, name: str) -> bool:
    counts = [at["standings"][name]["x"] for at in _times(figures) if name in at["standings"]]
    told = [count for count in counts if count is not None]
    return len(told) < len(counts) or any(_few(one - other) for one in told for other in told)


def _hidden(share: Shown) -> Shown:
    return share_shown(Share(0, share["n"]), Hidden(share["why"] or Hidden.WITH_IT))


def _few(difference: int) -> bool:
    return 0 < abs(difference) < SMALL


def _are_close(count: int, others: Iterable[int | None]) -> bool:
    return any(other is not None and _few(count - other) for other in others)


def _at(figures: Shown, code: str) -> Shown | None:
    return next((at for at in _times(figures) if at["wave"] == code), None)


def _count(at: Shown | None, name: str) -> int | None:
    return at["standings"][name]["x"] if at else None


def _kept(row: Shown, figures: Shown) -> Shown:
    """Who kept working, beside all who work at that time and all who are not known."""
    at = _at(figures, row["wave"])
    if not row["base"]:
        return row
    pairs = {"working": row["x"], "unknown": row["unknown"], "not_working": row["base"] - row["x"] - row["unknown"]}
    is_open = any(_are_close(count, [_count(at, name)]) for name, count in pairs.items())
    worked = _count(_row(figures, M3.code), "working")
    return {"wave": row["wave"], "base": None} if is_open or row["base"] != worked else row


def _row(figures: Shown, code: str) -> Shown | None:
    return next((row for row in figures["waves"] if row["n"] and row["wave"] == code), None)


def _funnel(figures: Shown) -> list[Shown]:
    """Who works in another trade without a certificate is what both last steps but one leave; who has worked since
    three months in the trade, the last step, is a part of four others.
    """
    counts = {step["step"]: step["x"] for step in figures["funnel"]}
    kept = next((row["x"] for row in figures["retention"] if row["wave"] == figures["wave"] and row["base"]), None)
    whole = [_count(figures, "working"), _count(figures, "in_trade"), _count(_at(figures, M3.code), "working"), kept]
    working, in_trade, still = (counts.get(step) for step in (Step.WORKING, Step.IN_TRADE, Step.STILL))
    other = working - in_trade if working is not None and in_trade is not None else None
    close = {
        Step.IN_TRADE: other is not None and _are_close(other, [_count(figures, "other_work")]),
        Step.STILL: still is not None and _are_close(still, whole),
    }
    return list(steps_without(figures["funnel"], {step for step, is_close in close.items() if is_close}))


def steps_without(steps: Iterable[Shown], hidden: Container[str]) -> Iterator[Shown]:
    """The steps without some of them, each as a share of the last one that is shown."""
    before: int | None = None
    for step in steps:
        count, of = step["x"], before if before is not None else step["n"]
        why = step["why"] or (Hidden.WITH_IT if step["step"] in hidden else "")
        yield {"step": step["step"], **share_shown(Share(count or 0, of), Hidden(why) if why else None)}
        before = of if why else count


def _in_hand(figures: Shown) -> Shown:
    """Who has the certificate, beside the steps before."""
    share = figures["in_hand"]
    is_close = not share["why"] and _are_close(share["x"], [step["x"] for step in figures["funnel"]])
    return _hidden(share) if is_close else share


def _returned(figures: Shown) -> Shown | None:
    """Who returned within a year, beside those who had at a time."""
    share = figures["returned"]
    if not share or share["why"]:
        return share
    counts = [at["standings"]["returned"]["x"] for at in _times(figures) if "returned" in at["standings"]]
    return _hidden(share) if _are_close(share["x"], counts) else share


def _curve(figures: Shown) -> Shown | None:
    """The curve of first work, rounded or left out where its counts are close to others."""
    curve = figures["first_work"]
    if curve is None or curve.get("is_rounded"):
        return curve
    if _is_open(curve, figures):
        rounded = _rounded(curve)
        return rounded if _is_wide(rounded, figures) else None
    high = round(curve["ever_high"] * curve["n"] / 100) if curve["ever_high"] is not None else None
    if high is not None and _is_bound_open(curve, high, figures):
        return {**curve, "ever_high": None}
    return curve


def _is_open(curve: Shown, figures: Shown) -> bool:
    ever, silent = curve["ever"]["x"], curve["without"]
    unknown = [_count(at, "unknown") for at in _times(figures)]
    kept = {row["wave"]: row["unknown"] for row in figures["retention"] if row["base"]}
    others = [
        known - kept[at["wave"]]
        for at in _times(figures)
        if at["wave"] in kept and (known := _count(at, "unknown")) is not None
    ]
    refused = [_count(at, "refused") for at in _times(figures)]
    is_close = _are_close(silent, [*unknown, *others, *refused]) or _few(curve["n"] - ever - silent)
    return is_close or any(_are_close(count, _working(figures, day)) for day, count in _begun(curve))


def _begun(curve: Shown) -> Iterator[tuple[int, int]]:
    """Days on which the curve rises, and how many had begun to work by then."""
    before = None
    for point in curve["points"]:
        if point["x"] != before:
            yield point["day"], point["x"]
        before = point["x"]
    yield YEAR, curve["ever"]["x"]


def _working(figures: Shown, day: int) -> Iterator[int | None]:
    """How many work at the times until that day, and what is told of a part of them."""
    for at in _times(figures):
        if DUE[at["wave"]] <= day:
            yield from (_count(at, name) for name in ("working", "in_trade", "other_work"))
    for row in figures["retention"]:
        if row["base"] and DUE[row["wave"]] <= day:
            yield row["x"]
    if DUE[figures["wave"]] <= day:
        of_work = (Step.WORKING, Step.IN_TRADE, Step.STILL)
        yield from (step["x"] for step in figures["funnel"] if step["step"] in of_work)


def _is_bound_open(curve: Shown, high: int, figures: Shown) -> bool:
    """Whether the bound of those who ever worked tells of few people, whose year was not seen or seen without work."""
    ever, n = curve["ever"]["x"], curve["n"]
    times = [at for at in _times(figures) if DUE[at["wave"]] <= DUE[M12.code]]
    return (
        _few(high - ever - curve["without"])
        or _are_close(high - ever, [_count(at, "unknown") for at in times])
        or _are_close(n - high, [_count(at, "not_working") for at in times])
    )


def _rounded(curve: Shown) -> Shown:
    """The same curve in steps of five percent, without any count."""

    def point(one: Shown) -> Shown:
        low, high = STEP * (one["low"] // STEP), -STEP * (-one["high"] // STEP)
        return {
            **one,
            **{name: float(STEP * round(one[name] / STEP)) for name in ("p", "km")},
            "low": low,
            "high": high,
        }

    hidden = {"without": None, "ever": _hidden(curve["ever"]), "ever_high": None}
    return {**curve, **hidden, "points": [point(one) for one in curve["points"]], "is_rounded": True}


def _is_wide(curve: Shown, figures: Shown) -> bool:
    """Whether the last share leaves room for five people at least, whoever of those not known told something."""
    most = curve["n"] - max((_count(at, "refused") or 0 for at in _times(figures)), default=0)
    least = curve["n"] - min(
        (known for at in _times(figures) if (known := _count(at, "unknown")) is not None), default=0
    )
    last: Any = curve["points"][-1]["p"]
    low, high = max(last - STEP / 2, 0) * least / 100, min(last + STEP / 2, 100) * most / 100
    return high - low >= SMALL
