"""Graduates who were asked for their agreement: yes and no, contacts, answers, some lost and one who withdrew.

Numbers are invented: 0812 0000 and the place in the list.
"""

from datetime import date, time, timedelta

from django.db.models import Max, QuerySet

from accounts.roles import Role
from core import clock
from inmates.people.models import Person
from outcomes.followup import attempts, consents, told, withdrawal, work_papers
from outcomes.followup.contacts import NewContact
from outcomes.followup.following import follow_due
from outcomes.followup.models.consents import AskedPerson, Consent
from outcomes.followup.models.outcomes import FollowUp
from outcomes.probation import client_shares
from programs.circumstances import custody_end
from programs.places.models import Enrollment
from rutan_blk.demo import chain
from rutan_blk.demo.cast import Crew

MOST_ASKED = 36
_SLOTS = ("morning", "noon", "afternoon", "evening", "")
_BOXES = frozenset({"by_phone", "by_message", "may_match"})
_ANSWERS = (
    {"status": "KERJA_LAIN", "occupation": "Tukang las pagar", "help_wanted": "TIDAK_ADA"},
    {"status": "MENCARI", "hindrance": "TIDAK_ADA_LOWONGAN", "help_wanted": "LOWONGAN"},
    {"status": "USAHA_LAIN", "occupation": "Permak pakaian", "help_wanted": "ALAT_MODAL"},
    {"status": "HARIAN", "occupation": "Angkut pasir", "help_wanted": "TIDAK_ADA"},
    {"status": "RUMAH", "hindrance": "KELUARGA", "help_wanted": "LANJUTAN"},
)

# Which of those released, by their turn, let a probation officer read what they tell.
SHARING = (0, 4)


def ask(crew: Crew) -> None:
    """Asks the people of the center's past batches a week before the end, and lives through the waves since then."""
    by, asked = crew[Role.PLACEMENT_OFFICER], []
    for number, person in enumerate(_graduates(crew)):
        place = person.enrollments.filter(batch__training_center=crew.center).order_by("batch__ends_on").first()
        with chain.at(crew, _asked_on(crew, place), time(10)):
            terms = _terms(crew, number, place)
            asked.append(consents.record_consent(person, center=crew.center, by=by, terms=terms))
    # Those of the two past years have told already what they tell.
    own = Consent.objects.agreed().filter(pk__in=[consent.pk for consent in asked])
    _let_go(crew, own)
    _follow(crew, own)
    _help_with_papers(crew, own)
    _withdraw_one(crew, own)


def _let_go(crew: Crew, own: QuerySet[Consent]) -> None:
    """Releases some of them on days that make waves of two weeks, three and six months due this week or earlier.

    Nobody leaves before the last class is over, so for the longest time those of the earliest class are taken.
    """
    today = clock.today(crew.center.time_zone)
    begun = today.weekday() + 2
    days_ago = [182 + begun, 93 + begun, 92 + begun, 91 + begun, *(14 + begun + more for more in (28, 21, 3, 2, 1, 0))]
    agreed = own.filter(person__facility=crew.facility)
    busy = Enrollment.objects.live().values("person")
    free = agreed.exclude(person__in=busy).annotate(over=Max("person__enrollments__batch__assessment_on"))
    waiting = list(free.select_related("person").order_by("pk"))
    for turn, on in enumerate(today - timedelta(days=days) for days in days_ago):
        consent = next((one for one in waiting if one.over < on), None)
        if consent:
            waiting.remove(consent)
            with chain.at(crew, on, time(14)):
                if turn in SHARING:
                    _share(crew, consent.person, on)
                _release(crew, consent.person, on)


def _share(crew: Crew, person: Person, on: date) -> None:
    by, officer = crew[Role.TRAINING_OFFICER], crew[Role.BAPAS_OFFICER]
    client_shares.share(person, by=by, officer=officer, agreed_on=on)


def _release(crew: Crew, person: Person, on: date) -> None:
    custody_end.leave(person, by=crew[Role.REGISTRAR], kind="full_term", on=on, reason="Putusan baru diterima")


def _graduates(crew: Crew) -> list[Person]:
    places = Enrollment.objects.filter(batch__training_center=crew.center, state=Enrollment.State.COMPLETED)
    people = Person.objects.filter(pk__in=places.values("person")).exclude(pk__in=AskedPerson.objects.values("person"))
    return list(people.order_by("pk")[:MOST_ASKED])


def _asked_on(crew: Crew, place: Enrollment) -> date:
    return min(place.batch.ends_on, clock.today(crew.center.time_zone) - timedelta(days=1))


def _terms(crew: Crew, number: int, place: Enrollment) -> consents.Terms:
    asked_on = _asked_on(crew, place)
    if number % 6 == 5:
        reason = "TANPA_ALASAN" if number % 4 == 1 else ""
        return consents.Terms(answer="no", channel="spoken", asked_on=asked_on, reason_of_no=reason)
    numbers = [NewContact("own_phone", f"0812 0000 {1000 + number}", "", _SLOTS[number % len(_SLOTS)])]
    if number % 3 == 0:
        numbers.append(NewContact("family_phone", f"0812 0000 {2000 + number}", "Kakak"))
    channel = "paper" if number % 5 == 0 else "spoken"
    return consents.Terms(
        answer="yes", channel=channel, asked_on=asked_on, boxes=_BOXES, contacts=tuple(numbers), seen=None
    )


def _follow(crew: Crew, own: QuerySet[Consent]) -> None:
    """Asks in the waves whose day has come: most answer, some are not reached."""
    follow_due()
    today = clock.today(crew.center.time_zone)
    waves = FollowUp.objects.filter(consent__in=own, due_on__lt=today - timedelta(days=7))
    for number, wave in enumerate(waves.open().select_related("consent").order_by("due_on", "pk")):
        moment = wave.due_on + timedelta(days=2)
        with chain.at(crew, moment, time(10)):
            _call(crew, wave, number)
    follow_due()


def _call(crew: Crew, wave: FollowUp, number: int) -> None:
    by, reached = crew[Role.PLACEMENT_OFFICER], number % 4 != 3
    result = "BICARA" if reached else "TIDAK_DIANGKAT"
    attempts.note_attempt(wave, by=by, noted=attempts.Noted("phone", result, clock.now()))
    if reached:
        today = clock.today(crew.center.time_zone)
        answers = told.Told(evidence="E2", told_on=today, **_ANSWERS[number % len(_ANSWERS)])
        told.note_outcome(wave.consent, by=by, told=answers, follow_up=wave)


def _help_with_papers(crew: Crew, own: QuerySet[Consent]) -> None:
    """One has the job seeker's card; another waits for a business number."""
    by, today = crew[Role.PLACEMENT_OFFICER], clock.today(crew.center.time_zone)
    for consent, code, state in zip(own.agreed().order_by("pk"), ("AK1", "NIB"), ("done", "in_work"), strict=False):
        work_papers.note_papers(consent, by=by, on=today, states={code: state}, wanted=frozenset({code}))


def _withdraw_one(crew: Crew, own: QuerySet[Consent]) -> None:
    consent = own.order_by("-pk").first()
    if consent:
        withdrawal.withdraw(consent, by=crew[Role.PLACEMENT_OFFICER], channel="phone")
