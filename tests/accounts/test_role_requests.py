"""Nobody gets a role by one person alone: asked by an administrator, confirmed by a head or data protection officer."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import administering, notices, role_requests
from accounts.models import Notice, RoleRequest, User
from accounts.roles import Role
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from core.two_person_decision import second_person_blockers
from tests.factories import UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def head(administrator):
    return UserFactory(roles=["rutan_head"], facility=administrator.facility, full_name="Andi Hasyim")


@pytest.fixture
def clerk(administrator, head):
    return UserFactory(roles=["case_officer"], facility=administrator.facility, full_name="Laila Sari")


def reasons(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as refused:
        command(*args, **kwargs)
    return codes(refused)


def change(user, *, by, roles, **changes):
    values = {"full_name": user.full_name, "staff_number": "", "is_active": True, "reason": "SK 12/2026", **changes}
    return administering.change_user(user, by=by, roles=roles, **values)


def roles_of(user):
    return set(User.objects.get(pk=user.pk).role_names)


def test_a_new_role_works_only_once_another_person_has_confirmed_it(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    before = roles_of(clerk)

    role_requests.decide(asked, by=head, confirms=True)

    assert (before, roles_of(clerk)) == ({"case_officer"}, {"case_officer", "registrar"})
    asked.refresh_from_db()
    assert (asked.roles, asked.state, asked.decided_by) == (["registrar"], "confirmed", head)
    acts = AuditEvent.objects.filter(action__startswith="rolerequest.").order_by("pk").values_list("action", "actor_id")
    assert list(acts) == [("rolerequest.open", administrator.pk), ("rolerequest.confirm", head.pk)]
    (told,) = notices.unread(clerk)
    assert notices.sentence(told) == (
        f"Anda mendapat peran baru: Petugas registrasi. Diminta oleh {administrator}, disetujui oleh Andi Hasyim."
    )


def test_a_new_account_sees_nothing_until_then(administrator, head):
    user = administering.add_user(
        by=administrator,
        office=administrator.facility,
        new=administering.NewPassword.for_one_time(),
        username="boneka",
        full_name="Boneka",
        roles=["registrar", "training_officer"],
        reason="SK 12/2026",
    )

    assert roles_of(user) == set()
    assert not user.permission_names
    assert RoleRequest.objects.get().roles == ["registrar", "training_officer"]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_changes_the_own_roles(administrator, head, role):
    assert "own_roles" in reasons(change, administrator, by=administrator, roles=["administrator", role])
    assert reasons(change, administrator, by=administrator, roles=["administrator"], is_active=False) == ["own_access"]
    assert roles_of(administrator) == {"administrator"}
    assert not RoleRequest.objects.exists()


def test_neither_who_asked_nor_who_gets_it_confirms(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "rutan_head"])
    second = change(head, by=administrator, roles=["rutan_head", "registrar"])

    # The question itself, since behind it the database refuses too.
    assert [one.code for one in role_requests.decision_blockers(second, by=head, confirms=True)] == ["four_eyes"]
    assert reasons(role_requests.decide, asked, by=administrator, confirms=True) == ["four_eyes", "not_authorized"]
    assert reasons(role_requests.decide, second, by=head, confirms=True) == ["four_eyes"]
    assert reasons(role_requests.decide, asked, by=clerk, confirms=True) == ["four_eyes", "not_authorized"]
    assert (roles_of(clerk), roles_of(head)) == ({"case_officer"}, {"rutan_head"})


def test_the_database_refuses_it_too(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    rows = RoleRequest.objects.filter(pk=asked.pk)
    at = {"state": "confirmed", "decided_at": clock.now()}

    for wrong in (
        {**at, "decided_by": administrator},
        {**at, "decided_by": clerk},
        {"asked_by": clerk},
        {"decided_by": head},
        {"state": "confirmed"},
        {**at, "state": "refused", "decided_by": head},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.create(user=clerk, roles=["registrar"], reason="x", asked_by=administrator)


def test_a_refusal_says_why_and_is_told_to_who_asked(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    without = reasons(role_requests.decide, asked, by=head, confirms=False, refusal=" ")

    role_requests.decide(asked, by=head, confirms=False, refusal="Bukan tugasnya")

    assert (without, roles_of(clerk)) == (["no_reason"], {"case_officer"})
    (told,) = notices.unread(administrator)
    assert notices.sentence(told) == "Andi Hasyim menolak peran Petugas registrasi untuk Laila Sari: Bukan tugasnya"
    assert reasons(role_requests.decide, asked, by=head, confirms=True) == ["decided"]


def test_one_request_waits_at_a_time_and_can_be_withdrawn(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])

    assert reasons(change, clerk, by=administrator, roles=["case_officer", "board_member"]) == ["waiting"]
    role_requests.withdraw(asked, by=administrator)
    assert reasons(role_requests.withdraw, asked, by=administrator) == ["decided"]
    assert change(clerk, by=administrator, roles=["case_officer", "board_member"]).roles == ["board_member"]


def test_a_request_needs_a_reason(administrator, head, clerk):
    assert reasons(change, clerk, by=administrator, roles=["case_officer", "registrar"], reason=" ") == ["no_reason"]


def test_a_role_is_taken_at_once_and_told(administrator, head, clerk):
    change(clerk, by=administrator, roles=["case_officer"])
    UserFactory(roles=["auditor"], facility=administrator.facility)
    change(head, by=administrator, roles=["board_member"])

    assert roles_of(head) == set()
    assert [notices.sentence(one) for one in notices.unread(head)] == [
        f"Anda tidak lagi memegang peran: Kepala rutan. Dicabut oleh {administrator}."
    ]
    assert not notices.unread(clerk).exists()


@pytest.mark.parametrize("changes", [{"roles": ["board_member"]}, {"roles": ["rutan_head"], "is_active": False}])
def test_the_last_who_could_confirm_stays(administrator, head, clerk, changes):
    assert reasons(change, head, by=administrator, **changes) == ["last_confirmer"]
    UserFactory(roles=["auditor"], facility=administrator.facility, is_active=False)
    UserFactory(roles=["auditor"], facility=administrator.facility, must_change_password=True)
    assert reasons(change, head, by=administrator, **changes) == ["last_confirmer"]
    UserFactory(roles=["auditor"], facility=administrator.facility)
    change(head, by=administrator, **changes)


def test_roles_of_somebody_who_was_barred_meanwhile_are_not_confirmed(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    change(clerk, by=administrator, roles=["case_officer"], is_active=False)

    assert reasons(role_requests.decide, asked, by=head, confirms=True) == ["inactive"]


def test_separate_roles_that_came_meanwhile_are_not_confirmed(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    clerk.groups.add(*UserFactory(roles=["board_chair"]).groups.all())

    assert reasons(role_requests.decide, asked, by=head, confirms=True) == ["separate_roles"]


def test_the_operator_confirms_the_first_head(administrator):
    first = administering.add_user(
        by=administrator,
        office=administrator.facility,
        new=administering.NewPassword.for_one_time(),
        username="kepala",
        full_name="Andi",
        roles=["rutan_head"],
        reason="SK 1/2026",
    )
    out = StringIO()

    call_command("confirm_roles", "kepala", stdout=out)

    assert roles_of(first) == {"rutan_head"}
    assert "rutan_head (SK 1/2026)" in out.getvalue()
    assert AuditEvent.objects.get(action="rolerequest.confirm").actor_id is None
    with pytest.raises(CommandError, match="No roles wait"):
        call_command("confirm_roles", "kepala", stdout=out)


def test_the_operator_is_refused_what_must_be_two_people(administrator, head, clerk):
    change(clerk, by=administrator, roles=["case_officer", "registrar"])
    clerk.groups.add(*UserFactory(roles=["board_chair"]).groups.all())

    with pytest.raises(CommandError, match="registrasi"):
        call_command("confirm_roles", clerk.username, stdout=StringIO())


def test_pages_ask_confirm_and_tell(sign_in, administrator, head, clerk):
    edit = reverse("accounts:user_edit", args=[clerk.public_id])
    form = {"full_name": "Laila Sari", "staff_number": "", "roles": ["case_officer", "registrar"], "is_active": "on"}
    pages = sign_in(administrator)
    refused = pages.post(edit, form)
    saved = pages.post(edit, {**form, "reason": "SK 12/2026"}, follow=True).content.decode()
    assert refused.status_code == 422
    assert "Menunggu persetujuan" in saved
    asked = RoleRequest.objects.get()

    pages = sign_in(head)
    assert "1 permintaan peran menunggu persetujuan Anda" in pages.get("/").content.decode()
    listed = pages.get(reverse("accounts:role_request_list"), {"state": "waiting"}).content.decode()
    decide = reverse("accounts:role_request_decide", args=[asked.public_id])
    assert decide in listed
    assert "SK 12/2026" in pages.get(decide).content.decode()
    assert pages.post(decide, {"confirms": "no"}).status_code == 422
    assert pages.post(decide, {"confirms": "yes"}).status_code == 302
    assert pages.post(decide, {"confirms": "yes"}).status_code == 422
    assert roles_of(clerk) == {"case_officer", "registrar"}

    pages = sign_in(User.objects.get(pk=clerk.pk))
    assert reverse("accounts:account") in pages.get("/").content.decode()
    assert "Petugas registrasi" in pages.get(reverse("accounts:account")).content.decode()
    pages.post(reverse("accounts:notices_seen"))
    assert not Notice.objects.filter(seen_at=None).exists()


def test_a_request_is_withdrawn_on_its_page(sign_in, administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])

    done = sign_in(administrator).post(reverse("accounts:role_request_withdraw", args=[asked.public_id]))

    asked.refresh_from_db()
    assert (done.status_code, asked.state) == (302, "withdrawn")


def test_requests_of_another_office_are_not_found(sign_in, administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    stranger = sign_in(UserFactory(roles=["rutan_head"]))

    assert stranger.get(reverse("accounts:role_request_decide", args=[asked.public_id])).status_code == 404
    assert clerk.full_name not in stranger.get(reverse("accounts:role_request_list")).content.decode()


def test_power_is_given_only_by_who_just_typed_the_password(sign_in, administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    pages = sign_in(head)
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        answer = pages.post(reverse("accounts:role_request_decide", args=[asked.public_id]), {"confirms": "yes"})

    assert roles_of(clerk) == {"case_officer"}
    assert ("confirms", "yes") in answer.context["held"]


def test_a_given_password_is_told_to_the_owner_and_to_who_confirms_roles(sign_in, administrator, head, clerk):
    administering.give_one_time_password(clerk, by=administrator, new=administering.NewPassword.for_one_time())
    administering.change_own_password(by=clerk, new=administering.NewPassword.of("pagi hujan di sungai"))

    (told,), (other,) = notices.unread(clerk), notices.unread(head)
    assert str(administrator) in notices.sentence(told)
    assert notices.sentence(other) == (
        f"Kata sandi Laila Sari diberikan lagi oleh {administrator}. Tanyakan apakah keduanya mengetahuinya."
    )
    # Whoever signs in with it cannot make the sentence go.
    pages = sign_in(User.objects.get(pk=clerk.pk))
    pages.post(reverse("accounts:notices_seen"))
    assert list(notices.unread(clerk)) == [told]
    with clock.moved_to(clock.now() + timedelta(hours=25)):
        notices.mark_seen(clerk)
    assert not notices.unread(clerk).exists()


def test_for_a_day_after_a_given_password_nothing_is_confirmed(sign_in, administrator, head, clerk):
    """Whoever gave it could be the one who signs in."""
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    User.objects.filter(pk=head.pk).update(password_given_at=clock.now())
    url = reverse("accounts:role_request_decide", args=[asked.public_id])

    pages = sign_in(User.objects.get(pk=head.pk))
    refused = pages.post(url, {"confirms": "yes"})
    pages.logout()
    with clock.moved_to(clock.now() + administering.ONE_TIME_PASSWORD_LIFE):
        done = sign_in(User.objects.get(pk=head.pk)).post(url, {"confirms": "yes"})

    assert (refused.status_code, done["Location"]) == (422, reverse("accounts:role_request_list"))
    assert "segera beri tahu kepala kantor" in refused.content.decode()
    assert roles_of(clerk) == {"case_officer", "registrar"}


def test_a_password_of_the_operator_counts_at_once(sign_in, administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    administering.give_one_time_password(head, by=None, new=administering.NewPassword.for_one_time())
    administering.change_own_password(by=head, new=administering.NewPassword.of("pagi hujan di sungai"))

    pages = sign_in(User.objects.get(pk=head.pk))

    url = reverse("accounts:role_request_decide", args=[asked.public_id])
    assert pages.post(url, {"confirms": "yes"}).status_code == 302
    assert not notices.unread(head).exists()


def test_nobody_decides_anything_for_a_day_after_a_given_password(head):
    User.objects.filter(pk=head.pk).update(password_given_at=clock.now() - timedelta(hours=23, minutes=59))
    given = User.objects.get(pk=head.pk)

    assert [one.code for one in second_person_blockers(given, None, "")] == ["new_password"]
    with clock.moved_to(clock.now() + timedelta(minutes=2)):
        assert second_person_blockers(given, None, "") == []


@pytest.mark.parametrize("role", sorted(role_requests.CONFIRMING - {Role.BLK_HEAD}))
def test_no_administrator_gives_a_password_to_who_confirms_roles(sign_in, administrator, head, role):
    other = UserFactory(roles=[role], facility=administrator.facility)
    before = other.password
    new = administering.NewPassword.for_one_time()

    assert reasons(administering.give_one_time_password, other, by=administrator, new=new) == ["confirmer"]
    page = sign_in(administrator).post(reverse("accounts:user_password", args=[other.public_id]))

    assert page.status_code == 422
    assert "manage.py user_access" in page.content.decode()
    assert User.objects.get(pk=other.pk).password == before
    administering.give_one_time_password(other, by=None, new=new)


def test_who_was_barred_gets_the_roles_back_by_two_people_only(administrator, head, clerk):
    change(clerk, by=administrator, roles=["case_officer"], is_active=False)
    assert roles_of(clerk) == {"case_officer"}
    clerk = User.objects.get(pk=clerk.pk)

    asked = change(clerk, by=administrator, roles=["case_officer"])

    assert roles_of(clerk) == set()
    assert (asked.roles, asked.state) == (["case_officer"], "waiting")
    role_requests.decide(asked, by=head, confirms=True)
    assert roles_of(clerk) == {"case_officer"}


def test_a_request_falls_with_who_asked(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    User.objects.filter(pk=administrator.pk).update(is_active=False)

    asked = RoleRequest.objects.get(pk=asked.pk)
    assert reasons(role_requests.decide, asked, by=head, confirms=True) == ["asker_gone"]
    role_requests.decide(asked, by=head, confirms=False, refusal="Pemintanya diblokir")


def test_a_decider_who_was_barred_meanwhile_decides_nothing(administrator, head, clerk):
    asked = change(clerk, by=administrator, roles=["case_officer", "registrar"])
    User.objects.filter(pk=head.pk).update(is_active=False)

    assert reasons(role_requests.decide, asked, by=head, confirms=True) == ["not_authorized"]
