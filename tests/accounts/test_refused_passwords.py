"""A new password is asked about first, and whoever confirms it may refuse; who types it need not copy every sign."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import administering, password_confirming
from accounts.administering import READABLE, as_handed_over
from accounts.models import RoleRequest, User
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.conftest import MONDAY
from tests.constraints import assert_refused
from tests.factories import UserFactory
from tests.html import hidden
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
SIGN_IN = reverse("accounts:sign_in")
WHY = "Orangnya tidak meminta apa pun"
DRAWN = "abcd-efgh-jkmn-2345"


@pytest.fixture
def head(administrator):
    return UserFactory(roles=["rutan_head"], facility=administrator.facility)


@pytest.fixture
def officer(administrator):
    return UserFactory(roles=["registrar"], facility=administrator.facility, username="petugas", full_name="Laila")


def give(user, by, clear=DRAWN):
    administering.give_one_time_password(user, by=by, new=administering.NewPassword.of(clear))
    user.refresh_from_db()


def enter(client, password, username="petugas"):
    # The session before ended with the password, or another account was meant.
    client.logout()
    return client.post(SIGN_IN, {"username": username, "password": password}).status_code == 302


def test_nothing_ends_before_the_question_was_answered(sign_in, client, administrator, officer):
    before = officer.password
    pages, url = sign_in(administrator), reverse("accounts:user_password", args=[officer.public_id])

    edit = pages.get(reverse("accounts:user_edit", args=[officer.public_id])).content.decode()
    asked = pages.get(url).content.decode()

    officer.refresh_from_db()
    assert (f'href="{url}"' in edit, f'action="{url}"' in edit) == (True, False)
    assert f'action="{url}"' in asked
    assert "semua sesi masuknya berakhir" in asked
    assert officer.password == before


def test_whose_password_the_operator_gives_is_said_instead_of_offered(sign_in, administrator, head):
    url = reverse("accounts:user_password", args=[head.public_id])

    page = sign_in(administrator).get(url).content.decode()

    assert "manage.py user_access" in page
    assert f'action="{url}"' not in page


def test_refused_password_never_works_and_the_list_says_why(sign_in, client, administrator, head, officer):
    give(officer, administrator)
    listed = reverse("accounts:user_list")
    assert "belum ada yang menyetujuinya" in sign_in(administrator).get(listed).content.decode()
    pages, url = sign_in(head), reverse("accounts:password_refuse", args=[officer.public_id])
    assert url in pages.get(reverse("accounts:role_request_list")).content.decode()
    asked = hidden(pages.get(url).content.decode(), "asked")
    assert pages.post(url, {"reason": "x", "asked": asked}).status_code == 422

    pages.post(url, {"reason": WHY, "asked": asked})

    officer.refresh_from_db()
    assert (officer.password_refused_by, officer.password_refusal) == (head, WHY)
    assert not officer.has_usable_password()
    assert not enter(client, DRAWN)
    assert f"Ditolak oleh {head.full_name}: {WHY}" in sign_in(administrator).get(listed).content.decode()
    assert AuditEvent.objects.get(action="user.refuse_password").details["reason"] == WHY
    for act in (password_confirming.confirm, lambda *args, **by: password_confirming.refuse(*args, reason=WHY, **by)):
        with pytest.raises(RuleViolation) as found:
            act(officer, by=head)
        assert codes(found) == ["over"]
    # Another one is confirmed anew.
    give(officer, administrator)
    assert (officer.password_refused_by, officer.password_refusal) == (None, "")
    password_confirming.confirm(officer, by=head)
    assert f"Disetujui oleh {head.full_name}" in sign_in(administrator).get(listed).content.decode()
    assert enter(client, DRAWN)


@pytest.mark.parametrize("who", ["giver", "owner", "colleague"])
def test_who_may_not_confirm_may_not_refuse(administrator, officer, who):
    give(officer, administrator)
    by = {"giver": administrator, "owner": officer}.get(who) or UserFactory(
        roles=["registrar"], facility=administrator.facility
    )

    with pytest.raises(RuleViolation) as found:
        password_confirming.refuse(officer, by=by, reason=WHY)

    assert "not_authorized" in codes(found)


@pytest.mark.parametrize("second", ["giver", "owner"])
def test_database_keeps_who_refuses_apart_and_asks_why(administrator, officer, head, second):
    by = {"giver": administrator, "owner": officer}[second]
    change = User.objects.filter(pk=officer.pk).update

    assert_refused(
        "password_is_refused_by_another",
        lambda: change(password_given_by=administrator, password_refused_by=by, password_refusal=WHY),
    )
    assert_refused("password_refusal_says_why", lambda: change(password_refused_by=head))
    assert_refused("password_refusal_says_why", lambda: change(password_refusal=WHY))


@pytest.mark.parametrize("name", ["petugas", "Petugas", "PETUGAS"])
@pytest.mark.parametrize("typed", [DRAWN, "abcdefghjkmn2345", "ABCD-EFGH-JKMN-2345", "Abcd efgh jkmn 2345"])
def test_one_time_password_is_read_as_it_was_drawn(client, administrator, head, officer, name, typed):
    give(officer, administrator)
    password_confirming.confirm(officer, by=head)

    assert enter(client, typed, name)
    new = {"new_password1": "kuda-lampu-sungai-9", "new_password2": "kuda-lampu-sungai-9"}
    client.post(reverse("accounts:password_change"), {"old_password": typed, **new})

    officer.refresh_from_db()
    assert not officer.must_change_password
    client.logout()
    assert not enter(client, "KUDA-lampu-sungai-9", name)
    assert enter(client, "kuda-lampu-sungai-9", name)


def test_a_chosen_password_counts_to_the_letter_even_if_it_looks_like_one_that_was_drawn(client, officer):
    officer.set_password("abcdefghjkmn2345")
    officer.save()

    assert [enter(client, typed) for typed in (DRAWN, "ABCDEFGHJKMN2345")] == [False, False]
    assert enter(client, "abcdefghjkmn2345")


def test_the_present_one_time_password_is_not_chosen_in_another_spelling(client, administrator, head, officer):
    give(officer, administrator)
    password_confirming.confirm(officer, by=head)
    enter(client, DRAWN)
    same = {"new_password1": "ABCDEFGHJKMN2345", "new_password2": "ABCDEFGHJKMN2345"}

    answer = client.post(reverse("accounts:password_change"), {"old_password": DRAWN, **same})

    assert answer.status_code == 422


def test_spellings_of_one_name_share_one_lock(client, officer):
    for name in ("petugas", "Petugas", "PETUGAS", "pETUGAS", "petugaS"):
        enter(client, "wrong-wrong-wrong", name)

    assert client.post(SIGN_IN, {"username": "pEtUgAs", "password": "a-long-test-password"}).status_code == 429


def test_two_accounts_that_differ_in_case_keep_their_own_password(client, officer):
    other = UserFactory(roles=["registrar"], facility=officer.facility, username="Petugas")
    other.set_password("kuda-lampu-sungai-9")
    other.save()

    assert not enter(client, "kuda-lampu-sungai-9", "petugas")
    assert not enter(client, "kuda-lampu-sungai-9", "PETUGAS")
    assert enter(client, "kuda-lampu-sungai-9", "Petugas")


@given(st.text(alphabet=READABLE, min_size=16, max_size=16), st.lists(st.sampled_from(["", "-", " "]), min_size=17))
def test_each_drawn_password_is_found_again(signs, between):
    typed = "".join(gap + sign for gap, sign in zip(between, signs, strict=False))

    assert as_handed_over(typed.upper()) == "-".join(signs[at : at + 4] for at in range(0, 16, 4))


@given(st.text(max_size=20))
def test_what_was_not_drawn_stays_as_it_was_typed(typed):
    read = as_handed_over(typed)

    assert read == typed or set(read) <= {*READABLE, "-"}


def test_refused_roles_without_a_reason_are_told_before_the_password_is_asked(sign_in, administrator, head, officer):
    asked = RoleRequest.objects.create(user=officer, roles=["auditor"], reason="SK", asked_by=administrator)
    client, url = sign_in(head), reverse("accounts:role_request_decide", args=[asked.public_id])

    with clock.moved_to(MONDAY + timedelta(minutes=6)):
        missing = client.post(url, {"confirms": "no", "refusal": ""})
        held = client.post(url, {"confirms": "no", "refusal": WHY})

    assert missing.status_code == 422
    assert "Tulis mengapa tidak" in missing.content.decode()
    assert 'type="password"' not in missing.content.decode()
    assert 'type="password"' in held.content.decode()
    asked.refresh_from_db()
    assert asked.state == RoleRequest.State.WAITING
