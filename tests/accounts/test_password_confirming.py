"""Nobody becomes somebody else by a new password: a second person confirms it, or the owner's second factor does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import administering, code_cards, password_confirming
from accounts.models import SecurityKey, User
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.factories.factors import app_of, carded, code_now, colleague, drawn, printed
from tests.html import hidden
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SIGN_IN = reverse("accounts:sign_in")
LONG_AGO = timedelta(days=-31)


@pytest.fixture
def head(administrator):
    return UserFactory(roles=["rutan_head"], facility=administrator.facility)


@pytest.fixture
def auditor(administrator):
    return UserFactory(roles=["auditor"], facility=administrator.facility)


@pytest.fixture
def officer(administrator):
    return UserFactory(roles=["registrar"], facility=administrator.facility, username="petugas", full_name="Laila")


def new_password(user, by):
    new = administering.NewPassword.for_one_time()
    administering.give_one_time_password(user, by=by, new=new)
    user.refresh_from_db()
    return new.clear


def enter(client, password, **fields):
    return client.post(SIGN_IN, {"username": "petugas", "password": password, **fields})


def refused(user, by):
    with pytest.raises(RuleViolation) as found:
        password_confirming.confirm(user, by=by)
    return codes(found)


def test_password_given_anew_opens_nothing_until_another_person_confirmed_it(client, administrator, head, officer):
    password = new_password(officer, administrator)

    page = enter(client, password)
    assert page.status_code == 200
    assert "masih menunggu" in page.content.decode()

    password_confirming.confirm(officer, by=head)
    assert enter(client, password)["Location"]
    assert AuditEvent.objects.get(action="user.confirm_password").actor_id == head.pk


def test_wrong_password_tells_nothing_of_it(client, administrator, officer):
    new_password(officer, administrator)

    assert "masih menunggu" not in enter(client, "wrong-wrong-wrong").content.decode()


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("giver", ["four_eyes", "not_authorized"]),
        ("administrator", ["not_authorized"]),
        ("owner", ["new_password", "own", "not_authorized"]),
        ("new head", ["new_password"]),
    ],
)
def test_who_does_not_confirm(administrator, head, officer, who, expected):
    new_password(officer, administrator)
    head.password_given_at = clock.now()
    by = {"giver": administrator, "administrator": colleague(officer), "owner": officer, "new head": head}[who]

    assert refused(officer, by) == expected


def test_password_is_confirmed_once(administrator, head, officer):
    new_password(officer, administrator)
    password_confirming.confirm(officer, by=head)

    assert refused(officer, head) == ["over"]


def carded_by_the_officer(user):
    """Neither who gives passwords nor who confirms them for the most part has seen these codes."""
    card = code_cards.print_card(user, by=colleague(user, role="auditor"), drawn=drawn())
    code_cards.activate(card, by=colleague(user))


@pytest.mark.parametrize("factor", ["app", "key", "old card"])
def test_factor_of_the_owner_takes_the_place_of_the_second_person(client, administrator, officer, factor):
    with clock.moved_to(MONDAY + LONG_AGO):
        {
            "app": app_of,
            "key": lambda user: SecurityKey.objects.create(user=user, name="biru", credential_id="x", credential=b""),
            "old card": carded_by_the_officer,
        }[factor](officer)

    answer = enter(client, new_password(officer, administrator))

    assert answer["Location"] == reverse("accounts:factor_ask")


def test_codes_known_to_the_printer_are_no_proof(client, administrator, auditor, officer):
    with clock.moved_to(MONDAY + LONG_AGO):
        card = code_cards.print_card(officer, by=administrator, drawn=drawn())
        code_cards.activate(card, by=auditor)

    assert "masih menunggu" in enter(client, new_password(officer, administrator)).content.decode()


def test_password_after_a_new_card_takes_the_data_protection_officer(administrator, head, auditor, officer):
    carded(officer)
    new_password(officer, administrator)

    assert refused(officer, head) == ["both_anew"]
    assert [list(password_confirming.decidable_by(one)) for one in (head, auditor)] == [[], [officer]]
    password_confirming.confirm(officer, by=auditor)


def test_new_card_after_a_password_takes_the_data_protection_officer(administrator, head, auditor, officer):
    app_of(officer)
    new_password(officer, administrator)
    card = printed(officer)

    assert [reason.code for reason in code_cards.activate_blockers(card, by=head)] == ["both_anew"]
    code_cards.activate(card, by=auditor)


def test_first_card_of_a_new_colleague_does_not(administrator, head, officer):
    new_password(officer, administrator)

    code_cards.activate(printed(officer), by=head)


def test_new_account_waits_for_its_roles_alone(client, administrator):
    new = administering.NewPassword.for_one_time()
    user = administering.add_user(
        by=administrator,
        office=administrator.facility,
        new=new,
        username="petugas",
        full_name="Baru",
        roles=["registrar"],
        reason="SK 12/2026",
    )

    assert not password_confirming.is_waiting(user)
    assert enter(client, new.clear).status_code == 302


def test_roles_that_were_taken_first_do_not_help(client, administrator, head, officer):
    User.objects.filter(pk=officer.pk).update(last_login=MONDAY)
    officer.groups.clear()
    officer = User.objects.get(pk=officer.pk)

    assert "masih menunggu" in enter(client, new_password(officer, administrator)).content.decode()


def test_own_choice_ends_the_waiting(administrator, head, officer):
    new_password(officer, administrator)
    password_confirming.confirm(officer, by=head)
    officer.refresh_from_db()

    administering.change_own_password(by=officer, new=administering.NewPassword.of("pagi hujan di sungai"))

    assert User.objects.filter(password_given_by=None, password_confirmed_by=None, pk=officer.pk).exists()


def test_head_confirms_on_the_page_of_requests(sign_in, administrator, head, officer):
    new_password(officer, administrator)
    pages = sign_in(head)

    page = pages.get(reverse("accounts:role_request_list"))
    assert list(page.context["passwords"]) == [officer]
    asked = hidden(page.content.decode(), "asked")
    done = pages.post(reverse("accounts:password_confirm", args=[officer.public_id]), {"asked": asked})

    assert done["Location"] == reverse("accounts:role_request_list")
    assert not pages.get(reverse("accounts:role_request_list")).context["passwords"]


def test_colleague_of_another_office_is_not_found(sign_in, administrator, officer):
    new_password(officer, administrator)
    stranger = sign_in(UserFactory(roles=["rutan_head"]))

    assert stranger.post(reverse("accounts:password_confirm", args=[officer.public_id])).status_code == 404
    assert not stranger.get(reverse("accounts:role_request_list")).context["passwords"]


def test_password_that_is_over_is_not_offered(administrator, head, officer):
    new_password(officer, administrator)

    with clock.moved_to(MONDAY + timedelta(hours=25)):
        assert not password_confirming.decidable_by(head)


def test_administrator_reads_that_it_does_not_work_yet(sign_in, administrator, officer):
    page = sign_in(administrator).post(reverse("accounts:user_password", args=[officer.public_id]))

    assert "belum dapat dipakai" in page.content.decode()


@pytest.mark.parametrize("second", ["giver", "owner"])
def test_database_keeps_giver_owner_and_confirmer_apart(administrator, officer, second):
    by = {"giver": administrator, "owner": officer}[second]

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=officer.pk).update(password_given_by=administrator, password_confirmed_by=by)


def test_two_administrators_and_a_head_do_not_become_the_officer(client, administrator, head, officer):
    """They have each other's consent, both their passwords and a card for the officer, but no factor of the officer."""
    app_of(officer)
    password = new_password(officer, administrator)
    assert enter(client, password)["Location"] == reverse("accounts:factor_ask")

    card = code_cards.print_card(officer, by=administrator, drawn=drawn(), ends_others=True)
    for other in (colleague(officer), head):
        with pytest.raises(RuleViolation):
            code_cards.activate(card, by=other)

    # The owner still gets in.
    assert client.post(reverse("accounts:factor_ask"), {"code": code_now()}).status_code == 302


def test_nor_with_the_card_first(client, administrator, head, officer):
    code_cards.activate(code_cards.print_card(officer, by=administrator, drawn=drawn()), by=head)
    password = new_password(officer, colleague(officer))

    assert refused(officer, head) == ["both_anew"]
    assert "masih menunggu" in enter(client, password).content.decode()
