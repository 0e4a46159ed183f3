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
from inmates.people.models import Inmate
from inmates.people.photos import Portrait

PROFILE_FIELDS = frozenset({"full_name", "called_name", "birth_place", "birth_date", "sex", "education", "adjustments"})


def locked(inmate: Inmate) -> Inmate:
    """The person as stored now, locked until the transaction ends; rows that name the person can still be written."""
    # A full lock would stop every row that refers to the person, as an attendance mark of another officer.
    return Inmate.objects.select_for_update(no_key=True, of=["self"]).select_related("facility").get(pk=inmate.pk)


def today_of(inmate: Inmate) -> datetime.date:
    """The calendar day where the person is."""
    # Nowhere in custody there is no office, and the zone in the middle is at most an hour off.
    return clock.today(inmate.facility.time_zone if inmate.facility else "Asia/Makassar")


def custody_blockers(inmate: Inmate) -> list[Blocker]:
    """Whether the person is in custody, without which nothing of the custody half can change."""
    if inmate.facility_id:
        return []
    return [Blocker("not_in_custody", _("This person is no longer in custody. Nothing more can be recorded."))]


def facility_of(inmate: Inmate) -> Facility:
    """Where the person is in custody. Raises `RuleViolation` for anybody who is nowhere."""
    if inmate.facility is None:
        raise RuleViolation(custody_blockers(inmate))
    return inmate.facility


def start_blockers(inmate: Inmate, day: datetime.date, *, current: Any = None) -> list[Blocker]:
    """Whether something can be in force from `day`: not in the future, not before what it replaces began."""
    blockers = []
    if day > today_of(inmate):
        blockers.append(Blocker("future", _("The day lies in the future. Record the change on the day itself.")))
    if current is not None and current.from_date and day < current.from_date:
        blockers.append(Blocker("before_current", _("The day lies before what is recorded now began.")))
    return blockers


@transaction.atomic
def admit(
    facility: Facility, *, by: User, full_name: str, number: str, entered: datetime.date, **profile: Any
) -> Inmate:
    """A new person in custody of `facility`, with register number and day of entry."""
    # Numbers of a facility are given one by one, also when two people are admitted at once.
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    inmate = Inmate(facility=facility, custody_as_of=clock.now())
    inmate.set_name(full_name)
    refuse_if([*start_blockers(inmate, entered), *number_blockers(inmate, number)])
    _assign(inmate, profile)
    inmate.save()
    period = CustodyPeriod.objects.create(inmate=inmate, facility=facility, from_date=entered, source=Source.STAFF)
    open_number(inmate, facility, number, entered)
    Circumstance.objects.create(
        inmate=inmate, facility=facility, kind=Circumstance.Kind.ADMISSION, happened_on=entered, period=period,
        recorded_by=by,
    )  # fmt: skip
    audit.record("inmate.admit", by=by, target=inmate)
    return inmate


@transaction.atomic
def correct_profile(inmate: Inmate, *, by: User, values: Mapping[str, Any]) -> Inmate:
    """Corrects what both offices know of the person; `values` by field of PROFILE_FIELDS. No change, no record."""
    inmate = locked(inmate)
    refuse_if([*custody_blockers(inmate), *birth_blockers(inmate, values.get("birth_date"))])
    changed = sorted(name for name, value in values.items() if getattr(inmate, name) != value)
    if changed:
        _assign(inmate, values)
        inmate.save()
        audit.record("inmate.correct", by=by, target=inmate, fields=changed)
    return inmate


def birth_blockers(inmate: Inmate, birth_date: datetime.date | None) -> list[Blocker]:
    """Whether the date of birth lies in the past."""
    if birth_date is None or birth_date < today_of(inmate):
        return []
    return [Blocker("born", _("The date of birth does not lie in the past."))]


def _assign(inmate: Inmate, values: Mapping[str, Any]) -> None:
    unknown = values.keys() - PROFILE_FIELDS
    if unknown:
        raise ValueError(f"no fields of the profile: {sorted(unknown)}")
    for name, value in values.items():
        setattr(inmate, name, value)
    inmate.set_name(inmate.full_name)


def nik_blockers(inmate: Inmate, nik: str) -> list[Blocker]:
    """Whether `nik` (empty to take it away) can be this person's: 16 digits, not all zeros, nobody else's."""
    if not nik:
        return []
    if len(nik) != 16 or not (nik.isascii() and nik.isdigit()):
        return [Blocker("nik_digits", _("A NIK has 16 digits. Check it on the identity card."))]
    # Offices fill an unknown number with zeros; as a NIK it would make all of them one person.
    if not nik.strip("0"):
        return [Blocker("nik_zeros", _("The NIK is all zeros. Leave it blank until it is known."))]
    index = crypto.blind_index(nik, purpose="nik")
    if Inmate.objects.filter(nik_index=index).exclude(pk=inmate.pk).exists():
        return [Blocker("nik_taken", _("Another person already has this NIK. Check both identity cards."))]
    return []


