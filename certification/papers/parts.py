"""What certificate and statement of units share: rows of units, signatory, check block."""

from base64 import b64decode
from typing import Any

# Lazily: a label is needed only where something does not fit.
from django.utils.translation import gettext_lazy as _

from core.printing.measuring import SANS, SANS_BOLD, Ruler


def unit_rows(ruler: Ruler, units: list[dict[str, Any]], *, code: float, title: float) -> list[dict[str, Any]]:
    """Numbered rows with the title broken into `lines`; `code` and `title` are widths in mm."""
    rows = []
    for number, unit in enumerate(units, 1):
        named = {"number": number}
        ruler.fit(_("The code of unit %(number)d") % named, unit["code"], SANS, [(9.5, code)])
        ruler.fit(_("The hours of unit %(number)d") % named, unit["hours"], SANS, [(9.5, 10)])
        ruler.fit(_("The result of unit %(number)d") % named, unit["result"], SANS, [(9.5, 13)])
        lines = ruler.lines(_("The title of unit %(number)d") % named, unit["title"], SANS, 9.5, 9, title)
        rows.append({**unit, "no": str(number), "lines": lines, "two": len(lines) == 2})
    return rows


def signatory(ruler: Ruler, person: dict[str, Any], width: float) -> None:
    """Sets `step` of the name; office in at most two lines of `width` mm."""
    ruler.at_most(_("The office of the signatory"), person["office"], 2)
    ruler.fit_all(_("The office of the signatory"), person["office"], SANS, 9.5, width)
    steps = [(size, width - 1) for size in (10.5, 9, 7.5)]
    person["step"] = ruler.fit(_("The name of the signatory"), person["name"], SANS_BOLD, steps)
    if person["number"]:
        ruler.fit(_("The number of the signatory"), person["number"], SANS, [(8.5, width)])


def emblem(data: dict[str, Any]) -> dict[str, bytes]:
    """The issuer's own emblem by its name, when the words hold one; it was made anew when it was uploaded."""
    return {"emblem.jpg": b64decode(data["emblem"])} if data.get("emblem") else {}


def check_block(ruler: Ruler, check: dict[str, Any], width: float) -> dict[str, bytes]:
    """Measures the words beside the QR and answers its images, by name: of the address, and of signed facts."""
    ruler.fit(_("The address of the check page"), check["address"], SANS, [(8, width)])
    ruler.at_most(_("The code to type"), check["code"], 2)
    for line in check["code"]:
        ruler.fit(_("The code to type"), line, SANS_BOLD, [(9, width)], spacing=0.04)
    images = {"qr.png": ruler.qr(_("The address of the check page"), check["url"])}
    if check.get("signed"):
        images["facts.png"] = ruler.facts(_("The signed facts"), check["signed"])
    return images
