"""Figures as a page shows them: words, bars and curves made from what may be shown, and from nothing else."""

from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.charts import Curve, Point, interval_bar, step_curve
from outcomes.effect.figure_words import (
    GRADES,
    PARTS,
    STANDINGS,
    STEPS,
    WAVES,
    count_words,
    percent_words,
    since_words,
    span_words,
)
from outcomes.effect.funnel import Step
from outcomes.effect.shown_shares import Shown

DAYS_PER_MONTH = 365 / 12
AFTER_TRAINING = frozenset({Step.WORKING, Step.IN_TRADE, Step.STILL})
HALF = 50


def page_parts(figures: Shown, *, has_custody: bool) -> dict[str, Any]:
    """The parts of the page: findings, funnel, curve, standings, waves, retention."""
    wave = str(WAVES[figures["wave"]])
    return {
        "wave": wave,
        "findings": list(_findings(figures, wave)),
        "funnel": funnel_rows(figures, wave),
        "funnel_title": funnel_title(figures),
        "curve": curve_parts(figures["first_work"], has_custody=has_custody),
        "standings": standing_rows(figures),
        "waves": [_wave(row) for row in figures["waves"] if row["n"]],
        "grades": [_graded(row) for row in figures["waves"] if row["n"] and row.get("grades")],
        "grade_names": [str(name) for name in GRADES.values()],
        "retention": [_kept(row) for row in figures["retention"] if row["base"]],
        "returned": figures["returned"] and _row(_("Returned into custody within 12 months"), figures["returned"]),
    }


def _row(label: str, share: Shown) -> dict[str, Any]:
    words = {"label": label, "count": count_words(share), "n": share["n"], "percent": percent_words(share["p"])}
    return {**words, "span": span_words(share), "width": share["p"] or 0, "is_hidden": bool(share["why"])}


def _findings(figures: Shown, wave: str) -> Any:
    standings, n = figures["standings"], figures["n"]
    unknown = standings["unknown"]
    words = {"unknown": unknown["x"], "low": percent_words(standings["working"]["p"])}
    if figures["high"] is None:
        bounds = _("How many are not known is hidden; they stay in the denominator.")
    else:
        bounds = _("%(unknown)s are not known: if none of them works %(low)s, if all of them do %(high)s.") % {
            **words,
            "high": percent_words(figures["high"]),
        }
    told = _("working after %(wave)s") % {"wave": wave}
    grades = figures.get("grades", {})
    more = f"{bounds} {grade_words(grades.get('working'))}".strip()
    yield _finding(standings["working"], n, told, more, figures["high"])
    in_trade = grade_words(grades.get("in_trade"))
    yield _finding(standings["in_trade"], n, _("working in the trade learned"), in_trade, None)
    yield _finding(figures["in_hand"], n, _("have their certificate in hand"), "", None)


def grade_words(grades: list[Shown] | None) -> str:
    """How well a figure is known, as a sentence; empty if that may not be told."""
    if not grades:
        return ""
    parts = [f"{name} {count_words(one)}" for name, one in zip(GRADES.values(), grades, strict=True)]
    return _("How it is known: %(parts)s.") % {"parts": ", ".join(parts)}


def _finding(share: Shown, n: int, what: str, more: str, bound: float | None) -> dict[str, Any]:
    found = {**_row(what, share), "n": n, "more": more, "picture": SafeString("")}
    if not share["why"] and share["p"] is not None:
        label = _("%(percent)s, interval %(span)s") % {"percent": found["percent"], "span": found["span"]}
        found["picture"] = interval_bar(share["low"], share["p"], share["high"], bound, label)
    return found


def funnel_rows(figures: Shown, wave: str) -> list[dict[str, Any]]:
    """Each step with its bar out of the first one, and the people not known at the first step of work."""
    first = figures["funnel"][0]["n"] or 1
    unknown = figures["standings"]["unknown"]["x"]
    rows = []
    for step in figures["funnel"]:
        row = _row(str(STEPS[step["step"]]), step)
        if step["step"] == Step.WORKING:
            row["label"] = _("Working after %(wave)s") % {"wave": wave}
            row["unknown"] = unknown
        row["width"] = 100 * (step["x"] or 0) / first
        # SVG needs a decimal point in every language.
        row["drawn"] = f"{row['width']:.1f}"
        row["is_first"] = step is figures["funnel"][0]
        rows.append({**row, "step": step["step"], "is_split": step["step"] == Step.WORKING})
    return rows


def funnel_title(figures: Shown) -> str:
    """The largest loss between two steps that are shown."""
    shown = [step for step in figures["funnel"] if not step["why"]]
    losses = [(before["x"] - after["x"], after, before) for before, after in pairwise(shown)]
    lost, after, before = max(losses, key=lambda loss: loss[0], default=(0, None, None))
    if not lost or after is None or before is None:
        return _("From step to step")
    words = {"step": str(STEPS[after["step"]]), "before": before["x"], "after": after["x"]}
    return _("The largest loss is before “%(step)s”: of %(before)s people, %(after)s remain") % words


