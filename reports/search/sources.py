"""What one search looks through: for each kind of record who may search it, how, and how a find is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from certification.register.models import Certificate
from core.templatetags.dates import day as written_day
from inmates.custody.custody_facts import with_custody
from inmates.custody.people_search import found_by
from inmates.people.models import Person, names_like
from inmates.profile.released_people import released_by
from outcomes.needs.models import Employer
from programs.batches.models import Batch
from programs.catalog.models import Program
from programs.places import place_outcomes
from programs.places.models import Enrollment
from programs.tools.models import Tool


@dataclass(frozen=True)
class Hit:
    """One find: what it is called, what tells it from others, and its page."""

    name: str
    note: str
    address: str


@dataclass(frozen=True)
class Source:
    """One kind of record. `rows` gives those that match, in order, within what the reader may see."""

    title: Promise
    icon_name: str
    permission: str
    rows: Callable[[str, User], QuerySet[Any]]
    hit: Callable[[Any], Hit]
    # The page of a list that takes the same words; empty if there is none.
    listing: str = ""
    # Who has this permission finds the same people elsewhere.
    unless: str = ""


def _people(words: str, user: User) -> QuerySet[Person]:
    found = found_by(words, Person.objects.visible_to(user), user.facility)
    return with_custody(found).order_by("name_sort", "pk")


def _person(person: Any) -> Hit:
    place = " / ".join(filter(None, (person.block, person.cell)))
    note = " · ".join(filter(None, (place, person.register_number)))
    return Hit(person.full_name, note, reverse("inmates:detail", args=[person.public_id]))


def _released(words: str, user: User) -> QuerySet[Person]:
    return released_by(user).filter(names_like(words)).order_by("name_sort", "pk")


def _released_person(person: Any) -> Hit:
    note = _("left on %(day)s") % {"day": written_day(person.left_on)}
    return Hit(person.full_name, note, reverse("inmates:released", args=[person.public_id]))


def _places(words: str, user: User) -> QuerySet[Enrollment]:
    places = Enrollment.objects.visible_to(user).select_related("person", "batch__version__program")
    is_sought = names_like(words, "person__") | Q(pk__in=place_outcomes.places_of_number(words, user))
    return places.filter(is_sought).order_by("person__name_sort", "pk")


def _place(place: Enrollment) -> Hit:
    note = f"{place.batch.name} · {place.batch.version.program.name}"
    return Hit(place.person.full_name, note, reverse("programs:participant_detail", args=[place.public_id]))


def _batches(words: str, user: User) -> QuerySet[Batch]:
    batches = Batch.objects.visible_to(user).filter(name__icontains=words)
    return batches.select_related("version__program").order_by("-starts_on", "-pk")


def _batch(batch: Batch) -> Hit:
    days = f"{written_day(batch.starts_on)} – {written_day(batch.ends_on)}"
    note = f"{batch.version.program.name} · {days} · {batch.get_state_display()}"
    return Hit(batch.name, note, reverse("programs:batch_detail", args=[batch.public_id]))


def _programs(words: str, user: User) -> QuerySet[Program]:
    programs = Program.objects.visible_to(user).filter(name__icontains=words)
    return programs.select_related("vocation").order_by("name", "pk")


def _program(program: Program) -> Hit:
    note = f"{program.vocation.name} · {program.get_level_display()}"
    return Hit(program.name, note, reverse("programs:program_detail", args=[program.public_id]))


def _certificates(words: str, user: User) -> QuerySet[Certificate]:
    found = Certificate.objects.visible_to(user).matching(words).without_content()
    return found.select_related("enrollment__person", "batch__version__program").order_by("-prepared_at", "-pk")


def _certificate(certificate: Certificate) -> Hit:
    facts = (
        certificate.number_text,
        certificate.batch.version.program.name,
        certificate.get_state_display(),
        written_day(certificate.issued_on),
    )
    name, note = certificate.enrollment.person.full_name, " · ".join(str(fact) for fact in facts if fact)
    return Hit(name, note, reverse("certification:certificate_detail", args=[certificate.public_id]))


def _tools(words: str, user: User) -> QuerySet[Tool]:
    is_sought = Q(name__icontains=words) | Q(number__icontains=words)
    tools = Tool.objects.visible_to(user).filter(is_sought).with_whereabouts()
    return tools.select_related("program").order_by("number_key", "pk")


def _tool(tool: Any) -> Hit:
    state = _("Given out") if tool.is_out else tool.get_state_display()
    note = " · ".join(filter(None, (tool.number, tool.program.name, state)))
    return Hit(tool.name, note, reverse("programs:tool_detail", args=[tool.public_id]))


def _employers(words: str, user: User) -> QuerySet[Employer]:
    return Employer.objects.visible_to(user).filter(name__icontains=words).order_by("name", "pk")


def _employer(employer: Employer) -> Hit:
    note = " · ".join(filter(None, (employer.field, employer.village)))
    return Hit(employer.name, note, reverse("outcomes:employer_detail", args=[employer.public_id]))


SOURCES = (
    Source(gettext_lazy("People in custody"), "users", "inmates.view_person", _people, _person, "inmates:list"),
    Source(gettext_lazy("People who left"), "door-open", "inmates.view_leaving", _released, _released_person),
    Source(
        gettext_lazy("Participants"),
        "user",
        "inmates.view_participant",
        _places,
        _place,
        "programs:participant_list",
        unless="inmates.view_person",
    ),
    Source(gettext_lazy("Batches"), "graduation-cap", "programs.view_batch", _batches, _batch, "programs:batch_list"),
    Source(
        gettext_lazy("Certificates"),
        "award",
        "certification.view_certificate",
        _certificates,
        _certificate,
        "certification:certificate_list",
    ),
    Source(gettext_lazy("Tools"), "wrench", "programs.view_tools", _tools, _tool, "programs:tool_list"),
    Source(
        gettext_lazy("Employers"), "handshake", "outcomes.view_needs", _employers, _employer, "outcomes:employer_list"
    ),
    Source(gettext_lazy("Programs & units"), "layers", "programs.view_program", _programs, _program),
)
"""In the order in which finds are shown. Each costs one statement."""
