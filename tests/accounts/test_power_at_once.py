"""Two people at one moment: power is given, confirmed, refused and lost once, whoever comes first."""

from collections import Counter

import pytest

from accounts import administering, code_apps, code_cards, password_confirming, role_requests
from accounts.models import CardCode, CodeCard, RoleRequest, User
from accounts.roles import Role
from core.models import AuditEvent
from tests.factories import FacilityFactory, UserFactory
from tests.factories.factors import CODES, app_of, carded, code_now, drawn
from tests.together import at_once, done_at_once

pytestmark = pytest.mark.postgres
CHOSEN = "pagi hujan di sungai"
REASON = "SK 12/2026"


@pytest.fixture
def office(committed):
    facility = FacilityFactory()

    def user(*roles):
        return UserFactory(roles=list(roles), facility=facility)

    return {
        "administrator": user(Role.ADMINISTRATOR),
        "other": user(Role.ADMINISTRATOR),
        "head": user(Role.RUTAN_HEAD),
        "officer": user(Role.AUDITOR),
        "registrar": user(Role.REGISTRAR),
    }


def fresh(user):
    return User.objects.get(pk=user.pk)


def change(user, by, roles=None, is_active=True):
    values = {"full_name": user.full_name, "staff_number": "", "is_active": is_active, "reason": REASON}
    return administering.change_user(fresh(user), by=by, roles=user.role_names if roles is None else roles, **values)


def asked_for(office):
    change(office["registrar"], office["administrator"], [Role.REGISTRAR, Role.CASE_OFFICER])
    return RoleRequest.objects.waiting().get()


def given(office):
    new = administering.NewPassword.for_one_time()
    administering.give_one_time_password(fresh(office["registrar"]), by=office["administrator"], new=new)
    return fresh(office["registrar"])


def actions(prefix):
    return sorted(AuditEvent.objects.filter(action__startswith=prefix).values_list("action", flat=True))


def test_a_role_is_confirmed_once(office):
    asked = asked_for(office)

    done = done_at_once(
        lambda: role_requests.decide(asked, by=office["head"], confirms=True),
        lambda: role_requests.decide(asked, by=office["officer"], confirms=True),
    )

    assert sorted(done) == ["decided", "done"]
    assert actions("rolerequest.confirm") == ["rolerequest.confirm"]


@pytest.mark.parametrize("against", ["refuse", "withdraw"])
def test_a_role_is_confirmed_or_not(office, against):
    asked = asked_for(office)
    others = {
        "refuse": lambda: role_requests.decide(asked, by=office["officer"], confirms=False, refusal="Tidak perlu"),
        "withdraw": lambda: role_requests.withdraw(asked, by=office["other"]),
    }

    first, second = done_at_once(lambda: role_requests.decide(asked, by=office["head"], confirms=True), others[against])

    assert sorted([first, second]) == ["decided", "done"]
    has_role = fresh(office["registrar"]).has_role(Role.CASE_OFFICER)
    assert has_role == (first == "done") == (RoleRequest.objects.get().state == RoleRequest.State.CONFIRMED)


def test_whoever_is_barred_meanwhile_is_given_no_role(office):
    asked = asked_for(office)

    first, _second = done_at_once(
        lambda: role_requests.decide(asked, by=office["head"], confirms=True),
        lambda: change(office["registrar"], office["other"], is_active=False),
    )

    registrar = fresh(office["registrar"])
    assert (first in ("done", "inactive"), registrar.is_active) == (True, False)
    assert Role.CASE_OFFICER not in registrar.role_names or first == "done"


def test_a_new_password_is_confirmed_once(office):
    user = given(office)

    done = done_at_once(
        lambda: password_confirming.confirm(user, by=office["head"]),
        lambda: password_confirming.confirm(user, by=office["officer"]),
    )

    assert sorted(done) == ["done", "over"]
    assert actions("user.confirm_password") == ["user.confirm_password"]


