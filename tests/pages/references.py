"""Names of things on a page that lead nowhere although the reader may open the thing's page."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from certification.register.models import Certificate
from inmates.people.models import Person
from outcomes.needs.models import Employer
from outcomes.placement.models import Vacancy
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.selection.models import Application

# Where a name is no reference: what is chosen or typed, the page's own title, what only screen readers hear.
SILENT = {"a", "h1", "option", "caption", "label", "legend", "button", "title", "textarea", "svg"}
UNPAIRED = {"input", "br", "hr", "img", "meta", "link", "use", "path", "rect", "circle", "line"}


@dataclass
class Thing:
    """Something with a page of its own: how it is called, the views that open it, the keys by which links name it."""

    name: str
    views: tuple[str, ...]
    keys: set[str] = field(default_factory=set)


def things() -> list[Thing]:
    """People, classes, papers, employers and vacancies of the world, each with the keys of its pages."""
    people, views = {}, ("inmates:detail", "programs:participant_detail")
    for person in Person.objects.all():
        # People of one name are told apart by nobody who reads a page.
        same = next((one for one in people.values() if one.name == person.full_name), None)
        people[person.pk] = same or Thing(person.full_name, views)
        people[person.pk].keys.add(str(person.public_id))
    for model in (Enrollment, Application):
        for person, key in model.objects.values_list("person", "public_id"):
            people[person].keys.add(str(key))
    for one in Certificate.objects.select_related("enrollment"):
        people[one.enrollment.person_id].keys.add(str(one.public_id))
    named = [
        (Batch, "name", "programs:batch_detail"),
        (Certificate, "number_text", "certification:certificate_detail"),
        (Employer, "name", "outcomes:employer_detail"),
        (Vacancy, "job", "outcomes:vacancy_detail"),
    ]
    found: dict[tuple[str, str], Thing] = {}
    for model, attribute, view in named:
        for one in model.objects.all():
            if name := getattr(one, attribute):
                found.setdefault((name, view), Thing(name, (view,))).keys.add(str(one.public_id))
    return [*{id(one): one for one in people.values()}.values(), *found.values()]


class _Main(HTMLParser):
    """The words of a page's main part outside of links and fields, and all addresses on the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        start, end = html.find("<main"), html.find("</main")
        # The path above the heading leads to things too.
        self.links = re.findall(r'(?:href|action)="([^"]*)"', html)
        self.feed(html[start:end] if start >= 0 else "")

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in UNPAIRED:
            self._open.append((tag, tag in SILENT or "visually-hidden" in (given.get("class") or "")))

    def handle_endtag(self, tag):
        while self._open:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if data.strip() and not any(silent for _tag, silent in self._open):
            self.words.append(" ".join(data.split()))


def leading_nowhere(html: str, known: list[Thing], allowed: dict[str, set[str]], role: str) -> list[str]:
    """Names on the page of things that this role may open, without any link to them on the page."""
    main = _Main(html)
    said, links = "\n".join(main.words), "\n".join(main.links)
    return [
        thing.name
        for thing in known
        if any(role in allowed[view] for view in thing.views)
        and not any(key in links for key in thing.keys)
        and re.search(rf"(?<!\w){re.escape(thing.name)}(?!\w)", said)
    ]
