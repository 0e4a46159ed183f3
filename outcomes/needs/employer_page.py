"""What the page of an employer shows: facts, units its work asks for, needs with their age, contacts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.assessment.models.results import UnitResult
from core.page_links import PageLink
from core.ports import Port
from outcomes.needs.codes import Attitude
from outcomes.needs.employer_book import is_silent
from outcomes.needs.models import Employer, EmployerContact, NeedRecord, NeedUnit
from outcomes.needs.need_age import counted, months_old

SHOWN_CONTACTS = 12

employer_links: Port[[Employer], PageLink] = Port()
"""Asked on the page of an employer: where later subjects go on with it."""


@dataclass(frozen=True)
class OfferedWork:
    """A vacancy of the employer: address, its state in words with the look of a tag, and what came of it."""

    job: str
    url: str
    state: tuple[str, str]
    closes_on: date
    number: int
    proposed: int
    started: int


offered_work: Port[[Employer, date], list[OfferedWork]] = Port()
"""Asked on the page of an employer, for the day of its reader: the latest vacancies, in one query."""


@dataclass(frozen=True)
class AskedUnit:
    """A unit asked for by the standing needs of an employer."""

    code: str
    title: str
    is_must: bool
    jobs: tuple[str, ...]
    graduates: int


def page_of(employer: Employer, today: date) -> dict[str, Any]:
    """The context of the page: four queries and that of the vacancies, however much is recorded."""
    needs = list(employer.needs.select_related("vocation").prefetch_related("units"))
    contacts = list(employer.contacts.select_related("recorded_by")[: SHOWN_CONTACTS + 1])
    with_age(needs, today)
    young = [need for need in needs if need.counts]
    return {
        "facts": _facts(employer, young, needs, today),
        "needs": needs,
        "units": asked_units(young, graduates_by_unit(employer.training_center_id, young)),
        "vacancies": [one for found in offered_work.ask(employer, today) for one in found],
        "events": [_event(contact) for contact in contacts[:SHOWN_CONTACTS]],
        "is_silent": is_silent([contact.was_answered for contact in contacts]),
        "form_url": reverse("outcomes:need_form", query={"pemberi-kerja": str(employer.public_id)}),
        "is_stopped": Attitude.STOP in employer.attitudes,
    }


def with_age(needs: Iterable[NeedRecord], today: date) -> None:
    """Sets on each record `months`, its age, and `counts`, whether it is young enough and stands."""
    for need in needs:
        need.months = months_old(need.recorded_on, today)
        need.counts = need.withdrawn_on is None and need.valid_until >= today


def graduates_by_unit(center: int, needs: Iterable[NeedRecord]) -> Counter[str]:
    """How many people passed each of the units that these records ask for, at this training center (its key)."""
    codes = {unit.code for need in needs for unit in need.units.all()}
    passed = UnitResult.objects.latest().filter(
        enrollment__batch__training_center=center, unit__code__in=codes, result=UnitResult.Result.COMPETENT
    )
    return Counter(
        code for code, _person in passed.order_by().values_list("unit__code", "enrollment__person").distinct()
    )


def asked_units(needs: Iterable[NeedRecord], graduates: Mapping[str, int]) -> list[AskedUnit]:
    """The units these records ask for, each once, those that are needed first, with how many people passed them."""
    found: dict[str, list[tuple[NeedUnit, str]]] = {}
    for need in needs:
        for unit in need.units.all():
            found.setdefault(unit.code, []).append((unit, need.job))
    units = [
        AskedUnit(
            code,
            rows[0][0].title,
            any(unit.is_must for unit, _job in rows),
            tuple(job for _unit, job in rows),
            graduates.get(code, 0),
        )
        for code, rows in found.items()
    ]
    return sorted(units, key=lambda unit: (not unit.is_must, unit.code))


def _facts(employer: Employer, young: list[NeedRecord], needs: list[NeedRecord], today: date) -> list[dict[str, Any]]:
    number = sum(counted(needs, today).values())
    contact = ", ".join(filter(None, (employer.contact_name, employer.contact_title)))
    latest = max((need.recorded_on for need in needs), default=None)
    months = months_old(latest, today) if latest else None
    return [
        {"label": _("Contact person"), "value": contact},
        {"label": _("Telephone number"), "value": employer.telephone if employer.may_contact else ""},
        {"label": _("Number of workers"), "value": employer.workers},
        {
            "label": _("Graduates taken so far"),
            "value": " · ".join(filter(None, _graduates(employer))),
        },
        {"label": _("How people were found so far"), "value": ", ".join(map(str, employer.hiring_labels))},
        {"label": _("Note"), "value": employer.note},
        {
            "label": _("Need within a year"),
            "value": ngettext("%(count)d person", "%(count)d people", number) % {"count": number} if young else "",
        },
        {
            "label": _("Age of the record"),
            "value": ""
            if months is None
            else ngettext("%(count)d month", "%(count)d months", months) % {"count": months},
        },
    ]


def _graduates(employer: Employer) -> list[str]:
    taken = employer.graduates_taken
    if not taken:
        return ["" if taken is None else _("none yet")]
    count = ngettext("%(count)d person", "%(count)d people", taken) % {"count": taken}
    return [count, str(employer.get_graduates_fit_display()), employer.unfit_why]


def _event(contact: EmployerContact) -> dict[str, Any]:
    title = str(contact.get_kind_display())
    if not contact.was_answered:
        title = _("%(kind)s: nobody answered") % {"kind": title}
    elif contact.offered:
        title = f"{title}: {contact.offered}"
    note = ", ".join(filter(None, (contact.met, contact.recorded_by.full_name)))
    return {"title": title, "date": contact.held_on, "note": note, "is_key": contact.kind == "visit"}
