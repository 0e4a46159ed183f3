"""The CV on one A4 page, in the form that employers here ask for. It names no office: it is the holder's own."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from certification.certificate_templates.printed_words import birth_words
from inmates.people.models import Person
from outcomes.leaving.curriculum_vitae import CvWords
from printing.box_fit import SANS, SERIF_BOLD, Ruler
from printing.paper import Layout, Paper

FILE_NAME = "daftar-riwayat-hidup.pdf"
PARTS = (
    ("Pendidikan", "schooling"),
    ("Pelatihan dan sertifikat", "courses"),
    ("Pengalaman kerja", "experience"),
    ("Keterampilan", "skills"),
    ("Bahasa", "languages"),
    ("Pekerjaan yang dicari", "wanted"),
)


def sheet(person: Person, words: CvWords) -> bytes:
    """The PDF, in Indonesian. Raises `RuleViolation` if a text cannot be printed."""
    with translation.override("id"):
        return PAPER.print(
            {
                "title": "Daftar Riwayat Hidup",
                "name": person.full_name,
                "facts": [
                    {"label": "Tempat, tanggal lahir", "value": birth_words(person) or "–"},
                    {"label": "Jenis kelamin", "value": str(person.get_sex_display()) or "–"},
                ],
                "parts": [
                    {"label": label, "lines": getattr(words, name).splitlines()}
                    for label, name in PARTS
                    if getattr(words, name)
                ],
            }
        )


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    data["step"] = ruler.fit(_("Name"), data["name"], SERIF_BOLD, [(22, 170), (16, 170), (12, 170)])
    for fact in data["facts"]:
        ruler.wrap(fact["label"], fact["value"], SANS, [(9.5, 120, 2)])
    for part in data["parts"]:
        for line in part["lines"]:
            ruler.wrap(part["label"], line, SANS, [(9.5, 120, 8)])
    return Layout(data)


PAPER = Paper("outcomes/leaving/papers/curriculum_vitae.html", ("papers.css",), _lay_out, 1)
