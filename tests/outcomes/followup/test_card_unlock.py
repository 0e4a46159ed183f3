"""A card locked by strangers: the unlock code on the card opens it, and both officers begin its tries anew."""

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.followup import holder_pins, holder_tries
from outcomes.followup.models.holder import HolderPin, PinFailures
from tests.conftest import FormClient
from tests.factories import UserFactory
from tests.outcomes.followup.test_holder_tries import UNKNOWN, addresses, tries

pytestmark = pytest.mark.django_db
UNLOCK = "7K4M2QXR"


@pytest.fixture
def locked(cards):
    """The first card, after a hundred wrong PINs of strangers; a code that nobody has, too."""
    for code in (cards[0].code, UNKNOWN):
        tries(code, "999999", "10.200.0.1")
    PinFailures.objects.update(count=holder_tries.MOST_OF_CARD)
    HolderPin.objects.filter(certificate=cards[0]).update(unlock_digest=holder_pins.digest_of(UNLOCK))
    return cards[0]


@pytest.fixture
def officer(consent):
    found = FormClient()
    found.force_login(consent.recorded_by)
    return found


def unlock(code, pin, typed, address="10.0.0.9"):
    fields = {"kode": code, "pin": pin, "pembuka": typed}
    return Client(REMOTE_ADDR=address).post("/pemegang/", fields)


def test_the_page_asks_for_the_unlock_code_only_when_it_is_locked(cards, locked):
    asked = [
        'name="pembuka"'
        in Client(REMOTE_ADDR="10.0.0.8").post("/pemegang/", {"kode": code, "pin": "000002"}).content.decode()
        for code in (locked.code, UNKNOWN, cards[1].code)
    ]

    assert asked == [True, True, False]


@pytest.mark.parametrize("typed", [UNLOCK, "7k4m-2qxr", " 7K4M 2QXR "])
def test_the_unlock_code_opens_the_page_and_begins_the_tries_anew(locked, typed):
    assert unlock(locked.code, "000001", typed).status_code == 302
    assert tries(locked.code, "999999", "10.0.0.1") == [422]
    assert tries(locked.code, "000001", "10.0.0.2") == [302]


def test_wrong_unlock_codes_and_unknown_certificates_get_the_same_bytes(cards, locked):
    HolderPin.objects.filter(certificate=cards[1]).update(unlock_digest="")
    typed = [
        (locked.code, "000001", "7K4M2QXS", "10.1.0.1"),
        (locked.code, "999999", UNLOCK, "10.2.0.1"),
        (UNKNOWN, "000001", UNLOCK, "10.3.0.1"),
        (cards[1].code, "000002", "x", "10.4.0.1"),
    ]
    answers = [unlock(*one) for one in typed]

    assert {one.status_code for one in answers} == {422}
    # But for the code, which stands in its field as it was typed.
    same = {one.content.replace(code.encode(), b"") for one, (code, *_rest) in zip(answers, typed, strict=True)}
    assert len(same) == 1
    assert PinFailures.objects.filter(count=holder_tries.MOST_OF_CARD).count() == 2


def test_unlock_codes_are_tried_five_times_an_hour_from_an_address(locked):
    answers = [unlock(locked.code, "000001", f"7K4M2QX{number}").status_code for number in range(6)]

    assert answers == [422] * 5 + [429]


def test_strangers_who_lock_the_card_day_by_day_keep_the_holder_from_nothing(locked):
    for day in range(3):
        PinFailures.objects.update(count=holder_tries.MOST_OF_CARD)
        assert unlock(locked.code, "000001", UNLOCK, f"10.0.{day}.1").status_code == 302


def test_known_and_unknown_codes_take_the_same_statements(locked, django_assert_num_queries):
    for code in (locked.code, UNKNOWN, "nonsense"):
        unlock(code, "000001", "x", "10.0.0.1")
    for code in (locked.code, UNKNOWN, "nonsense"):
        with django_assert_num_queries(7):
            holder_tries.tried(code, "000001", address="10.0.0.1", unlock="x")


def test_the_placement_officer_begins_the_tries_anew(locked, consent, officer):
    detail = reverse("outcomes:consent_detail", args=[consent.public_id])
    assert "Dikunci" in officer.get(detail).content.decode()

    officer.post(reverse("outcomes:consent_unlock", args=[consent.public_id]))

    assert "Dikunci" not in officer.get(detail).content.decode()
    assert tries(locked.code, "000001", *addresses(1)) == [302]
    assert AuditEvent.objects.filter(action="holder_pin.unlock").count() == 1


def test_the_certificate_officer_sees_locked_cards_and_begins_their_tries_anew(cards, locked):
    officer = FormClient()
    officer.force_login(cards[0].issued_by)
    page = reverse("outcomes:pin_cards", args=[locked.batch.public_id])
    assert officer.get(page).content.decode().count("Dikunci") == 1

    officer.post(reverse("outcomes:pin_card_unlock", args=[locked.public_id]))

    assert "Dikunci" not in officer.get(page).content.decode()
    assert tries(locked.code, "000001", *addresses(1)) == [302]


def test_what_is_not_locked_is_not_unlocked_and_strangers_unlock_nothing(cards, consent, locked):
    with pytest.raises(RuleViolation) as refused:
        holder_pins.unlock([cards[1]], by=cards[0].issued_by, permission=holder_pins.PERMISSION)
    assert [reason.code for reason in refused.value.reasons] == ["nothing"]

    stranger = FormClient()
    stranger.force_login(UserFactory(roles=["placement_officer", "certificate_officer"]))
    assert stranger.post(reverse("outcomes:consent_unlock", args=[consent.public_id])).status_code == 404
    assert stranger.post(reverse("outcomes:pin_card_unlock", args=[locked.public_id])).status_code == 404
    by = UserFactory(roles=["certificate_officer"])
    with pytest.raises(RuleViolation):
        holder_pins.unlock([locked], by=by, permission=holder_pins.PERMISSION)


def test_every_card_is_drawn_with_an_unlock_code_of_its_own():
    one, other = holder_pins.draw(2)

    assert len({one.unlock, other.unlock}) == 2
    assert {len(one.unlock), len(other.unlock)} == {8}
