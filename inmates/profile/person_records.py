"""What staff record about a person by hand: each change is dated, names its source and closes what it replaces."""

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
from inmates.custody.custody_facts import earliest_leaving
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    RegisterNumber,
    Source,
    Suspension,
)
from inmates.custody.register_numbers import normalize, register_class, tidy
from inmates.imports.row_writer import last_day
from inmates.occasions import leaving_dates_change
from inmates.people.models import Person
from inmates.people.photos import Portrait

PROFILE_FIELDS = frozenset({"full_name", "called_name", "birth_place", "birth_date", "sex", "education", "adjustments"})


def locked(person: Person) -> Person:
    """The person as stored now, locked until the transaction ends; rows that name the person can still be written."""
    # A full lock would stop every row that refers to the person, as an attendance mark of another officer.
    return Person.objects.select_for_update(no_key=True, of=["self"]).select_related("facility").get(pk=person.pk)


def today_of(person: Person) -> datetime.date:
    """The calendar day where the person is."""
    # Nowhere in custody there is no office, and the zone in the middle is at most an hour off.
    return clock.today(person.facility.time_zone if person.facility else "Asia/Makassar")


def custody_blockers(person: Person) -> list[Blocker]:
    """Whether the person is in custody, without which nothing of the custody half can change."""
    if person.facility_id:
        return []
    return [Blocker("not_in_custody", _("This person is no longer in custody. Nothing more can be recorded."))]


def facility_of(person: Person) -> Facility:
    """Where the person is in custody. Raises `RuleViolation` for anybody who is nowhere."""
    if person.facility is None:
        raise RuleViolation(custody_blockers(person))
    return person.facility


def start_blockers(person: Person, day: datetime.date, *, current: Any = None) -> list[Blocker]:
    """Whether something can be in force from `day`: not in the future, not before what it replaces began."""
    blockers = []
    if day > today_of(person):
        blockers.append(Blocker("future", _("The day lies in the future. Record the change on the day itself.")))
    if current is not None and current.from_date and day < current.from_date:
        blockers.append(Blocker("before_current", _("The day lies before what is recorded now began.")))
    return blockers


@transaction.atomic
def admit(
    facility: Facility, *, by: User, full_name: str, number: str, entered: datetime.date, **profile: Any
) -> Person:
    """A new person in custody of `facility`, with register number and day of entry."""
    # Numbers of a facility are given one by one, also when two people are admitted at once.
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    person = Person(facility=facility, custody_as_of=clock.now())
    person.set_name(full_name)
    refuse_if([*start_blockers(person, entered), *number_blockers(person, number)])
    _assign(person, profile)
    person.save()
    period = CustodyPeriod.objects.create(person=person, facility=facility, from_date=entered, source=Source.STAFF)
    open_number(person, facility, number, entered)
    Circumstance.objects.create(
        person=person, facility=facility, kind=Circumstance.Kind.ADMISSION, happened_on=entered, period=period,
        recorded_by=by,
    )  # fmt: skip
    audit.record("person.admit", by=by, target=person)
    return person


@transaction.atomic
def correct_profile(person: Person, *, by: User, values: Mapping[str, Any]) -> Person:
    """Corrects what both offices know of the person; `values` by field of PROFILE_FIELDS. No change, no record."""
    person = locked(person)
    refuse_if([*custody_blockers(person), *birth_blockers(person, values.get("birth_date"))])
    changed = sorted(name for name, value in values.items() if getattr(person, name) != value)
    if changed:
        _assign(person, values)
        person.save()
        audit.record("person.correct", by=by, target=person, fields=changed)
    return person


def birth_blockers(person: Person, birth_date: datetime.date | None) -> list[Blocker]:
    """Whether the date of birth lies in the past."""
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
    """Whether `nik` (empty to take it away) can be this person's: 16 digits, not all zeros, nobody else's."""
    if not nik:
        return []
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        return [Blocker("nik_digits", _("A NIK has 16 digits. Check it on the identity card."))]
    # Offices fill an unknown number with zeros; as a NIK it would make all of them one person.
    if not nik.strip("0"):
        return [Blocker("nik_zeros", _("The NIK is all zeros. Leave it blank until it is known."))]
    index = crypto.blind_index(nik, purpose="nik")
    if Person.objects.filter(nik_index=index).exclude(pk=person.pk).exists():
        return [Blocker("nik_taken", _("Another person already has this NIK. Check both identity cards."))]
    return []


