"""An opened page is a row of the server: it ends at a word, and a copied cookie opens nothing afterwards."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from outcomes.followup import holder_grants
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.holder import HolderGrant, HolderPin
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.views.holder import COOKIE
from tests.conftest import MONDAY
from tests.factories.followup import contact
from tests.outcomes.followup.test_holder_pages import sign_in

pytestmark = pytest.mark.django_db
TELL = {"kabar": "kerja", "sesuai": "ya", "sejak": "bulan-ini"}


def copied(browser):
    other = Client()
    other.cookies[COOKIE] = browser.cookies[COOKIE].value
    return other


def is_open(browser):
    return browser.get(reverse("outcomes:holder_page")).status_code == 200


def test_whoever_closes_the_page_closes_copies_of_its_cookie_too(holder, consent):
    thief = copied(holder)
    assert is_open(thief)

    holder.post(reverse("outcomes:holder_sign_out"))

    assert (is_open(thief), HolderGrant.objects.count()) == (False, 0)
    assert thief.post(reverse("outcomes:holder_tell"), TELL)["Location"] == "/pemegang/"
    assert Outcome.objects.count() == 0


def test_opening_the_page_anew_ends_the_one_that_was_open(holder, cards):
    again, _answer = sign_in(cards[0].code, "000001")

    assert (is_open(holder), is_open(again), HolderGrant.objects.count()) == (False, True, 1)


def test_being_forgotten_ends_it_for_copies_too(holder, consent):
    contact(consent)
    thief = copied(holder)

    holder.post(reverse("outcomes:holder_forget"), {"pin": "000001"})

    assert (is_open(thief), is_open(holder), Contact.objects.count()) == (False, True, 0)


def test_a_cookie_of_nobody_opens_nothing_and_closes_nothing(holder):
    other = Client()
    for value in ("", "x", "x" * 5000):
        other.cookies[COOKIE] = value
        assert not is_open(other)
        assert other.post(reverse("outcomes:holder_sign_out")).status_code == 302

    assert is_open(holder)


def test_nothing_that_opens_the_page_is_kept(holder):
    grant = HolderGrant.objects.get()

    assert grant.key != holder.cookies[COOKIE].value
    assert len(grant.key) == 64


def test_pages_that_closed_by_themselves_are_forgotten(holder):
    for minutes, left in ((10, 1), (11, 0)):
        with clock.moved_to(MONDAY + timedelta(minutes=minutes)):
            holder_grants.forget_closed()
        assert HolderGrant.objects.count() == left


def test_a_card_that_is_no_more_closes_its_page(holder, cards):
    HolderPin.objects.all().delete()

    assert (is_open(holder), HolderGrant.objects.count()) == (False, 0)
