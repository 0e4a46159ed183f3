"""Every approval that a paper was given: the row keeps the last one, the audit all of them."""

from dataclasses import dataclass
from datetime import datetime

from certification.register.models import Certificate
from core.models import AuditEvent


@dataclass(frozen=True)
class Approval:
    """Who approved when, and whether it had been approved before."""

    at: datetime
    by: str
    again: bool


def approvals_of(certificate: Certificate) -> list[Approval]:
    """The approvals of the paper, the newest first; one query."""
    events = AuditEvent.objects.about(certificate).filter(action="certificate.approve").order_by("at", "pk")
    found = [Approval(event.at, event.actor_name, again=place > 0) for place, event in enumerate(events)]
    return found[::-1]
