"""What the people of two past years told since: answers of every kind and grade, some lost, declined, withdrawn."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta

from accounts.roles import Role
from core import audit, clock
from inmates.consents.codes import ConsentKind, version_of
from inmates.people.models import Person
from outcomes.followup import withdrawal
from outcomes.followup.codes import WORKING, Evidence, OutcomeStatus, Wave
from outcomes.followup.following import due_day, window_end
from outcomes.followup.models.consents import AskedPerson, Consent, hash_of
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp, Outcome
from rutan_blk.demo import chain
from rutan_blk.demo.cast import Crew
from rutan_blk.demo.past_lives import PastLife

STATUSES = {
    "J": OutcomeStatus.EMPLOYED_IN_TRADE,
    "L": OutcomeStatus.EMPLOYED_ELSEWHERE,
    "U": OutcomeStatus.OWN_IN_TRADE,
    "V": OutcomeStatus.OWN_ELSEWHERE,
    "D": OutcomeStatus.DAY_LABOR,
    "T": OutcomeStatus.TRAINING,
    "C": OutcomeStatus.SEEKING,
    "R": OutcomeStatus.HOME,
    "S": OutcomeStatus.ILL,
}
JOBS = {
    "welding": "Tukang las",
    "sewing": "Penjahit",
    "automotive": "Montir bengkel motor",
    "": "Buruh bangunan",
}
TRADE = "JU"
ASKED_BEFORE, TOLD_AFTER = timedelta(days=9), timedelta(days=2)
# Of the last digits of invented numbers, which no other invented person has.
FIRST_NUMBER = 3000
Asked = tuple[PastLife, Consent]


def ask(crew: Crew, found: list[PastLife], people: dict[int, Person], *, today: date) -> None:
    """Agreements, contacts, waves, attempts and answers up to that day, then the withdrawals."""
    asked = _agree(crew, found, people)
    _follow(crew, asked, today)
    for life, consent in asked:
        if life.withdrawn_on:
            with chain.at(crew, life.withdrawn_on):
                withdrawal.withdraw(consent, by=crew[Role.PLACEMENT_OFFICER], channel="phone")


def _agree(crew: Crew, found: list[PastLife], people: dict[int, Person]) -> list[Asked]:
    """Everybody's answer, and the contacts of those who agreed."""
    consents = Consent.objects.bulk_create(_consent(crew, life, people[life.number]) for life in found)
    AskedPerson.objects.bulk_create(AskedPerson(person=person) for person in people.values())
    audit.record_each("consent.record", by=crew[Role.PLACEMENT_OFFICER], targets=[(one, {}) for one in consents])
    asked = [(life, consent) for life, consent in zip(found, consents, strict=True) if life.agrees]
    Contact.objects.bulk_create(_contact(life, consent) for life, consent in asked)
    return asked


def _follow(crew: Crew, asked: list[Asked], today: date) -> None:
    """The waves until that day, who was tried, and what was told."""
    waves = FollowUp.objects.bulk_create(row for life, consent in asked for row in _waves(life, consent, today))
    tried = (wave for wave in waves if wave.state in (FollowUp.State.DONE, FollowUp.State.LOST))
    ContactAttempt.objects.bulk_create(_attempt(crew, wave) for wave in tried)
    told = Outcome.objects.bulk_create(row for life, consent in asked for row in _told(crew, life, consent, today))
    audit.record_each("outcome.record", by=crew[Role.PLACEMENT_OFFICER], targets=[(one, {}) for one in told])


def _consent(crew: Crew, life: PastLife, person: Person) -> Consent:
    return Consent(
        training_center=crew.center,
        person=person,
        person_hash=hash_of(person),
        text_version=version_of(ConsentKind.FOLLOW_UP, 1),
        asked_on=life.released_on - ASKED_BEFORE,
        answer="yes" if life.agrees else "no",
        channel="spoken",
        recorded_by=crew[Role.PLACEMENT_OFFICER],
        recorded_at=clock.at(life.released_on - ASKED_BEFORE, time(10), crew.center.time_zone),
        by_phone=life.agrees,
        by_message=life.agrees,
        may_match=life.agrees,
        followed_from=life.released_on if life.agrees else None,
    )


