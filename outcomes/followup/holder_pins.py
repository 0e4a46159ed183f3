"""PINs of holders: drawn for every issued certificate, printed once on a card, kept as a slow hash."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.register import check_codes
from certification.register.models import Certificate
from core import audit, clock, crypto
from core.due import work_due
from core.errors import Blocker, refuse_if
from outcomes.followup.holder_tries import DIGITS, begin_anew, digest_of, locked
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.holder import HolderGrant, HolderPin
from programs.batches.models import Batch

PERMISSION = "certification.print_certificate"
# 40 random bits, which nobody guesses: these tries need no limit for a card, only for an address.
UNLOCK_LENGTH = 8
FILE_FOR = timedelta(minutes=10)
_PRINTED = ("pin_hash", "unlock_digest", "pin_sealed", "made_at", "made_by", "printed_at")


@dataclass(frozen=True)
class Drawn:
    """A PIN with its slow hash, drawn before the transaction that stores it."""

    pin: str
    pin_hash: str
    unlock: str = ""


def draw(count: int) -> list[Drawn]:
    """So many random PINs, hashed; slow, so it is done before a transaction begins."""
    pins = (f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}" for _number in range(count))
    return [Drawn(pin, make_password(pin), check_codes.drawn(UNLOCK_LENGTH)) for pin in pins]


def without_card(batch: Batch) -> Sequence[Certificate]:
    """Certificates in force of the batch that have no PIN yet, in order of their numbers."""
    found = Certificate.objects.filter(batch=batch, state=Certificate.State.ISSUED, holder_pin__isnull=True)
    return list(found.defer("snapshot").order_by("number__number", "pk"))


def batches_with_certificates(user: User) -> QuerySet[Batch]:
    """Batches of the user's center with certificates in force, with `issued` and `missing` (those without a card)."""
    in_force = Q(certificates__state=Certificate.State.ISSUED)
    found = Batch.objects.visible_to(user).annotate(
        issued=Count("certificates", filter=in_force),
        missing=Count("certificates", filter=in_force & Q(certificates__holder_pin__isnull=True)),
    )
    return found.filter(issued__gt=0).order_by("-ends_on", "pk")


def blockers(batch: Batch, *, by: User) -> list[Blocker]:
    """Why `by` cannot make cards for this batch."""
    return authority_blockers(by, PERMISSION, batch.training_center)


@transaction.atomic
def make_cards(batch: Batch, *, by: User, drawn: Sequence[Drawn]) -> list[HolderPin]:
    """Gives a PIN to each certificate of the batch that has none, as far as `drawn` goes. Raises `RuleViolation`."""
    batch = _held(batch)
    refuse_if(blockers(batch, by=by))
    rows = [_row(one, pin, by) for one, pin in zip(without_card(batch), drawn, strict=False)]
    if not rows:
        refuse_if([Blocker("nothing", _("Every certificate of this batch has its card."))])
    made = HolderPin.objects.bulk_create(rows)
    begin_anew(row.certificate for row in made)
    audit.record_each("holder_pin.make", by=by, targets=[(row.certificate, {}) for row in made])
    return made


@transaction.atomic
def make_anew(certificate: Certificate, *, by: User, drawn: Drawn) -> HolderPin:
    """A new PIN in place of a lost card; the old one opens nothing from now on. Raises `RuleViolation`."""
    refuse_if(blockers(_held(certificate.batch), by=by))
    certificate.refresh_from_db(fields=["state"])
    if certificate.state != Certificate.State.ISSUED:
        refuse_if([Blocker("state", _("Only a certificate that is in force has a card."))])
    HolderPin.objects.filter(certificate=certificate).delete()
    made = _row(certificate, drawn, by)
    made.save()
    begin_anew([certificate])
    audit.record("holder_pin.renew", by=by, target=certificate)
    return made


def _held(batch: Batch) -> Batch:
    """The batch, locked: whoever makes its cards at the same time waits, and finds those that are made."""
    return Batch.objects.select_for_update(of=("self",)).select_related("training_center").get(pk=batch.pk)


def _row(certificate: Certificate, drawn: Drawn, by: User) -> HolderPin:
    row = HolderPin(certificate=certificate, made_by=by)
    _seal(row, drawn)
    return row


def _seal(row: HolderPin, drawn: Drawn) -> None:
    row.pin_hash, row.unlock_digest = drawn.pin_hash, digest_of(drawn.unlock) if drawn.unlock else ""
    words = f"{drawn.pin} {drawn.unlock}"
    row.pin_sealed = crypto.encrypt(words, context=f"outcomes.holder_pin:{row.certificate.public_id}")


def _words_of(row: HolderPin) -> tuple[str, str]:
    words = crypto.decrypt(row.pin_sealed, context=f"outcomes.holder_pin:{row.certificate.public_id}")
    pin, _space, unlock = words.partition(" ")
    return pin, unlock


def pin_of(row: HolderPin) -> str:
    """The PIN of a card that was not settled as printed yet."""
    return _words_of(row)[0]


def printed_unlock(code: str) -> str:
    """The unlock code as printed: 7K4M-2QXR."""
    return f"{code[:4]}-{code[4:]}"


