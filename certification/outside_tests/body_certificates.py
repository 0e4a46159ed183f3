"""The certification body's certificate: its scan and its hand-over to the holder."""

from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from certification.outside_tests.held_tests import PERMISSION
from certification.outside_tests.models.tests import OutsideCandidate
from certification.outside_tests.test_outcomes import locked
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.scans import Scan, scan_blockers, scan_kind


def scan_reasons(candidate: OutsideCandidate, content: Scan, *, by: User) -> list[Blocker]:
    """Why this file cannot be stored as the scan of the candidate's certificate."""
    reasons = authority_blockers(by, PERMISSION, candidate.test.training_center)
    if not candidate.certificate_number:
        reasons.append(Blocker("no_certificate", _("Record the certificate number first.")))
    return reasons + scan_blockers(content)


@transaction.atomic
def attach_scan(candidate: OutsideCandidate, *, by: User, content: Scan) -> OutsideCandidate:
    """Stores the scan of the certificate; the previous one is deleted after commit."""
    candidate = locked([candidate.pk])[candidate.pk]
    refuse_if(scan_reasons(candidate, content, by=by))
    old, storage = candidate.scan.name, candidate.scan.storage
    candidate.scan.save(f"{candidate.public_id}.{scan_kind(content)}", ContentFile(content), save=False)
    candidate.save(update_fields=["scan"])
    if old and old != candidate.scan.name:
        transaction.on_commit(lambda: storage.delete(old))
    audit.record("outside_result.attach_scan", by=by, target=candidate, bytes=len(content))
    return candidate


def hand_over_blockers(candidate: OutsideCandidate, *, by: User) -> list[Blocker]:
    """Why the body's certificate cannot be handed over."""
    reasons = authority_blockers(by, "certification.print_certificate", candidate.test.training_center)
    if not candidate.certificate_number:
        reasons.append(Blocker("no_certificate", _("The certificate of the body has not come yet.")))
    if candidate.handed_on:
        reasons.append(Blocker("handed_over", _("It was handed over already.")))
    return reasons


@transaction.atomic
def hand_over(candidate: OutsideCandidate, *, by: User, handed_on: date, received_by: str) -> OutsideCandidate:
    """Records who received the body's certificate, on a day between issue and today. Raises `RuleViolation`."""
    candidate = locked([candidate.pk])[candidate.pk]
    reasons = hand_over_blockers(candidate, by=by)
    today = clock.today(candidate.test.training_center.time_zone)
    if candidate.issued_on and not candidate.issued_on <= handed_on <= today:
        reasons.append(Blocker("day", _("The day lies before the issue or after today. Correct it.")))
    if not received_by.strip():
        reasons.append(Blocker("receiver", _("Write who received the certificate.")))
    refuse_if(reasons)
    candidate.handed_on, candidate.received_by, candidate.handed_by = handed_on, received_by.strip(), by
    candidate.save(update_fields=["handed_on", "received_by", "handed_by"])
    audit.record("outside_result.hand_over", by=by, target=candidate, handed_on=handed_on)
    return candidate
