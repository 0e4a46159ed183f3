"""The shown figures as a list for spreadsheets: one line a figure, with its denominator and interval."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from outcomes.effect.effect_page import table_rows
from outcomes.effect.figure_words import GRADES, HIDDEN, PARTS, STANDINGS, STEPS, WAVES, percent_words
from outcomes.effect.group_tables import DIMENSIONS
from outcomes.effect.shown_shares import Shown

Row = list[Any]


def heads() -> list[str]:
    """The columns."""
    return [
        _("Part"),
        _("Figure"),
        _("People"),
        _("Of"),
        _("Percent"),
        _("Low end, 95%"),
        _("High end, 95%"),
        _("If all unknown succeed, percent"),
        _("Note"),
    ]


def rows(figures: Shown, tables: list[dict[str, Any]]) -> Iterator[Row]:
    """Every figure of the page; what is hidden there has no number here."""
    for step in figures["funnel"]:
        yield _share(_("Stage"), STEPS[step["step"]], step)
    yield from _standings(figures)
    yield from _times(figures)
    yield from _curve(figures["first_work"])
    for table in tables:
        for row in table["rows"]:
            yield _share(DIMENSIONS[table["dimension"]], row["label"], row["working"])


def _standings(figures: Shown) -> Iterator[Row]:
    part = _("After %(wave)s") % {"wave": WAVES[figures["wave"]]}
    for name in ("working", *PARTS, "unknown"):
        if name in figures["standings"]:
            bound = figures["high"] if name == "working" else None
            yield _share(part, STANDINGS[name], figures["standings"][name], bound)


def _times(figures: Shown) -> Iterator[Row]:
    for row in figures["waves"]:
        if row["n"]:
            yield _share(_("Working, by time"), WAVES[row["wave"]], row["standings"]["working"], row["high"])
    for row in figures["waves"]:
        for grade, one in zip(GRADES, row.get("grades", {}).get("working", ()), strict=False) if row["n"] else ():
            part = _("How work after %(wave)s is known") % {"wave": WAVES[row["wave"]]}
            yield _share(part, f"{grade} {GRADES[grade]}", {**one, **dict.fromkeys(("p", "low", "high"))})
    for row in figures["retention"]:
        if row["base"]:
            share = {**row, "n": row["base"]}
            yield _share(_("Worked at 3 months and still"), WAVES[row["wave"]], share, row["bound"])
    if figures["returned"]:
        yield _share(_("Joint figure"), _("Returned into custody within 12 months"), figures["returned"])


def _share(part: Any, name: Any, share: Shown, bound: float | None = None) -> Row:
    note = str(HIDDEN[share["why"]]) if share["why"] else ""
    return [str(part), str(name), share["x"], share["n"], share["p"], share["low"], share["high"], bound, note]


def _curve(first_work: Shown | None) -> Iterator[Row]:
    for point in first_work["points"] if first_work else ():
        name = _("until day %(day)s") % {"day": point["day"]}
        note = _("Kaplan-Meier %(percent)s") % {"percent": percent_words(point["km"])}
        yield [_("First work (Aalen-Johansen)"), name, None, None, point["p"], point["low"], point["high"], None, note]


def named_tables(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tables with their words."""
    return [{**table, "name": DIMENSIONS[table["dimension"]], "lines": table_rows(table)} for table in tables]