@transaction.atomic
def set_nik(person: Person, *, by: User, nik: str) -> Person:
    """Stores the NIK sealed, or takes it away; the audit says only that it changed."""
    person = locked(person)
    refuse_if([*custody_blockers(person), *nik_blockers(person, nik)])
    person.set_nik(nik)
    try:
        with transaction.atomic():
            person.save(update_fields=["nik_sealed", "nik_index"])
    except IntegrityError:
        # Given to somebody else between the question and the write.
        text = _("Another person already has this NIK. Check both identity cards.")
        raise RuleViolation(Blocker("nik_taken", text)) from None
    audit.record("person.set_nik", by=by, target=person, is_known=bool(nik))
    return person


@transaction.atomic
def set_photo(person: Person, *, by: User, photo: Portrait) -> Person:
    """Stores a new photo, and deletes the old one once all is committed."""
    person = locked(person)
    refuse_if(custody_blockers(person))
    storage, old = person.photo.storage, person.photo.name
    # The file's name tells nothing of the person.
    person.photo.save(f"{clock.now():%Y%m%d%H%M%S%f}-{person.public_id}.jpg", ContentFile(photo.jpeg), save=False)
    person.save(update_fields=["photo"])
    audit.record("person.set_photo", by=by, target=person)
    if old:
        # A file cannot be rolled back: deleted any earlier, a failure would leave the person without a photo.
        transaction.on_commit(lambda: storage.delete(old))
    return person


@transaction.atomic
def change_housing(
    person: Person, *, by: User, block: str, cell: str, from_date: datetime.date, source: str = Source.STAFF
) -> Housing:
    """Moves the person to another block or cell from that day on."""
    person = locked(person)
    current = person.housings.open().first()
    reasons = [*custody_blockers(person), *start_blockers(person, from_date, current=current)]
    if current and (current.block, current.cell) == (block, cell):
        reasons.append(Blocker("same", _("The person already stays there.")))
    refuse_if(reasons)
    _close(current, from_date)
    housing = Housing.objects.create(person=person, block=block, cell=cell, from_date=from_date, source=source)
    audit.record("person.change_housing", by=by, target=person, housing=housing.pk)
    return housing


def number_blockers(person: Person, number: str) -> list[Blocker]:
    """Whether the person can have this register number: readable, up to 40 characters, open for nobody else."""
    if not normalize(number):
        return [Blocker("number_blank", _("The register number has neither letter nor digit."))]
    if len(tidy(number)) > 40:
        return [Blocker("number_long", _("The register number is longer than 40 characters."))]
    held = RegisterNumber.objects.open().filter(facility=person.facility, number_key=normalize(number))
    if held.exclude(person=person.pk).exists():
        return [Blocker("number_taken", _("Another person already has this register number."))]
    return []


@transaction.atomic
def change_register_number(
    person: Person, *, by: User, number: str, from_date: datetime.date, source: str = Source.STAFF
) -> RegisterNumber:
    """Gives the person a new register number, as when the case moves from one register to the next."""
    person = locked(person)
    # Two people must not get one number at the same moment, so numbers of a facility are given one by one.
    facility = Facility.objects.select_for_update(no_key=True).get(pk=facility_of(person).pk)
    current = person.register_numbers.open().first()
    reasons = [*start_blockers(person, from_date, current=current), *number_blockers(person, number)]
    if current and current.number == tidy(number):
        reasons.append(Blocker("same", _("The person already has this register number.")))
    refuse_if(reasons)
    _close(current, from_date)
    opened = open_number(person, facility, number, from_date, source)
    audit.record("person.change_register_number", by=by, target=person, register_number=opened.pk)
    return opened


def open_number(
    person: Person, facility: Facility, number: str, from_date: datetime.date, source: str = Source.STAFF
) -> RegisterNumber:
    """Writes the number with what is read from it; whether it may be given says `number_blockers`."""
    return RegisterNumber.objects.create(
        person=person,
        facility=facility,
        number=tidy(number),
        number_key=normalize(number),
        register_class=register_class(number),
        from_date=from_date,
        source=source,
    )


