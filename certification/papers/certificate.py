"""The certificate of training: A4 landscape, front, and units on the back (3 pages from 13 units)."""

from typing import Any

# Lazily: a label is needed only where something does not fit.
from django.utils.translation import gettext_lazy as _

from certification.papers.neutrality import neutrality_reasons
from certification.papers.parts import check_block, emblem, signatory, unit_rows
from certification.papers.shapes import CertificateSnapshot
from core.printing.measuring import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, Ruler
from core.printing.paging import Row, plan
from core.printing.paper import Layout, Paper

MOST_UNITS = 60
MOST_PAGES = 8
_MOST_NOTES = 8
# What differs from holder to holder; all the rest a class has in common.
OWN = ("number", "holder", "check", "foot", "photo")

# Points and mm: larger steps are kept narrower, so that short names stay calm in the ornament.
_NAME = [(40, 160), (35, 180), (30, 200), (26, 220), (23, 236)]
_PROGRAM = [(23, 180), (19, 210), (16, 236)]
_BACK_SIZES = (9.5, 8.5, 7.5)
_FACT_WIDTHS = (36, 73, 36, 59)
_FACT_SIZES = (11, 9.5, 8.5)

# Rows of the back in mm with their rule: name, of one line, of two lines.
_DENSITIES = (("loose", 9.2, 12.2), ("normal", 7.4, 11.0), ("tight", 6.7, 10.0))
_LAST_ROOM, _PAGE_ROOM, _KEEP = 81.6, 134.0, 4


def check_printable(snapshot: CertificateSnapshot) -> list[str]:
    """Every reason why the certificate cannot be printed, as whole sentences naming the field; to
    be asked before a number is given out. An empty list: `render` will succeed.
    """
    return PAPER.reasons(snapshot)


def render(snapshot: CertificateSnapshot, *, preview: bool = False) -> bytes:
    """The PDF of the certificate; `preview` writes CONTOH across each page.

    The same snapshot gives the same bytes. Raises `Unprintable` with the reasons.
    """
    return PAPER.print(snapshot, preview=preview)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    # Holders hide a certificate that tells where they were, so such a word is as bad as one that does not fit.
    ruler.reasons += neutrality_reasons(data)
    _measure_head(ruler, data)
    _measure_holder(ruler, data)
    _measure_program(ruler, data["program"])
    _measure_facts(ruler, data["facts"])
    _measure_foot(ruler, data)
    images = {**_images(ruler, data), **emblem(data)}
    ruler.at_most(_("The units"), data["units"], MOST_UNITS)
    rows = unit_rows(ruler, data["units"], code=40, title=151)
    pages = _pages(rows)
    return Layout({**data, "pages": pages, "sheets": str(len(pages) + 1)}, images)


def lay_out_own(data: dict[str, Any], ruler: Ruler) -> dict[str, bytes]:
    """Lays out what is the holder's own (the keys of `OWN`) of a certificate whose other words are laid out already;
    what it asks of them is what the whole layout asks. Returns the images.
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
    if len(ruler.reasons) == known:  # else the same text would be named twice
        holder["back_step"] = ruler.fit(name, holder["name"], SANS_BOLD, [(size, 98) for size in _BACK_SIZES])
    if holder.get("birth"):
        ruler.fit(_("The line of birth"), holder["birth"], SANS, [(9.5, 236)])


def _measure_program(ruler: Ruler, program: dict[str, Any]) -> None:
    title, known = _("The name of the program"), len(ruler.reasons)
    program["step"] = ruler.fit(title, program["name"], SERIF_BOLD, _PROGRAM)
    if len(ruler.reasons) == known:
        program["back_step"] = ruler.fit(title, program["name"], SANS_BOLD, [(size, 72) for size in _BACK_SIZES])


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
    """The widest rows with which all units stand on one page; normal rows when none does."""
    plans = [
        (density, plan(rows, height=_heights(one, two), last_room=_LAST_ROOM, page_room=_PAGE_ROOM, keep=_KEEP))
        for density, one, two in _DENSITIES
    ]
    density, pages = next((found for found in plans if len(found[1]) == 1), plans[1])
    return [{**page, "sheet": str(sheet), "density": density} for sheet, page in enumerate(pages, 2)]


def _heights(one: float, two: float) -> Any:
    return lambda row: two if row["two"] else one


PAPER = Paper("certification/papers/training_certificate.html", ("certificate.css",), _lay_out, MOST_PAGES)
