"""Handing over: who received the certificate and when, and the list on which holders sign."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.issue import wording
from certification.models import Certificate, HandOver
from certification.papers import receipt
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from programs.models import Batch


def blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot record that this certificate was handed over."""
    reasons = authority_blockers(by, "certification.print_certificate", certificate.batch.training_center)
    if certificate.state != Certificate.State.ISSUED:
        reasons.append(Blocker("state", _("Only a certificate that is in force is handed over.")))
    if HandOver.objects.filter(certificate=certificate).exists():
        reasons.append(Blocker("handed_over", _("It was handed over already.")))
    return reasons


@transaction.atomic
def hand_over(certificate: Certificate, *, by: User, handed_on: date, received_by: str) -> HandOver:
    """Records the hand-over on a day from the issue to today. Raises `RuleViolation`."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    reasons = blockers(certificate, by=by)
    today = clock.today(certificate.batch.training_center.time_zone)
    if certificate.issued_on and not certificate.issued_on <= handed_on <= today:
        reasons.append(Blocker("day", _("The day lies before the issue or after today. Correct it.")))
    if not received_by.strip():
        reasons.append(Blocker("receiver", _("Write who received the certificate.")))
    refuse_if(reasons)
    made = HandOver.objects.create(
        certificate=certificate, handed_on=handed_on, received_by=received_by.strip(), recorded_by=by
    )
    audit.record("certificate.hand_over", by=by, target=certificate, handed_on=handed_on)
    return made


def waiting(batch: Batch) -> Sequence[Certificate]:
    """Certificates of the batch that are in force and were not handed over, in the order of names."""
    found = Certificate.objects.filter(batch=batch, state=Certificate.State.ISSUED, hand_over__isnull=True)
    return list(found.without_content().select_related("enrollment__inmate").order_by("enrollment__inmate__name_key"))


def receipt_pdf(batch: Batch, *, by: User) -> bytes:
    """The list of the batch to be signed by the holders. Raises `RuleViolation` when nothing is left to hand over."""
    found = waiting(batch)
    if not found:
        raise RuleViolation(Blocker("nothing", _("Every certificate of this batch was handed over.")))
    today = clock.today(batch.training_center.time_zone)
    # No series: the list is printed again after every hand-over, and only its signed copy counts.
    number = f"TT-{today:%Y%m%d}-{batch.pk:04d}"
    return receipt.render(wording.receipt_words(batch, found, number=number, by=by, on=today))
