"""What pages, files and reports tell of a year at a time: the report made by itself when it had closed, or what stands.

Nothing is told of the rows as they are, or whoever reads a page before and after one person's act learns what that
person had told. What stands was counted one night; another night's figures take its place unless they differ by a few
from any that stood before.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from outcomes.effect.cohort import WAVES, Wave
from outcomes.effect.counted_years import Counted
from outcomes.effect.effect_cohorts import EffectCohort, closes_on, years_of
from outcomes.effect.group_tables import DIMENSIONS, table_blockers
from outcomes.effect.models import OutcomeReport, StandingFigures
from outcomes.effect.shown_figures import Shown, counts_behind, hide_what_times_tell
from outcomes.effect.small_cells import SMALL

Told = OutcomeReport | StandingFigures
# Counts in what a report keeps, and what names a row there.
COUNTS = frozenset({"x", "n", "base", "unknown", "without", "finished", "in_hand"})
ABOUT = ("dimension", "value", "step", "wave", "key", "day")


def told_by_wave(office: str, year: int) -> dict[str, Told]:
    """What is told of an office's year, by code of the wave; two statements."""
    return {wave: one for (_year, wave), one in told_of(office, [year]).items()}


def told_of(office: str, years: Iterable[int]) -> dict[tuple[int, str], Told]:
    """What is told of an office's years; two statements."""
    chosen = {"office": office, "year__in": list(years)}
    closed = OutcomeReport.objects.filter(**chosen, made_by=None, figures__has_key="page").defer("counts")
    standing = StandingFigures.objects.filter(**chosen).defer("counts")
    # The first report of a time goes before later ones, and any of them before what stands.
    found: list[Told] = [*standing, *closed.order_by("-day", "-pk")]
    return {(one.year, one.wave): one for one in found}


def page_figures(told: Mapping[str, Told], wave: str, group: str = "") -> Shown:
    """What a page shows of what is told at a wave: of all, or of the group of this value if it is told by itself."""
    found = told[wave]
    groups = {one["value"]: one["figures"] for one in found.figures.get("groups", ())}
    if group in groups:
        return groups[group]
    return found.figures["page"] if isinstance(found, OutcomeReport) else with_told_times(told, wave)["page"]


def years_told(office: str, wave: Wave, day: date) -> list[Shown]:
    """One row for each year whose wave has closed by the day, latest first, as its page shows it; two statements."""
    years = [year for year in years_of(day) if closes_on(year, wave) <= day]
    told = told_of(office, years)
    return [_year_row(year, wave, {code: one for (of, code), one in told.items() if of == year}) for year in years]


def _year_row(year: int, wave: Wave, told: Mapping[str, Told]) -> Shown:
    found = told.get(wave.code)
    if found is None or not found.figures:
        return {"year": year, "day": found.day if found else None, "n": None}
    figures = page_figures(told, wave.code)
    return {**{name: figures[name] for name in ("n", "standings", "high", "grades")}, "year": year, "day": found.day}


def groups_told(told: Told) -> list[tuple[str, str, str]]:
    """Value, feature and label of the groups that are told by themselves; none of older reports."""
    groups = told.figures.get("groups", ())
    return [(one["value"], str(DIMENSIONS[one["value"].partition(":")[0]]), one["label"]) for one in groups]


def with_told_times(told: Mapping[str, Told], wave: str) -> Shown:
    """What stands at a wave, where each other time says what is told of it: twice, it would tell of few people."""
    figures = told[wave].figures
    others = {code: one.figures for code, one in told.items() if code != wave and one.figures}
    pages = {code: one["page"] for code, one in others.items()}
    return {**_with_times(figures, others), "page": _with_times(figures["page"], pages)}


def _with_times(figures: Shown, others: Mapping[str, Shown]) -> Shown:
    parts = {
        name: [_row(others[row["wave"]], name, row) if row["wave"] in others else row for row in figures[name]]
        for name in ("waves", "retention")
    }
    return hide_what_times_tell({**figures, **parts})


def _row(figures: Shown, name: str, instead: Shown) -> Shown:
    return next((row for row in figures[name] if row["wave"] == instead["wave"]), instead)


