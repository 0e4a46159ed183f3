"""How many were asked and reached. No share is made of them.

Whoever follows graduates up reads every name, so numbers hide nothing from them; of others, who read none, few people
stay hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from outcomes.followup.codes import Answer, AskedBy, Wave
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import FollowUp

State = FollowUp.State


# Fewer people than this could be told by whoever knows some of them.
FEWEST_SHOWN = 5


@dataclass(frozen=True)
class WaveCount:
    """One time at which people are asked: due now, answered, and over without an answer, for whatever reason."""

    label: str
    due: int | str
    answered: int | str
    unanswered: int | str


@dataclass(frozen=True)
class CenterCounts:
    """Answers to the question and what came of each wave; the end of the time of keeping is nobody's withdrawal."""

    agreed: int | str
    declined: int | str
    withdrawn: int | str
    waves: list[WaveCount]


def counts_of_center(user: User) -> CenterCounts:
    """The counts of the user's own training center as this user may read them, in two queries."""
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
    reads_names = user.has_perm("outcomes.follow_up")
    waves = [
        WaveCount(
            str(wave.label), **_shown({name: found.get(wave.value, nothing)[name] for name in nothing}, reads_names)
        )
        for wave in Wave
    ]
    return CenterCounts(**_shown(asked, reads_names), waves=waves)


def _shown(counts: Mapping[str, int], reads_names: bool) -> dict[str, int | str]:
    """The counts; for who reads no names, one word for few people and for the next smallest number beside a single one.

    How many there are in all may be known, and would give a number that is hidden alone.
    """
    hidden = {name for name, count in counts.items() if 0 < count < FEWEST_SHOWN}
    others = sorted((count, name) for name, count in counts.items() if count and name not in hidden)
    if len(hidden) == 1:
        hidden |= {name for _count, name in others[:1]}
    return {name: _("hidden") if name in hidden and not reads_names else count for name, count in counts.items()}
