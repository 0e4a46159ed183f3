"""The administrator's pages and commands, and the roles behind them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import administering, notices
from accounts.models import Notice, User
from accounts.permissions import PERMISSIONS, permissions_of
from accounts.roles import Role, Side, roles_for, sync_roles
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.factories import FacilityFactory, ProbationOfficeFactory, TrainingCenterFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def pages(sign_in, administrator):
    return sign_in(administrator)


@pytest.fixture
def colleague(administrator):
    return UserFactory(roles=["registrar", "case_officer"], facility=administrator.facility, full_name="Siti Aminah")


def reasons(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as refused:
        command(*args, **kwargs)
    return [reason.code for reason in refused.value.reasons]


def person(**changes):
    return {
        "username": "budi.santoso",
        "full_name": "Budi Santoso",
        "roles": ["registrar"],
        "reason": "SK Karutan 12/2026",
        **changes,
    }


def edit(user, **changes):
    return {"full_name": user.full_name, "staff_number": "", "roles": ["registrar"], "is_active": "on", **changes}


def test_new_user_belongs_to_the_administrators_office_and_gets_a_password_once(pages, administrator):
    token = "0b7a7f0e-7f10-4bd4-9c64-0ac1d1b2f6a1"
    answer = pages.post(reverse("accounts:user_new"), person(idempotency_token=token))

    user = User.objects.get(username="budi.santoso")
    password = answer.context["password"]
    assert user.facility == administrator.facility
    assert user.check_password(password)
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    again = pages.post(reverse("accounts:user_new"), person(idempotency_token=token))
    assert (again.status_code, again.content) == (410, b"")
    assert User.objects.filter(username="budi.santoso").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"username": "a b"}, {"username": ""}, {"full_name": ""}, {"roles": []}, {"roles": ["instructor"]}],
)
def test_new_user_is_refused(pages, wrong):
    before = User.objects.count()

    assert pages.post(reverse("accounts:user_new"), person(**wrong)).status_code == 422
    assert User.objects.count() == before


def test_user_name_is_taken_whatever_its_case(pages, colleague):
    colleague.username = "Budi.Santoso"
    colleague.save()

    assert pages.post(reverse("accounts:user_new"), person()).status_code == 422


def test_list_shows_the_own_office_only(pages, colleague):
    stranger = UserFactory(roles=["registrar"], full_name="Orang Asing")

    page = pages.get(reverse("accounts:user_list")).content.decode()

    assert colleague.full_name in page
    assert stranger.full_name not in page


def test_list_is_narrowed_by_words_role_and_access(pages, administrator, colleague):
    now = clock.now()
    User.objects.filter(pk=administrator.pk).update(full_name="Ratna Kepala", last_login=now)
    User.objects.filter(pk=colleague.pk).update(last_login=now - timedelta(days=91))
    joined = {"facility": administrator.facility, "roles": ["case_officer"]}
    new = UserFactory(**joined, full_name="Belum Pernah", username="bpernah", must_change_password=True)
    gone = UserFactory(**joined, full_name="Sudah Pindah", is_active=False, date_joined=now - timedelta(days=400))
    old = UserFactory(**joined, full_name="Tak Kunjung", date_joined=now - timedelta(days=91))

    def found(**query):
        return [row.full_name for row in pages.get(reverse("accounts:user_list", query=query)).context["page"]]

    assert found(q="pernah") == found(q="BPERN") == [new.full_name]
    assert found(role="registrar") == [colleague.full_name]
    assert found(state="waiting") == [new.full_name]
    assert found(state="blocked") == [gone.full_name]
    assert set(found(state="unseen")) == {colleague.full_name, old.full_name}
    assert found(role="registrar", state="unseen") == [colleague.full_name]
    assert found(sort="-seen")[:2] == ["Ratna Kepala", colleague.full_name]
    assert "Tidak ada pengguna" in pages.get(reverse("accounts:user_list", query={"q": "zzz"})).text


def test_number_of_queries_of_the_list_does_not_grow(
    pages, administrator, colleague, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("accounts:user_list")
    pages.get(url)
    with django_assert_max_num_queries(15) as few:
        pages.get(url)
    for _ in range(28):
        UserFactory(roles=["registrar"], facility=administrator.facility)
    with django_assert_num_queries(len(few)):
        pages.get(url)


def test_change_of_name_roles_and_access_is_audited_with_what_was_before(pages, colleague):
    url = reverse("accounts:user_edit", args=[colleague.public_id])

    assert pages.post(url, edit(colleague, full_name="Siti Amina", roles=["case_officer"])).status_code == 302

    colleague = User.objects.get(pk=colleague.pk)
    assert (colleague.full_name, colleague.role_names) == ("Siti Amina", {"case_officer"})
    event = AuditEvent.objects.about(colleague).get(action="user.change")
    assert event.details["before"]["roles"] == ["case_officer", "registrar"]
    assert event.details["changed"] == ["full_name"]
    assert "Siti" not in str(event.details)


def test_a_new_name_or_number_is_told_to_its_owner_and_the_heads_but_not_in_the_audit(administrator, colleague):
    head = UserFactory(roles=["rutan_head"], facility=administrator.facility)
    change = {"by": administrator, "full_name": "Siti Amina", "roles": ["registrar", "case_officer"], "is_active": True}

    for number in ("198701", "198701"):
        administering.change_user(colleague, staff_number=number, **change)

    told = Notice.objects.filter(kind=Notice.Kind.RENAMED)
    assert {notice.user for notice in told} == {colleague, head}
    values = {"before": "Siti Aminah", "after": "Siti Amina (198701)", "by": administrator.full_name}
    assert [notice.values for notice in told] == [values] * 2
    assert all("Siti Amina (198701)" in notices.sentence(notice) for notice in told)
    first, second = AuditEvent.objects.about(colleague).filter(action="user.change").order_by("pk")
    assert (first.details["changed"], second.details["changed"]) == (["full_name", "staff_number"], [])
    assert "198701" not in str(first.details)


def test_user_without_access_is_signed_out_at_once(pages, colleague, client):
    other = type(client)()
    other.force_login(colleague, backend="accounts.backends.RoleBackend")
    form = edit(colleague)
    del form["is_active"]

    pages.post(reverse("accounts:user_edit", args=[colleague.public_id]), form)

    assert other.get("/").status_code == 302


@pytest.mark.parametrize("wrong", [{"roles": ["registrar"]}, {"roles": ["administrator"], "is_active": ""}])
def test_nobody_takes_away_the_own_access(pages, administrator, wrong):
    form = edit(administrator, **wrong)
    if not form["is_active"]:
        del form["is_active"]

    assert pages.post(reverse("accounts:user_edit", args=[administrator.public_id]), form).status_code == 422
    assert User.objects.get(pk=administrator.pk).has_role(Role.ADMINISTRATOR)


@pytest.mark.parametrize("name", ["user_edit", "user_password"])
def test_account_of_another_office_is_not_found(pages, name):
    stranger = UserFactory(roles=["registrar"])
    before = stranger.password

    assert pages.post(reverse(f"accounts:{name}", args=[stranger.public_id])).status_code == 404
    stranger.refresh_from_db()
    assert stranger.password == before


def test_role_of_the_other_side_is_refused_by_the_command(administrator, colleague):
    change = {"by": administrator, "full_name": "Siti", "staff_number": "", "is_active": True}

    assert reasons(administering.change_user, colleague, roles=["instructor"], **change) == ["foreign_role"]
    assert reasons(administering.change_user, colleague, roles=[], **change) == ["no_role"]


def test_center_has_the_roles_of_its_own_side():
    center = TrainingCenterFactory()
    user = administering.add_user(
        by=None,
        office=center,
        new=administering.NewPassword.for_one_time(),
        username="rina",
        full_name="Rina",
        roles=["instructor", "assessor"],
    )

    assert user.training_center == center
    assert Role.REGISTRAR not in roles_for(Side.CENTER)
    assert roles_for(Side.REGION) == [Role.REGIONAL_VIEWER]


def test_office_words_are_changed_by_its_administrator_and_audited(administrator):
    office = administering.change_office(by=administrator, values={"city": "Kandangan"})

    assert office.city == "Kandangan"
    assert AuditEvent.objects.about(office).get(action="office.change").details["before"] == {"city": "Rantau"}
    assert administering.change_office(by=administrator, values={"city": "Kandangan"}).city == "Kandangan"
    assert AuditEvent.objects.about(office).filter(action="office.change").count() == 1


def test_user_of_a_region_has_no_office_to_change():
    viewer = UserFactory(roles=["regional_viewer"])

    assert reasons(administering.change_office, by=viewer, values={"city": "Rantau"}) == ["no_office"]


def test_user_belongs_to_one_office():
    facility, center = FacilityFactory(), TrainingCenterFactory()

    office = ProbationOfficeFactory()
    pairs = ({"facility": facility, "training_center": center}, {"facility": facility, "region": "Kalsel"})
    beside = ({"probation_office": office, "training_center": center}, {"probation_office": office, "region": "Kalsel"})

    for wrong in ({}, *pairs, *beside):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(username="x", full_name="X", **wrong)


def test_roles_are_made_once_and_none_is_removed():
    Group.objects.filter(name__in=["registrar", "auditor"]).delete()
    Group.objects.create(name="made by hand")

    assert sorted(sync_roles()) == ["auditor", "registrar"]
    assert sync_roles() == []
    assert Group.objects.filter(name="made by hand").exists()


def test_permissions_come_from_roles_and_unknown_names_give_nothing():
    assert permissions_of({"registrar", "auditor"}) == PERMISSIONS[Role.REGISTRAR] | PERMISSIONS[Role.AUDITOR]
    assert permissions_of({"made by hand"}) == frozenset()


def test_inactive_user_has_no_permission():
    user = UserFactory(roles=["registrar"], is_active=False)

    assert not user.has_perm("inmates.view_person")
    assert not user.has_module_perms("inmates")
    assert user.get_all_permissions() == set()


def test_one_time_password_is_readable_on_paper_and_never_the_same():
    made = {administering.one_time_password() for _ in range(50)}

    assert len(made) == 50
    assert all(len(password) == 19 and not set(password) & set("lio01") for password in made)


@pytest.mark.parametrize("number", ["198501012010011001", "PPPK-12", "3.21/B", ""])
def test_every_office_has_staff_numbers_of_its_own(pages, number):
    pages.post(reverse("accounts:user_new"), person(staff_number=number))

    assert User.objects.get(username="budi.santoso").staff_number == number


def test_a_staff_number_without_a_digit_is_refused(pages, administrator, colleague):
    new = pages.post(reverse("accounts:user_new"), person(staff_number="abc"))
    changed = reasons(
        administering.change_user,
        colleague,
        by=administrator,
        full_name="Siti Aminah",
        staff_number="abc",
        roles=["registrar"],
        is_active=True,
    )

    assert (new.status_code, changed) == (422, ["staff_number"])
    assert "NIP atau nomor pegawai memuat angka." in new.content.decode()
    assert not User.objects.filter(username="budi.santoso").exists()


def test_the_reason_that_a_new_account_needs_is_not_called_optional(pages):
    page = pages.get(reverse("accounts:user_new")).text

    label = page.split('for="id_reason"')[1].split("</label>")[0]
    assert "opsional" not in label