def standing_anew(counted: Counted | None, by_rows: EffectCohort) -> Iterator[StandingFigures]:
    """What was counted of a year, if it proved right, for each time that has closed.

    `by_rows` are the same people with their days; its wave is any.
    """
    for wave in WAVES:
        if closes_on(by_rows.year, wave) <= by_rows.day:
            at_wave = by_rows.at(wave)
            yield StandingFigures(
                office=at_wave.scope.office,
                year=at_wave.year,
                wave=wave.code,
                day=at_wave.day,
                **_figures(replace(at_wave, counted=counted) if counted else at_wave, at_wave),
            )


def _figures(cohort: EffectCohort, by_rows: EffectCohort) -> dict[str, Any]:
    if cohort.blockers() or _table_reasons(cohort):
        return {"figures": {}}
    # Pages do not tell who returned, and papers may.
    figures = {
        **by_rows.figures(is_paper=True),
        "tables": cohort.tables,
        "has_custody": cohort.scope.has_custody,
        "page": cohort.figures(),
        "groups": cohort.group_figures(),
    }
    return {"figures": figures, "counts": counts_behind(by_rows.lives, by_rows.wave, by_rows.day)}


def _table_reasons(cohort: EffectCohort) -> bool:
    names = cohort.dimensions if cohort.has_tables else ()
    return any(table_blockers(cohort.admitted, name, cohort.wave, cohort.day) for name in names)


def take_their_place(rows: Iterable[StandingFigures], office: str, years: Iterable[int]) -> None:
    """Lets them stand from now on, but those that differ by a few people from what stands."""
    now = told_of(office, years)
    taken = []
    for row in rows:
        before = now.get((row.year, row.wave))
        if not isinstance(before, OutcomeReport) and may_stand(row, before):
            row.told = ever_told(before, row)
            taken.append(row)
    StandingFigures.objects.bulk_create(
        taken,
        update_conflicts=True,
        unique_fields=["office", "year", "wave"],
        update_fields=["day", "figures", "counts", "told"],
    )


def may_stand(row: StandingFigures, now: Told | None) -> bool:
    """Whether what was counted may take the place of what is told now."""
    if isinstance(now, OutcomeReport):
        return False
    known = ever_told(now)
    return not any(
        0 < abs(before - count) < SMALL for place, count in _counts("", row.figures) for before in known.get(place, ())
    )


def ever_told(*standing: StandingFigures | None) -> dict[str, list[int]]:
    """Every count that these show, or that was shown in their place before, by where it stands."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in standing:
        for place, counts in (one.told if one else {}).items():
            found[place].update(counts)
        for place, count in _counts("", one.figures if one else {}):
            found[place].add(count)
    return {place: sorted(counts) for place, counts in found.items()}


def differs_by_few(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether a count that both show, or tell by what is left, differs by one to four people."""
    known = dict(_counts("", before))
    return any(0 < abs(known.get(place, count) - count) < SMALL for place, count in _counts("", after))


def _counts(place: str, part: Any) -> Iterator[tuple[str, int]]:
    """Every shown count with its place; rows of a list by what they are about."""
    if isinstance(part, dict):
        yield from _remainders(place, part)
        for name, value in part.items():
            if name in COUNTS and isinstance(value, int):
                yield f"{place}/{name}", value
            else:
                yield from _counts(f"{place}/{name}", value)
    elif isinstance(part, list):
        for number, row in enumerate(part):
            about = next((row[name] for name in ABOUT if name in row), number) if isinstance(row, dict) else number
            yield from _counts(f"{place}/{about}", row)


def _remainders(place: str, part: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Counts that a part tells without printing them: what is left of its people, and who is lost between two steps."""
    unknown = part["unknown"]["x"] if isinstance(part.get("unknown"), dict) else part.get("unknown")
    working = part["working"]["x"] if isinstance(part.get("working"), dict) else part.get("x")
    people = part.get("base", part.get("n"))
    if people is not None and working is not None and unknown is not None:
        yield f"{place}/rest", people - working - unknown
    if part.get("finished") is not None and part.get("in_hand") is not None:
        yield f"{place}/without", part["finished"] - part["in_hand"]
    if part.get("finished") is not None:
        yield f"{place}/unfinished", part["n"] - part["finished"]
    for step, after in pairwise(part.get("funnel", ())):
        if step["x"] is not None and after["x"] is not None:
            yield f"{place}/after {step['step']}", step["x"] - after["x"]