@transaction.atomic
def set_nik(inmate: Inmate, *, by: User, nik: str) -> Inmate:
    """Stores the NIK sealed, or takes it away; the audit says only that it changed."""
    inmate = locked(inmate)
    refuse_if([*custody_blockers(inmate), *nik_blockers(inmate, nik)])
    inmate.set_nik(nik)
    try:
        with transaction.atomic():
            inmate.save(update_fields=["nik_sealed", "nik_index"])
    except IntegrityError:
        # Given to somebody else between the question and the write.
        text = _("Another person already has this NIK. Check both identity cards.")
        raise RuleViolation(Blocker("nik_taken", text)) from None
    audit.record("inmate.set_nik", by=by, target=inmate, is_known=bool(nik))
    return inmate


@transaction.atomic
def set_photo(inmate: Inmate, *, by: User, photo: Portrait) -> Inmate:
    """Stores a new photo, and deletes the old one once all is committed."""
    inmate = locked(inmate)
    refuse_if(custody_blockers(inmate))
    storage, old = inmate.photo.storage, inmate.photo.name
    # The file's name tells nothing of the person.
    inmate.photo.save(f"{clock.now():%Y%m%d%H%M%S%f}-{inmate.public_id}.jpg", ContentFile(photo.jpeg), save=False)
    inmate.save(update_fields=["photo"])
    audit.record("inmate.set_photo", by=by, target=inmate)
    if old:
        # A file cannot be rolled back: deleted any earlier, a failure would leave the person without a photo.
        transaction.on_commit(lambda: storage.delete(old))
    return inmate


@transaction.atomic
def change_housing(
    inmate: Inmate, *, by: User, block: str, cell: str, from_date: datetime.date, source: str = Source.STAFF
) -> Housing:
    """Moves the person to another block or cell from that day on."""
    inmate = locked(inmate)
    current = inmate.housings.open().first()
    reasons = [*custody_blockers(inmate), *start_blockers(inmate, from_date, current=current)]
    if current and (current.block, current.cell) == (block, cell):
        reasons.append(Blocker("same", _("The person already stays there.")))
    refuse_if(reasons)
    _close(current, from_date)
    housing = Housing.objects.create(inmate=inmate, block=block, cell=cell, from_date=from_date, source=source)
    audit.record("inmate.change_housing", by=by, target=inmate, housing=housing.pk)
    return housing


def number_blockers(inmate: Inmate, number: str) -> list[Blocker]:
    """Whether the person can have this register number: readable, up to 40 characters, open for nobody else."""
    if not normalize(number):
        return [Blocker("number_blank", _("The register number has neither letter nor digit."))]
    if len(tidy(number)) > 40:
        return [Blocker("number_long", _("The register number is longer than 40 characters."))]
    held = RegisterNumber.objects.open().filter(facility=inmate.facility, number_key=normalize(number))
    if held.exclude(inmate=inmate.pk).exists():
        return [Blocker("number_taken", _("Another person already has this register number."))]
    return []


@transaction.atomic
def change_register_number(
    inmate: Inmate, *, by: User, number: str, from_date: datetime.date, source: str = Source.STAFF
) -> RegisterNumber:
    """Gives the person a new register number, as when the case moves from one register to the next."""
    inmate = locked(inmate)
    # Two people must not get one number at the same moment, so numbers of a facility are given one by one.
    facility = Facility.objects.select_for_update(no_key=True).get(pk=facility_of(inmate).pk)
    current = inmate.register_numbers.open().first()
    reasons = [*start_blockers(inmate, from_date, current=current), *number_blockers(inmate, number)]
    if current and current.number == tidy(number):
        reasons.append(Blocker("same", _("The person already has this register number.")))
    refuse_if(reasons)
    _close(current, from_date)
    opened = open_number(inmate, facility, number, from_date, source)
    audit.record("inmate.change_register_number", by=by, target=inmate, register_number=opened.pk)
    return opened


