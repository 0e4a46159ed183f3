"""How often a PIN can be tried: failures alone count, of codes that exist and of others alike."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from core import clock
from outcomes.followup import holder_pins, holder_tries
from outcomes.followup.models.holder import PinCounter, PinFailures
from tests.conftest import MONDAY
from tests.outcomes.followup.test_holder_pages import sign_in

pytestmark = pytest.mark.django_db
UNKNOWN = "Q" * 26


def tries(code, pin, *addresses):
    return [Client(REMOTE_ADDR=one).post("/pemegang/", {"kode": code, "pin": pin}).status_code for one in addresses]


def addresses(count, start=0):
    return [f"10.{number // 250}.{number % 250}.1" for number in range(start, start + count)]


@pytest.mark.parametrize("is_known", [True, False])
def test_after_five_failures_an_hour_an_address_tries_no_more(cards, is_known):
    code = cards[0].code if is_known else UNKNOWN

    assert tries(code, "999999", *["10.0.0.1"] * 6) == [422] * 5 + [429]
    assert tries(code, "000001", "10.0.0.1") == [429]
    with clock.moved_to(MONDAY + timedelta(hours=1)):
        assert tries(code, "000001", "10.0.0.1") == [302 if is_known else 422]


def test_failures_from_elsewhere_do_not_shut_the_holder_out(cards):
    for address in addresses(6):
        assert tries(cards[0].code, "999999", *[address] * 5) == [422] * 5

    assert tries(cards[0].code, "000001", "10.9.9.9") == [302]


def test_right_pins_are_no_tries(cards):
    assert tries(cards[0].code, "000001", *["10.0.0.1"] * 7) == [302] * 7
    assert set(PinCounter.objects.values_list("count", flat=True)) == {0}
    assert list(PinFailures.objects.values_list("count", flat=True)) == [0]


def test_an_address_fails_forty_times_an_hour_at_all_codes_together(cards):
    for number in range(40):
        assert tries(f"{number:026d}", "999999", "10.0.0.1") == [422]

    assert tries(cards[0].code, "000001", "10.0.0.1", "10.0.0.2") == [429, 302]


def test_a_network_of_one_household_counts_as_one_address(cards):
    network = [f"2001:db8::{number}" for number in range(1, 7)]

    assert tries(cards[0].code, "999999", *network) == [422] * 5 + [429]
    assert tries(cards[0].code, "000001", "2001:db8:0:1::1") == [302]


@pytest.mark.parametrize("is_known", [True, False])
def test_after_a_hundred_failures_a_new_card_is_needed_known_or_not(cards, is_known):
    code = cards[0].code if is_known else UNKNOWN
    tries(code, "999999", "10.0.0.1")
    PinFailures.objects.update(count=F("count") + 98)

    assert tries(code, "999999", *addresses(2, 5)) == [422, 429]
    assert PinFailures.objects.get().count == holder_tries.MOST_OF_CARD
    answer = Client(REMOTE_ADDR="10.8.8.8").post("/pemegang/?bahasa=en", {"kode": code, "pin": "000001"})
    assert (answer.status_code, "or ask the training center." in answer.content.decode()) == (429, True)


def test_a_new_card_has_all_its_tries(cards):
    tries(cards[0].code, "999999", "10.0.0.1")
    PinFailures.objects.update(count=holder_tries.MOST_OF_CARD)

    drawn = holder_pins.Drawn("123456", holder_pins.make_password("123456"))
    holder_pins.make_anew(cards[0], by=cards[0].issued_by, drawn=drawn)

    assert tries(cards[0].code, "123456", "10.0.0.2") == [302]


def test_failures_are_forgotten_after_a_year(cards):
    tries(cards[0].code, "999999", "10.0.0.1")
    tries(UNKNOWN, "999999", "10.0.0.1")
    left = []
    for days in (365, 366):
        with clock.moved_to(MONDAY + timedelta(days=days)):
            holder_tries.forget_old_failures()
        left.append(PinFailures.objects.count())

    assert left == [2, 0]


def test_known_and_unknown_codes_take_the_same_statements(cards, django_assert_num_queries):
    for code in (cards[0].code, UNKNOWN, "nonsense"):
        tries(code, "999999", "10.0.0.1")
    for code in (cards[0].code, UNKNOWN, "nonsense"):
        with django_assert_num_queries(9):
            holder_tries.tried(code, "999999", address="10.0.0.1")


def test_no_code_and_no_address_is_kept_in_the_counters(cards):
    tries(cards[0].code, "999999", "10.0.0.1")

    assert {len(row.address) for row in PinCounter.objects.all()} == {64}
    assert {len(row.code) for row in PinFailures.objects.all()} == {64}


def test_strangers_do_not_keep_the_holder_from_being_forgotten(holder, consent, cards):
    for _ in range(6):
        sign_in(cards[0].code, "999999")

    holder.post(reverse("outcomes:holder_forget"), {"pin": "000001"})

    consent.refresh_from_db()
    assert consent.withdrawn_channel == "holder_page"


def test_an_opened_page_confirms_no_more_after_five_failures(holder, consent):
    answers = [holder.post(reverse("outcomes:holder_forget"), {"pin": "999999"}) for _ in range(6)]
    last = holder.post(reverse("outcomes:holder_forget") + "?bahasa=en", {"pin": "000001"})

    assert [one.status_code for one in answers] == [422] * 5 + [429]
    assert (last.status_code, "too many tries" in last.content.decode()) == (429, True)
    consent.refresh_from_db()
    assert consent.withdrawn_at is None