def _close(current: Any, day: datetime.date) -> None:
    if current is not None:
        current.until = last_day(current.from_date, day)
        current.save(update_fields=["until"])


@transaction.atomic
def set_limiting_date(
    person: Person, *, by: User, kind: str, date: datetime.date | None, source: str
) -> LimitingDate | None:
    """Replaces the date of one kind; None says that it is not known (any more)."""
    person = locked(person)
    refuse_if(custody_blockers(person))
    current = person.limiting_dates.filter(kind=kind, replaced_at=None).first()
    # The same once more writes nothing, so that the timeline shows only what changed.
    if (current.date, current.source) == (date, source) if current else date is None:
        return current
    # Asked before the write: who watches the dates compares the two.
    before = earliest_leaving([person.pk])
    if current:
        current.replaced_at = clock.now()
        current.save(update_fields=["replaced_at"])
    new = LimitingDate.objects.create(person=person, kind=kind, date=date, source=source) if date else None
    leaving_dates_change.happens(before)
    audit.record("person.set_limiting_date", by=by, target=person, kind=kind, is_known=bool(date))
    return new


@transaction.atomic
def classify(
    person: Person,
    *,
    by: User,
    kind: str,
    value: str,
    from_date: datetime.date,
    until: datetime.date,
    source: str = Source.DOCUMENT,
) -> Classification:
    """Records conduct, risk or fitness with its validity; replaces what was recorded of the same kind."""
    person = locked(person)
    reasons = [*custody_blockers(person), *start_blockers(person, from_date)]
    if value not in Classification.VALUES_OF[Classification.Kind(kind)]:
        reasons.append(Blocker("value", _("This value does not belong to the kind. Choose another one.")))
    if until < from_date:
        reasons.append(Blocker("validity", _("The validity ends before it begins.")))
    refuse_if(reasons)
    person.classifications.filter(kind=kind, replaced_at=None).update(replaced_at=clock.now())
    row = Classification.objects.create(
        person=person, kind=kind, value=value, from_date=from_date, until=until, source=source
    )
    audit.record("person.classify", by=by, target=person, classification=row.pk)
    return row


@transaction.atomic
def suspend(
    person: Person, *, by: User, from_date: datetime.date, until: datetime.date | None, decided_by: str
) -> Suspension:
    """Suspends training: from when, until when (None: until ended) and by whose decision; never why."""
    person = locked(person)
    reasons = custody_blockers(person)
    if until and until < from_date:
        reasons.append(Blocker("validity", _("The suspension ends before it begins.")))
    overlapping = person.suspensions.exclude(until__lt=from_date)
    if until:
        overlapping = overlapping.exclude(from_date__gt=until)
    if overlapping.exists():
        reasons.append(Blocker("overlap", _("Training is already suspended on some of these days.")))
    refuse_if(reasons)
    row = Suspension.objects.create(
        person=person, from_date=from_date, until=until, decided_by=decided_by, source=Source.STAFF
    )
    audit.record("person.suspend", by=by, target=person, suspension=row.pk)
    return row


@transaction.atomic
def end_suspension(suspension: Suspension, *, by: User, until: datetime.date) -> Suspension:
    """Ends a suspension with `until` as its last day, which cannot lie before its first or after its planned end."""
    person = locked(suspension.person)
    suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
    reasons = custody_blockers(person)
    if suspension.from_date and until < suspension.from_date:
        reasons.append(Blocker("validity", _("The suspension ends before it begins.")))
    if suspension.until and until >= suspension.until:
        reasons.append(Blocker("later", _("The suspension ends by itself on or before that day.")))
    refuse_if(reasons)
    suspension.until = until
    suspension.save(update_fields=["until"])
    audit.record("person.end_suspension", by=by, target=person, suspension=suspension.pk)
    return suspension


@transaction.atomic
def assign_case_officer(person: Person, *, by: User, case_officer: User | None) -> Person:
    """Gives the person a case officer of the same facility, or none."""
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
