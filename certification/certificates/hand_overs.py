"""Hand-over: who received the certificate and when, and the list on which holders sign."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.certificate_templates import printed_words
from certification.certificates import paper_tasks
from certification.papers import receipt_paper
from certification.register.models import Certificate, HandOver, SignedReceipt
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.scans import Scan, keep_scan, scan_blockers
from inmates.people.names import name_key
from programs.batches.models import Batch
from programs.entry_rules import ladders

SHORTEST_PROOF = 10


def blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot record that this certificate was handed over."""
    reasons = _state_blockers(certificate, by=by)
    if HandOver.objects.filter(certificate=certificate).exists():
        reasons.append(_handed_over())
    return reasons


def _state_blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    reasons = authority_blockers(by, "certification.print_certificate", certificate.batch.training_center)
    if certificate.state != Certificate.State.ISSUED:
        reasons.append(Blocker("state", _("Only a paper that is in force is handed over.")))
    return reasons


def _handed_over() -> Blocker:
    return Blocker("handed_over", _("It was handed over already."))


def receiver_blockers(certificate: Certificate, *, received_by: str, proof: str, scan: Scan | None) -> list[Blocker]:
    """Why this receiver is refused: no name, or a person other than the holder without proof."""
    reasons = scan_blockers(scan) if scan is not None else []
    if not received_by.strip():
        return [*reasons, Blocker("receiver", _("Write who received the paper."))]
    if not is_holder(certificate, received_by) and (len(proof.strip()) < SHORTEST_PROOF or scan is None):
        text = _(
            "%(receiver)s is not the holder. Write why this person may receive it (such as a letter of authority with "
            "its number), and add a scan that proves it."
        )
        reasons.append(Blocker("proof", text % {"receiver": received_by.strip()}))
    return reasons


def is_holder(certificate: Certificate, received_by: str) -> bool:
    """Whether this is the holder's name, however spelled."""
    return name_key(received_by) == certificate.enrollment.person.name_key


def day_blockers(certificate: Certificate, handed_on: date) -> list[Blocker]:
    """Why it cannot have been handed over on that day."""
    today = clock.today(certificate.batch.training_center.time_zone)
    if certificate.issued_on and not certificate.issued_on <= handed_on <= today:
        return [Blocker("day", _("The day lies before the issue or after today. Correct it."))]
    return []


@transaction.atomic
def hand_over(
    certificate: Certificate,
    *,
    by: User,
    handed_on: date,
    received_by: str,
    proof: str = "",
    scan: Scan | None = None,
) -> HandOver:
    """Records the hand-over between the day of issue and today, to the holder or, with proof, to another person.

    `scan` is the signed receipt or the proof. Raises `RuleViolation`.
    """
    certificate = _locked([certificate])[0]
    refuse_if(
        [
            *blockers(certificate, by=by),
            *day_blockers(certificate, handed_on),
            *receiver_blockers(certificate, received_by=received_by, proof=proof, scan=scan),
        ]
    )
    receipt = _kept(certificate.batch, scan, by=by) if scan is not None else None
    holds = is_holder(certificate, received_by)
    return _write(certificate, by, handed_on, received_by.strip(), "" if holds else proof.strip(), receipt)


def together_blockers(
    certificates: Sequence[Certificate], *, handed_on: date, scan: Scan | None, by: User
) -> list[Blocker]:
    """Why these cannot be handed over together, each to its holder; with a scan, one may already be handed over."""
    reasons = scan_blockers(scan) if scan is not None else []
    if not certificates:
        reasons.append(Blocker("nobody", _("Choose at least one paper that was handed over.")))
    recorded = _recorded(certificates)
    for one in certificates:
        waits_for_scan = one.pk in recorded and recorded[one.pk] is None
        if one.pk not in recorded:
            reasons += day_blockers(one, handed_on)
        elif scan is None or not waits_for_scan:
            reasons.append(_handed_over())
        reasons += _state_blockers(one, by=by)
    return list(dict.fromkeys(reasons))


def _recorded(certificates: Sequence[Certificate]) -> dict[int, int | None]:
    """Signed receipts (or None) of those already handed over, by certificate key."""
    return dict(HandOver.objects.filter(certificate__in=certificates).values_list("certificate", "receipt"))


