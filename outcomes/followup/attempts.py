"""Attempts to reach somebody: when one may be made, and what each result does.

After five calls in vain one message may be sent, and nothing more; whoever agreed to messages alone gets that one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from outcomes.followup.codes import AskedBy, Channel, ClosedFor, ContactKind, ContactResult
from outcomes.followup.contacts import PERMISSION, close_number, ended
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp
from outcomes.followup.withdrawal import withdraw
from programs.timetable.models.sessions import Holiday

MOST_ATTEMPTS, FEWEST_DAYS = 5, 3
CALLS_FROM, CALLS_UNTIL = time(8), time(20)
# After these the person was met, so the wave waits for the answer.
_MET = frozenset({ContactResult.TALKED, ContactResult.VISIT_MET, ContactResult.MESSAGE_ANSWERED})
# Where the one message goes, the first that there is: never to a telephone of others.
MESSAGED = (ContactKind.MESSENGER, ContactKind.OWN_PHONE)


class Turn(StrEnum):
    """What may come next in a wave: another call, the one message, or only what the person says to it."""

    CALL = "call"
    MESSAGE = "message"
    REPLY = "reply"


@dataclass(frozen=True)
class Noted:
    """An attempt as noted; `contact` is the number that was called."""

    channel: str
    result: str
    at: datetime
    call_again_at: datetime | None = None
    contact: Contact | None = None


def protocol_blockers(days: Sequence[date], day: date) -> list[Blocker]:
    """Why one more attempt on `day` is refused after attempts on `days`: at most five, on at least three days."""
    if len(days) >= MOST_ATTEMPTS:
        return [Blocker("five", _("Five attempts were made in this window. The next time is tried anew."))]
    distinct, left = len({*days, day}), MOST_ATTEMPTS - len(days) - 1
    if distinct + left < FEWEST_DAYS:
        return [Blocker("days", _("Five attempts lie on at least three days. Try again on another day."))]
    return []


def calls_in(made: Iterable[ContactAttempt]) -> list[ContactAttempt]:
    """Those of these attempts that count among the five: all but the message."""
    return [one for one in made if one.result != ContactResult.MESSAGE_SENT]


def is_messaged(made: Iterable[ContactAttempt]) -> bool:
    """Whether the one message was sent."""
    return any(one.result == ContactResult.MESSAGE_SENT for one in made)


def turn_of(follow_up: FollowUp, made: Sequence[ContactAttempt]) -> Turn:
    """What may come next after these attempts in the wave."""
    if is_messaged(made):
        return Turn.REPLY
    if not follow_up.consent.by_phone:
        return Turn.MESSAGE
    if len(calls_in(made)) < MOST_ATTEMPTS:
        return Turn.CALL
    return Turn.MESSAGE if follow_up.consent.by_message else Turn.REPLY


def _protocol(follow_up: FollowUp, noted: Noted, day: date, zone: str) -> list[Blocker]:
    """Why this result cannot follow what was tried in the wave."""
    if noted.result in _MET:
        return []
    made = list(follow_up.attempts.all())
    turn = turn_of(follow_up, made)
    if noted.result == ContactResult.MESSAGE_SENT:
        if turn == Turn.CALL:
            return [Blocker("early", _("A message is sent only after five calls in vain."))]
        return [Blocker("messaged", _("The one message of this time was sent already."))] if turn == Turn.REPLY else []
    if is_messaged(made):
        if noted.result == ContactResult.WRONG_NUMBER:
            return []
        sentence = _("The one message was sent, and nothing follows it but an answer. The next time is tried anew.")
        return [Blocker("messaged", sentence)]
    return protocol_blockers([clock.local(one.at, zone).date() for one in made], day)


def hour_blockers(moment: datetime, zone: str) -> list[Blocker]:
    """Why nobody is called at that moment: from 08.00 to 20.00 of the center, not on national holidays."""
    local = clock.local(moment, zone)
    reasons = []
    if not CALLS_FROM <= local.time() <= CALLS_UNTIL:
        reasons.append(Blocker("hour", _("Calls are made from 08.00 to 20.00. Write at which hour it was.")))
    if Holiday.objects.national().filter(date=local.date()).exclude(kind=Holiday.Kind.WORKING).exists():
        reasons.append(Blocker("holiday", _("Nobody is called on a holiday.")))
    return reasons


def blockers(follow_up: FollowUp, noted: Noted, *, by: User) -> list[Blocker]:
    """Why this attempt cannot be noted. The word “stop” is taken at any time.

    The hour of the call counts, whatever came of it and whenever it is noted.
    """
    consent = follow_up.consent
    zone = consent.training_center.time_zone
    day = clock.local(noted.at, zone).date()
    if not consent.is_agreed:
        return [ended()]
    reasons = authority_blockers(by, PERMISSION, consent.training_center)
    if noted.result == ContactResult.STOP:
        return reasons
    reasons += _shape_blockers(consent, noted)
    if follow_up.state != FollowUp.State.OPEN:
        reasons.append(Blocker("over", _("This time is over. The next one is tried anew.")))
    elif not follow_up.due_on <= day <= follow_up.window_until:
        reasons.append(Blocker("window", _("The attempt lies outside the days of this time.")))
    if noted.at > clock.now():
        reasons.append(Blocker("future", _("The moment lies in the future. Note it when it has happened.")))
    if noted.channel == Channel.PHONE or noted.result == ContactResult.MESSAGE_SENT:
        reasons += hour_blockers(noted.at, zone)
    return reasons + _protocol(follow_up, noted, day, zone) + _again_blockers(follow_up, noted, zone)


def _shape_blockers(consent: Consent, noted: Noted) -> list[Blocker]:
    reasons = []
    if noted.result not in ContactResult.values or noted.channel not in Channel.values:
        reasons.append(Blocker("result", _("Choose what came of it.")))
    if noted.result == ContactResult.MESSAGE_SENT and noted.channel != Channel.MESSAGE:
        reasons.append(Blocker("result", _("Choose what came of it.")))
    if noted.channel == Channel.PHONE and not consent.by_phone:
        reasons.append(Blocker("phone", _("This person did not agree to calls.")))
    if noted.channel == Channel.VISIT and not consent.may_visit:
        reasons.append(Blocker("visit", _("This person did not agree to visits.")))
    if noted.channel == Channel.MESSAGE and not consent.by_message:
        reasons.append(Blocker("message", _("This person did not agree to messages.")))
    return reasons


def _again_blockers(follow_up: FollowUp, noted: Noted, zone: str) -> list[Blocker]:
    if noted.result == ContactResult.LATER and noted.call_again_at is None:
        return [Blocker("again", _("Write when to call again."))]
    if noted.call_again_at is None:
        return []
    if noted.call_again_at <= noted.at:
        return [Blocker("again", _("The next call lies before this one. Correct it."))]
    if clock.local(noted.call_again_at, zone).date() > follow_up.window_until:
        return [Blocker("again", _("The next call lies after the last day of this time."))]
    return hour_blockers(noted.call_again_at, zone)


@transaction.atomic
def note_attempt(follow_up: FollowUp, *, by: User, noted: Noted) -> ContactAttempt | Consent:
    """Notes an attempt and does what follows from its result; after “stop” it returns the agreement that ended.

    A wrong number is closed at once. After the fifth attempt without an answer the wave is lost, unless a message may
    still be sent: then, and after it, the wave stays open for an answer until its last day. Raises `RuleViolation`.
    """
    follow_up = held_wave(follow_up)
    refuse_if(blockers(follow_up, noted, by=by))
    if noted.result == ContactResult.STOP:
        return withdraw(follow_up.consent, by=by, channel=AskedBy.PHONE)
    made = ContactAttempt.objects.create(
        follow_up=follow_up,
        at=noted.at,
        by=by,
        channel=noted.channel,
        result=noted.result,
        call_again_at=noted.call_again_at,
    )
    audit.record("follow_up.attempt", by=by, target=follow_up)
    _follow_from(follow_up, noted, by=by)
    return made


def held_wave(follow_up: FollowUp) -> FollowUp:
    """The wave and its agreement, locked in that order. Raises `RuleViolation` if it ended."""
    consent = Consent.objects.select_for_update(of=("self",)).select_related("training_center", "person")
    held = consent.filter(pk=follow_up.consent_id).first()
    found = FollowUp.objects.select_for_update(of=("self",)).filter(pk=follow_up.pk).first()
    if held is None or found is None or not held.is_agreed:
        raise RuleViolation(ended())
    found.consent = held
    return found


def _follow_from(follow_up: FollowUp, noted: Noted, *, by: User) -> None:
    if noted.result == ContactResult.WRONG_NUMBER and noted.contact:
        close_number(noted.contact, by=by, why=ClosedFor.WRONG_NUMBER)
        if not follow_up.consent.contacts.usable().exists():
            rest(follow_up, by=by)
    if noted.result == ContactResult.UNSAFE and noted.call_again_at is None:
        rest(follow_up, by=by)
    if follow_up.state == FollowUp.State.OPEN and noted.result not in _MET and not noted.call_again_at:
        _lose_after_the_last(follow_up)


def _lose_after_the_last(follow_up: FollowUp) -> None:
    made = list(follow_up.attempts.all())
    if len(calls_in(made)) >= MOST_ATTEMPTS and not is_messaged(made) and not _can_be_messaged(follow_up.consent):
        follow_up.state = FollowUp.State.LOST
        follow_up.save(update_fields=["state"])


def _can_be_messaged(consent: Consent) -> bool:
    kinds = [kind for kind in MESSAGED if consent.allows(kind)]
    return consent.by_message and consent.contacts.usable().filter(kind__in=kinds).exists()


def rest(follow_up: FollowUp, *, by: User) -> None:
    """Lets the wave rest; why is said nowhere, since there is one code for every reason."""
    follow_up.state = FollowUp.State.PAUSED
    follow_up.save(update_fields=["state"])
    audit.record("follow_up.rest", by=by, target=follow_up)


def pause_blockers(follow_up: FollowUp, *, by: User) -> list[Blocker]:
    """Why the wave cannot rest."""
    reasons = authority_blockers(by, PERMISSION, follow_up.consent.training_center)
    if follow_up.state != FollowUp.State.OPEN:
        reasons.append(Blocker("over", _("This time is over. The next one is tried anew.")))
    return reasons


@transaction.atomic
def pause(follow_up: FollowUp, *, by: User) -> FollowUp:
    """Lets this wave rest, for whatever reason; the next one comes by itself. Raises `RuleViolation`."""
    follow_up = held_wave(follow_up)
    refuse_if(pause_blockers(follow_up, by=by))
    rest(follow_up, by=by)
    return follow_up


def next_slot(attempts: Sequence[ContactAttempt], now: datetime, zone: str) -> datetime | None:
    """When to try next: as the person said, else on the next day at another time of day; None before the first try."""
    if not attempts or is_messaged(attempts):
        return None
    last = attempts[-1]
    if last.call_again_at:
        return last.call_again_at
    local = clock.local(last.at, zone)
    hours = (time(9), time(13), time(17))
    tried = sum(1 for _one in attempts)
    return clock.at(max(local, clock.local(now, zone)).date() + timedelta(days=1), hours[tried % len(hours)], zone)
