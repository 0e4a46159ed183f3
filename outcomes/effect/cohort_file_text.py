"""The bytes of a file for research: rows and what their columns mean, in one ZIP, equal for equal rows.

In English and plain codes, as research reads them; it names neither office nor custody, and has no day.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence

from outcomes.effect.anonymous_rows import ANY, COLUMNS, LADDERS, QUASI, AnonymousRows
from outcomes.effect.small_cells import SMALL

MEANINGS = {
    "half": ("half-year in which follow-up begins", "year-half"),
    "sex": ("sex", "L man, P woman"),
    "age": ("age when follow-up begins", "lower end of the age group, or a wider group"),
    "education": ("highest school finished", "code of the school, or a wider group"),
    "program": ("training program", "name"),
    "result": ("how far the training was taken", "begun, finished, certified, in_hand (certificate handed over)"),
    "at_m3": (
        "what the person did three months later",
        "working_in_trade, working_elsewhere, seeking, otherwise, unknown",
    ),
    "at_m6": (
        "what the person did six months later",
        "working_in_trade, working_elsewhere, seeking, otherwise, unknown",
    ),
}
# ZIP knows no earlier day.
_STAMP = (1980, 1, 1, 0, 0, 0)


def zipped(found: AnonymousRows) -> bytes:
    """Both lists as CSV in a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in (("data.csv", [COLUMNS, *found.rows]), ("dictionary.csv", dictionary(found))):
            archive.writestr(zipfile.ZipInfo(name, _STAMP), _csv(lines))
    return out.getvalue()


def dictionary(found: AnonymousRows) -> list[Sequence[str]]:
    """What each column means, how coarse it is, and how many people are missing."""
    coarse = {name: _coarse(name, step) for name, step in zip(QUASI, found.steps, strict=True)}
    lines: list[Sequence[str]] = [("column", "meaning", "values", "coarseness")]
    lines += [(name, *MEANINGS[name], coarse.get(name, "as told by the person, or from records")) for name in COLUMNS]
    lines.append(("people", "people counted, with those left out", str(found.people), ""))
    lines.append(
        ("left_out", f"people who share their values with fewer than {SMALL}, left out", str(found.left_out), "")
    )
    lines.append(("unknown", "not reached, declined or withdrawn; they stay in every denominator", "", ""))
    return lines


def _coarse(name: str, step: int) -> str:
    if step == 0:
        return "exact"
    return f"left open ({ANY})" if step == len(LADDERS[name]) - 1 else "wider groups"


def _csv(lines: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue()