@transaction.atomic
def hand_over_together(
    batch: Batch, certificates: Sequence[Certificate], *, by: User, handed_on: date, scan: Scan | None = None
) -> int:
    """Records that each holder received their certificate that day, all or none; returns the number.

    `scan` is the signed list; an earlier hand-over without a scan gets it and keeps its day. Raises `RuleViolation`.
    """
    found = _locked([one for one in certificates if one.batch_id == batch.pk])
    known = _recorded(found)
    if scan is None:
        # "Select all" also ticks those that only lack a scan.
        found = [one for one in found if known.get(one.pk, 0) is not None] or found
    refuse_if(together_blockers(found, handed_on=handed_on, scan=scan, by=by))
    receipt = _kept(batch, scan, by=by) if scan is not None else None
    if receipt:
        _attach(receipt, [one for one in found if one.pk in known], by)
    new = [one for one in found if one.pk not in known]
    HandOver.objects.bulk_create(
        HandOver(
            certificate=one,
            handed_on=handed_on,
            received_by=one.enrollment.person.full_name,
            recorded_by=by,
            receipt=receipt,
        )
        for one in new
    )
    paper_tasks.handed_over(new)
    told = {"handed_on": handed_on, "to_holder": True}
    audit.record_each("certificate.hand_over", by=by, targets=[(one, told) for one in new])
    return len(found)


def _attach(receipt: SignedReceipt, certificates: Sequence[Certificate], by: User) -> None:
    """Puts the signed list beside hand-overs that were recorded without a scan."""
    HandOver.objects.filter(certificate__in=certificates).update(receipt=receipt)
    attached = [(one, {"receipt": receipt.pk}) for one in certificates]
    audit.record_each("certificate.attach_receipt", by=by, targets=attached)


def _locked(certificates: Sequence[Certificate]) -> list[Certificate]:
    rows = Certificate.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in certificates])
    found = rows.select_related("batch__training_center", "enrollment__person").defer("snapshot")
    # Locked in key order, returned by name.
    return sorted(found.order_by("pk"), key=lambda one: (one.enrollment.person.name_sort, one.pk))


def _kept(batch: Batch, scan: Scan, *, by: User) -> SignedReceipt:
    name = keep_scan(f"receipts/{uuid4()}", scan)
    made = SignedReceipt.objects.create(batch=batch, scan=name, uploaded_by=by)
    audit.record("certificate.attach_receipt", by=by, target=made, batch=batch.pk, bytes=len(scan))
    return made


def _write(
    certificate: Certificate, by: User, handed_on: date, received_by: str, proof: str, receipt: SignedReceipt | None
) -> HandOver:
    made = HandOver.objects.create(
        certificate=certificate,
        handed_on=handed_on,
        received_by=received_by,
        recorded_by=by,
        is_holder=not proof,
        proof=proof,
        receipt=receipt,
    )
    paper_tasks.handed_over([certificate])
    audit.record("certificate.hand_over", by=by, target=certificate, handed_on=handed_on, to_holder=not proof)
    return made


def without_scan(batch: Batch) -> Sequence[Certificate]:
    """Certificates without a stored signed receipt, handed over or not, by name."""
    found = Certificate.objects.filter(batch=batch, state=Certificate.State.ISSUED, hand_over__receipt__isnull=True)
    related = found.without_content().select_related("enrollment__person", "hand_over", "batch")
    return list(related.order_by("enrollment__person__name_sort", "pk"))


def waiting(batch: Batch) -> Sequence[Certificate]:
    """Certificates in force in the batch that were not handed over, by name."""
    found = Certificate.objects.filter(batch=batch, state=Certificate.State.ISSUED, hand_over__isnull=True)
    return list(found.without_content().select_related("enrollment__person").order_by("enrollment__person__name_sort"))


def receipt_pdf(batch: Batch, *, by: User) -> bytes:
    """The list for the batch's holders to sign. Raises `RuleViolation` if nothing is left to hand over."""
    found = waiting(batch)
    if not found:
        raise RuleViolation(Blocker("nothing", _("Every paper of this batch was handed over.")))
    today = clock.today(batch.training_center.time_zone)
    # Not from a series: the list is reprinted after every hand-over, and only its signed copy counts.
    number = f"TT-{today:%Y%m%d}-{batch.pk:04d}"
    above = ladders.following(batch.version.program, ladders.rungs(by, on=today))
    # Presence alone opens no further program.
    names = [rung.program.name for rung in above] if batch.has_assessment else []
    return receipt_paper.render(
        printed_words.receipt_words(batch, found, number=number, by=by, on=today, following=names)
    )
