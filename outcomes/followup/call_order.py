"""Whom to call now, in which order, and what is known of the day's calls."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from accounts.models import User
from core import clock
from core.spoken_names import spoken_name
from outcomes.followup.attempts import MESSAGED, MOST_ATTEMPTS
from outcomes.followup.codes import ContactKind, ContactResult
from outcomes.followup.income_bands import amounts_on
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp

_TALKED = (ContactResult.TALKED, ContactResult.VISIT_MET)
# Before messages and addresses, a call goes to the own number, then to that of family.
_DIALED = (ContactKind.OWN_PHONE, ContactKind.FAMILY_PHONE, ContactKind.MESSENGER)


def waiting(user: User, now: datetime) -> QuerySet[FollowUp]:
    """Waves to be asked now: due, and not tried today unless the person said an hour that has come; oldest first.

    After five attempts a wave waits for the one message, after that for nobody but who answered it.
    """
    today = clock.today(user.time_zone)
    made = ContactAttempt.objects.filter(follow_up=OuterRef("pk"))
    last = made.order_by("-at", "-pk")
    tries = made.exclude(result=ContactResult.MESSAGE_SENT).order_by().values("follow_up").annotate(n=Count("pk"))
    found = FollowUp.objects.visible_to(user).callable_on(today)
    found = found.annotate(
        tried_at=Subquery(last.values("at")[:1]),
        again_at=Subquery(last.values("call_again_at")[:1]),
        came=Subquery(last.values("result")[:1]),
        tries=Coalesce(Subquery(tries.values("n")), 0),
    )
    begins = clock.at(today, time(), user.time_zone)
    untried = Q(again_at__isnull=True) & (Q(tried_at__isnull=True) | Q(tried_at__lt=begins))
    untried &= Q(tries__lt=MOST_ATTEMPTS) | Q(consent__by_message=True)
    untried &= ~Exists(made.filter(result=ContactResult.MESSAGE_SENT))
    answered = Q(came=ContactResult.MESSAGE_ANSWERED, again_at__isnull=True)
    found = found.filter(untried | answered | Q(again_at__lte=now))
    return found.order_by("due_on", "pk")


def with_wage(waves: QuerySet[FollowUp], day: date) -> QuerySet[FollowUp]:
    """With `minimum_wage`, the amount in force on that day, whose parts are the bands of income; or None."""
    return waves.annotate(minimum_wage=Subquery(amounts_on(OuterRef("consent__training_center"), day)))


def with_person(waves: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """With everything the page says of each: person, contacts in use, attempts."""
    related = waves.select_related("consent__person", "consent__training_center")
    return related.prefetch_related(*_beside())


def read_beside(wave: FollowUp) -> None:
    """Reads contacts in use and attempts of one wave among many."""
    prefetch_related_objects([wave], *_beside())


def _beside() -> tuple[Prefetch, str]:
    return Prefetch("consent__contacts", Contact.objects.usable().order_by("pk")), "attempts"


def number_of(follow_up: FollowUp) -> Contact | None:
    """The number to dial first of those that may be used; None if there is none. Reads prefetched contacts."""
    return min(_usable(follow_up), key=lambda one: _DIALED.index(one.kind), default=None)


def message_number_of(follow_up: FollowUp) -> Contact | None:
    """The number to which the one message goes; None if there is none. Reads prefetched contacts."""
    own = [one for one in _usable(follow_up) if one.kind in MESSAGED and follow_up.consent.by_message]
    return min(own, key=lambda one: MESSAGED.index(one.kind), default=None)


def number_named(follow_up: FollowUp, public_id: UUID | None) -> Contact | None:
    """The number of that id, as long as it may be used. Reads prefetched contacts."""
    return next((one for one in _usable(follow_up) if one.public_id == public_id), None)


def _usable(follow_up: FollowUp) -> list[Contact]:
    consent = follow_up.consent
    allowed = [one for one in consent.contacts.all() if one.kind in _DIALED and consent.allows(one.kind)]
    return [one for one in allowed if one.closed_at is None]


def called_name(follow_up: FollowUp) -> str:
    """What the person is called on the telephone, and never more: the called name, else one of the full name."""
    person, number = follow_up.consent.person, number_of(follow_up)
    own = number.label if number and number.kind == ContactKind.OWN_PHONE else ""
    return own or person.called_name or spoken_name(person.full_name)


@dataclass(frozen=True)
class DayCount:
    """The officer's calls of today."""

    noted: int
    talked: int
    left: int

    @property
    def in_all(self) -> int:
        """Noted and still to be called."""
        return self.noted + self.left


def day_count(user: User, left: int) -> DayCount:
    """What was noted today in the center, and how many are left; one query."""
    begins = clock.at(clock.today(user.time_zone), time(), user.time_zone)
    today = ContactAttempt.objects.filter(
        follow_up__consent__training_center=user.training_center_id, at__gte=begins
    ).aggregate(noted=Count("pk"), talked=Count("pk", filter=Q(result__in=_TALKED)))
    return DayCount(today["noted"], today["talked"], left)