def open_number(
    inmate: Inmate, facility: Facility, number: str, from_date: datetime.date, source: str = Source.STAFF
) -> RegisterNumber:
    """Writes the number with what is read from it; whether it may be given says `number_blockers`."""
    return RegisterNumber.objects.create(
        inmate=inmate,
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
    inmate: Inmate, *, by: User, kind: str, date: datetime.date | None, source: str
) -> LimitingDate | None:
    """Replaces the date of one kind; None says that it is not known (any more)."""
    inmate = locked(inmate)
    refuse_if(custody_blockers(inmate))
    current = inmate.limiting_dates.filter(kind=kind, replaced_at=None).first()
    # The same once more writes nothing, so that the timeline shows only what changed.
    if (current.date, current.source) == (date, source) if current else date is None:
        return current
    # Asked before the write: who watches the dates compares the two.
    before = earliest_leaving([inmate.pk])
    if current:
        current.replaced_at = clock.now()
        current.save(update_fields=["replaced_at"])
    new = LimitingDate.objects.create(inmate=inmate, kind=kind, date=date, source=source) if date else None
    leaving_dates_change.happens(before)
    audit.record("inmate.set_limiting_date", by=by, target=inmate, kind=kind, is_known=bool(date))
    return new


@transaction.atomic
def classify(
    inmate: Inmate,
    *,
    by: User,
    kind: str,
    value: str,
    from_date: datetime.date,
    until: datetime.date,
    source: str = Source.DOCUMENT,
) -> Classification:
    """Records conduct, risk or fitness with its validity; replaces what was recorded of the same kind."""
    inmate = locked(inmate)
    reasons = [*custody_blockers(inmate), *start_blockers(inmate, from_date)]
    if value not in Classification.VALUES_OF[Classification.Kind(kind)]:
        reasons.append(Blocker("value", _("This value does not belong to the kind. Choose another one.")))
    if until < from_date:
        reasons.append(Blocker("validity", _("The validity ends before it begins.")))
    refuse_if(reasons)
    inmate.classifications.filter(kind=kind, replaced_at=None).update(replaced_at=clock.now())
    row = Classification.objects.create(
        inmate=inmate, kind=kind, value=value, from_date=from_date, until=until, source=source
    )
    audit.record("inmate.classify", by=by, target=inmate, classification=row.pk)
    return row


@transaction.atomic
def suspend(
    inmate: Inmate, *, by: User, from_date: datetime.date, until: datetime.date | None, decided_by: str
) -> Suspension:
    """Suspends training: from when, until when (None: until ended) and by whose decision; never why."""
    inmate = locked(inmate)
    reasons = custody_blockers(inmate)
    if until and until < from_date:
        reasons.append(Blocker("validity", _("The suspension ends before it begins.")))
    overlapping = inmate.suspensions.exclude(until__lt=from_date)
    if until:
        overlapping = overlapping.exclude(from_date__gt=until)
    if overlapping.exists():
        reasons.append(Blocker("overlap", _("Training is already suspended on some of these days.")))
    refuse_if(reasons)
    row = Suspension.objects.create(
        inmate=inmate, from_date=from_date, until=until, decided_by=decided_by, source=Source.STAFF
    )
    audit.record("inmate.suspend", by=by, target=inmate, suspension=row.pk)
    return row


@transaction.atomic
def end_suspension(suspension: Suspension, *, by: User, until: datetime.date) -> Suspension:
    """Ends a suspension with `until` as its last day, which cannot lie before its first or after its planned end."""
    inmate = locked(suspension.inmate)
    suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
    reasons = custody_blockers(inmate)
    if suspension.from_date and until < suspension.from_date:
        reasons.append(Blocker("validity", _("The suspension ends before it begins.")))
    if suspension.until and until >= suspension.until:
        reasons.append(Blocker("later", _("The suspension ends by itself on or before that day.")))
    refuse_if(reasons)
    suspension.until = until
    suspension.save(update_fields=["until"])
    audit.record("inmate.end_suspension", by=by, target=inmate, suspension=suspension.pk)
    return suspension


@transaction.atomic
def assign_case_officer(inmate: Inmate, *, by: User, case_officer: User | None) -> Inmate:
    """Gives the person a case officer of the same facility, or none."""
    inmate = locked(inmate)
    reasons = custody_blockers(inmate)
    if case_officer and (
        case_officer.facility_id != inmate.facility_id or not case_officer.has_role(Role.CASE_OFFICER)
    ):
        reasons.append(Blocker("officer", _("Choose a case officer of this detention center.")))
    refuse_if(reasons)
    if inmate.case_officer != case_officer:
        inmate.case_officer = case_officer
        inmate.save(update_fields=["case_officer"])
        audit.record("inmate.assign_case_officer", by=by, target=inmate, officer=case_officer and case_officer.pk)
    return inmate
