"""Who a person is, recorded by hand: admission, profile, NIK, photo, case officer."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from accounts.roles import Role
from core import audit, clock, crypto
from core.errors import Blocker, RuleViolation, refuse_if
from inmates.custody.dated_rows import start_blockers
from inmates.custody.housings import change_housing
from inmates.custody.in_custody import custody_blockers, locked, today_of
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import CustodyPeriod, Source
from inmates.custody.register_entries import number_blockers, open_number
from inmates.people.models import Person
from inmates.people.photos import Portrait

PROFILE_FIELDS = frozenset({"full_name", "called_name", "birth_place", "birth_date", "sex", "education", "adjustments"})


@transaction.atomic
def admit(
    facility: Facility,
    *,
    by: User,
    full_name: str,
    number: str,
    entered: datetime.date,
    block: str = "",
    cell: str = "",
    **profile: Any,
) -> Person:
    """Admits a new person to `facility`, with register number, day of entry, and block and cell if they are known."""
    # A facility's numbers are assigned one at a time, even for simultaneous admissions.
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    person = Person(facility=facility, custody_as_of=clock.now())
    person.set_name(full_name)
    refuse_if([*start_blockers(person, entered), *number_blockers(person, number)])
    _assign(person, profile)
    person.save()
    period = CustodyPeriod.objects.create(person=person, facility=facility, from_date=entered, source=Source.STAFF)
    open_number(person, facility, number, entered)
    Circumstance.objects.create(
        person=person,
        facility=facility,
        kind=Circumstance.Kind.ADMISSION,
        happened_on=entered,
        period=period,
        recorded_by=by,
    )
    audit.record("person.admit", by=by, target=person)
    if block:
        change_housing(person, by=by, block=block, cell=cell, from_date=entered)
    return person


@transaction.atomic
def correct_profile(person: Person, *, by: User, values: Mapping[str, Any]) -> Person:
    """Corrects facts both offices know; `values` by field of PROFILE_FIELDS. Records nothing if nothing changed."""
    person = locked(person)
    refuse_if([*custody_blockers(person), *birth_blockers(person, values.get("birth_date"))])
    changed = sorted(name for name, value in values.items() if getattr(person, name) != value)
    if changed:
        _assign(person, values)
        person.save()
        audit.record("person.correct", by=by, target=person, fields=changed)
    return person


def birth_blockers(person: Person, birth_date: datetime.date | None) -> list[Blocker]:
    """The reason why a date of birth is invalid: it is not in the past."""
    if birth_date is None or birth_date < today_of(person):
        return []
    return [Blocker("born", _("The date of birth does not lie in the past."))]


def _assign(person: Person, values: Mapping[str, Any]) -> None:
    unknown = values.keys() - PROFILE_FIELDS
    if unknown:
        raise ValueError(f"no fields of the profile: {sorted(unknown)}")
    for name, value in values.items():
        setattr(person, name, value)
    person.set_name(person.full_name)


def nik_blockers(person: Person, nik: str) -> list[Blocker]:
    """Reasons why `nik` (empty to remove it) cannot be this person's: not 16 digits, all zeros, or somebody else's."""
    found = nik_shape_blockers(nik)
    if found or not nik:
        return found
    index = crypto.blind_index(nik, purpose="nik")
    if Person.objects.filter(nik_index=index).exclude(pk=person.pk).exists():
        return [Blocker("nik_taken", _("Another person already has this NIK. Check both identity cards."))]
    return []


def nik_shape_blockers(nik: str) -> list[Blocker]:
    """Reasons why nobody can have this `nik`: not 16 digits, or all zeros. Asks no record, so it tells of none."""
    if not nik:
        return []
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        return [Blocker("nik_digits", _("A NIK has 16 digits. Check it on the identity card."))]
    # Offices write zeros for an unknown number; as a NIK they would merge all these people.
    if not nik.strip("0"):
        return [Blocker("nik_zeros", _("The NIK is all zeros. Leave it blank until it is known."))]
    return []


@transaction.atomic
def set_nik(person: Person, *, by: User, nik: str) -> Person:
    """Stores the NIK encrypted, or removes it; the audit records only that it changed."""
    person = locked(person)
    refuse_if([*custody_blockers(person), *nik_blockers(person, nik)])
    person.set_nik(nik)
    try:
        with transaction.atomic():
            person.save(update_fields=["nik_sealed", "nik_index"])
    except IntegrityError:
        # Assigned to somebody else between check and write.
        text = _("Another person already has this NIK. Check both identity cards.")
        raise RuleViolation(Blocker("nik_taken", text)) from None
    audit.record("person.set_nik", by=by, target=person, is_known=bool(nik))
    return person


@transaction.atomic
def set_photo(person: Person, *, by: User, photo: Portrait) -> Person:
    """Stores a new photo and deletes the old one after the commit."""
    person = locked(person)
    refuse_if(custody_blockers(person))
    storage, old = person.photo.storage, person.photo.name
    # The file name reveals nothing about the person.
    person.photo.save(f"{clock.now():%Y%m%d%H%M%S%f}-{person.public_id}.jpg", ContentFile(photo.jpeg), save=False)
    person.save(update_fields=["photo"])
    audit.record("person.set_photo", by=by, target=person)
    if old:
        # Deleting a file cannot be rolled back: any earlier, a failure would leave the person without a photo.
        transaction.on_commit(lambda: storage.delete(old))
    return person


@transaction.atomic
def assign_case_officer(person: Person, *, by: User, case_officer: User | None) -> Person:
    """Assigns a case officer of the same facility, or none."""
    person = locked(person)
    reasons = custody_blockers(person)
    if case_officer and (
        case_officer.facility_id != person.facility_id or not case_officer.has_role(Role.CASE_OFFICER)
    ):
        reasons.append(Blocker("officer", _("Choose a case officer of this detention center.")))
    refuse_if(reasons)
    if person.case_officer != case_officer:
        person.case_officer = case_officer
        person.save(update_fields=["case_officer"])
        audit.record("person.assign_case_officer", by=by, target=person, officer=case_officer and case_officer.pk)
    return person
