"""A number changed on the holder's page waits seven days while the old one stays in use.

Code and PIN may be in other hands, and calls would go there. Whoever asks at the old number settles it at once; being
forgotten waits for nothing.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import audit, clock
from core.due import work_due
from core.errors import Blocker, refuse_if
from outcomes.followup.codes import ClosedFor, ContactKind
from outcomes.followup.contacts import (
    PERMISSION,
    NewContact,
    close,
    held,
    keep,
    plain_number,
    shape_blockers,
    take_waiting,
)
from outcomes.followup.holder_pins import void_cards
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact

WAITS = timedelta(days=7)


def put_to_wait(consent: Consent, phone: str, *, allows_calls: bool) -> Contact:
    """The holder's new number under an agreement that is held; one that waited before is dropped.

    Raises `RuleViolation`.
    """
    new = NewContact(ContactKind.OWN_PHONE, phone)
    refuse_if(shape_blockers(new))
    drop_waiting(consent)
    (made,) = keep(consent, [new])
    made.waits_until, made.allows_calls = clock.now() + WAITS, allows_calls
    made.save(update_fields=["waits_until", "allows_calls"])
    audit.record("contact.add", by=None, target=made)
    return made


def drop_waiting(consent: Consent) -> None:
    """The holder has typed another number, or the old one again."""
    for one in consent.contacts.waiting():
        close(one, ClosedFor.REPLACED, by=None)


def is_waiting_already(consent: Consent, phone: str, *, allows_calls: bool) -> Contact | None:
    """The number that waits, if this is the same change once more."""
    waiting = consent.contacts.waiting().filter(allows_calls=allows_calls).order_by("pk").last()
    return waiting if waiting and waiting.value == plain_number(phone) else None


@transaction.atomic
def confirm(contact: Contact, *, by: User) -> Contact:
    """The person has said at the old number that the change is right. Raises `RuleViolation`."""
    consent = _held(contact, by)
    return take_waiting(consent, by=by) or contact


@transaction.atomic
def reject(contact: Contact, *, by: User) -> Contact:
    """The person knows of no change: the old number stays, and the cards open nothing any more.

    Raises `RuleViolation`.
    """
    consent = _held(contact, by)
    for one in consent.contacts.waiting():
        close(one, ClosedFor.FOREIGN, by=by)
    void_cards(consent, by=by)
    return contact


def _held(contact: Contact, by: User) -> Consent:
    consent = held(contact.consent)
    refuse_if(authority_blockers(by, PERMISSION, consent.training_center))
    if not consent.contacts.waiting().filter(pk=contact.pk).exists():
        refuse_if([Blocker("settled", _("This number was settled meanwhile. Open the page again."))])
    return consent


def to_ask_about(user: User) -> QuerySet[Contact]:
    """Numbers of the user's center about which somebody asks at the old number."""
    return Contact.objects.visible_to(user).waiting()


@work_due.register
def take_those_that_waited() -> None:
    """Numbers that nobody has called wrong within seven days are in use from now on."""
    for pk in Consent.objects.filter(contacts__in=_over()).distinct().order_by("pk").values_list("pk", flat=True):
        _take(pk)


def _over() -> QuerySet[Contact]:
    return Contact.objects.waiting().filter(waits_until__lte=clock.now())


@transaction.atomic
def _take(pk: int) -> None:
    # Ended or settled meanwhile: then there is nothing to take.
    for consent in Consent.objects.agreed().select_for_update(of=("self",)).filter(pk=pk):
        if _over().filter(consent=consent).exists():
            take_waiting(consent, by=None)
