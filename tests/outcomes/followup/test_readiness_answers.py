"""Who prepares the leaving is told that somebody was asked, never what the answer was or what became of it."""

from datetime import date

import pytest

from outcomes.followup.consents import Terms, record_consent
from outcomes.followup.withdrawal import withdraw
from outcomes.leaving.contact_answers import contact_answered
from tests.factories import PersonFactory, UserFactory
from tests.factories.followup import graduate

pytestmark = pytest.mark.django_db


def answer(given):
    by = UserFactory(roles=["placement_officer"])
    terms = Terms(answer=given, channel="spoken", asked_on=date(2026, 11, 20))
    return record_consent(graduate(by.training_center), center=by.training_center, by=by, terms=terms)


@pytest.mark.parametrize("given", ["yes", "no"])
@pytest.mark.parametrize("channel", ["spoken", "expiry"])
def test_an_answer_settles_the_question_for_ever(given, channel):
    consent = answer(given)
    person = consent.person
    assert contact_answered(person)

    withdraw(consent, by=None, channel=channel)

    assert contact_answered(person)


def test_whoever_was_not_asked_has_not_answered():
    answer("yes")

    assert not contact_answered(PersonFactory())
