"""Revocation: requested by one person, approved by another; the certificate stays in the register as revoked."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.certificates import paper_tasks
from certification.register.models import Certificate
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.two_person_decision import second_person_blockers


def request_blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot request revocation of this certificate."""
    reasons = authority_blockers(by, "certification.request_revocation", certificate.batch.training_center)
    if certificate.state != Certificate.State.ISSUED:
        reasons.append(Blocker("state", _("Only an issued paper that is in force can be revoked.")))
    elif certificate.revocation_is_asked:
        reasons.append(Blocker("asked", _("Its revocation is asked for already and waits for approval.")))
    return reasons


@transaction.atomic
def request_revocation(certificate: Certificate, *, by: User, category: str, reason: str) -> Certificate:
    """Requests revocation; the certificate stays valid until another person approves. Raises `RuleViolation`."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    reasons = request_blockers(certificate, by=by)
    if category not in Certificate.RevocationCategory.values:
        reasons.append(Blocker("category", _("Choose why the paper is revoked.")))
    reasons += reason_blockers(reason, _("Write the reason in at least %(count)s characters."), code="reason")
    refuse_if(reasons)
    certificate.revocation_category = category
    certificate.revocation_reason = reason.strip()
    certificate.revocation_requested_at = clock.now()
    certificate.revocation_requested_by = by
    _save(certificate)
    audit.record("certificate.request_revocation", by=by, target=certificate, category=category, reason=reason.strip())
    return certificate


def approval_blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot decide on the requested revocation."""
    reasons = authority_blockers(by, "certification.approve_revocation", certificate.batch.training_center)
    if not certificate.revocation_is_asked:
        return [*reasons, Blocker("state", _("No revocation of this paper waits for approval."))]
    sentence = _("You asked for this revocation yourself, so another person must approve it.")
    return reasons + second_person_blockers(by, certificate.revocation_requested_by_id, sentence)


@transaction.atomic
def approve_revocation(certificate: Certificate, *, by: User) -> Certificate:
    """Revokes the certificate permanently. Raises `RuleViolation`."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    refuse_if(approval_blockers(certificate, by=by))
    certificate.state = Certificate.State.REVOKED
    certificate.revoked_at = clock.now()
    certificate.revoked_by = by
    certificate.save(update_fields=["state", "revoked_at", "revoked_by"])
    paper_tasks.revoked(certificate)
    audit.record("certificate.revoke", by=by, target=certificate, category=certificate.revocation_category)
    return certificate


@transaction.atomic
def reject_revocation(certificate: Certificate, *, by: User) -> Certificate:
    """Rejects the request, which is then kept only in the audit; the certificate stays in force.

    Raises `RuleViolation`.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    refuse_if(approval_blockers(certificate, by=by))
    # Recorded before it is cleared: the rejected request and its reason are kept only in the audit.
    audit.record("certificate.reject_revocation", by=by, target=certificate, reason=certificate.revocation_reason)
    certificate.revocation_category = certificate.revocation_reason = ""
    certificate.revocation_requested_at = certificate.revocation_requested_by = None
    _save(certificate)
    return certificate


def _save(certificate: Certificate) -> None:
    certificate.save(
        update_fields=[
            "revocation_category",
            "revocation_reason",
            "revocation_requested_at",
            "revocation_requested_by",
        ]
    )
