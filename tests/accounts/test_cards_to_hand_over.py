"""A printed card stands on the work list of whoever may hand it over, and of nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import administering, code_cards
from core import clock
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.factories.factors import app_of, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
LIST = reverse("accounts:card_list", query={"state": "waiting"})


@pytest.fixture
def office(administrator):
    roles = ("rutan_head", "auditor", "registrar", "administrator")
    return {"first": administrator} | {
        role: UserFactory(roles=[role], facility=administrator.facility) for role in roles
    }


def told(user):
    return [task.title for task in tasks_for(user) if task.url == LIST]


def test_printed_card_waits_for_head_and_data_protection_officer(sign_in, office):
    code_cards.print_card(office["registrar"], by=office["first"], drawn=drawn())

    assert {name for name, user in office.items() if told(user)} == {"rutan_head", "auditor"}
    assert told(office["auditor"]) == ["1 kartu kode yang sudah dicetak menunggu diserahkan"]
    rows = sign_in(office["auditor"]).get(LIST).context["page"].rows
    assert rows == [office["registrar"]]
    # Whoever printed finds it in the whole list alone.
    pages = sign_in(office["first"])
    assert pages.get(LIST).context["page"].rows == []
    assert office["registrar"] in pages.get(reverse("accounts:card_list")).context["page"].rows
    code_cards.activate(code_cards.waiting_card(office["registrar"]), by=office["auditor"])
    assert not told(office["rutan_head"])


def test_nobody_hands_over_what_is_the_own_or_was_printed_by_oneself(office):
    code_cards.print_card(office["auditor"], by=office["rutan_head"], drawn=drawn())

    assert {name for name, user in office.items() if told(user)} == {"first", "administrator"}


def test_card_of_seven_days_ago_waits_for_nobody(office):
    code_cards.print_card(office["registrar"], by=office["first"], drawn=drawn())

    with clock.moved_to(MONDAY + timedelta(days=7)):
        assert not told(office["auditor"])


def test_who_gets_password_and_card_anew_waits_for_the_data_protection_officer(office):
    app_of(office["registrar"])
    new = administering.NewPassword.of("abcd-efgh-jkmn-2345")
    administering.give_one_time_password(office["registrar"], by=office["first"], new=new)
    code_cards.print_card(office["registrar"], by=office["first"], drawn=drawn())

    assert {name for name, user in office.items() if told(user)} == {"auditor"}


def test_what_is_listed_can_be_activated(office):
    code_cards.print_card(office["registrar"], by=office["rutan_head"], drawn=drawn())

    for user in office.values():
        cards = code_cards.to_hand_over(user)
        may = user.has_perm(code_cards.MAY)
        blockers = code_cards.activate_blockers(code_cards.waiting_card(office["registrar"]), by=user)
        assert not may or bool(cards) == (not blockers)
