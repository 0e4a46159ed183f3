"""PIN cards: made once for each certificate, printed, and forgotten as far as they are printed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.followup import holder_pins
from outcomes.followup.models.holder import HolderPin
from tests.conftest import MONDAY, FormClient
from tests.factories import UserFactory
from tests.outcomes.followup.test_holder_pages import FORBIDDEN
from tests.papers import pages

pytestmark = pytest.mark.django_db


def drawn(*pins):
    return [holder_pins.Drawn(pin, holder_pins.make_password(pin)) for pin in pins]


@pytest.fixture
def officer(issued):
    found = FormClient()
    found.force_login(issued[0].issued_by)
    return found


def settle(officer, batch):
    """Sends the form of the page as it is now."""
    sheet = officer.get(reverse("outcomes:pin_cards", args=[batch.public_id])).context["sheet"]
    return officer.post(reverse("outcomes:pin_cards_settle", args=[batch.public_id]), {"sampai": sheet["made_until"]})


def printed(officer, batch, query):
    content = officer.get(reverse("outcomes:pin_cards_print", args=[batch.public_id]) + f"?{query}").content
    return "".join(pages(content)).replace(" ", "")


def test_cards_are_printed_once_with_their_pins_and_then_forgotten(officer, cards):
    batch = cards[0].batch
    text = "".join(pages(officer.get(reverse("outcomes:pin_cards_print", args=[batch.public_id])).content)).replace(
        " ", ""
    )
    assert [pin for pin in ("000001", "000002") if pin not in text] == []
    assert cards[0].enrollment.person.full_name.replace(" ", "") not in text
    assert re.findall(FORBIDDEN, text.lower()) == []

    settle(officer, batch)

    assert {row.pin_sealed for row in HolderPin.objects.all()} == {""}
    assert "000001" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_cards_are_made_for_every_certificate_and_no_second_time(officer, issued):
    make = reverse("outcomes:pin_cards_make", args=[issued[0].batch.public_id])

    assert officer.post(make).status_code == 302
    assert HolderPin.objects.count() == 2
    assert officer.post(make).status_code == 422


def test_the_list_of_batches_says_how_many_cards_are_missing(officer, cards):
    HolderPin.objects.first().delete()

    (batch,) = officer.get(reverse("outcomes:pin_card_batches")).context["page"].rows

    assert (batch, batch.issued, batch.missing) == (cards[0].batch, 2, 1)


def test_pins_that_nobody_printed_are_forgotten_after_two_days(cards):
    with clock.moved_to(MONDAY + timedelta(days=2, minutes=1)):
        holder_pins.forget_unprinted()

    assert {row.pin_sealed for row in HolderPin.objects.all()} == {""}


def test_a_card_made_after_the_print_waits_for_a_sheet_of_its_own(officer, cards):
    batch, by = cards[0].batch, cards[0].issued_by
    sheet = officer.get(reverse("outcomes:pin_cards", args=[batch.public_id])).context["sheet"]
    with clock.moved_to(MONDAY + timedelta(minutes=1)):
        holder_pins.make_anew(cards[1], by=by, drawn=drawn("123456")[0])

        text = printed(officer, batch, sheet["query"])
        answer = officer.post(
            reverse("outcomes:pin_cards_settle", args=[batch.public_id]), {"sampai": sheet["made_until"]}
        )

    assert ("000001" in text, "123456" in text, answer.status_code) == (True, False, 302)
    assert [holder_pins.pin_of(row) for row in holder_pins.to_print(batch)] == ["123456"]


@pytest.mark.parametrize("until", ["", "x", "2026-11-23", "2026-11-01T00:00:00+00:00"])
def test_without_a_printed_sheet_nothing_is_forgotten(officer, cards, until):
    settle_page = reverse("outcomes:pin_cards_settle", args=[cards[0].batch.public_id])

    assert officer.post(settle_page, {"sampai": until}).status_code == 422
    assert HolderPin.objects.filter(pin_sealed="").count() == 0


@pytest.mark.parametrize("until", ["", "x"])
def test_an_address_without_a_moment_prints_all_that_wait(officer, cards, until):
    text = printed(officer, cards[0].batch, f"sampai={until}")

    assert [pin for pin in ("000001", "000002") if pin not in text] == []


def test_cards_that_a_second_officer_has_made_meanwhile_stay(cards):
    batch = cards[0].batch
    with pytest.raises(RuleViolation) as refused:
        holder_pins.make_cards(batch, by=cards[0].issued_by, drawn=drawn("111111", "222222"))

    assert [reason.code for reason in refused.value.reasons] == ["nothing"]
    assert [holder_pins.pin_of(row) for row in holder_pins.to_print(batch)] == ["000001", "000002"]


def test_strangers_make_no_cards(cards):
    stranger = FormClient()
    stranger.force_login(UserFactory(roles=["certificate_officer"]))

    assert stranger.get(reverse("outcomes:pin_cards", args=[cards[0].batch.public_id])).status_code == 404


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-23T09:00:00", "x"]
)
def test_a_sheet_of_no_possible_moment_is_none(officer, cards, moment):
    batch = cards[0].batch

    answer = officer.get(reverse("outcomes:pin_cards_print", args=[batch.public_id]), {"sampai": moment})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