def curve_parts(first_work: Shown | None, *, has_custody: bool, on_paper: bool = False) -> dict[str, Any] | None:
    """The curve in two sizes, the sentence that it shows, and its numbers."""
    if first_work is None:
        return None
    points = first_work["points"]
    curve = Curve(
        points=[Point(one["day"], one["p"], one["low"], one["high"]) for one in points],
        beside=[(one["day"], one["km"]) for one in points],
        ticks=[(month * DAYS_PER_MONTH, str(month)) for month in (0, 3, 6, 9, 12)],
        x_label=since_words(has_custody=has_custody),
        label=_curve_label(points),
        dashed_from=first_work["dashed_from"],
    )
    drawn = {"wide": step_curve(curve, kind="chart--wide", on_paper=on_paper)}
    if not on_paper:
        drawn["narrow"] = step_curve(curve, width=326, height=250, kind="chart--narrow")
    return {
        **drawn,
        "title": curve_title(first_work),
        "is_rounded": first_work.get("is_rounded", False),
        "rows": [_curve_row(one) for one in points],
        "n": first_work["n"],
        "without": first_work["without"],
        "ever": percent_words(first_work["ever"]["p"]),
        "ever_high": percent_words(first_work["ever_high"]),
        "is_dashed": first_work["dashed_from"] is not None,
    }


def _curve_row(one: dict[str, Any]) -> dict[str, Any]:
    words = {"percent": percent_words(one["p"]), "span": span_words(one), "beside": percent_words(one["km"])}
    return {"day": one["day"], **words}


def curve_title(first_work: Shown) -> str:
    """When half have begun to work, or how many have within the year: of those who told something, an estimate."""
    points, is_rounded = first_work["points"], first_work.get("is_rounded")
    half = next((one["day"] for one in points if one["p"] >= HALF), None)
    if half is None:
        words = {"percent": percent_words(points[-1]["p"])}
        return _("Estimate: within a year %(percent)s of those who told something begin to work") % words
    month = {"month": round(half / DAYS_PER_MONTH)}
    if is_rounded:
        return _("Estimate: by month %(month)d about half of those who told something begin to work") % month
    return _("Estimate: by month %(month)d half of those who told something begin to work") % month


def _curve_label(points: list[dict[str, Any]]) -> str:
    by_day = {one["day"]: percent_words(one["p"]) for one in points}
    return _("Share that has begun to work: %(at_3)s after 3 months, %(at_6)s after 6, %(at_12)s after 12.") % {
        "at_3": by_day[91],
        "at_6": by_day[182],
        "at_12": by_day[365],
    }


def standing_rows(figures: Shown) -> list[dict[str, Any]]:
    """What is known of everybody, in parts that sum to all."""
    standings = figures["standings"]
    return [{**_row(str(STANDINGS[name]), standings[name]), "name": name} for name in PARTS if name in standings]


def _wave(row: Shown) -> dict[str, Any]:
    standings = row["standings"]
    working = _row(str(WAVES[row["wave"]]), standings["working"])
    columns = {name: count_words(standings[name]) for name in ("in_trade", "lost", "refused", "not_working")}
    return {**working, "n": row["n"], **columns, "high": percent_words(row["high"])}


def _graded(row: Shown) -> dict[str, Any]:
    counts = [count_words(one) for one in row["grades"]["working"]]
    return {"label": str(WAVES[row["wave"]]), "count": count_words(row["standings"]["working"]), "grades": counts}


def year_rows(rows: list[Shown]) -> list[dict[str, Any]]:
    """The table across years; a year of too few people has no figures."""
    found = []
    for row in rows:
        if not row["n"]:
            found.append({"year": row["year"], "n": None, "day": row["day"]})
            continue
        standings = row["standings"]
        counts = {name: count_words(standings[name]) for name in ("in_trade", "not_working", "unknown")}
        if row["high"] is None:
            # The bound is hidden since unknown, which it tells, would tell one of its parts.
            counts["unknown"] = percent_words(None)
        grades = row["grades"].get("working", [])
        found.append(
            {
                **_row(str(row["year"]), standings["working"]),
                **counts,
                "year": row["year"],
                "day": row["day"],
                "high": percent_words(row["high"]),
                "grades": ", ".join(f"{grade} {count_words(one)}" for grade, one in zip(GRADES, grades, strict=False)),
            }
        )
    return found


def _kept(row: Shown) -> dict[str, Any]:
    kept = _row(str(WAVES[row["wave"]]), row)
    return {**kept, "n": row["base"], "unknown": row["unknown"], "high": percent_words(row["bound"])}


def table_rows(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table by one feature."""
    rows = []
    for row in table["rows"]:
        hidden = "–" if table["totals_only"] else _("hidden")
        rows.append(
            {
                **_row(row["label"], row["working"]),
                "n": row["n"],
                "finished": hidden if row["finished"] is None else row["finished"],
                "in_hand": hidden if row["in_hand"] is None else row["in_hand"],
                "unknown": count_words(row["unknown"]),
            }
        )
    return rows
