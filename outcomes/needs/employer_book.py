"""Employers of a training center: what is known of them, and each contact with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from outcomes.needs.codes import Attitude, ContactKind, ContactWay, GraduateFit, HiringWay
from outcomes.needs.models import Employer, EmployerContact
from outcomes.needs.neutral_words import word_blockers

# As many contacts in a row without an answer, and an employer counts as silent.
SILENT_AFTER = 2


@dataclass(frozen=True)
class Facts:
    """What is known of an employer; `may_contact` is the person's own answer, not a guess."""

    name: str
    field: str
    village: str = ""
    workers: int | None = None
    contact_name: str = ""
    contact_title: str = ""
    telephone: str = ""
    contact_way: str = ""
    contact_hours: str = ""
    may_contact: bool = False
    attitudes: tuple[str, ...] = ()
    least_education: str = ""
    unfit_unit: str = ""
    hires_by: tuple[str, ...] = ()
    graduates_taken: int | None = None
    graduates_fit: str = ""
    unfit_why: str = ""
    note: str = ""


def is_silent(answered: Sequence[bool]) -> bool:
    """Whether an employer has stopped answering, from its contacts, the latest first."""
    return len(answered) >= SILENT_AFTER and not any(answered[:SILENT_AFTER])


def center_of(by: User) -> TrainingCenter:
    """The training center of a user whom `keeper_blockers` let pass; raises `ValueError` for others."""
    if by.training_center is None:
        raise ValueError("Only users of a training center keep employers.")
    return by.training_center


def keeper_blockers(by: User) -> list[Blocker]:
    """Why this user cannot record anything of employers."""
    if by.training_center_id and by.has_perm("outcomes.change_needs"):
        return []
    return [Blocker("not_the_center", _("Only the training center keeps employers and what they need."))]


def fact_blockers(facts: Facts, *, by: User, employer: Employer | None = None) -> list[Blocker]:
    """Why an employer cannot be kept like this; `employer` is the one being changed, if any."""
    found = keeper_blockers(by)
    if not facts.name.strip() or not facts.field.strip():
        found.append(Blocker("unnamed", _("Name and field of the business are missing. Write both.")))
    if facts.telephone and not re.fullmatch(r"[+(0-9][0-9 ()./,+-]+", facts.telephone.strip()):
        found.append(Blocker("telephone", _("Write the telephone number in digits, for example 0812 0000 0000.")))
    return (
        found
        + _consent_blockers(facts)
        + _attitude_blockers(facts)
        + _experience_blockers(facts)
        + _same_blockers(facts, by, employer)
        + word_blockers(
            {
                _("Name"): facts.name,
                _("Field of business"): facts.field,
                _("Village, district"): facts.village,
                _("Contact person"): facts.contact_name,
                _("Position"): facts.contact_title,
                _("Days and hours"): facts.contact_hours,
                _("Least education"): facts.least_education,
                _("Unit that was missing"): facts.unfit_unit,
                _("Why less fit"): facts.unfit_why,
                _("Note"): facts.note,
            }
        )
    )


def _attitude_blockers(facts: Facts) -> list[Blocker]:
    said, found = set(facts.attitudes), []
    if said - set(Attitude.values):
        found.append(Blocker("attitude", _("Choose what the employer said from the list.")))
    if {Attitude.SKCK_WAJIB, Attitude.SKCK_TIDAK} <= said:
        found.append(Blocker("skck", _("The police certificate is either asked from everybody or from nobody.")))
    if {Attitude.TERIMA, Attitude.PENUH} <= said:
        found.append(Blocker("full", _("An employer either takes graduates or takes nobody at present. Keep one.")))
    return found


def _experience_blockers(facts: Facts) -> list[Blocker]:
    """Why nothing can be kept so of how people were found, and of the graduates taken."""
    found = []
    if set(facts.hires_by) - set(HiringWay.values) or facts.graduates_fit not in ("", *GraduateFit.values):
        found.append(Blocker("hiring", _("Choose from the list how people were found and whether they were fit.")))
    if (facts.graduates_fit or facts.unfit_why.strip()) and not facts.graduates_taken:
        found.append(Blocker("took_nobody", _("Write how many graduates were taken, or leave out how fit they were.")))
    return found


