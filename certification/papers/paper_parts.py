"""Parts shared by the papers that go out: unit rows, the row of a fact about the person, signatory, check block."""

from base64 import b64decode
from collections.abc import Sequence
from typing import Any, NamedTuple

# Lazy, because labels are needed only when something does not fit.
from django.utils.translation import gettext_lazy as _

from certification.papers.paper_facts import PROGRAM
from printing.box_fit import SANS, SANS_BOLD, Ruler


class Density(NamedTuple):
    """Row spacing of a table of units.

    Font size in points of one-line and two-line titles; mm per line; row height in mm, with its rule, for one and two
    lines. `room` is the height left for rows above the closing block.
    """

    name: str
    size: float
    size_of_two: float
    title: float
    row: float
    row_of_two: float
    room: float

    def height(self, row: dict[str, Any]) -> float:
        """In mm."""
        return self.row_of_two if row["two"] else self.row


def unit_rows(ruler: Ruler, units: list[dict[str, Any]], density: Density, *, code: float) -> list[dict[str, Any]]:
    """Numbered rows with titles broken into `lines`, or reported if they do not fit.

    `code` is the width of a code in mm, at 9.5 points.
    """
    rows = []
    for number, unit in enumerate(units, 1):
        named = {"number": number}
        ruler.fit(_("The code of unit %(number)d") % named, unit["code"], SANS, [(9.5, code)])
        ruler.fit(_("The hours of unit %(number)d") % named, unit["hours"], SANS, [(9.5, 10)])
        ruler.fit(_("The result of unit %(number)d") % named, unit["result"], SANS, [(9.5, 13)])
        title = _("The title of unit %(number)d") % named
        lines = ruler.lines(title, unit["title"], SANS, density.size, density.size_of_two, density.title)
        rows.append({**unit, "no": str(number), "lines": lines, "two": len(lines) == 2})
    return rows


def rebroken(rows: list[dict[str, Any]], density: Density) -> list[dict[str, Any]] | None:
    """The rows with titles broken for another density; None if a title does not fit into two lines."""
    ruler = Ruler()
    broken = [ruler.lines("", row["title"], SANS, density.size, density.size_of_two, density.title) for row in rows]
    if ruler.reasons:
        return None
    return [{**row, "lines": lines, "two": len(lines) == 2} for row, lines in zip(rows, broken, strict=True)]


def widest(rows: list[dict[str, Any]], densities: Sequence[Density]) -> tuple[str, list[dict[str, Any]]] | None:
    """The name of the widest density with which all rows fit on one page, and the rows broken for it; None if none."""
    for density in densities:
        broken = rebroken(rows, density)
        if broken is not None and sum(map(density.height, broken)) <= density.room:
            return density.name, broken
    return None


_VALUE_SIZES = [(9.5, 126), (8.5, 126), (7.5, 126)]
# A long program name takes two lines within the height of one; a person's name never does.
_PROGRAM_SIZES = [(*size, 1) for size in _VALUE_SIZES] + [(7.5, 126, 2)]


def person_row(ruler: Ruler, row: dict[str, Any]) -> None:
    """Sets the size of a fact about the person on a paper in portrait."""
    ruler.fit(row["label"], row["label"], SANS, [(9.5, 43)])
    if row["label"] == PROGRAM.label:
        program_row(ruler, row)
    else:
        row["step"] = ruler.fit(row["label"], row["value"], SANS_BOLD, _VALUE_SIZES)


def program_row(ruler: Ruler, row: dict[str, Any]) -> None:
    """Sets the size and the one or two lines of the program name."""
    row["step"], row["lines"] = ruler.balanced(row["label"], row["value"], SANS_BOLD, _PROGRAM_SIZES)


def signatory(ruler: Ruler, person: dict[str, Any], width: float) -> None:
    """Sets the name's `step`, and the office in at most two lines of `width` mm."""
    ruler.at_most(_("The office of the signatory"), person["office"], 2)
    ruler.fit_all(_("The office of the signatory"), person["office"], SANS, 9.5, width)
    steps = [(size, width - 1) for size in (10.5, 9, 7.5)]
    person["step"] = ruler.fit(_("The name of the signatory"), person["name"], SANS_BOLD, steps)
    if person["number"]:
        ruler.fit(_("The number of the signatory"), person["number"], SANS, [(8.5, width)])


def emblem(data: dict[str, Any]) -> dict[str, bytes]:
    """The issuer's own emblem by name, if the words contain one; it was re-encoded on upload."""
    return {"emblem.jpg": b64decode(data["emblem"])} if data.get("emblem") else {}


def check_block(ruler: Ruler, check: dict[str, Any], width: float) -> dict[str, bytes]:
    """Measures the words beside the QR code and returns its images by name: the URL and the signed facts."""
    ruler.fit(_("The address of the check page"), check["address"], SANS, [(8, width)])
    ruler.at_most(_("The code to type"), check["code"], 2)
    for line in check["code"]:
        ruler.fit(_("The code to type"), line, SANS_BOLD, [(9, width)], spacing=0.04)
    images = {"qr.png": ruler.qr(_("The address of the check page"), check["url"])}
    if check.get("signed"):
        images["facts.png"] = ruler.facts(_("The signed facts"), check["signed"])
    return images
