"""Asking for agreement: who can be asked, and recording yes or no."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, refuse_if
from inmates.consents.codes import ConsentKind
from inmates.consents.consent_texts import text_on
from inmates.consents.guardian_consents import guardian_blockers, renew
from inmates.consents.minors import is_minor
from inmates.people.models import Person
from outcomes.followup.codes import Answer, AskedBy, ReasonOfNo
from outcomes.followup.contacts import MOST_CONTACTS, PERMISSION, NewContact, ended, held, keep, shape_blockers
from outcomes.followup.following import start_following
from outcomes.followup.models.consents import AskedPerson, Consent, hash_of
from outcomes.followup.occasions import consent_is_answered, consent_is_narrowed
from programs.places.models import Enrollment

# What may be allowed or not, each by itself.
BOXES = ("by_phone", "by_message", "may_name_center", "may_visit", "may_match")


@dataclass(frozen=True)
class Terms:
    """An answer with what it allows; `boxes` are names of `BOXES`. A no allows nothing and keeps no contact."""

    answer: str
    channel: str
    asked_on: date
    boxes: frozenset[str] = frozenset()
    reason_of_no: str = ""
    contacts: tuple[NewContact, ...] = ()
    # Of the text that the form showed; empty where nobody had a form open.
    text_version: str = ""
    # What the form was shown (`last_seen`); None where nobody had a form open.
    seen: str | None = None


def live_consent(person: Person, center: TrainingCenter) -> Consent | None:
    """The answer that stands, yes or no."""
    return Consent.objects.live().filter(person=person, training_center=center).first()


def is_renewal(consent: Consent, asked_on: date) -> bool:
    """Whether an answer of that day is the first of somebody who agreed as a child and is 18 by then."""
    born = consent.person.birth_date if consent.person else None
    return is_minor(born, consent.asked_on) and not is_minor(born, asked_on)


def last_seen(person: Person, center: TrainingCenter) -> str:
    """What an open form was shown: it changes with each answer and each withdrawal."""
    rows = Consent.objects.filter(person_hash=hash_of(person), training_center=center)
    return "-".join(f"{pk}.{int(at is not None)}" for pk, at in rows.order_by("pk").values_list("pk", "withdrawn_at"))


def blockers(person: Person, terms: Terms, *, center: TrainingCenter, by: User | None) -> list[Blocker]:
    """Why this answer cannot be recorded. `by` None is the holder, on the certificate's page."""
    reasons = authority_blockers(by, PERMISSION, center) if by else []
    if (by is None) != (terms.channel == AskedBy.HOLDER_PAGE):
        reasons.append(Blocker("channel", _("Choose how the answer was given.")))
    places = Enrollment.objects.filter(person=person, batch__training_center=center).order_by()
    began_on = places.aggregate(first=Min("starts_on"))["first"]
    if began_on is None:
        reasons.append(Blocker("stranger", _("Only people trained by the center are asked.")))
    elif terms.asked_on < began_on:
        reasons.append(Blocker("before", _("The day lies before the training. Correct it.")))
    if terms.seen is not None and terms.seen != last_seen(person, center):
        return [*reasons, ended()]
    standing = live_consent(person, center)
    is_renewed = terms.answer == Answer.YES and standing is not None and is_renewal(standing, terms.asked_on)
    if standing and standing.answer == Answer.YES and not is_renewed:
        sentence = _("This person has agreed already. To end that, use the withdrawal.")
        reasons.append(Blocker("answered", sentence))
    if terms.answer == Answer.YES:
        reasons += guardian_blockers(person, center, terms.asked_on)
    return reasons + _term_blockers(terms, center)


def _version(center: TrainingCenter, day: date) -> str:
    return text_on(center, ConsentKind.FOLLOW_UP, day).name


def _term_blockers(terms: Terms, center: TrainingCenter) -> list[Blocker]:
    reasons, today = [], clock.today(center.time_zone)
    if terms.answer not in Answer.values or terms.channel not in AskedBy.values:
        reasons.append(Blocker("answer", _("Choose yes or no.")))
    # What was signed on paper some days ago had the text of that day.
    if terms.text_version and terms.text_version not in {_version(center, day) for day in (terms.asked_on, today)}:
        reasons.append(Blocker("version", _("The text has changed meanwhile. Read out the new one.")))
    if terms.asked_on > today:
        reasons.append(Blocker("future", _("The day lies in the future. Correct it.")))
    if terms.reason_of_no and terms.reason_of_no not in ReasonOfNo.values:
        reasons.append(Blocker("reason", _("Choose a reason of the list.")))
    if terms.answer == Answer.NO and (terms.boxes or terms.contacts):
        reasons.append(Blocker("no_keeps_nothing", _("A no allows nothing, so no contact can be kept.")))
    if len(terms.contacts) > MOST_CONTACTS:
        reasons.append(Blocker("many", _("Write at most six contacts.")))
    return reasons + [reason for contact in terms.contacts for reason in shape_blockers(contact)]


@transaction.atomic
def record_consent(person: Person, *, center: TrainingCenter, by: User | None, terms: Terms) -> Consent:
    """Records the answer; a yes after a no takes its place. Raises `RuleViolation`.

    The audit names the agreement alone, not the person: after a withdrawal nothing there leads back.
    """
    # The lock on the person keeps two first answers apart.
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    refuse_if(blockers(person, terms, center=center, by=by))
    consent = live_consent(person, center) or Consent(person=person, training_center=center)
    is_new = consent.pk is None
    consent.person_hash, consent.text_version = hash_of(person), _version(center, terms.asked_on)
    consent.answer, consent.channel, consent.asked_on = terms.answer, terms.channel, terms.asked_on
    consent.reason_of_no = terms.reason_of_no if terms.answer == Answer.NO else ""
    consent.recorded_by, consent.recorded_at = by, clock.now()
    for name in BOXES:
        setattr(consent, name, name in terms.boxes)
    consent.save()
    AskedPerson.objects.get_or_create(person=person)
    keep(consent, terms.contacts)
    if not is_minor(person.birth_date, terms.asked_on):
        renew(person, center, by=by)
    audit.record("consent.record" if is_new else "consent.change", by=by, target=consent)
    consent_is_answered.happens(consent)
    start_following(consent)
    consent.refresh_from_db()
    return consent


@transaction.atomic
def change_boxes(consent: Consent, *, by: User | None, boxes: frozenset[str]) -> Consent:
    """Changes what an agreement allows, as the person said; `by` None is the holder. Raises `RuleViolation`."""
    consent = held(consent)
    refuse_if(authority_blockers(by, PERMISSION, consent.training_center) if by else [])
    for name in BOXES:
        setattr(consent, name, name in boxes)
    consent.save(update_fields=BOXES)
    audit.record("consent.change", by=by, target=consent)
    consent_is_narrowed.happens(consent)
    return consent
