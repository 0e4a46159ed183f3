"""What a holder does on the own page: agree, tell, change the number, be forgotten."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter
from certification.register.models import Certificate
from core import clock
from core.errors import Blocker, RuleViolation, refuse_if
from inmates.people.models import Person
from outcomes.followup.codes import Answer, AskedBy, ContactKind, Evidence, OutcomeStatus
from outcomes.followup.consents import BOXES, Terms, change_boxes, record_consent
from outcomes.followup.contacts import NewContact, add_contact, ended, held, plain_number
from outcomes.followup.following import agreed_of
from outcomes.followup.help_wishes import ask_help
from outcomes.followup.models.consents import Consent, hash_of
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import HelpWish, Outcome
from outcomes.followup.told import Told, note_outcome
from outcomes.followup.trade_rule import by_rule
from outcomes.followup.waiting_numbers import drop_waiting, is_waiting_already, put_to_wait
from outcomes.followup.withdrawal import withdraw

# Of one card in a day: whoever has it sends no more. Being forgotten is never counted.
MOST_A_DAY = 3
WORKS, OWN, NOT_YET, HELP = "kerja", "usaha", "belum", "bantuan"
_STATUS = {WORKS: OutcomeStatus.EMPLOYED_ELSEWHERE, OWN: OutcomeStatus.OWN_ELSEWHERE, NOT_YET: OutcomeStatus.SEEKING}
BEFORE = "before"
# What is sent again within it is a second tap, not a second report.
SAME_TAP = timedelta(minutes=1)
FITS = ("ya", "tidak")
LONGER = "lebih-lama"
# Of who works for longer than three months, so much is certain.
_LONGER = timedelta(days=90)
_DAYS_AGO = {"bulan-ini": timedelta(0), "tiga-bulan": timedelta(days=60)}


@dataclass(frozen=True)
class Tapped:
    """The taps: what one does, whether it fits the course, since when, or the kind of help.

    `was_before`: whether the person says that the work is older than the training.
    """

    kind: str
    fits: str = ""
    since: str = ""
    help_wanted: str = ""
    was_before: bool = False


def holder_of(certificate: Certificate) -> tuple[Person, TrainingCenter]:
    """The person and the center of a certificate, after merges too."""
    person = certificate.enrollment.person
    return person.merged_into or person, certificate.batch.training_center


def agreement_of(certificate: Certificate) -> Consent | None:
    """The holder's living yes, if any."""
    return agreed_of(*holder_of(certificate))


@transaction.atomic
def agree(certificate: Certificate, *, phone: str) -> Consent:
    """Records the holder's own agreement, with a number if one is given. Raises `RuleViolation`."""
    person, center = holder_of(certificate)
    # The lock keeps a second tap waiting, which then finds the answer to the first.
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    if (standing := agreed_of(person, center)) and _is_second_tap(standing):
        return standing
    ended_today = Consent.objects.filter(person_hash=hash_of(person), withdrawn_channel=AskedBy.HOLDER_PAGE)
    _refuse_beyond(ended_today.filter(training_center=center, withdrawn_at__gte=_today(center)).count())
    contacts = (NewContact(ContactKind.OWN_PHONE, phone),) if phone.strip() else ()
    terms = Terms(
        answer=Answer.YES,
        channel=AskedBy.HOLDER_PAGE,
        asked_on=clock.today(center.time_zone),
        boxes=frozenset({"by_phone"} if contacts else ()),
        contacts=contacts,
    )
    return record_consent(person, center=center, by=None, terms=terms)


def _today(center: TrainingCenter) -> datetime:
    """When the day of the center began."""
    return clock.at(clock.today(center.time_zone), time(), center.time_zone)


def _refuse_beyond(count: int) -> None:
    if count >= MOST_A_DAY:
        sentence = _("That was three times today. Come back tomorrow, or call the training center.")
        refuse_if([Blocker("often", sentence)])


def _refuse_another_report(consent: Consent) -> None:
    begun = _today(consent.training_center)
    told = consent.outcomes.filter(recorded_by=None, recorded_at__gte=begun).count()
    _refuse_beyond(told + consent.help_wishes.filter(asked_at__gte=begun).count())


def _is_second_tap(row: Consent | Outcome) -> bool:
    """Whether the holder's own row was written within the last minute."""
    return row.recorded_by_id is None and clock.now() - row.recorded_at <= SAME_TAP


