"""Two roles that must be two people: refused by page, command and database alike."""

from contextlib import nullcontext
from itertools import combinations

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts import administering
from accounts.models import SeparateRoles, User
from accounts.permissions import PERMISSIONS
from accounts.roles import SIDES, Role, Side, roles_for
from accounts.separate_roles import SEPARATE, pair_blockers
from core.errors import RuleViolation
from tests.factories import UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_code_and_database_have_the_same_pairs():
    known = {frozenset(pair) for pair in SeparateRoles.objects.values_list("first", "second")}

    assert known == {frozenset((first.value, second.value)) for first, second in SEPARATE}


@pytest.mark.parametrize(("first", "second"), list(combinations(Role, 2)))
def test_the_database_refuses_exactly_these(first, second):
    is_apart = (first, second) in SEPARATE or (second, first) in SEPARATE
    user = User.objects.create(username="x", full_name="X", region="Kalsel")
    groups = [Group.objects.get(name=name) for name in (first, second)]

    expected = pytest.raises(DatabaseError, match="two people") if is_apart else nullcontext()
    with expected, transaction.atomic():
        user.groups.add(*groups)
    assert bool(pair_blockers([first, second])) == is_apart


def test_a_row_cannot_be_changed_into_a_second_role():
    user = UserFactory(roles=["case_officer"])
    row = User.groups.through.objects.filter(user=user)
    user.groups.add(Group.objects.get(name="registrar"))

    with pytest.raises(DatabaseError), transaction.atomic():
        row.filter(group__name="case_officer").update(group=Group.objects.get(name="board_chair"))


@pytest.mark.parametrize(
    ("prepares", "approves"),
    [
        ("certification.prepare_certificate", "certification.approve_certificate"),
        ("certification.request_revocation", "certification.approve_revocation"),
        ("certification.assess", "certification.decide_result_appeal"),
        ("accounts.change_user", "accounts.confirm_roles"),
        ("inmates.import_people", "programs.decide_application"),
    ],
)
def test_nobody_can_be_both_hands_of_one_act(prepares, approves):
    first = [role for role in Role if prepares in PERMISSIONS[role]]
    second = [role for role in Role if approves in PERMISSIONS[role]]

    assert first
    assert second
    for one in first:
        for other in second:
            meet = SIDES[one] == SIDES[other] or Side.BOTH in (SIDES[one], SIDES[other])
            if one != other and meet:
                assert pair_blockers([one, other]), (one, other)


@pytest.mark.parametrize("side", [Side.FACILITY, Side.CENTER])
def test_the_administrator_and_the_data_protection_officer_have_one_role(side):
    for alone in (Role.ADMINISTRATOR, Role.AUDITOR):
        for other in roles_for(side):
            assert bool(pair_blockers([alone, other])) == (alone != other)


def test_command_and_page_refuse_them_with_words(sign_in, administrator):
    UserFactory(roles=["rutan_head"], facility=administrator.facility)
    new = administering.NewPassword.for_one_time()
    person = {"username": "siti", "full_name": "Siti", "roles": ["registrar", "board_chair"], "reason": "SK 1"}

    with pytest.raises(RuleViolation) as refused:
        administering.add_user(by=administrator, office=administrator.facility, new=new, **person)
    page = sign_in(administrator).post(reverse("accounts:user_new"), person)

    assert codes(refused) == ["separate_roles"]
    assert page.status_code == 422
    assert "harus dua orang" in page.content.decode()
    assert not User.objects.filter(username="siti").exists()
