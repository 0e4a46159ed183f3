"""The blank form of an employer visit (Formulir Kebutuhan Kerja): one sheet of A4, units to tick on its back.

It asks the same of every employer, and nothing of where graduates come from.
"""

from typing import Any

from django.utils import translation

from accounts.letterhead import of_center
from accounts.models import TrainingCenter
from outcomes.needs.codes import PaperAsked
from outcomes.needs.need_recording import taught_units
from printing.box_fit import SANS, SERIF_BOLD, Ruler
from printing.internal_papers import letterhead
from printing.paper import Layout, Paper
from programs.catalog.models import Vocation

MOST_PAGES = 4
_TITLE_WIDTH, _MOST_LINES = 72, 3


def blank_form(center: TrainingCenter) -> bytes:
    """The PDF, in Indonesian. Raises `RuleViolation` if a unit cannot be printed."""
    with translation.override("id"):
        return PAPER.print(words(center))


def words(center: TrainingCenter) -> dict[str, Any]:
    """What is printed: the letterhead and the units taught now, by vocation."""
    units = taught_units(center)
    return {
        "issuer": of_center(center),
        "title": "Formulir Kebutuhan Kerja",
        "papers": [str(paper.label) for paper in PaperAsked if paper not in (PaperAsked.IJAZAH, PaperAsked.LAIN)],
        "groups": [
            {"name": vocation.name, "units": [{"code": unit.code, "title": unit.title} for unit in taught]}
            for vocation in Vocation.objects.all()
            if (taught := [unit for unit in units if unit.vocation == vocation.pk])
        ],
    }


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    for group in data["groups"]:
        for unit in group["units"]:
            ruler.wrap(unit["code"], unit["title"], SANS, [(8, _TITLE_WIDTH, _MOST_LINES)])
    return Layout(data)


PAPER = Paper("outcomes/needs/papers/need_form.html", ("papers.css", "needs.css"), _lay_out, MOST_PAGES)