@transaction.atomic
def tell(certificate: Certificate, tapped: Tapped) -> Outcome | HelpWish:
    """Keeps the taps as the holder's own report (E3), the same within a minute once. A wish for help is no report.

    Raises `RuleViolation`, also without agreement.
    """
    consent = _agreed(certificate)
    if tapped.kind == HELP:
        waits = consent.help_wishes.waiting().filter(help_wanted=tapped.help_wanted)
        if not waits.exists():
            _refuse_another_report(consent)
        return ask_help(consent, tapped.help_wanted)
    if tapped.kind not in _STATUS:
        refuse_if([Blocker("kind", _("Choose one of the four."))])
    refuse_if(work_blockers(certificate, tapped))
    answers = _answers(consent, tapped)
    last = consent.outcomes.filter(recorded_by=None).order_by("-recorded_at", "-pk").first()
    is_same = last is not None and _is_second_tap(last) and _said(last) == _expected(answers)
    if last and is_same:
        return last
    _refuse_another_report(consent)
    return note_outcome(consent, by=None, told=answers)


def work_blockers(certificate: Certificate, tapped: Tapped) -> list[Blocker]:
    """What is still to be answered by whoever works: both questions, and whether older work is really meant."""
    if tapped.kind not in (WORKS, OWN):
        return []
    reasons = []
    if tapped.fits not in FITS:
        reasons.append(Blocker("fits", _("Say whether it fits the course.")))
    if tapped.since not in (*_DAYS_AGO, LONGER):
        reasons.append(Blocker("since", _("Say since when.")))
    elif not tapped.was_before and is_before_training(certificate, tapped.since):
        sentence = _("That was before the training began. Choose again since when, or tick that you worked already.")
        reasons.append(Blocker(BEFORE, sentence))
    return reasons


def is_before_training(certificate: Certificate, since: str) -> bool:
    """Whether work of that age, as it is recorded, is older than the training."""
    batch = certificate.batch
    ago = _LONGER if since == LONGER else _DAYS_AGO[since]
    return clock.today(batch.training_center.time_zone) - ago < batch.starts_on


def _answers(consent: Consent, tapped: Tapped) -> Told:
    today = clock.today(consent.training_center.time_zone)
    works = tapped.kind in (WORKS, OWN)
    return Told(
        status=_STATUS[tapped.kind],
        evidence=Evidence.SELF_REPORT,
        told_on=today,
        works_since=_since(tapped.since, today) if works else None,
        says_in_trade=tapped.fits == "ya" if works else None,
    )


def _said(outcome: Outcome) -> tuple:
    return outcome.status, outcome.works_since, outcome.is_in_trade


def _expected(answers: Told) -> tuple:
    within = answers.says_in_trade
    status = answers.status if within is None else by_rule(answers.status, within)
    return status, answers.works_since, within


def _agreed(certificate: Certificate) -> Consent:
    """The holder's living yes, locked: a second tap waits for the first."""
    consent = agreement_of(certificate)
    if consent is None:
        raise RuleViolation(ended())
    return held(consent)


def _since(answer: str, today: date) -> date | None:
    ago = _DAYS_AGO.get(answer)
    return (today - ago).replace(day=1) if ago is not None else None


@transaction.atomic
def change_number(certificate: Certificate, *, phone: str, may_call: bool) -> Contact:
    """Replaces the holder's own number, after seven days if there is one already. Raises `RuleViolation`.

    A number alone is no permission: calls are allowed or not as the holder says with it. Fewer hold at once, more with
    the new number. The number in use, typed again, takes a change back.
    """
    consent = _agreed(certificate)
    old = consent.contacts.usable().filter(kind=ContactKind.OWN_PHONE).first()
    allows_calls = may_call and not consent.by_phone
    if old and old.value == plain_number(phone):
        _allow_calls(consent, may_call)
        drop_waiting(consent)
        return old
    if waiting := is_waiting_already(consent, phone, allows_calls=allows_calls):
        return waiting
    typed_today = consent.contacts.filter(kind=ContactKind.OWN_PHONE, recorded_at__gte=_today(consent.training_center))
    _refuse_beyond(typed_today.count())
    _allow_calls(consent, may_call if old is None else may_call and consent.by_phone)
    if old:
        return put_to_wait(consent, phone, allows_calls=allows_calls)
    return add_contact(consent, by=None, contact=NewContact(ContactKind.OWN_PHONE, phone))


def _allow_calls(consent: Consent, may_call: bool) -> None:
    if consent.by_phone != may_call:
        allowed = {name for name in BOXES if getattr(consent, name)} - {"by_phone"}
        change_boxes(consent, by=None, boxes=frozenset(allowed | ({"by_phone"} if may_call else set())))


@transaction.atomic
def forget(certificate: Certificate) -> Consent:
    """Ends the holder's agreement and deletes everything under it. Raises `RuleViolation` if there is none."""
    return withdraw(_agreed(certificate), by=None, channel=AskedBy.HOLDER_PAGE)
