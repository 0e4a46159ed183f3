"""What family, neighbors or others told unasked: kept as the weakest evidence (E1), beside what the person tells.

It answers no time and stands in no figure. Work that others tell of is never kept: only the person says it.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Blocker, refuse_if
from outcomes.followup.codes import Evidence, OutcomeStatus
from outcomes.followup.contacts import held
from outcomes.followup.deaths import has_died
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.told import Told, note_outcome

# A death has consequences of its own and its own command.
TOLD_BY_OTHERS = (OutcomeStatus.SEEKING, OutcomeStatus.TRAINING, OutcomeStatus.HOME, OutcomeStatus.ILL)


def blockers(consent: Consent, status: str) -> list[Blocker]:
    """Why this cannot be kept as told by others."""
    found = []
    if status not in TOLD_BY_OTHERS:
        found.append(Blocker("status", _("What others tell makes nobody working. Ask the person.")))
    if has_died(consent):
        found.append(Blocker("died", _("It is noted that the person has died.")))
    return found


@transaction.atomic
def note_hearsay(consent: Consent, *, by: User, status: str, told_on: date) -> Outcome:
    """Keeps what others told; no time is answered by it. Raises `RuleViolation`."""
    consent = held(consent)
    refuse_if(blockers(consent, status))
    return note_outcome(consent, by=by, told=Told(status, Evidence.HEARSAY, told_on))