def test_a_new_password_is_confirmed_or_refused(office):
    user = given(office)

    first, second = done_at_once(
        lambda: password_confirming.confirm(user, by=office["head"]),
        lambda: password_confirming.refuse(user, by=office["officer"], reason="Ia tidak memintanya"),
    )

    assert sorted([first, second]) == ["done", "over"]
    user = fresh(user)
    assert (bool(user.password_confirmed_by), bool(user.password_refused_by)) == (first == "done", second == "done")
    assert user.has_usable_password() == (first == "done")


def test_a_password_confirmed_while_another_is_given_is_not_the_other(office):
    user = given(office)
    new = administering.NewPassword.for_one_time()

    done = done_at_once(
        lambda: password_confirming.confirm(user, by=office["head"]),
        lambda: administering.give_one_time_password(fresh(user), by=office["other"], new=new),
    )

    assert done in (["done", "done"], ["over", "done"])
    user = fresh(user)
    assert user.check_password(new.clear)
    assert (user.password_given_by, user.password_confirmed_by) == (office["other"], None)
    assert password_confirming.is_waiting(user)


def test_a_card_is_activated_once(office):
    card = code_cards.print_card(office["registrar"], by=office["administrator"], drawn=drawn())

    done = done_at_once(
        lambda: code_cards.activate(card, by=office["head"]), lambda: code_cards.activate(card, by=office["officer"])
    )

    assert sorted(done) == ["done", "over"]
    assert CodeCard.objects.get().activated_at


def test_of_a_card_and_a_later_one_the_later_waits(office):
    card = code_cards.print_card(office["registrar"], by=office["administrator"], drawn=drawn())

    first, second = done_at_once(
        lambda: code_cards.activate(card, by=office["head"]),
        lambda: code_cards.print_card(office["registrar"], by=office["other"], drawn=drawn()),
    )

    assert (first in ("done", "over"), second) == (True, "done")
    assert CodeCard.objects.filter(ended_at=None, activated_at=None).count() == 1
    assert CodeCard.objects.filter(ended_at=None, activated_at__isnull=False).count() == (first == "done")


def test_a_code_opens_one_door(office):
    carded(office["registrar"])
    app_of(office["head"])
    code = code_now()

    card = at_once(*[lambda: code_cards.is_right(office["registrar"], CODES[0])] * 3)
    app = at_once(*[lambda: code_apps.is_right(office["head"], code)] * 3)

    assert (Counter(card), Counter(app)) == ({True: 1, False: 2}, {True: 1, False: 2})
    assert CardCode.objects.exclude(used_at=None).count() == 1


def test_of_two_who_confirm_roles_one_stays(office):
    """Each administrator bars another of the last two; nobody could confirm anything afterwards."""
    done = done_at_once(
        lambda: change(office["head"], office["administrator"], is_active=False),
        lambda: change(office["officer"], office["other"], is_active=False),
    )

    assert any(answer != "done" for answer in done)
    assert role_requests.confirmers_of(office["registrar"]).exists()


def test_two_roles_that_are_two_peoples_come_not_together(office):
    """One is asked for and confirmed while the other is asked for."""
    user = UserFactory(roles=[Role.CASE_OFFICER], facility=office["head"].facility)
    change(user, office["administrator"], [Role.CASE_OFFICER, Role.REGISTRAR])
    asked = RoleRequest.objects.waiting().get()

    done = done_at_once(
        lambda: role_requests.decide(asked, by=office["head"], confirms=True),
        lambda: change(user, office["other"], [Role.CASE_OFFICER, Role.BOARD_CHAIR]),
    )

    for waiting in RoleRequest.objects.waiting():
        done += done_at_once(lambda asked=waiting: role_requests.decide(asked, by=office["head"], confirms=True))
    assert set(done) <= {"done", "waiting", "separate_roles"}
    assert not fresh(user).role_names >= {Role.REGISTRAR, Role.BOARD_CHAIR}
