"""The certificate of training: A4 landscape, with units on the back, on a single page if they fit."""

from typing import Any

# Lazy, because labels are needed only when something does not fit.
from django.utils.translation import gettext_lazy as _

from certification.papers.paper_neutrality import neutrality_reasons
from certification.papers.paper_parts import Density, check_block, emblem, rebroken, signatory, unit_rows
from certification.papers.snapshots import CertificateSnapshot
from printing.box_fit import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, Ruler
from printing.page_rows import Row, plan
from printing.paper import Layout, Paper
from programs.catalog.program_versions import MOST_UNITS

MOST_PAGES = 8
_MOST_NOTES = 8
# Keys that differ between holders; the rest is shared by a class.
OWN = ("number", "holder", "check", "foot", "photo")

# Points and mm: larger sizes get less width, so that short names do not crowd the ornament.
_NAME = [(40, 160), (35, 180), (30, 200), (26, 220), (23, 236)]
_PROGRAM = [(23, 180), (19, 210), (16, 236), (14, 236)]
_BACK_SIZES = (9.5, 8.5, 7.5)
# Two lines at the second size are easier to read than one at the smallest.
_BACK_PROGRAM = [(9.5, 72, 1), (8.5, 72, 1), (8.5, 72, 2), (7.5, 72, 2)]
_FACT_WIDTHS = (36, 73, 36, 59)
_FACT_SIZES = (11, 9.5, 8.5)

_DENSITIES = (
    Density("loose", 9.5, 9, 151, 9.2, 12.2, 81.6),
    Density("normal", 9.5, 9, 151, 7.4, 11.0, 81.6),
    Density("tight", 9.5, 9, 151, 6.7, 10.0, 81.6),
    # From here on the closing block is lower, and so are head and total.
    Density("close", 9, 8.5, 151, 6.2, 8.8, 90.4),
    Density("dense", 8.5, 8, 164, 5.1, 7.4, 90.4),
    Density("densest", 8, 7.5, 164, 4.05, 6.4, 90.4),
)
_LOW = ("close", "dense", "densest")
_PAGE_ROOM, _KEEP = 134.0, 4


def check_printable(snapshot: CertificateSnapshot) -> list[str]:
    """Every reason why the certificate cannot be printed, as sentences naming the field.

    Check it before taking a number. If the list is empty, `render` succeeds.
    """
    return PAPER.reasons(snapshot)


def render(snapshot: CertificateSnapshot, *, preview: bool = False) -> bytes:
    """The PDF of the certificate; `preview` writes CONTOH across each page.

    Deterministic. Raises `Unprintable` with the reasons.
    """
    return PAPER.print(snapshot, preview=preview)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    # Holders hide certificates that reveal where they were, so telltale words are refused like text that does not fit.
    ruler.reasons += neutrality_reasons(data)
    _measure_head(ruler, data)
    _measure_holder(ruler, data)
    measure_program(ruler, data["program"])
    _measure_facts(ruler, data["facts"])
    _measure_foot(ruler, data)
    images = {**_images(ruler, data), **emblem(data)}
    ruler.at_most(_("The units"), data["units"], MOST_UNITS)
    pages = _pages(unit_rows(ruler, data["units"], _DENSITIES[-1], code=40))
    return Layout({**data, "pages": pages, "sheets": str(len(pages) + 1)}, images)


def lay_out_own(data: dict[str, Any], ruler: Ruler) -> dict[str, bytes]:
    """Lays out only the holder's own words (`OWN`) of a certificate otherwise laid out already.

    Applies the same checks as the full layout. Returns the images.
    """
    ruler.reasons += neutrality_reasons(data)
    _measure_number(ruler, data)
    _measure_holder(ruler, data)
    _measure_last_line(ruler, data)
    return _images(ruler, data)


def _measure_head(ruler: Ruler, data: dict[str, Any]) -> None:
    issuer = data["issuer"]
    ruler.fit(_("The name of the issuer"), issuer["name"], SANS_BOLD, [(11, 249)], spacing=0.07)
    if issuer.get("parent"):
        ruler.fit(_("The body above the issuer"), issuer["parent"], SANS, [(8.5, 249)], spacing=0.07)
    _measure_number(ruler, data)
    ruler.fit(_("The statement"), data["statement"], SANS, [(9.5, 236)])
    for line in data.get("english", {}).values():
        ruler.fit(_("The line in English"), line, SERIF_ITALIC, [(10, 236)])


