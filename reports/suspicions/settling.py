"""The data protection officer notes what a suspicion was."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from reports.suspicions.models import Suspicion

MAY = "reports.settle_suspicion"


def blockers(suspicion: Suspicion, *, by: User, found: str) -> list[Blocker]:
    """Reasons why `by` cannot settle it with this finding."""
    reasons = []
    if suspicion.settled_at:
        reasons.append(Blocker("settled", _("This has been looked into already.")))
    if suspicion.user_id == by.pk:
        text = _("This is about your own account. Another data protection officer of your office looks into it.")
        reasons.append(Blocker("own", text))
    return reasons + reason_blockers(found, _("Write in at least %(count)s characters what you found."), code="short")


@transaction.atomic
def settle(suspicion: Suspicion, *, by: User, found: str) -> Suspicion:
    """Notes what it was. Locks the suspicion; raises RuleViolation."""
    suspicion = Suspicion.objects.select_for_update(no_key=True).get(pk=suspicion.pk)
    refuse_if(blockers(suspicion, by=by, found=found))
    suspicion.settled_by, suspicion.settled_at, suspicion.found = by, clock.now(), found.strip()
    suspicion.save(update_fields=["settled_by", "settled_at", "found"])
    audit.record("suspicion.settle", by=by, target=suspicion, kind=suspicion.kind)
    return suspicion
