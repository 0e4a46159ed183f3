"""The text of the agreement on paper, to be read and signed. Neutral: it says neither program nor place of training."""

from typing import Any

from django.utils import timezone, translation

from accounts.letterhead import of_office
from accounts.models import User
from inmates.people.models import Person
from outcomes.followup.texts import BOX_WORDS, consent_text
from printing.box_fit import SANS, SERIF_BOLD, Ruler
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper


def sheet(person: Person, *, by: User) -> bytes:
    """PDF of the form for this person. Raises `RuleViolation` if a text cannot be printed."""
    center = by.training_center
    read = consent_text(center, officer=by.get_short_name())
    with translation.override("id"), timezone.override(center.time_zone):
        data = {
            "issuer": of_office(by),
            "title": "Persetujuan Dihubungi",
            "facts": [{"label": "Nama", "value": person.full_name}, {"label": "Teks", "value": read.name}],
            "text": read.text,
            "boxes": list(BOX_WORDS.values()),
            "foot": "Menolak tidak berakibat apa pun. Berhenti boleh kapan saja.",
        }
        return PAPER.print(data)


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    for text in data["boxes"]:
        ruler.wrap(text, text, SANS, [(9.5, 110, 1)])
    return Layout(data)


PAPER = Paper("outcomes/followup/papers/consent_form.html", ("papers.css", "followup.css"), _lay_out, 1)
