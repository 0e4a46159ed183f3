"""How many were asked and reached, for heads who read no names. No share is made of them."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import User
from core import clock
from outcomes.followup.codes import Answer, AskedBy, Wave
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import FollowUp

State = FollowUp.State


@dataclass(frozen=True)
class WaveCount:
    """One time at which people are asked: due now, answered, and over without an answer, for whatever reason."""

    label: str
    due: int
    answered: int
    unanswered: int


@dataclass(frozen=True)
class CenterCounts:
    """Answers to the question and what came of each wave; the end of the time of keeping is nobody's withdrawal."""

    agreed: int
    declined: int
    withdrawn: int
    waves: list[WaveCount]


def counts_of_center(user: User) -> CenterCounts:
    """The counts of the user's own training center, in two queries."""
    today = clock.today(user.time_zone)
    asked = Consent.objects.visible_to(user).aggregate(
        agreed=Count("pk", filter=Q(answer=Answer.YES, withdrawn_at__isnull=True)),
        declined=Count("pk", filter=Q(answer=Answer.NO, withdrawn_at__isnull=True)),
        withdrawn=Count("pk", filter=Q(withdrawn_at__isnull=False) & ~Q(withdrawn_channel=AskedBy.EXPIRY)),
    )
    rows = FollowUp.objects.visible_to(user).order_by().values("wave")
    rows = rows.annotate(
        due=Count("pk", filter=Q(state=State.OPEN, due_on__lte=today)),
        answered=Count("pk", filter=Q(state=State.DONE)),
        unanswered=Count("pk", filter=Q(state__in=[State.LOST, State.PAUSED, State.STOPPED])),
    )
    found = {row["wave"]: row for row in rows}
    nothing = {"due": 0, "answered": 0, "unanswered": 0}
    waves = [
        WaveCount(str(wave.label), **{name: found.get(wave.value, nothing)[name] for name in nothing}) for wave in Wave
    ]
    return CenterCounts(**asked, waves=waves)
