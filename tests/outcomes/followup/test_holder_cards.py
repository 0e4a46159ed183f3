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
from tests.outcomes.followup.test_holder_pages import FORBIDDEN, sign_in
from tests.papers import pages

pytestmark = pytest.mark.django_db


def drawn(*pins):
    return [holder_pins.Drawn(pin, holder_pins.make_password(pin)) for pin in pins]


@pytest.fixture
def officer(issued):
    found = FormClient()
    found.force_login(issued[0].issued_by)
    return found


def sheet_of(officer, batch):
    return officer.get(reverse("outcomes:pin_cards", args=[batch.public_id])).context["sheet"]


def settle(officer, batch):
    """Sends the form of the page as it is now."""
    fields = {"sampai": sheet_of(officer, batch)["made_until"]}
    return officer.post(reverse("outcomes:pin_cards_settle", args=[batch.public_id]), fields)


def begin(officer, batch, sheet=None):
    """Presses the button that prints; the answer leads to the file."""
    fields = {"sampai": (sheet or sheet_of(officer, batch))["made_until"]}
    return officer.post(reverse("outcomes:pin_cards_begin", args=[batch.public_id]), fields)


def printed(officer, batch):
    """The words of the sheet, from the button on."""
    return words(officer.get(begin(officer, batch)["Location"]).content)


def words(content):
    return "".join(pages(content)).replace(" ", "")


def pins_of(text):
    return re.findall(r"PIN(\d{6})", text.replace("\n", ""))


def test_cards_are_printed_with_their_pins_and_then_forgotten(officer, cards):
    batch = cards[0].batch
    text = printed(officer, batch)
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


def test_a_second_print_carries_new_pins_and_the_first_opens_nothing(officer, cards):
    batch = cards[0].batch
    first = pins_of(printed(officer, batch))
    page = officer.get(reverse("outcomes:pin_cards", args=[batch.public_id])).content.decode()
    with clock.moved_to(MONDAY + timedelta(minutes=2)):
        second = pins_of(printed(officer, batch))

    assert first == ["000001", "000002"]
    assert (len(second), set(first) & set(second)) == (2, set())
    assert "Cetak lagi dengan PIN baru" in page
    assert sign_in(cards[0].code, first[0])[1].status_code == 422
    assert sign_in(cards[0].code, second[0])[1].status_code == 302
    assert AuditEvent.objects.filter(action="holder_pin.renew").count() == 2


def test_a_file_of_the_print_is_there_for_ten_minutes(officer, cards):
    batch = cards[0].batch
    address = begin(officer, batch)["Location"]
    answers = []
    for minutes in (10, 11):
        with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
            answers.append(officer.get(address))

    assert [one.status_code for one in answers] == [200, 302]
    assert answers[1]["Location"] == reverse("outcomes:pin_cards", args=[batch.public_id])


def test_no_pin_is_shown_before_the_print_is_begun(officer, cards):
    answer = officer.get(reverse("outcomes:pin_cards_print", args=[cards[0].batch.public_id]))

    assert answer.status_code == 302


def test_cards_of_a_new_print_that_were_never_printed_keep_their_pins(officer, cards):
    batch = cards[0].batch
    HolderPin.objects.filter(certificate=cards[1]).update(printed_at=MONDAY)

    text = pins_of(printed(officer, batch))

    assert (text[0], text[1] == "000002") == ("000001", False)


def test_prints_begun_twice_at_once_are_refused_rather_than_doubled(cards):
    batch, by = cards[0].batch, cards[0].issued_by
    HolderPin.objects.update(printed_at=MONDAY)

    with pytest.raises(RuleViolation) as refused:
        holder_pins.begin_print(batch, by=by, made_until=MONDAY, drawn=drawn("111111"))

    assert [reason.code for reason in refused.value.reasons] == ["meanwhile"]


def test_a_card_says_its_unlock_code(officer, issued):
    batch = issued[0].batch
    (one, other) = holder_pins.draw(2)
    holder_pins.make_cards(batch, by=issued[0].issued_by, drawn=[one, other])

    text = printed(officer, batch)

    assert [holder_pins.printed_unlock(card.unlock) in text for card in (one, other)] == [True, True]
    assert one.unlock not in str(list(HolderPin.objects.values_list("pin_sealed", "unlock_digest")))


def test_a_card_made_after_the_print_waits_for_a_sheet_of_its_own(officer, cards):
    batch, by = cards[0].batch, cards[0].issued_by
    sheet = sheet_of(officer, batch)
    with clock.moved_to(MONDAY + timedelta(minutes=1)):
        holder_pins.make_anew(cards[1], by=by, drawn=drawn("123456")[0])

        text = words(officer.get(begin(officer, batch, sheet)["Location"]).content)
        answer = officer.post(
            reverse("outcomes:pin_cards_settle", args=[batch.public_id]), {"sampai": sheet["made_until"]}
        )

    assert ("000001" in text, "123456" in text, answer.status_code) == (True, False, 302)
    assert [holder_pins.pin_of(row) for row in holder_pins.to_print(batch)] == ["123456"]


@pytest.mark.parametrize("until", ["", "x", "2026-11-23", "2026-11-01T00:00:00+00:00"])
@pytest.mark.parametrize("name", ["pin_cards_settle", "pin_cards_begin"])
def test_without_a_printed_sheet_nothing_is_forgotten(officer, cards, until, name):
    page = reverse(f"outcomes:{name}", args=[cards[0].batch.public_id])

    assert officer.post(page, {"sampai": until}).status_code == 422
    assert HolderPin.objects.filter(pin_sealed="").count() == 0


def test_what_was_not_printed_is_not_settled(officer, cards):
    assert settle(officer, cards[0].batch).status_code == 422


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

    assert answer["Location"] == reverse("outcomes:pin_cards", args=[batch.public_id])