def _measure_number(ruler: Ruler, data: dict[str, Any]) -> None:
    ruler.fit(_("The number"), data["number"], SANS_BOLD, [(9.5, 48)])


def _measure_holder(ruler: Ruler, data: dict[str, Any]) -> None:
    holder, name, known = data["holder"], _("The name of the holder"), len(ruler.reasons)
    holder["step"] = ruler.fit(name, holder["name"], SERIF, _NAME)
    if len(ruler.reasons) == known:  # otherwise the same text would be reported twice
        holder["back_step"] = ruler.fit(name, holder["name"], SANS_BOLD, [(size, 98) for size in _BACK_SIZES])
    if holder.get("birth"):
        ruler.fit(_("The line of birth"), holder["birth"], SANS, [(9.5, 236)])


def measure_program(ruler: Ruler, program: dict[str, Any]) -> None:
    """Sets the size of the program name on both sides, and its one or two lines on the back."""
    title, known = _("The name of the program"), len(ruler.reasons)
    program["step"] = ruler.fit(title, program["name"], SERIF_BOLD, _PROGRAM)
    if len(ruler.reasons) > known:
        return
    step, lines = ruler.balanced(title, program["name"], SANS_BOLD, _BACK_PROGRAM)
    # Three sizes for four steps, since one line and two lines share the middle size.
    size = _BACK_SIZES.index(_BACK_PROGRAM[int(step) - 1][0]) + 1
    program["back"] = {"first": lines[0], "second": "".join(lines[1:]), "back_step": str(size)}


def _measure_facts(ruler: Ruler, facts: list[dict[str, Any]]) -> None:
    ruler.at_most(_("The facts"), facts, len(_FACT_WIDTHS))
    for fact, width in zip(facts, _FACT_WIDTHS, strict=False):
        ruler.fit(fact["label"], fact["label"], SANS, [(7.5, width)])
        if fact.get("english"):
            ruler.fit(fact["english"], fact["english"], SERIF_ITALIC, [(9, width)])
        fact["step"] = ruler.fit(fact["label"], fact["value"], SANS_BOLD, [(size, width) for size in _FACT_SIZES])


def _measure_foot(ruler: Ruler, data: dict[str, Any]) -> None:
    ruler.fit(_("Place and date"), data["place_date"], SANS, [(9.5, 73)])
    signatory(ruler, data["signatory"], 73)
    signatory(ruler, data["second"], 73)
    ruler.fit(_("The total of hours"), data["total_hours"], SANS_BOLD, [(9.5, 12)])
    ruler.at_most(_("The notes"), data["notes"], _MOST_NOTES)
    ruler.fit_all(_("The notes"), data["notes"], SANS, 8, 176)
    _measure_last_line(ruler, data)
    seal_note = data.get("seal_note", [])
    ruler.at_most(_("The note on the seal"), seal_note, 2)
    ruler.fit_all(_("The note on the seal"), seal_note, SANS_BOLD, 7.5, 60)


def _measure_last_line(ruler: Ruler, data: dict[str, Any]) -> None:
    ruler.fit(_("The line at the foot"), data["foot"], SANS, [(7.5, 190)])


def _images(ruler: Ruler, data: dict[str, Any]) -> dict[str, bytes]:
    images = check_block(ruler, data["check"], 62)
    if data.get("photo"):
        images["photo.jpg"] = ruler.portrait(_("The photo"), data["photo"])
    return images


def _pages(rows: list[Row]) -> list[dict[str, Any]]:
    """Lays the units out on as few pages as possible, with the widest rows among those layouts."""
    broken = [(one, rebroken(rows, one) or []) for one in _DENSITIES]
    # A title that does not fit the tightest rows has already been reported.
    ways = [(one, _planned(found, one)) for one, found in broken if found] or [(_DENSITIES[-1], _planned(rows))]
    density, pages = min(ways, key=lambda way: len(way[1]))
    told = {"density": density.name, "low": density.name in _LOW}
    return [{**page, "sheet": str(sheet), **told} for sheet, page in enumerate(pages, 2)]


def _planned(rows: list[Row], density: Density = _DENSITIES[-1]) -> list[dict[str, Any]]:
    return plan(rows, height=density.height, last_room=density.room, page_room=_PAGE_ROOM, keep=_KEEP)


PAPER = Paper("certification/papers/training_certificate.html", ("certificate.css",), _lay_out, MOST_PAGES)