def unlock_of(row: HolderPin) -> str:
    """The unlock code as printed; empty for a card made before there were such codes."""
    unlock = _words_of(row)[1]
    return printed_unlock(unlock) if unlock else ""


def being_printed(batch: Batch, *, made_until: datetime | None) -> list[HolderPin]:
    """Cards of a sheet whose print was begun within the last minutes; after that it is begun anew."""
    begun = clock.now() - FILE_FOR
    return [row for row in to_print(batch, made_until=made_until) if row.printed_at and row.printed_at >= begun]


def to_print(batch: Batch, *, made_until: datetime | None = None) -> list[HolderPin]:
    """Cards of the batch that were not settled as printed; with `made_until` those of one sheet."""
    rows = HolderPin.objects.filter(certificate__batch=batch).exclude(pin_sealed="")
    rows = rows.filter(made_at__lte=made_until) if made_until else rows
    return list(
        rows.select_related("certificate").defer("certificate__snapshot").order_by("certificate__number__number")
    )


def printed_before(rows: Sequence[HolderPin]) -> list[HolderPin]:
    """Cards of a sheet that are printed a second time."""
    return [row for row in rows if row.printed_at]


@transaction.atomic
def begin_print(batch: Batch, *, by: User, made_until: datetime | None, drawn: Sequence[Drawn]) -> list[HolderPin]:
    """Begins to print a sheet; cards printed before get one of the PINs in `drawn`, and the first paper opens nothing.

    Raises `RuleViolation`.
    """
    batch = _held(batch)
    refuse_if(blockers(batch, by=by))
    rows = to_print(batch, made_until=made_until) if made_until else []
    if not rows:
        refuse_if([_no_sheet()])
    again = printed_before(rows)
    if len(again) > len(drawn):
        refuse_if([Blocker("meanwhile", _("Somebody else has begun to print meanwhile. Open the page again."))])
    for row, one in zip(again, drawn, strict=False):
        _seal(row, one)
        row.made_at, row.made_by = clock.now(), by
    for row in rows:
        row.printed_at = clock.now()
    HolderPin.objects.bulk_update(rows, _PRINTED)
    HolderGrant.objects.filter(pin__in=again).delete()
    begin_anew(row.certificate for row in again)
    audit.record_each("holder_pin.renew", by=by, targets=[(row.certificate, {}) for row in again])
    audit.record_each("holder_pin.print", by=by, targets=[(row.certificate, {}) for row in rows])
    return rows


def _no_sheet() -> Blocker:
    return Blocker("nothing", _("No card of this sheet waits to be printed. Open the page again."))


@transaction.atomic
def settle_printed(batch: Batch, *, by: User, made_until: datetime | None) -> int:
    """Forgets the PINs of the printed sheet, which has those made until then. Returns the number.

    Cards made after it was printed wait for a sheet of their own. Raises `RuleViolation`.
    """
    batch = _held(batch)
    refuse_if(blockers(batch, by=by))
    rows = printed_before(to_print(batch, made_until=made_until)) if made_until else []
    if not rows:
        refuse_if([_no_sheet()])
    HolderPin.objects.filter(pk__in=[row.pk for row in rows]).update(pin_sealed="")
    audit.record_each("holder_pin.settle", by=by, targets=[(row.certificate, {}) for row in rows])
    return len(rows)


@transaction.atomic
def unlock(certificates: Iterable[Certificate], *, by: User, permission: str) -> list[Certificate]:
    """Lets cards that strangers have locked be tried anew, with the PIN they have. Raises `RuleViolation`."""
    found = list(certificates)
    centers = {one.batch.training_center for one in found}
    refuse_if([reason for center in centers for reason in authority_blockers(by, permission, center)])
    shut = locked(found)
    if not shut:
        refuse_if([Blocker("nothing", _("No card is locked any more."))])
    begin_anew(shut)
    audit.record_each("holder_pin.unlock", by=by, targets=[(one, {}) for one in shut])
    return shut


def certificates_of(consent: Consent) -> QuerySet[Certificate]:
    """Certificates with a card of whoever gave this answer, at its center."""
    found = Certificate.objects.filter(enrollment__person=consent.person, holder_pin__isnull=False)
    found = found.filter(batch__training_center=consent.training_center_id)
    return found.select_related("batch__training_center").defer("snapshot").order_by("pk")


def void_cards(consent: Consent, *, by: User) -> None:
    """The cards of an agreement that is held open nothing any more; the certificate officer makes new ones."""
    found = certificates_of(consent)
    void: list[tuple[Certificate, dict]] = [(one, {}) for one in found]
    HolderPin.objects.filter(certificate__in=found).delete()
    audit.record_each("holder_pin.void", by=by, targets=void)


@work_due.register
def forget_unprinted() -> None:
    """Forgets PINs that nobody has settled as printed within two days; such cards are made anew."""
    old = HolderPin.objects.exclude(pin_sealed="").filter(made_at__lt=clock.now() - HolderPin.PRINTABLE)
    old.update(pin_sealed="")


crypto.declare("outcomes.HolderPin", "pin_sealed", context="outcomes.holder_pin", ends_with="certificate__public_id")
