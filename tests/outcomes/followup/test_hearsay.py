"""What others told unasked: kept as the weakest evidence, answering nothing and making nobody working."""

from datetime import date

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from outcomes.followup import deaths
from outcomes.followup.codes import WORKING
from outcomes.followup.hearsay import note_hearsay
from outcomes.followup.models.outcomes import Outcome
from tests.conftest import FormClient
from tests.factories import UserFactory
from tests.factories.followup import FollowUpFactory

pytestmark = pytest.mark.django_db
HEARD = date(2026, 11, 23)


def test_the_officer_notes_what_others_told_and_the_time_stays_to_be_asked():
    wave = FollowUpFactory()
    client, consent = FormClient(), wave.consent
    client.force_login(consent.recorded_by)
    url, page = (
        reverse(f"outcomes:{name}", args=[consent.public_id]) for name in ("consent_hearsay", "consent_detail")
    )
    assert url in client.get(page).content.decode()

    assert client.post(url, {"status": "SAKIT", "told_on": "23/11/2026"})["Location"] == page

    assert [(one.status, one.evidence, one.told_on) for one in Outcome.objects.all()] == [("SAKIT", "E1", HEARD)]
    wave.refresh_from_db()
    assert (wave.state, "Kabar dari orang lain" in client.get(page).content.decode()) == ("open", True)


@pytest.mark.parametrize("status", sorted({*WORKING, "WAFAT", "MENOLAK", "PUTUS", "LUPA"}))
def test_of_work_or_death_others_tell_nothing_here(status):
    wave = FollowUpFactory()

    with pytest.raises(RuleViolation):
        note_hearsay(wave.consent, by=wave.consent.recorded_by, status=status, told_on=HEARD)

    assert Outcome.objects.count() == 0


def test_after_a_death_nothing_more_is_noted():
    consent = FollowUpFactory().consent
    deaths.note_death(consent, by=consent.recorded_by, told_on=HEARD)

    with pytest.raises(RuleViolation):
        note_hearsay(consent, by=consent.recorded_by, status="SAKIT", told_on=HEARD)


def test_a_stranger_notes_nothing():
    stranger, consent = UserFactory(roles=["placement_officer"]), FollowUpFactory().consent

    with pytest.raises(RuleViolation):
        note_hearsay(consent, by=stranger, status="SAKIT", told_on=HEARD)
