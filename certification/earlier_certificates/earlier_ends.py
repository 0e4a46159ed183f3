"""The end of a certificate from before: asked for by one person, approved by another; it stays in the register."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.earlier_certificates.earlier_import import hold_center
from certification.earlier_certificates.models import EarlierCertificate
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.two_person_decision import second_person_blockers
from programs.recognized_units import recognition
from programs.recognized_units.models import RecognizedUnit

State = EarlierCertificate.State
ENDS = (State.REVOKED, State.SUPERSEDED)
ASKS, APPROVES = "certification.request_revocation", "certification.approve_revocation"
# Those of which the end is asked, as the list's address says it beside states.
ENDS_ASKED = "ends"


def ask_blockers(certificate: EarlierCertificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot ask for the end of this certificate."""
    reasons = authority_blockers(by, ASKS, certificate.training_center)
    if certificate.state != State.ISSUED:
        reasons.append(Blocker("state", _("Only a confirmed certificate that is in force can end.")))
    elif certificate.end_is_asked:
        reasons.append(Blocker("asked", _("Its end is asked for already and waits for approval.")))
    return reasons


@transaction.atomic
def ask(certificate: EarlierCertificate, *, by: User, end_state: str, reason: str) -> EarlierCertificate:
    """Asks that it be revoked or counted as replaced; it stays valid until another person approves.

    Raises `RuleViolation`.
    """
    certificate = _locked(certificate)
    reasons = ask_blockers(certificate, by=by)
    if end_state not in ENDS:
        reasons.append(Blocker("end_state", _("Choose whether it is revoked or replaced.")))
    reasons += reason_blockers(reason, _("Write the reason in at least %(count)s characters."), code="reason")
    refuse_if(reasons)
    certificate.end_state, certificate.end_reason = end_state, reason.strip()
    certificate.end_asked_at, certificate.end_asked_by = clock.now(), by
    certificate.save()
    audit.record("earlier_certificate.ask_end", by=by, target=certificate, state=end_state, reason=reason.strip())
    return certificate


def approval_blockers(certificate: EarlierCertificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot decide on the end that was asked for."""
    reasons = authority_blockers(by, APPROVES, certificate.training_center)
    if not certificate.end_is_asked:
        return [*reasons, Blocker("state", _("No end of this certificate waits for approval."))]
    text = _("You asked for this yourself, so another person must approve it.")
    return reasons + second_person_blockers(by, certificate.end_asked_by_id, text)


@transaction.atomic
def approve(certificate: EarlierCertificate, *, by: User) -> EarlierCertificate:
    """Ends the certificate for good; units that a revoked one alone told no longer count. Raises `RuleViolation`."""
    # Another paper of the same units could be confirmed or end at this moment.
    hold_center(certificate.training_center_id)
    certificate = _locked(certificate)
    refuse_if(approval_blockers(certificate, by=by))
    certificate.state, certificate.ended_at, certificate.ended_by = certificate.end_state, clock.now(), by
    certificate.save()
    if certificate.state == State.REVOKED:
        recognition.withdraw_confirmed(_units_of_it_alone(certificate), by=by, reason=certificate.end_reason)
    audit.record("earlier_certificate.end", by=by, target=certificate, state=certificate.state)
    return certificate


def _units_of_it_alone(certificate: EarlierCertificate) -> list[RecognizedUnit]:
    """Units that count because of this paper and that no other one tells."""
    others = EarlierCertificate.objects.public().exclude(state=State.REVOKED).exclude(pk=certificate.pk)
    rows = certificate.recognized_units.filter(state=RecognizedUnit.State.ACCEPTED)
    return list(rows.exclude(earlier_certificates__in=others).select_for_update(of=("self",)))


@transaction.atomic
def reject(certificate: EarlierCertificate, *, by: User) -> EarlierCertificate:
    """Rejects what was asked, which only the audit keeps; the certificate stays in force. Raises `RuleViolation`."""
    certificate = _locked(certificate)
    refuse_if(approval_blockers(certificate, by=by))
    # Recorded before it is cleared: the rejected request and its reason are kept only in the audit.
    audit.record("earlier_certificate.reject_end", by=by, target=certificate, reason=certificate.end_reason)
    certificate.end_state = certificate.end_reason = ""
    certificate.end_asked_at = certificate.end_asked_by = None
    certificate.save()
    return certificate


def _locked(certificate: EarlierCertificate) -> EarlierCertificate:
    rows = EarlierCertificate.objects.select_for_update(of=("self",)).select_related("training_center")
    return rows.get(pk=certificate.pk)
