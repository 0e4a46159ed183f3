"""Help that is asked for and nothing else told: keeping the wish, and seeing to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, refuse_if
from outcomes.followup.codes import Help
from outcomes.followup.contacts import PERMISSION, held
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import HelpWish, Outcome

MOST_SHOWN = 100


@transaction.atomic
def ask_help(consent: Consent, help_wanted: str) -> HelpWish:
    """Keeps the holder's wish; one of the same kind that still waits is the same wish. Raises `RuleViolation`."""
    consent = held(consent)
    if help_wanted not in Help.values or help_wanted == Help.NONE:
        refuse_if([Blocker("help", _("Choose what help you need."))])
    wish, is_new = HelpWish.objects.waiting().get_or_create(consent=consent, help_wanted=help_wanted)
    if is_new:
        audit.record("help_wish.record", by=None, target=wish)
    return wish


@transaction.atomic
def note_wish_met(wish: HelpWish, *, by: User) -> HelpWish:
    """Records that somebody has seen to the wish. Raises `RuleViolation`, also if the agreement ended meanwhile."""
    consent = held(wish.consent)
    refuse_if(authority_blockers(by, PERMISSION, consent.training_center))
    wish.refresh_from_db()
    if wish.given_at is None:
        wish.given_at = clock.now()
        wish.save(update_fields=["given_at"])
        audit.record("help_wish.help", by=by, target=wish)
    return wish


@dataclass(frozen=True)
class Wanted:
    """Help that waits: the answer or the wish in which it was asked for, and its day."""

    row: Outcome | HelpWish
    asked_on: date


def waiting(user: User) -> Sequence[Wanted]:
    """Help wanted from the user's center that nobody has seen to yet, the longest first."""
    outcomes = Outcome.objects.visible_to(user).wanting_help().select_related("consent__person")
    wishes = HelpWish.objects.visible_to(user).waiting().select_related("consent__person")
    told = [Wanted(one, one.told_on) for one in outcomes.order_by("told_on", "pk")[:MOST_SHOWN]]
    zone = user.time_zone
    wished = [
        Wanted(one, clock.local(one.asked_at, zone).date()) for one in wishes.order_by("asked_at", "pk")[:MOST_SHOWN]
    ]
    return sorted(told + wished, key=attrgetter("asked_on"))[:MOST_SHOWN]
