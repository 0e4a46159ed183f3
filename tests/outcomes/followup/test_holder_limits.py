"""How much a card can send in a day; being forgotten is never counted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import HelpWish, Outcome
from tests.conftest import MONDAY
from tests.factories.followup import OutcomeFactory
from tests.outcomes.followup.test_holder_pages import sign_in

pytestmark = pytest.mark.django_db
WORK = {"sesuai": "tidak", "sejak": "bulan-ini"}
STATES = (
    {"kabar": "kerja", **WORK},
    {"kabar": "belum"},
    {"kabar": "usaha", **WORK},
    {"kabar": "kerja", **WORK, "sesuai": "ya"},
)
HELP = [{"kabar": "bantuan", "bantu": kind} for kind in ("LOWONGAN", "ALAT_MODAL", "LANJUTAN")]


def tell(browser, taps):
    return browser.post(reverse("outcomes:holder_tell"), taps)


def test_three_reports_a_day_and_a_sentence_that_says_what_to_do(holder, consent, cards):
    answers = [tell(holder, taps) for taps in STATES]

    assert [one.status_code for one in answers] == [302, 302, 302, 422]
    assert "Hari ini sudah tiga kali." in answers[-1].content.decode()
    assert Outcome.objects.count() == 3
    with clock.moved_to(MONDAY + timedelta(days=1)):
        browser, _answer = sign_in(cards[0].code, "000001")
        assert tell(browser, STATES[3]).status_code == 302


def test_the_same_tap_after_the_third_report_is_no_fourth(holder, consent):
    for taps in STATES[:3]:
        tell(holder, taps)

    assert (tell(holder, STATES[2]).status_code, Outcome.objects.count()) == (302, 3)


def test_what_an_officer_noted_counts_for_no_holder(holder, consent):
    for _ in range(3):
        OutcomeFactory(consent=consent, wave=None)

    assert tell(holder, STATES[0]).status_code == 302


def test_wishes_for_help_are_reports_too(holder, consent):
    answers = [tell(holder, taps).status_code for taps in (*HELP, STATES[0])]

    assert (answers, HelpWish.objects.count()) == ([302, 302, 302, 422], 3)


def test_a_number_is_changed_three_times_a_day(holder, consent):
    numbers = [f"0812 0000 111{number}" for number in range(4)]
    answers = [
        holder.post(reverse("outcomes:holder_number"), {"hp": number, "telepon": "ya"}).status_code
        for number in numbers
    ]

    assert (answers, Contact.objects.count()) == ([302, 302, 302, 422], 3)


def test_agreeing_and_being_forgotten_ends_after_three_times_with_being_forgotten(holder, cards):
    answers = []
    for _ in range(4):
        answers.append(holder.post(reverse("outcomes:holder_agree"), {"hp": ""}).status_code)
        holder.post(reverse("outcomes:holder_forget"), {"pin": "000001"})

    assert answers == [302, 302, 302, 422]
    assert Consent.objects.live().count() == 0


def test_english_says_it_too(cards, consent):
    browser = Client()
    browser.post("/pemegang/", {"kode": cards[0].code, "pin": "000001"})
    for taps in STATES[:3]:
        tell(browser, taps)

    answer = browser.post(reverse("outcomes:holder_tell"), {**STATES[3], "bahasa": "en"})

    assert "That was three times today." in answer.content.decode()