def _contact(life: PastLife, consent: Consent) -> Contact:
    contact = Contact(consent=consent, kind="own_phone", recorded_at=consent.recorded_at)
    contact.set_value(f"08120000{FIRST_NUMBER + life.number}")
    return contact


def _told_on(life: PastLife, wave: str) -> date:
    return due_day(life.released_on, wave) + TOLD_AFTER


def _waves(life: PastLife, consent: Consent, today: date) -> Iterator[FollowUp]:
    for wave, letter in zip(Wave.values, life.answers, strict=True):
        due, until = due_day(life.released_on, wave), window_end(life.released_on, wave)
        if life.died_on and life.died_on < due:
            state = FollowUp.State.STOPPED
        elif letter in STATUSES and _told_on(life, wave) <= today:
            state = FollowUp.State.DONE
        elif letter == "B" and due <= today:
            state = FollowUp.State.PAUSED
        else:
            state = FollowUp.State.LOST if until < today else FollowUp.State.OPEN
        yield FollowUp(consent=consent, wave=wave, due_on=due, window_until=until, state=state)


def _attempt(crew: Crew, wave: FollowUp) -> ContactAttempt:
    was_reached = wave.state == FollowUp.State.DONE
    return ContactAttempt(
        follow_up=wave,
        at=clock.at(wave.due_on + TOLD_AFTER, time(10), crew.center.time_zone),
        by=crew[Role.PLACEMENT_OFFICER],
        channel="phone",
        result="BICARA" if was_reached else "TIDAK_DIANGKAT",
    )


def _told(crew: Crew, life: PastLife, consent: Consent, today: date) -> Iterable[Outcome]:
    for wave, letter, grade in zip(Wave.values, life.answers, life.evidence, strict=True):
        if letter in STATUSES and _told_on(life, wave) <= today:
            yield _outcome(crew, life, consent, wave=wave, letter=letter, evidence=f"E{grade}")
    if life.died_on and life.died_on <= today:
        yield Outcome(
            consent=consent,
            status=OutcomeStatus.DIED,
            evidence=Evidence.HEARSAY,
            told_on=life.died_on,
            recorded_by=crew[Role.PLACEMENT_OFFICER],
            recorded_at=clock.at(life.died_on, time(11), crew.center.time_zone),
        )


def _outcome(crew: Crew, life: PastLife, consent: Consent, *, wave: str, letter: str, evidence: str) -> Outcome:
    told_on, status = _told_on(life, wave), STATUSES[letter]
    of_work: dict[str, object] = {}
    if status in WORKING:
        of_work = {
            "works_since": life.works_from,
            "hours_band": "35+" if letter in "JL" else "15-34",
            "income_band": "3" if letter in "DV" else "4",
            "occupation": JOBS[life.vocation if letter in TRADE else ""],
            "is_in_trade": letter in TRADE,
            "rule_version": "KEJURUAN-v1",
            "same_place": _is_same(life, wave, letter),
        }
    return Outcome(
        consent=consent,
        wave=wave,
        status=status,
        evidence=evidence,
        told_on=told_on,
        recorded_by=None if evidence == Evidence.SELF_REPORT else crew[Role.PLACEMENT_OFFICER],
        recorded_at=clock.at(told_on, time(10), crew.center.time_zone),
        hindrance="TIDAK_ADA_LOWONGAN" if letter == "C" else "",
        **of_work,
    )


def _is_same(life: PastLife, wave: str, letter: str) -> bool | None:
    place = Wave.values.index(wave)
    return life.answers[place - 1] == letter if place else None
