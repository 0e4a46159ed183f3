"""Graduates who were asked, with their contacts and waves. Numbers are invented (0812 0000 ….)."""

from datetime import date

import factory

from outcomes.followup.codes import Answer, AskedBy, ContactKind, Evidence, OutcomeStatus
from outcomes.followup.following import due_day, window_end
from outcomes.followup.models.consents import AskedPerson, Consent, hash_of
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp, Outcome
from tests.factories.accounts import UserFactory
from tests.factories.inmates import PersonFactory
from tests.factories.programs import EnrollmentFactory


def graduate(center, **person):
    """Somebody trained by the center who is in no custody, with a place that is over."""
    found = PersonFactory(facility=None, **person)
    EnrollmentFactory(
        person=found,
        batch__training_center=center,
        batch__is_open=True,
        batch__state="finished",
        state="completed",
        enrolled_by=officer(),
    )
    return found


def officer():
    return UserFactory(roles=["training_officer"])


class ConsentFactory(factory.django.DjangoModelFactory):
    """A yes to calls and messages of a graduate, followed from 24 August 2026: three months are due on the MONDAY."""

    class Meta:
        model = Consent
        skip_postgeneration_save = True

    training_center = factory.SubFactory("tests.factories.TrainingCenterFactory")
    person = factory.LazyAttribute(lambda row: graduate(row.training_center))
    person_hash = factory.LazyAttribute(lambda row: hash_of(row.person))
    text_version = "SETUJU-v1"
    asked_on = date(2026, 8, 20)
    answer = Answer.YES
    channel = AskedBy.SPOKEN
    recorded_by = factory.SubFactory(
        UserFactory, roles=["placement_officer"], training_center=factory.SelfAttribute("..training_center")
    )
    by_phone = True
    by_message = True
    followed_from = date(2026, 8, 24)

    @factory.post_generation
    def asked(self, _create, _given, **_more):
        if self.person:
            AskedPerson.objects.get_or_create(person=self.person)


class FollowUpFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FollowUp

    consent = factory.SubFactory(ConsentFactory)
    wave = "m3"
    due_on = factory.LazyAttribute(lambda row: due_day(row.consent.followed_from, row.wave))
    window_until = factory.LazyAttribute(lambda row: window_end(row.consent.followed_from, row.wave))


class OutcomeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Outcome

    consent = factory.SubFactory(ConsentFactory)
    wave = "m3"
    status = OutcomeStatus.SEEKING
    evidence = Evidence.SAID
    told_on = date(2026, 11, 23)
    recorded_by = factory.SelfAttribute("consent.recorded_by")


def contact(consent, value="081200007731", kind=ContactKind.OWN_PHONE, **fields) -> Contact:
    made = Contact(consent=consent, kind=kind, **fields)
    made.set_value(value)
    made.save()
    return made
