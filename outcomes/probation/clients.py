"""What a probation officer reads of the own clients: work or none, in which field, since when, and nothing else."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inmates.people.models import Person
from outcomes.followup.codes import DUE_AFTER, WORKING, OutcomeStatus, Wave
from outcomes.followup.evidence import best
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import Outcome
from outcomes.probation.models import ClientShare
from programs.places.models import Enrollment

IN_TRADE, ELSEWHERE, NO_WORK = _("Works in the trade"), _("Works in another field"), _("Does not work")
NOT_KNOWN, NOT_DUE = _("Not known"), _("Not due yet")
WORDS: dict[str, Promise] = {
    OutcomeStatus.EMPLOYED_IN_TRADE: IN_TRADE,
    OutcomeStatus.OWN_IN_TRADE: IN_TRADE,
    OutcomeStatus.EMPLOYED_ELSEWHERE: ELSEWHERE,
    OutcomeStatus.OWN_ELSEWHERE: ELSEWHERE,
    OutcomeStatus.DAY_LABOR: ELSEWHERE,
    OutcomeStatus.TRAINING: NO_WORK,
    OutcomeStatus.SEEKING: NO_WORK,
    OutcomeStatus.HOME: NO_WORK,
    OutcomeStatus.ILL: NO_WORK,
}
"""The words of the read-out text; whatever is not here is not known, as if nothing had been told."""


@dataclass(frozen=True)
class Told:
    """What counts of the answers at one wave; `since` is the first day of the month in which the work began."""

    wave: str | Promise
    status: str | Promise
    told_on: date | None = None
    since: date | None = None


def clients_of(user: User) -> QuerySet[ClientShare]:
    """The shares of this officer whose persons have left, with the person, also where nothing is or will be told: a
    client who vanished from the list would be known to have ended the agreement.
    """
    # Public classes are no matter of a probation office.
    places = Enrollment.objects.filter(person=OuterRef("person"), batch__facility=OuterRef("facility"))
    shares = ClientShare.objects.visible_to(user).standing().filter(Exists(places), person__facility=None)
    return shares.select_related("person")


def agreements_of(share: ClientShare) -> list[Consent]:
    """What the officer may read under: agreements with centers that trained the person in classes of the facility."""
    places = Enrollment.objects.filter(person=share.person_id, batch__facility=share.facility_id)
    centers = places.order_by().values("batch__training_center")
    return list(Consent.objects.agreed().filter(person=share.person_id, training_center__in=centers))


def to_come(person: Person, today: date) -> set[Wave]:
    """The waves whose day lies ahead, counted from the day on which the person left; one query.

    The officer knows that day, so nothing of the training center's calendar is told.
    """
    left_on = person.custody_periods.aggregate(last=Max("until"))["last"]
    return {wave for wave in Wave if left_on and left_on + DUE_AFTER[wave] > today}


def told_under(consents: list[Consent], *, since: date, ahead: Collection[Wave] = ()) -> list[Told]:
    """One line for each wave, the latest first, of what was told from `since` on, the day of the yes; `ahead`: waves
    to come. One query.
    """
    rows: dict[str | None, list[Outcome]] = defaultdict(list)
    for outcome in Outcome.objects.told().filter(consent__in=consents, told_on__gte=since).order_by("told_on", "pk"):
        rows[outcome.wave].append(outcome)
    return [_told(wave, rows[wave.value], NOT_DUE if wave in ahead else NOT_KNOWN) for wave in reversed(Wave)]


def _told(wave: Wave, rows: list[Outcome], otherwise: Promise) -> Told:
    counts = best(rows)
    if counts is None or counts.status not in WORDS:
        return Told(wave.label, otherwise)
    status = IN_TRADE if counts.is_in_trade and counts.is_working else WORDS[counts.status]
    return Told(wave.label, status, counts.told_on, counts.works_since if counts.status in WORKING else None)
