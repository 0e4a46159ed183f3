"""The blank intake interview form: filled in by hand, keyed in later. The paper stays in the person's file."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.templatetags.dates import day_full
from inmates.custody.models.stays import Housing
from inmates.people.codes import Education
from inmates.people.models import Person
from printing.box_fit import SANS, SERIF_BOLD, Ruler
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper
from programs.catalog.models import Vocation
from programs.interviews.models import Skill

MOST_PAGES = 4


def sheet(person: Person) -> bytes:
    """PDF of the blank form for this person, in Indonesian. Raises `RuleViolation` if a text cannot be printed."""
    facility = person.facility
    with translation.override("id"), timezone.override(facility.time_zone):
        data = {
            "issuer": {"name": facility.name, "address": facility.address or facility.city or facility.region},
            "title": _("Intake interview"),
            "facts": _facts(person),
            "skills": [str(skill.label) for skill in Skill],
            "educations": [str(school.label) for school in Education],
            "vocations": [vocation.name for vocation in Vocation.objects.all()],
            "questions": [
                {"label": _("Earlier work (trade, years)"), "tall": True},
                {"label": _("Certificates held"), "tall": False},
                {"label": _("Wishes after release"), "tall": True},
                {"label": _("Needed adjustments (never a diagnosis)"), "tall": False},
            ],
            "hands": [_("The person interviewed"), _("The officer")],
            "foot": _("Nothing about the case is asked or written here."),
        }
        return PAPER.print(data)


def _facts(person: Person) -> list[dict[str, str]]:
    housing = Housing.objects.open().filter(person=person).first()
    born = day_full(person.birth_date) if person.birth_date else "-"
    return [
        {"label": _("Name"), "value": person.full_name},
        {"label": _("Date of birth"), "value": born},
        {"label": _("Block"), "value": str(housing) if housing else "-"},
        {"label": _("Date"), "value": "......................"},
    ]


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, 174)])
    facts(ruler, data["facts"])
    for text in (*data["skills"], *data["educations"], *data["vocations"]):
        ruler.wrap(text, text, SANS, [(9, 55, 2)])
    return Layout(data)


PAPER = Paper("programs/interviews/papers/interview_form.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)
