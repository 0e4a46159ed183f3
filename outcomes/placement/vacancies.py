"""Vacancies: opening one, changing what it asks for, and closing it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, refuse_if
from outcomes.needs.codes import Attitude, Terms
from outcomes.needs.models import Employer, NeedRecord
from outcomes.needs.need_recording import taught_units
from outcomes.needs.neutral_words import word_blockers
from outcomes.placement import vacancy_needs
from outcomes.placement.codes import EndOfVacancy
from outcomes.placement.models import Vacancy, VacancyUnit
from programs.catalog.models import Vocation

PERMISSION = "outcomes.introduce"
# A vacancy may be told of after its work has begun, but no longer than this.
LONGEST_BEGUN = timedelta(days=365)


@dataclass(frozen=True)
class Offer:
    """What an employer offers; wages are rupiah, a day for daily work, otherwise a month; units are codes as taught.

    `serves` is the need record that asked for these people before.
    """

    job: str
    vocation: Vocation
    number: int
    closes_on: date
    place: str = ""
    terms: str = ""
    wage_least: int | None = None
    wage_most: int | None = None
    begins_on: date | None = None
    must: frozenset[str] = field(default_factory=frozenset)
    nice: frozenset[str] = field(default_factory=frozenset)
    serves: NeedRecord | None = None


def blockers(employer: Employer, offer: Offer, *, by: User) -> list[Blocker]:
    """Why this vacancy cannot be opened."""
    found = authority_blockers(by, PERMISSION, employer.training_center)
    if not offer.job.strip():
        found.append(Blocker("no_job", _("The job has no name.")))
    if offer.number < 1:
        found.append(Blocker("nobody", _("The vacancy is for nobody. Write how many.")))
    today = clock.today(employer.training_center.time_zone)
    if offer.begins_on and offer.begins_on < today - LONGEST_BEGUN:
        found.append(Blocker("begun", _("The work began more than a year ago. Correct the day.")))
    if offer.closes_on < today:
        found.append(Blocker("past", _("The last day has passed already.")))
    if offer.terms and offer.terms not in Terms.values:
        found.append(Blocker("terms", _("Choose daily or permanent.")))
    if offer.wage_least is not None and offer.wage_most is not None and offer.wage_most < offer.wage_least:
        found.append(Blocker("wages", _("The highest wage is below the lowest.")))
    if offer.must & offer.nice:
        found.append(Blocker("units", _("A unit is either needed or helpful, not both.")))
    if offer.serves and not vacancy_needs.heard_before(employer, today).filter(pk=offer.serves.pk).exists():
        sentence = _("The need that was chosen counts no longer, or is a vacancy by now. Choose again.")
        found.append(Blocker("serves", sentence))
    if Attitude.STOP in employer.attitudes:
        found.append(Blocker("stopped", _("The employer asked not to be contacted. Change that first if it is over.")))
    return found + word_blockers({_("Job"): offer.job, _("Place of work"): offer.place})


def change_blockers(vacancy: Vacancy, offer: Offer, *, by: User) -> list[Blocker]:
    """Why the vacancy cannot become this; whoever was proposed for it was asked about its job."""
    found = blockers(vacancy.employer, offer, by=by)
    if vacancy.ended_as:
        found.append(Blocker("ended", _("This vacancy is closed already.")))
    if vacancy.introductions.exists() and (offer.job.strip(), offer.vocation) != (vacancy.job, vacancy.vocation):
        sentence = _("Somebody was proposed for this job, so its name stays. Close the vacancy and open another one.")
        found.append(Blocker("job_told", sentence))
    return found


@transaction.atomic
def change_vacancy(vacancy: Vacancy, *, by: User, offer: Offer) -> Vacancy:
    """Corrects what is offered, or until when. The ticked units take the place of those before; units that are taught
    no longer stay, as no form shows them. Raises `RuleViolation`.
    """
    vacancy = held(vacancy)
    refuse_if(change_blockers(vacancy, offer, by=by))
    before = {name: getattr(vacancy, name) for name in ("number", "closes_on")}
    for name, value in _values(offer).items():
        setattr(vacancy, name, value)
    vacancy.save()
    _ask(vacancy, offer)
    _keep_need(vacancy, by=by, serves=offer.serves)
    audit.record("vacancy.change", by=by, target=vacancy, before=before)
    return vacancy


def _values(offer: Offer) -> dict[str, Any]:
    """The columns of an offer."""
    own = {name: value for name, value in vars(offer).items() if name not in ("must", "nice", "serves")}
    return {**own, "job": offer.job.strip(), "place": offer.place.strip()}


def _ask(vacancy: Vacancy, offer: Offer) -> None:
    """Writes the ticked units among those that are taught."""
    taught = taught_units(vacancy.training_center)
    vacancy.units.filter(code__in=[unit.code for unit in taught]).delete()
    VacancyUnit.objects.bulk_create(
        VacancyUnit(vacancy=vacancy, code=unit.code, title=unit.title, is_must=unit.code in offer.must)
        for unit in taught
        if unit.code in offer.must | offer.nice
    )


def _keep_need(vacancy: Vacancy, *, by: User, serves: NeedRecord | None) -> None:
    asked = dict(vacancy.units.values_list("code", "is_must"))
    must = [code for code, is_must in asked.items() if is_must]
    vacancy_needs.follow(vacancy, by=by, must=must, nice=asked, serves=serves)


@transaction.atomic
def open_vacancy(employer: Employer, *, by: User, offer: Offer) -> Vacancy:
    """Opens a vacancy with the ticked units that are taught, and records it as a need. Raises `RuleViolation`."""
    rows = Employer.objects.select_for_update(of=("self",)).select_related("training_center")
    employer = rows.get(pk=employer.pk)
    refuse_if(blockers(employer, offer, by=by))
    vacancy = Vacancy.objects.create(
        training_center=employer.training_center,
        employer=employer,
        opened_on=clock.today(employer.training_center.time_zone),
        recorded_by=by,
        **_values(offer),
    )
    _ask(vacancy, offer)
    _keep_need(vacancy, by=by, serves=offer.serves)
    audit.record("vacancy.open", by=by, target=vacancy, number=vacancy.number)
    return vacancy


def end_blockers(vacancy: Vacancy, ended_as: str, *, by: User) -> list[Blocker]:
    """Why the vacancy cannot be closed."""
    found = authority_blockers(by, PERMISSION, vacancy.training_center)
    if vacancy.ended_as:
        found.append(Blocker("ended", _("This vacancy is closed already.")))
    if ended_as not in EndOfVacancy.values:
        found.append(Blocker("why", _("Choose why it is closed.")))
    return found


@transaction.atomic
def end_vacancy(vacancy: Vacancy, *, by: User, ended_as: str) -> Vacancy:
    """Closes a vacancy and the need that it was; introductions that go on may still come to an end. Raises
    `RuleViolation`.
    """
    vacancy = held(vacancy)
    refuse_if(end_blockers(vacancy, ended_as, by=by))
    vacancy.ended_as, vacancy.ended_on = ended_as, clock.today(vacancy.training_center.time_zone)
    vacancy.save(update_fields=["ended_as", "ended_on"])
    vacancy_needs.end(vacancy, by=by)
    audit.record("vacancy.end", by=by, target=vacancy, ended_as=ended_as)
    return vacancy


def held(vacancy: Vacancy) -> Vacancy:
    """The vacancy with employer and center, locked."""
    rows = Vacancy.objects.select_for_update(of=("self",)).select_related("training_center", "employer", "need")
    return rows.get(pk=vacancy.pk)
