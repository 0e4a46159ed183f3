"""Registering people for a public class, and completing what is missing. Under lock of the class."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day as written_day
from inmates.consents.codes import ConsentKind
from inmates.consents.consent_texts import text_on
from inmates.consents.guardian_consents import guarded
from inmates.consents.minors import is_minor
from inmates.people.models import Person
from inmates.people.photos import Portrait
from inmates.profile.person_records import nik_shape_blockers
from printing.printed_signs import sign_blockers
from programs.batches.lock_order import hold
from programs.batches.models import Batch
from programs.catalog.unit_blocks import normalized
from programs.entry_rules.course_parts import part_of
from programs.registrations import contact_details, registered_blocks
from programs.registrations.contact_details import ContactDetails
from programs.registrations.known_people import alike, center_index, own_record
from programs.registrations.models import Registration

State = Registration.State
PERMISSION = "programs.register_participants"
OPEN_STATES = (Batch.State.SELECTING, Batch.State.RUNNING)
FIELDS = ("called_name", "birth_place", "birth_date", "sex", "education")
CONTACT = ("contact_sealed", "contact_consent_on", "contact_text_version", "text_version", "contact_ended_on")
# What a certificate prints, and what tells two people of one name apart.
NEEDED = {
    "birth_place": gettext_lazy("place of birth"),
    "birth_date": gettext_lazy("date of birth"),
    "sex": gettext_lazy("sex"),
}


@dataclass(frozen=True)
class Identity:
    """Who registers, as on the identity card; `nik` is 16 digits or empty."""

    full_name: str
    called_name: str = ""
    birth_place: str = ""
    birth_date: date | None = None
    sex: str = ""
    education: str = ""
    nik: str = ""


def class_blockers(batch: Batch, by: User) -> list[Blocker]:
    """Why `by` can register nobody for this class now, whoever it is."""
    found = office_blockers(batch, by)
    if batch.state not in OPEN_STATES:
        found.append(Blocker("batch_not_open", _("This batch takes no participants now.")))
    elif clock.today(batch.time_zone) > batch.ends_on:
        found.append(Blocker("too_late", _("It is too late to enter this batch.")))
    return found


def office_blockers(batch: Batch, by: User) -> list[Blocker]:
    """Why `by` has no say about this class at all."""
    if batch.is_public and by.training_center_id == batch.training_center_id and by.has_perm(PERMISSION):
        return []
    return [Blocker("not_allowed", _("You do not register people for this class."))]


def identity_blockers(batch: Batch, who: Identity, consent_on: date | None) -> list[Blocker]:
    """Why nobody can be registered as this: without a name, or with a day or NIK that cannot be."""
    found, today = nik_shape_blockers(who.nik), clock.today(batch.time_zone)
    if not who.full_name.strip():
        found.append(Blocker("unnamed", _("The name is missing.")))
    found += sign_blockers(who.full_name)
    if who.birth_date and who.birth_date >= today:
        found.append(Blocker("born", _("The date of birth does not lie in the past.")))
    if consent_on and consent_on > today:
        found.append(Blocker("consent_in_future", _("The day of the consent lies in the future.")))
    return found


def contact_blockers(batch: Batch, contact: ContactDetails) -> list[Blocker]:
    """Why address and telephone cannot be kept, such as without consent."""
    return contact_details.blockers(contact, today=clock.today(batch.time_zone))


def register_blockers(
    batch: Batch,
    *,
    by: User,
    who: Identity,
    consent_on: date | None = None,
    same_as: Person | None = None,
    is_new: bool = False,
    contact: ContactDetails | None = None,
    blocks: Collection[str] = (),
    again: str = "",
) -> list[Blocker]:
    """Why this person cannot be registered. A likeness has to be answered: `same_as` somebody, or `is_new`."""
    found = [*class_blockers(batch, by), *identity_blockers(batch, who, consent_on)]
    found += contact_blockers(batch, contact or ContactDetails())
    # Whose NIK this is, is asked only once it can be one.
    likely = [] if found else _alike(batch, who)
    if same_as:
        found += _same_blockers(batch, same_as, likely)
    elif likely and not is_new:
        found.append(Blocker("ask_same", _("Perhaps this person is known here already. Answer the question below.")))
    records = _records(batch, same_as) if blocks else []
    return [*found, *registered_blocks.blockers(batch, blocks, records, again)]


def _same_blockers(batch: Batch, person: Person, likely: Collection[Person]) -> list[Blocker]:
    """Why it cannot be this person, said to be the same."""
    if person not in likely:
        return [Blocker("not_alike", _("Choose one of the people named, or say that it is another person."))]
    if batch.registrations.of_person(person).exclude(state=State.WITHDRAWN).exists():
        return [Blocker("registered", _("This person is registered for this class already."))]
    return []


def _records(batch: Batch, known: Person | None) -> list[Person]:
    return [known, own_record(batch.training_center, known)] if known else []


def _alike(batch: Batch, who: Identity) -> list[Person]:
    return alike(batch.training_center, full_name=who.full_name, birth_date=who.birth_date, nik=who.nik)


@transaction.atomic
def register(
    batch: Batch,
    *,
    by: User,
    who: Identity,
    way: str,
    consent_on: date | None = None,
    same_as: Person | None = None,
    is_new: bool = False,
    photo: Portrait | None = None,
    contact: ContactDetails | None = None,
    late_reason: str | None = None,
    blocks: Collection[str] = (),
    again: str = "",
) -> Registration:
    """Registers somebody, who may be known as `same_as`; see `known_people` for which record is written.

    Of a record made before only gaps are filled; a withdrawn registration is opened again. `late_reason` is needed
    once the class has begun; None if whoever calls does not ask for it person by person. `blocks`: signs of the
    blocks that are registered for, none for the whole course; `again`: why passed ones are wanted again. Raises
    `RuleViolation`.
    """
    hold(people=[same_as.pk] if same_as else [], batches=[batch.pk])
    batch = _batch(batch.pk)
    answer: dict[str, Any] = {"same_as": same_as, "is_new": is_new, "contact": contact, "blocks": blocks}
    answer["again"] = again
    signs = _in_order(batch, blocks)
    course = part_of(batch, signs)
    late = [] if late_reason is None else registered_blocks.late_blockers(course, late_reason)
    refuse_if([*register_blockers(batch, by=by, who=who, consent_on=consent_on, **answer), *late])
    registration = _begun(batch, same_as, contact)
    person, is_again = registration.person, registration.pk is not None
    _fill(person, who, photo, is_own=person.pk is None)
    registration.person = person
    if same_as and same_as != person:
        registration.known_as = same_as
    registration.state, registration.decided_at, registration.decided_by = State.NEW, None, None
    registration.way, registration.consent_on, registration.blocks = way, consent_on, signs
    if contact is not None:
        registration.set_contact(contact)
    _name_texts(registration)
    registration.registered_at, registration.registered_by = clock.now(), by
    registration.late_reason = late_reason.strip() if late_reason and registered_blocks.has_begun(course) else ""
    registration.again_reason = registered_blocks.reason_kept(batch, signs, _records(batch, same_as), again)
    registration.nik_index = center_index(who.nik, batch.training_center) or registration.nik_index
    registration.save()
    told = {"batch": batch.pk, "way": way, "is_again": is_again, **({"blocks": signs} if signs else {})}
    audit.record("registration.create", by=by, target=registration, **told)
    return registration


def _in_order(batch: Batch, blocks: Collection[str]) -> list[str]:
    """The blocks in the order of teaching; none where they make the whole course."""
    return normalized(list(batch.version.units.all()), blocks) if blocks else []


def _fill(person: Person, who: Identity, photo: Portrait | None, *, is_own: bool) -> None:
    """Writes what is known of the person: all of it into a record of its own, else only what was missing."""
    if is_own:
        _identify(person, who)
    for name in FIELDS:
        if getattr(who, name) and (is_own or not getattr(person, name)):
            setattr(person, name, getattr(who, name))
    # A photo taken here never enters a record that others have, and replaces none that was known before.
    if photo and (is_own or not (person.photo or person.facility_id)):
        person.photo.save(f"{clock.now():%Y%m%d%H%M%S%f}-{person.public_id}.jpg", ContentFile(photo.jpeg), save=False)
    person.save()


def _identify(person: Person, who: Identity) -> None:
    person.set_name(who.full_name)
    if who.nik:
        person.set_nik(who.nik)
        # Its index is that of custody, in which people outside have no place; see `known_people`.
        person.nik_index = None


def _batch(pk: int) -> Batch:
    related = ("training_center", "version__program")
    return Batch.objects.select_related(*related).get(pk=pk)


def open_blockers(registration: Registration, by: User) -> list[Blocker]:
    """Why nothing can be changed about the registration now."""
    return [*class_blockers(registration.batch, by), *decided_blockers(registration)]


def decided_blockers(registration: Registration) -> list[Blocker]:
    """Why there is nothing left to decide."""
    if registration.state == State.NEW:
        return []
    return [Blocker("decided", _("This registration is decided already."))]


def correct_blockers(
    registration: Registration,
    *,
    by: User,
    who: Identity,
    consent_on: date | None = None,
    contact: ContactDetails | None = None,
    blocks: Collection[str] | None = None,
    late_reason: str = "",
    again: str = "",
) -> list[Blocker]:
    """Why the registration cannot be corrected to this. `late_reason` is needed where that adds what has begun."""
    batch, records = registration.batch, registered_blocks.records_of(registration)
    found = [*open_blockers(registration, by), *identity_blockers(batch, who, consent_on)]
    found += contact_blockers(batch, contact or ContactDetails()) + _ended_blockers(registration, contact)
    if blocks is None:
        return found
    found += registered_blocks.blockers(batch, blocks, records, again)
    return [*found, *registered_blocks.correction_blockers(registration, _in_order(batch, blocks), late_reason)]


def _begun(batch: Batch, known: Person | None, contact: ContactDetails | None) -> Registration:
    """The registration of somebody known that is opened again, or a new one, unsaved. Raises `RuleViolation`."""
    again = batch.registrations.of_person(known).first() if known else None
    if again:
        refuse_if(_ended_blockers(again, contact))
        return again
    person = own_record(batch.training_center, known)
    return Registration(batch=batch, person=person, made_person=person.pk is None)


def _ended_blockers(registration: Registration, contact: ContactDetails | None) -> list[Blocker]:
    ended = registration.contact_ended_on
    if ended is None or contact is None or not contact.is_given:
        return []
    if contact.consent_on and contact.consent_on >= ended:
        return []
    sentence = _("This person stopped being called on %(day)s. Address and telephone need a consent of a later day.")
    return [Blocker("contact_ended", sentence % {"day": written_day(ended)})]


@transaction.atomic
def forget_contact(registration: Registration, by: User | None) -> Registration:
    """Deletes address and telephone as the person asked of the center; the caller has asked whether `by` may say so.
    `by` None is the end of the time for an answer.
    """
    registration = locked(registration)
    if registration.contact_sealed:
        registration.contact_sealed = ""
        registration.contact_ended_on = clock.today(registration.batch.time_zone)
        registration.save(update_fields=["contact_sealed", "contact_ended_on"])
        audit.record("registration.forget_contact", by=by, target=registration, batch=registration.batch_id)
    return registration


def is_own(registration: Registration) -> bool:
    """Whether it may correct the record of its person: made by it, and relied on by nobody else by now."""
    person = registration.person
    return registration.made_person and not person.facility_id and person.registrations.count() == 1


@transaction.atomic
def correct(
    registration: Registration,
    *,
    by: User,
    who: Identity,
    way: str,
    consent_on: date | None,
    photo: Portrait | None = None,
    contact: ContactDetails | None = None,
    blocks: Collection[str] | None = None,
    late_reason: str = "",
    again: str | None = None,
) -> Registration:
    """Completes or corrects a registration. Of a person who was known before, only gaps are filled.

    `blocks`: signs of the blocks, none for the whole course; None leaves them as they are; `again` likewise says why
    passed ones are wanted again. Blocks that have begun, or the whole course, are added to others only with a
    `late_reason`.
    """
    registration = locked(registration)
    again = registration.again_reason if again is None else again
    said: dict[str, Any] = {"contact": contact, "blocks": blocks, "late_reason": late_reason, "again": again}
    refuse_if(correct_blockers(registration, by=by, who=who, consent_on=consent_on, **said))
    before = _values(registration)
    _fill(registration.person, who, photo, is_own=is_own(registration))
    if contact is not None:
        registration.set_contact(contact)
    registration.way, registration.consent_on = way, consent_on
    _name_texts(registration)
    if blocks is not None:
        signs = _in_order(registration.batch, blocks)
        more = registered_blocks.more_of(registration, signs)
        if more and registered_blocks.has_begun(more) and not registration.late_reason:
            registration.late_reason = late_reason.strip()
        registration.blocks = signs
        records = registered_blocks.records_of(registration)
        registration.again_reason = registered_blocks.reason_kept(registration.batch, signs, records, again)
    if who.nik:
        registration.nik_index = center_index(who.nik, registration.batch.training_center)
    registration.save(
        update_fields=["way", "consent_on", "blocks", "again_reason", "late_reason", "nik_index", *CONTACT]
    )
    changed = sorted(name for name, value in _values(registration).items() if before[name] != value)
    audit.record("registration.correct", by=by, target=registration, fields=changed)
    return registration


def _name_texts(registration: Registration) -> None:
    """Keeps which texts were signed: those of the days of the two consents."""
    center = registration.batch.training_center
    signed, called = registration.consent_on, registration.contact_consent_on
    registration.text_version = text_on(center, ConsentKind.TRAINING, signed).name if signed else ""
    registration.contact_text_version = text_on(center, ConsentKind.CONTACT, called).name if called else ""


def _values(registration: Registration) -> Mapping[str, object]:
    told = {name: getattr(registration.person, name) for name in ("full_name", *FIELDS, "nik_sealed")}
    return {
        **told,
        "photo": registration.person.photo.name,
        "consent_on": registration.consent_on,
        "contact": registration.contact,
        "blocks": registration.blocks,
    }


def missing(registration: Registration, *, signed_for: Collection[int] | None = None) -> list[str]:
    """What the registration still lacks before the person can be accepted, in words.

    `signed_for`: children (keys) for whom a parent or guardian has signed, if already known.
    """
    lacks = [str(word) for name, word in NEEDED.items() if not getattr(registration.person, name)]
    if not registration.consent_on:
        lacks.append(_("signed consent"))
    children = _children(registration)
    if children and children.isdisjoint(signed_for_children([registration]) if signed_for is None else signed_for):
        lacks.append(_("consent of parent or guardian"))
    return lacks


def _children(registration: Registration) -> set[int]:
    """The records (keys) of somebody under 18 today; none of an adult."""
    batch, person = registration.batch, registration.person
    if not is_minor(person.birth_date, clock.today(batch.time_zone)):
        return set()
    return {key for key in (person.pk, registration.known_as_id) if key is not None}


def signed_for_children(registrations: Collection[Registration]) -> set[int]:
    """Of those under 18 who registered for one class, for whom a parent or guardian has signed; one query if any."""
    children = {key for one in registrations for key in _children(one)}
    if not children:
        return set()
    batch = next(iter(registrations)).batch
    return guarded(children, batch.training_center, clock.today(batch.time_zone))


def locked(registration: Registration) -> Registration:
    """The registration as it stands, with its person and class held until the transaction ends."""
    hold(people=[registration.person_id], batches=[registration.batch_id])
    related = ("person", "known_as", "batch__training_center", "batch__version__program")
    return Registration.objects.select_related(*related).get(pk=registration.pk)
