"""When people who agreed are asked: the first day, the five waves, and what each day does to them.

The training center cannot tell who was in custody: waves fall on one weekday for everybody, no page shows the day from
which they are counted, and a wave that need not be asked has one code, whatever the reason.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import TrainingCenter
from core import audit, clock
from core.due import work_due
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.followup.codes import DUE_AFTER, WINDOW, Answer, Wave
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import FollowUp, Outcome
from programs.circumstances.occasions import person_is_back, person_leaves
from programs.places.models import Enrollment

State = FollowUp.State
# Everybody's waves fall on Mondays, so that a day of the week tells nothing.
DUE_WEEKDAY = 0
_WEEK = 7
# A transfer whose arrival nobody recorded in that time is no longer under way.
ARRIVES_WITHIN = timedelta(days=90)
_RELEASES = frozenset(
    {CustodyPeriod.Leaving.FULL_TERM, CustodyPeriod.Leaving.CONDITIONAL, CustodyPeriod.Leaving.COURT_ORDER}
)


def due_day(followed_from: date, wave: str) -> date:
    """The first fixed weekday on or after the day on which the wave falls."""
    day = followed_from + DUE_AFTER[wave]
    return day + timedelta(days=(DUE_WEEKDAY - day.weekday()) % _WEEK)


def window_end(followed_from: date, wave: str) -> date:
    """The last day on which an answer counts for the wave."""
    return due_day(followed_from, wave) + WINDOW[wave]


def first_day(person: Person, center: TrainingCenter, today: date) -> date | None:
    """The day from which this person's waves are counted; None as long as it is not known.

    The end of the last batch at this center, if none goes on, or a release after it. A stay that ended otherwise
    counts as none once the person would have arrived elsewhere; after a death there is no such day.
    """
    trained_until = _trained_until(person, center)
    if person.facility_id or trained_until is None:
        return None
    stays = CustodyPeriod.objects.filter(person=person).exclude(leaving=CustodyPeriod.Leaving.CORRECTION)
    last = stays.order_by(F("until").desc(nulls_first=True), "-pk").first()
    began = trained_until
    if last is not None:
        if last.until is None or last.leaving == CustodyPeriod.Leaving.DEATH:
            return None
        if last.leaving in _RELEASES:
            began = max(last.until, trained_until)
        elif last.until + ARRIVES_WITHIN > today:
            return None
    return began if began <= today else None


def _trained_until(person: Person, center: TrainingCenter) -> date | None:
    """The end of the last batch at the center; None while one goes on."""
    places = list(Enrollment.objects.filter(person=person, batch__training_center=center).select_related("batch"))
    if any(place.state in Enrollment.LIVE_STATES and place.batch.is_live for place in places):
        return None
    return max((place.shown_end or place.batch.ends_on for place in places), default=None)


@transaction.atomic
def start_following(consent: Consent) -> list[FollowUp]:
    """Counts the waves of an agreement once its first day is known; otherwise, or if they are counted, does nothing.

    Waves whose window has passed are not made. Recorded as done by the system, whose audit the center does not read.
    """
    consent = (
        Consent.objects.select_for_update(of=("self",)).select_related("training_center", "person").get(pk=consent.pk)
    )
    if not consent.is_agreed or consent.followed_from or consent.person is None:
        return []
    today = clock.today(consent.training_center.time_zone)
    began = first_day(consent.person, consent.training_center, today)
    if began is None:
        return []
    consent.followed_from = began
    consent.save(update_fields=["followed_from"])
    made = [
        FollowUp(consent=consent, wave=wave, due_on=due_day(began, wave), window_until=window_end(began, wave))
        for wave in Wave.values
        if window_end(began, wave) >= today
    ]
    FollowUp.objects.bulk_create(made)
    audit.record("consent.follow", by=None, target=consent)
    return made


@person_leaves.register
def begin_after_leaving(person: Person) -> None:
    """Counts the waves of whoever agreed and was released now."""
    for consent in _locked(person, followed_from__isnull=True):
        start_following(consent)


def _locked(person: Person, **more: bool) -> list[Consent]:
    """The person's living yeses, all locked before the first of them is recorded in the audit."""
    found = Consent.objects.agreed().filter(person=person, **more)
    return list(found.select_for_update(of=("self",)).order_by("pk"))


@person_is_back.register
def count_anew(person: Person) -> None:
    """Forgets waves that nobody has used, when a departure was undone; others go on as everybody's do."""
    anew: list[tuple[Consent, dict]] = []
    for consent in _locked(person, followed_from__isnull=False):
        used = consent.follow_ups.exclude(state=State.OPEN).exists() or consent.outcomes.exists()
        if used or consent.follow_ups.filter(attempts__isnull=False).exists():
            continue
        consent.follow_ups.all().delete()
        consent.followed_from = None
        consent.save(update_fields=["followed_from"])
        anew.append((consent, {}))
    audit.record_each("consent.count_anew", by=None, targets=anew)


@work_due.register
def follow_due() -> None:
    """What each day does, for each center by its own calendar: waves begin and close."""
    for center in TrainingCenter.objects.filter(consents__isnull=False).distinct().order_by("pk"):
        today = clock.today(center.time_zone)
        for consent in _to_begin(center):
            start_following(consent)
        close_windows(center, today)


def _to_begin(center: TrainingCenter) -> Iterable[Consent]:
    found = Consent.objects.agreed().filter(training_center=center, followed_from__isnull=True)
    return found.filter(person__facility__isnull=True).order_by("pk")


@transaction.atomic
def close_windows(center: TrainingCenter, today: date) -> int:
    """Closes open waves whose window has passed: answered if something was told for it, else lost."""
    over = FollowUp.objects.open().filter(consent__training_center=center, window_until__lt=today)
    told = Outcome.objects.told().filter(consent=OuterRef("consent"), wave=OuterRef("wave"))
    found = list(over.select_for_update(of=("self",)).order_by("pk"))
    answered = set(over.filter(Exists(told)).values_list("pk", flat=True))
    done = _settle([row for row in found if row.pk in answered], State.DONE, "follow_up.close")
    return done + _settle([row for row in found if row.pk not in answered], State.LOST, "follow_up.close")


def _settle(found: list[FollowUp], state: str, action: str) -> int:
    FollowUp.objects.filter(pk__in=[row.pk for row in found]).update(state=state)
    audit.record_each(action, by=None, targets=[(row, {}) for row in found])
    return len(found)


def agreed_of(person: Person, center: TrainingCenter) -> Consent | None:
    """The person's living yes to this center, if any."""
    return Consent.objects.agreed().filter(person=person, training_center=center, answer=Answer.YES).first()
