"""A death that others told: nothing more is to be asked, and every figure keeps the person."""

from datetime import date

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from outcomes.followup import deaths, help_wishes
from outcomes.followup.consents import BOXES
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import FollowUp, Outcome
from outcomes.placement.job_matches import candidates
from tests.conftest import FormClient
from tests.factories import UserFactory
from tests.factories.followup import FollowUpFactory, OutcomeFactory, contact
from tests.factories.placement import VacancyFactory

pytestmark = pytest.mark.django_db
HEARD = date(2026, 11, 20)


@pytest.fixture
def officer():
    return UserFactory(roles=["placement_officer"])


@pytest.fixture
def wave(officer):
    """Somebody who is to be asked twice, may be visited and proposed, and asked for help."""
    consent = {"training_center": officer.training_center, "recorded_by": officer, "may_visit": True, "may_match": True}
    found = FollowUpFactory(**{f"consent__{name}": value for name, value in consent.items()})
    FollowUpFactory(consent=found.consent, wave="m6")
    contact(found.consent)
    help_wishes.ask_help(found.consent, "LOWONGAN")
    OutcomeFactory(consent=found.consent, help_wanted="ALAT_MODAL")
    return found


def url(wave):
    return reverse("outcomes:consent_death", args=[wave.consent.public_id])


def post(officer, wave, **data):
    client = FormClient()
    client.force_login(officer)
    return client.post(url(wave), {"told_on": "20/11/2026", **data})


def test_the_officer_notes_it_from_the_call_and_nobody_is_asked_any_more(officer, wave):
    client = FormClient()
    client.force_login(officer)
    assert url(wave) in client.get(reverse("outcomes:call_list")).content.decode()

    assert post(officer, wave, is_sure="on").status_code == 302

    consent = wave.consent
    consent.refresh_from_db()
    assert [(one.status, one.evidence, one.told_on) for one in Outcome.objects.exclude(status="MENCARI")] == [
        ("WAFAT", "E1", HEARD)
    ]
    assert set(FollowUp.objects.values_list("state", flat=True)) == {"stopped"}
    assert (consent.is_agreed, [name for name in BOXES if getattr(consent, name)]) == (True, [])
    assert (Contact.objects.count(), list(help_wishes.waiting(officer))) == (0, [])
    vacancy = VacancyFactory(training_center=officer.training_center, recorded_by=officer)
    assert list(candidates(vacancy)) == []
    page = client.get(reverse("outcomes:consent_detail", args=[consent.public_id])).content.decode()
    assert url(wave) not in page


def test_a_press_by_mistake_deletes_nothing(officer, wave):
    answer = post(officer, wave)

    assert (answer.status_code, Contact.objects.count(), Outcome.objects.count()) == (422, 1, 1)


def test_it_is_noted_once(officer, wave):
    deaths.note_death(wave.consent, by=officer, told_on=HEARD)

    with pytest.raises(RuleViolation) as refused:
        deaths.note_death(wave.consent, by=officer, told_on=HEARD)

    assert [reason.code for reason in refused.value.reasons] == ["known"]


def test_strangers_note_nothing(wave):
    with pytest.raises(RuleViolation):
        deaths.note_death(wave.consent, by=UserFactory(roles=["placement_officer"]), told_on=HEARD)

    assert (Contact.objects.count(), Outcome.objects.count()) == (1, 1)
