"""One call: the attempt and, when the person talked, the answers, noted together."""

from django.db import transaction

from accounts.models import User
from outcomes.followup.attempts import Noted, note_attempt
from outcomes.followup.codes import ContactResult
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import FollowUp
from outcomes.followup.told import Told, note_outcome

# After these the answers are noted.
TALKED = frozenset({ContactResult.TALKED, ContactResult.VISIT_MET})


@transaction.atomic
def note_call(follow_up: FollowUp, *, by: User, noted: Noted, told: Told | None) -> Consent | None:
    """Notes the attempt and, after a talk, what was told. Returns the agreement if the person ended it.

    Raises `RuleViolation`, and then nothing of both is kept.
    """
    ended = note_attempt(follow_up, by=by, noted=noted)
    if isinstance(ended, Consent):
        return ended
    if told and noted.result in TALKED:
        note_outcome(follow_up.consent, by=by, told=told, follow_up=follow_up)
    return None
