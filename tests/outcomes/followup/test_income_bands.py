"""Bands of income in rupiah: parts of a minimum wage that is dated and has a source."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.followup import income_bands
from outcomes.followup.models.wages import MinimumWage
from tests.conftest import MONDAY, FormClient
from tests.factories import UserFactory
from tests.factories.followup import FollowUpFactory, contact
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
SOURCE = "Keputusan Gubernur 1/2026"
PAGE = reverse("outcomes:minimum_wages")


@pytest.fixture
def officer():
    return UserFactory(roles=["placement_officer"])


@pytest.fixture
def client(officer):
    found = FormClient()
    found.force_login(officer)
    return found


def set_wage(officer, amount=3_500_000, valid_from=date(2026, 1, 1)):
    return income_bands.set_wage(by=officer, valid_from=valid_from, amount=amount, source=SOURCE)


def labels(officer, day=TODAY):
    return [label for _code, label in income_bands.choices_on(officer.training_center, day)]


def test_without_a_wage_bands_have_no_amounts(officer):
    assert not any("Rp" in label for label in labels(officer))


def test_bands_are_round_parts_of_the_wage_in_force(officer):
    set_wage(officer)
    set_wage(officer, 4_000_000, date(2027, 1, 1))

    spans = [label.rpartition("(")[2] for label in labels(officer)]
    assert spans == [
        "di bawah Rp 900.000)",
        "Rp 900.000 – Rp 1.750.000)",
        "Rp 1.750.000 – Rp 3.500.000)",
        "Rp 3.500.000 – Rp 5.250.000)",
        "di atas Rp 5.250.000)",
    ]
    assert "Rp 4.000.000" in " ".join(labels(officer, date(2027, 1, 1)))
    assert not any("Rp" in label for label in labels(officer, date(2025, 12, 31)))


def test_a_band_begins_where_the_one_before_ends(officer):
    for amount in range(100_000, 9_000_000, 333_333):
        MinimumWage.objects.all().delete()
        set_wage(officer, amount)
        told = [label.rpartition("(")[2].rstrip(")") for label in labels(officer)]
        ends = [told[0].removeprefix("di bawah ")]
        for span in told[1:-1]:
            begin, end = span.split(" – ")
            assert begin == ends[-1]
            ends.append(end)
        assert told[-1].removeprefix("di atas ") == ends[-1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"amount": 99_999}, ["amount"]),
        ({"amount": 100_000_001}, ["amount"]),
        ({"source": "SK"}, ["source"]),
        ({"valid_from": date(2026, 1, 1)}, ["set_already"]),
    ],
)
def test_each_reason_against_a_wage(officer, change, expected):
    set_wage(officer)
    values = {"valid_from": TODAY, "amount": 3_600_000, "source": SOURCE, **change}

    assert codes(income_bands.wage_blockers(by=officer, **values)) == expected


@pytest.mark.parametrize("role", ["training_officer", "blk_head"])
def test_nobody_else_sets_it(role):
    with pytest.raises(RuleViolation):
        set_wage(UserFactory(roles=[role]))

    assert MinimumWage.objects.count() == 0


def test_the_page_sets_it_and_the_call_says_it(client, officer):
    answer = client.post(PAGE, {"valid_from": "01/01/2026", "amount": "3.500.000", "source": SOURCE})
    wave = FollowUpFactory(consent__training_center=officer.training_center, consent__recorded_by=officer)
    contact(wave.consent)

    assert answer.status_code == 302
    assert all(word in client.get(PAGE).content.decode() for word in ("Rp 3.500.000", SOURCE, officer.full_name))
    assert "Rp 900.000 – Rp 1.750.000" in client.get(reverse("outcomes:call_list")).content.decode()
    assert AuditEvent.objects.filter(action="minimum_wage.set").count() == 1
    assert client.post(PAGE, {"valid_from": "01/01/2026", "amount": "1", "source": "x"}).status_code == 422


def test_a_wage_of_another_center_gives_no_amounts(client, officer):
    set_wage(UserFactory(roles=["placement_officer"]), valid_from=TODAY - timedelta(days=1))

    assert not any("Rp" in label for label in labels(officer))
