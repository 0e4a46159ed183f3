"""Numbers and addresses under an agreement: what can be one, adding, revealing and closing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import access, audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from outcomes.followup.codes import ClosedFor, ContactKind, Slot
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.plain_words import word_blockers

PERMISSION = "outcomes.follow_up"
MOST_CONTACTS = 6
_PHONES = frozenset({ContactKind.OWN_PHONE, ContactKind.FAMILY_PHONE, ContactKind.MESSENGER})
_NUMBER = re.compile(r"(?:\+?62|0)[1-9]\d{6,12}")
LONGEST_ADDRESS = 200
_WAITING = ("waits_until", "allows_calls")
# A contact is closed for one of these; another takes its place by `add_contact`.
CLOSED_FOR = frozenset({ClosedFor.WRONG_NUMBER, ClosedFor.ASKED})


@dataclass(frozen=True)
class NewContact:
    """A contact as typed."""

    kind: str
    value: str
    label: str = ""
    preferred: str = ""


def plain_number(typed: str) -> str:
    """The number in digits, "0812…"; empty if it cannot be an Indonesian telephone number."""
    digits = re.sub(r"[\s().-]+", "", typed)
    if not _NUMBER.fullmatch(digits):
        return ""
    return re.sub(r"\A\+?62", "0", digits)


def shape_blockers(contact: NewContact) -> list[Blocker]:
    """Why this cannot be a contact: its number, address or label."""
    reasons = word_blockers(contact.label, code="label_words")
    if contact.kind in _PHONES:
        if not plain_number(contact.value):
            sentence = _("This is no telephone number. Write it with its area or mobile code, such as 0812 0000 1234.")
            reasons.append(Blocker("number", sentence))
    elif contact.kind == ContactKind.ADDRESS:
        if not 0 < len(contact.value.strip()) <= LONGEST_ADDRESS:
            reasons.append(Blocker("address", _("Write the address in at most 200 letters.")))
        reasons += word_blockers(contact.value, code="address_words")
    else:
        reasons.append(Blocker("kind", _("Choose what kind of contact it is.")))
    if contact.preferred and contact.preferred not in Slot.values:
        reasons.append(Blocker("slot", _("Choose a time of the list.")))
    return reasons


def blockers(consent: Consent, contact: NewContact) -> list[Blocker]:
    """Why this contact cannot be kept under the agreement."""
    if not consent.is_agreed:
        return [ended()]
    reasons = shape_blockers(contact)
    if consent.contacts.usable().count() >= MOST_CONTACTS:
        reasons.append(Blocker("many", _("There are six contacts already. Close one first.")))
    return reasons


def ended() -> Blocker:
    """The refusal of every write without a living agreement; its page answers 409."""
    sentence = _("The agreement has changed or ended meanwhile, so nothing was written. Open the page again.")
    return Blocker("no_agreement", sentence)


def held(consent: Consent) -> Consent:
    """The agreement, locked. Raises `RuleViolation` if it ended meanwhile."""
    found = Consent.objects.select_for_update(of=("self",)).select_related("training_center")
    held = found.filter(pk=consent.pk).first()
    if held is None or not held.is_agreed:
        raise RuleViolation(ended())
    return held


def keep(consent: Consent, contacts: Iterable[NewContact]) -> list[Contact]:
    """Writes contacts that were found to be in order, each sealed for its own row."""
    made = []
    for one in contacts:
        contact = Contact(consent=consent, kind=one.kind, label=one.label.strip(), preferred=one.preferred)
        contact.set_value(plain_number(one.value) if one.kind in _PHONES else one.value.strip())
        contact.save()
        made.append(contact)
    return made


@transaction.atomic
def add_contact(consent: Consent, *, by: User | None, contact: NewContact, replaces: Contact | None = None) -> Contact:
    """Adds a contact, in place of `replaces` if given. `by` None is the holder. Raises `RuleViolation`."""
    consent = held(consent)
    refuse_if(authority_blockers(by, PERMISSION, consent.training_center) if by else [])
    if replaces:
        old = consent.contacts.usable().select_for_update(of=("self",)).filter(pk=replaces.pk).first()
        if old is None:
            raise RuleViolation(Blocker("closed", _("This contact was closed meanwhile. Add a new one instead.")))
        close(old, ClosedFor.REPLACED, by=by)
        for waiting in consent.contacts.waiting().filter(kind=old.kind):
            close(waiting, ClosedFor.REPLACED, by=by)
    refuse_if(blockers(consent, contact))
    (made,) = keep(consent, [contact])
    audit.record("contact.add", by=by, target=made)
    return made


@transaction.atomic
def close_number(contact: Contact, *, by: User | None, why: str = ClosedFor.WRONG_NUMBER) -> Contact:
    """Closes a contact; the number itself is gone with it. Closing twice changes nothing. Raises `RuleViolation`.

    A number that waits to take the place of an own one need not wait any longer.
    """
    consent = held(contact.consent)
    refuse_if(authority_blockers(by, PERMISSION, consent.training_center) if by else [])
    if why not in CLOSED_FOR:
        refuse_if([Blocker("why", _("Choose why the contact is closed."))])
    found = Contact.objects.select_for_update(of=("self",)).filter(pk=contact.pk).first()
    if found is None:
        raise RuleViolation(ended())
    if found.closed_at is None:
        close(found, why, by=by)
        if found.kind == ContactKind.OWN_PHONE:
            take_waiting(consent, by=by)
    return found


def close(contact: Contact, why: str, *, by: User | None) -> None:
    """Closes it under an agreement that is held; the value is gone, whether it was in use or waited."""
    contact.closed_at, contact.closed_for, contact.value_sealed = clock.now(), why, ""
    contact.label, contact.waits_until, contact.allows_calls = "", None, False
    contact.save(update_fields=["closed_at", "closed_for", "value_sealed", "label", *_WAITING])
    audit.record("contact.close", by=by, target=contact)


def take_waiting(consent: Consent, *, by: User | None) -> Contact | None:
    """Under an agreement that is held, the last number that waits takes the place of the own ones; None without any."""
    *earlier, new = [*consent.contacts.waiting().order_by("pk")] or [None]
    if new is None:
        return None
    in_use = consent.contacts.usable().filter(kind=ContactKind.OWN_PHONE)
    for old in (*in_use, *earlier):
        close(old, ClosedFor.REPLACED, by=by)
    if new.allows_calls and not consent.by_phone:
        consent.by_phone = True
        consent.save(update_fields=["by_phone"])
        audit.record("consent.change", by=None, target=consent)
    new.waits_until, new.allows_calls = None, False
    new.save(update_fields=_WAITING)
    audit.record("contact.confirm", by=by, target=new)
    return new


@transaction.atomic
def reveal(contact: Contact, *, by: User, purpose: str) -> str:
    """The number or address itself; each reveal is logged with its purpose. Raises `RuleViolation`."""
    consent = held(contact.consent)
    reasons = authority_blockers(by, PERMISSION, consent.training_center)
    if not consent.allows(contact.kind) or contact.waits_until:
        reasons.append(Blocker("not_allowed", _("This person did not agree to be reached in this way.")))
    refuse_if(reasons)
    access.log(access.Kind.VIEW, contact, by=by, what="telephone number of a graduate", reason=purpose)
    return contact.value
