"""What the gate and the papers say of hours is what the sheet worked out by hand says."""

import pytest

from certification.assessment import certificate_gate
from tests.factories.hand_worked import hand_worked_class

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def worked(django_db_setup, django_db_blocker):
    with hand_worked_class(django_db_blocker) as worked:
        yield worked


def test_gate_and_certificate_have_the_hours_of_the_sheet(worked):
    found = {
        standing.enrollment.person.full_name: (standing.percent, standing.hours)
        for standing in certificate_gate.standings(worked.batch)
    }

    # Whole lessons of 30 minutes.
    assert found == {name: (worked.percent[name], worked.whole[name].held // 30) for name in worked.places}


def test_one_minute_decides_between_enough_and_too_little(worked):
    reasons = {
        name: [
            reason.values
            for reason in certificate_gate.standing_of(worked.places[name]).blockers
            if reason.code == "presence"
        ]
        for name in ("Nur Iman", "Oman Sulaiman")
    }

    assert reasons == {"Nur Iman": [{"percent": 79, "needed": 80}], "Oman Sulaiman": []}
