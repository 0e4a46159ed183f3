"""The schedule of a batch on paper: a table for each week, then who and what is meant, then who signs.

    {
        "issuer": {"name": ..., "address": ...},
        "title": "Jadwal Pelatihan",
        "facts": [{"label": ..., "value": ...}],            # up to six
        "weeks": [{
            "title": "Pekan 1 · 2 – 6 Nov 2026",
            "days": ["Sen 2", ...],                          # five to seven
            "rows": [{"jp": "1", "times": "08.00–08.45", "is_break": "", "cells": ["029.1 BS", ...]}],
            "notes": ["Jum 25: Hari Natal"],
        }],
        "units": [{"code": ..., "title": ..., "jp": ...}],
        "people": [{"initials": ..., "name": ...}],
        "hands": [{"place": ..., "role": ..., "name": ..., "number": ...}],
        "foot": "...",
    }

Every value is text. A week is never divided between two pages.
"""

from collections.abc import Mapping
from typing import Any

from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper

MOST_PAGES = 60
_WIDTH, _JP, _TIMES, _PADDING = 174, 9, 25, 2.0


def render(data: Mapping[str, Any]) -> bytes:
    """The PDF of the schedule. Raises `Unprintable` with the reasons."""
    return PAPER.print(data)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, _WIDTH)])
    facts(ruler, data["facts"])
    for week in data["weeks"]:
        _measure_week(ruler, week)
    for unit in data["units"]:
        ruler.wrap(unit["code"], unit["code"], SANS_BOLD, [(8, 38, 2)])
        ruler.wrap(unit["code"], unit["title"], SANS, [(8, 104, 3)])
    for person in data["people"]:
        ruler.wrap(person["name"], person["name"], SANS, [(8, 68, 2)])
    for hand in data["hands"]:
        ruler.wrap(hand["role"], hand["role"], SANS, [(9, 76, 3)])
        if hand["name"]:
            ruler.wrap(hand["role"], hand["name"], SANS_BOLD, [(9, 76, 2)])
    return Layout(data)


def _measure_week(ruler: Ruler, week: dict[str, Any]) -> None:
    ruler.fit(week["title"], week["title"], SANS_BOLD, [(9, _WIDTH)])
    width = (_WIDTH - _JP - _TIMES) / len(week["days"]) - _PADDING
    ruler.fit_all(week["title"], week["days"], SANS_BOLD, 7.5, width)
    for row in week["rows"]:
        row["cells"] = [{"text": text, "step": _step(ruler, week, text, width)} for text in row["cells"]]
    for note in week["notes"]:
        ruler.wrap(week["title"], note, SANS, [(7.5, _WIDTH, 4)])


def _step(ruler: Ruler, week: dict[str, Any], text: str, width: float) -> str:
    return ruler.wrap(week["title"], text, SANS, [(8, width, 1), (7, width, 2), (6, width, 3)]) if text else "1"


PAPER = Paper("programs/timetable/papers/schedule.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
