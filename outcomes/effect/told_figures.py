"""What pages, files and reports tell of a year at a time: the report made by itself when it had closed, or what stands.

Nothing is told of the rows as they are, or whoever reads a page before and after one person's act learns what that
person had told. What stands was counted one night; another night's figures take its place unless they differ by a few
from any that stood before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from outcomes.effect.cohort import WAVES, Wave
from outcomes.effect.compared_counts import counts_in, differs, is_few
from outcomes.effect.counted_years import Counted
from outcomes.effect.effect_cohorts import EffectCohort, closes_on, years_of
from outcomes.effect.funnel import Step
from outcomes.effect.group_tables import DIMENSIONS, table_blockers
from outcomes.effect.models import OutcomeReport, StandingFigures
from outcomes.effect.overlaps import hide_what_overlaps, steps_without
from outcomes.effect.shown_figures import counts_behind
from outcomes.effect.shown_shares import Shown, share_shown
from outcomes.effect.small_cells import Hidden
from outcomes.effect.told_tables import with_the_same_cells, without_few_in_groups
from outcomes.effect.wilson import Share

Told = OutcomeReport | StandingFigures
# Steps that do not depend on the time of follow-up.
OF_TRAINING = frozenset(list(Step)[: list(Step).index(Step.IN_HAND) + 1])


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
    return hide_what_overlaps({**figures, **parts})


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
    taken = [row for row in rows if may_stand(row, now.get((row.year, row.wave)))]
    for row in taken:
        times = [one for (year, wave), one in now.items() if year == row.year and wave != row.wave]
        row.figures = without_few_beside(row.figures, ever_told(*times))
        before = now.get((row.year, row.wave))
        row.figures = with_the_same_cells(row.figures, ever_told(before))
        row.told = ever_told(before, row)
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
    return not differs("", row.figures, known)


def without_few_beside(figures: Shown, known: Mapping[str, Collection[int]]) -> Shown:
    """What is counted at a time, without what differs by a few from what other times tell of the same: the curve,
    the steps of training, and groups. Otherwise whoever reads two reports knows what few people told or got in between.
    """
    if not figures:
        return figures
    figures = without_few_in_groups(figures, known)
    groups = [
        {**one, "figures": _without_few(f"/groups/{one['value']}/figures", one["figures"], known)}
        for one in figures.get("groups", ())
    ]
    page = _without_few("/page", figures["page"], known)
    return {**_without_few("", figures, known), "page": page, "groups": groups}


def _without_few(place: str, figures: Shown, known: Mapping[str, Collection[int]]) -> Shown:
    curve, in_hand = figures["first_work"], figures["in_hand"]
    if differs(f"{place}/first_work", curve, known):
        curve = None
    few = {
        step["step"]
        for step in figures["funnel"]
        if step["step"] in OF_TRAINING
        and step["x"] is not None
        and is_few(f"{place}/funnel/{step['step']}/x", step["x"], known)
    }
    if differs(f"{place}/in_hand", in_hand, known):
        in_hand = share_shown(Share(0, in_hand["n"]), Hidden.WITH_IT)
    return {
        **figures,
        "first_work": curve,
        "in_hand": in_hand,
        "funnel": list(steps_without(figures["funnel"], few)),
    }


def ever_told(*told: Told | None) -> dict[str, list[int]]:
    """Every count that these show, or that was shown in their place before, by where it stands."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in told:
        for place, counts in (one.told if isinstance(one, StandingFigures) else {}).items():
            found[place].update(counts)
        for place, count in counts_in("", one.figures if one else {}):
            found[place].add(count)
    return {place: sorted(counts) for place, counts in found.items()}
