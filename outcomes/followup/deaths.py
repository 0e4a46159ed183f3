"""That somebody has died, as others told: nobody asks for the person any more, and every figure keeps him or her."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Blocker, refuse_if
from outcomes.followup.codes import Evidence, OutcomeStatus
from outcomes.followup.consents import change_boxes
from outcomes.followup.contacts import held
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.told import Told, note_outcome


def has_died(consent: Consent) -> bool:
    """Whether that was told."""
    return consent.outcomes.filter(status=OutcomeStatus.DIED).exists()


def blockers(consent: Consent) -> list[Blocker]:
    """Why a death cannot be noted."""
    return [Blocker("known", _("That is noted already."))] if has_died(consent) else []


@transaction.atomic
def note_death(consent: Consent, *, by: User, told_on: date) -> Outcome:
    """Keeps it as hearsay and ends what was to come: times, contacts, wishes, everything allowed. Raises
    `RuleViolation`.
    """
    consent = held(consent)
    refuse_if(blockers(consent))
    outcome = note_outcome(consent, by=by, told=Told(OutcomeStatus.DIED, Evidence.HEARSAY, told_on))
    consent.help_wishes.waiting().delete()
    change_boxes(consent, by=by, boxes=frozenset())
    return outcome