def _same_blockers(facts: Facts, by: User, employer: Employer | None) -> list[Blocker]:
    """The employer that is there already: of that name, and in that village or one of the two without a village."""
    name, village = _plain(facts.name), _plain(facts.village)
    if employer and (name, village) == (_plain(employer.name), _plain(employer.village)):
        return []
    known = Employer.objects.filter(training_center=by.training_center_id)
    others = known.exclude(pk=employer.pk) if employer else known
    for known_name, known_village in others.values_list("name", "village"):
        if _plain(known_name) == name and (_plain(known_village) == village or not (known_village and village)):
            title = ", ".join(filter(None, (known_name, known_village)))
            sentence = _("“%(known)s” is recorded already. Open it in the list of employers and go on there.")
            return [Blocker("known", sentence % {"known": title})]
    return []


def _plain(text: str) -> str:
    """The text without differences of case and spaces."""
    return " ".join(text.split()).casefold()


def _consent_blockers(facts: Facts) -> list[Blocker]:
    wanted = facts.contact_way or facts.contact_hours
    if wanted and not facts.may_contact:
        return [Blocker("no_consent", _("Tick that the employer may be contacted again, or leave out how and when."))]
    if facts.contact_way and facts.contact_way not in ContactWay.values:
        return [Blocker("way", _("Choose by telephone or by message."))]
    if facts.may_contact and Attitude.STOP in facts.attitudes:
        return [Blocker("stopped", _("The employer asked not to be contacted, so that may not be ticked."))]
    return []


@transaction.atomic
def add_employer(*, by: User, facts: Facts) -> Employer:
    """Records an employer of the user's training center. Raises `RuleViolation` with every reason."""
    refuse_if(fact_blockers(facts, by=by))
    employer = _write(Employer(training_center=center_of(by), recorded_by=by), facts)
    audit.record("employer.add", by=by, target=employer)
    return employer


@transaction.atomic
def change_employer(employer: Employer, *, by: User, facts: Facts) -> Employer:
    """Changes what is known; the audit names the fields, not their values."""
    employer = Employer.objects.select_for_update().get(pk=employer.pk)
    refuse_if(fact_blockers(facts, by=by, employer=employer))
    changed = sorted(name for name, value in vars(facts).items() if _kept(employer, name) != _clean(value))
    employer = _write(employer, facts)
    audit.record("employer.change", by=by, target=employer, fields=changed)
    return employer


def facts_of(employer: Employer) -> Facts:
    """What is kept of the employer now."""
    return Facts(**{name: _kept(employer, name) for name in Facts.__dataclass_fields__})


def _kept(employer: Employer, name: str) -> Any:
    value = getattr(employer, name)
    return tuple(value) if isinstance(value, list) else value


def _clean(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _write(employer: Employer, facts: Facts) -> Employer:
    for name, value in vars(facts).items():
        if name == "telephone":
            employer.seal_telephone(facts.telephone.strip())
        elif name == "attitudes":
            employer.attitudes = [one.value for one in Attitude if one in facts.attitudes]
        elif name == "hires_by":
            employer.hires_by = [one.value for one in HiringWay if one in facts.hires_by]
        else:
            setattr(employer, name, _clean(value))
    employer.save()
    return employer


def contact_blockers(
    employer: Employer, *, by: User, kind: str, held_on: date, met: str = "", offered: str = ""
) -> list[Blocker]:
    """Why a contact with the employer cannot be recorded."""
    found = keeper_blockers(by)
    if kind not in ContactKind.values:
        found.append(Blocker("kind", _("Choose a visit, a call or a message.")))
    if held_on > clock.today(employer.training_center.time_zone):
        found.append(Blocker("in_future", _("The day lies in the future.")))
    if Attitude.STOP in employer.attitudes:
        found.append(Blocker("stopped", _("The employer asked not to be contacted. Change that first if it is over.")))
    return found + word_blockers({_("Person met"): met, _("What was offered"): offered})


@transaction.atomic
def record_contact(
    employer: Employer,
    *,
    by: User,
    kind: str,
    held_on: date,
    was_answered: bool = True,
    met: str = "",
    offered: str = "",
) -> EmployerContact:
    """Records a visit, call or message. Locks the employer. Raises `RuleViolation`."""
    rows = Employer.objects.select_for_update(of=("self",)).select_related("training_center")
    employer = rows.get(pk=employer.pk)
    refuse_if(contact_blockers(employer, by=by, kind=kind, held_on=held_on, met=met, offered=offered))
    contact = EmployerContact.objects.create(
        employer=employer,
        kind=kind,
        held_on=held_on,
        was_answered=was_answered,
        met=met.strip(),
        offered=offered.strip(),
        recorded_by=by,
    )
    audit.record("employer.contact", by=by, target=employer, kind=kind, held_on=held_on, was_answered=was_answered)
    return contact
