"""Approving a prepared certificate: the head of the center, and never the person who prepared it."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import certificate_gate
from certification.authority import authority_blockers
from certification.certificates import approved_words
from certification.certificates.certificate_rendering import lay_out_ahead
from certification.register.models import Certificate
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from programs.batches.models import Batch


def blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` may not approve this certificate."""
    reasons = authority_blockers(by, "certification.approve_certificate", certificate.batch.training_center)
    if certificate.state != Certificate.State.PREPARED and not has_changed(certificate):
        reasons.append(Blocker("state", _("Only a prepared certificate can be approved.")))
    if certificate.prepared_by_id == by.pk:
        reasons.append(
            Blocker("four_eyes", _("You prepared this certificate yourself, so another person must approve it."))
        )
    return reasons


def has_changed(certificate: Certificate) -> bool:
    """Whether it was approved with other words than it would print now, so that it is to be approved again."""
    is_approved = certificate.state == Certificate.State.APPROVED
    return is_approved and bool(
        approved_words.blockers(certificate, certificate_gate.standing_of(certificate.enrollment))
    )


@transaction.atomic
def approve(certificate: Certificate, *, by: User) -> Certificate:
    """Approves one certificate, or approves it again when its words have changed. Raises `RuleViolation`."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    refuse_if(blockers(certificate, by=by))
    return _write([certificate], by=by)[0]


@transaction.atomic
def approve_batch(batch: Batch, *, by: User) -> list[Certificate]:
    """Approves every prepared certificate of the batch, all or none. Raises `RuleViolation` when there is none."""
    waiting = Certificate.objects.select_for_update(of=("self",)).filter(batch=batch, state=Certificate.State.PREPARED)
    found = list(waiting.select_related("batch__training_center").order_by("pk"))
    if not found:
        raise RuleViolation(Blocker("nothing", _("No certificate of this batch waits for approval.")))
    refuse_if(list(dict.fromkeys(reason for one in found for reason in blockers(one, by=by))))
    return _write(found, by=by)


def _write(certificates: Iterable[Certificate], *, by: User) -> list[Certificate]:
    """Of one batch."""
    approved = list(certificates)
    batch = approved[0].batch
    standings = certificate_gate.standings_of(batch, {one.enrollment_id for one in approved})
    for certificate in approved:
        # Of the issue nothing but number, code and days are left to be added.
        certificate.approved_words = approved_words.digests(standings[certificate.enrollment_id], certificate.paper)
        certificate.state = Certificate.State.APPROVED
        certificate.approved_at = clock.now()
        certificate.approved_by = by
    Certificate.objects.bulk_update(approved, ["state", "approved_at", "approved_by", "approved_words"])
    audit.record_each("certificate.approve", by=by, targets=[(certificate, {}) for certificate in approved])
    transaction.on_commit(partial(lay_out_ahead.enqueue, batch.pk))
    return approved
