"""Two administrators and a head who act together: no role, export or certificate by an account they make or take.

What they lack is one person more: the owner's factor, or the data protection officer of the office.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import administering, code_cards, password_confirming, role_requests
from accounts.models import RoleRequest, User
from accounts.roles import Role
from core import clock
from core.errors import RuleViolation
from core.two_person_decision import NOT_YET
from tests.factories import FacilityFactory, TrainingCenterFactory, UserFactory
from tests.factories.factors import drawn
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
OFFICES = [("facility", Role.RUTAN_HEAD, Role.REGISTRAR), ("training_center", Role.BLK_HEAD, Role.CERTIFICATE_OFFICER)]
MAKES = {"facility": FacilityFactory, "training_center": TrainingCenterFactory}
CHOSEN = "pagi hujan di sungai"


@pytest.fixture(params=OFFICES, ids=["facility", "center"])
def office(request):
    """The colluders, the officer whom they do not have, and a role that they want."""
    kind, head, wanted = request.param
    first = UserFactory(roles=["administrator"], **{kind: MAKES[kind]()})
    own = {kind: getattr(first, kind)}
    return {
        "administrator": first,
        "other": UserFactory(roles=["administrator"], **own),
        "head": UserFactory(roles=[head], **own),
        "officer": UserFactory(roles=["auditor"], **own),
        "colleague": UserFactory(roles=["assessor" if kind == "training_center" else "case_officer"], **own),
        "wanted": wanted,
        "own": own,
    }


def reasons(command, *args, **kwargs):
    with pytest.raises(RuleViolation) as refused:
        command(*args, **kwargs)
    return codes(refused)


def change(user, *, by, roles=None, **changes):
    wanted = user.role_names if roles is None else roles
    values = {"full_name": user.full_name, "staff_number": "", "is_active": True, "reason": "SK 12/2026", **changes}
    return administering.change_user(User.objects.get(pk=user.pk), by=by, roles=wanted, **values)


def new_password(user, by):
    new = administering.NewPassword.for_one_time()
    administering.give_one_time_password(User.objects.get(pk=user.pk), by=by, new=new)
    return new.clear


def asked_for(user):
    return RoleRequest.objects.waiting().get(user=user)


def puppet(office):
    new = administering.NewPassword.for_one_time()
    told = {"username": "boneka", "full_name": "Boneka", "roles": [office["wanted"]], "reason": "SK 12/2026"}
    (place,) = office["own"].values()
    return administering.add_user(by=office["administrator"], office=place, new=new, **told), new


def test_a_person_of_their_own_gets_no_role(client, office):
    user, new = puppet(office)
    client.post(reverse("accounts:sign_in"), {"username": "boneka", "password": new.clear})
    administering.change_own_password(by=User.objects.get(pk=user.pk), new=administering.NewPassword.of(CHOSEN))

    with clock.moved_to(clock.now() + 2 * NOT_YET):
        assert reasons(role_requests.decide, asked_for(user), by=office["head"], confirms=True) == ["unknown_owner"]

    assert User.objects.get(pk=user.pk).role_names == frozenset()
    assert client.get(reverse("inmates:export_csv")).status_code != 200


def test_the_officer_gives_a_new_colleague_the_role_and_the_head_where_there_is_none(office):
    user, _new = puppet(office)
    role_requests.decide(asked_for(user), by=office["officer"], confirms=True)
    assert User.objects.get(pk=user.pk).role_names == {office["wanted"]}

    office["officer"].groups.clear()
    User.objects.filter(pk=user.pk).update(is_active=False)
    change(user, by=office["administrator"], roles=[office["wanted"]])
    role_requests.decide(asked_for(user), by=office["head"], confirms=True)


def test_somebody_who_left_long_ago_does_not_come_back_as_one_of_them(office):
    gone = office["colleague"]
    change(gone, by=office["administrator"], is_active=False)
    change(gone, by=office["administrator"], roles=[office["wanted"]])
    # The roles first: the password is still the owner's.
    role_requests.decide(asked_for(gone), by=office["head"], confirms=True)
    new_password(gone, office["other"])
    gone = User.objects.get(pk=gone.pk)

    assert reasons(password_confirming.confirm, gone, by=office["head"]) == ["unknown_owner"]
    assert not password_confirming.decidable_by(office["head"]).exists()
    assert password_confirming.decidable_by(office["officer"]).get() == gone


def test_nor_with_the_password_first(office):
    gone = office["colleague"]
    change(gone, by=office["administrator"], is_active=False)
    change(gone, by=office["administrator"], roles=[office["wanted"]])
    new_password(gone, office["other"])

    assert reasons(role_requests.decide, asked_for(gone), by=office["head"], confirms=True) == ["unknown_owner"]


def test_they_do_not_set_up_the_first_factor_of_an_officer_who_has_none(office, settings):
    """Whoever was away when factors came has the role and no factor: the new password would set one up."""
    settings.FACTOR_ROLES = ["certificate_officer", "registrar"]
    away = UserFactory(roles=[office["wanted"]], last_login=clock.now(), **office["own"])
    new_password(away, office["other"])
    away = User.objects.get(pk=away.pk)

    assert reasons(password_confirming.confirm, away, by=office["head"]) == ["first_factor"]
    assert not password_confirming.decidable_by(office["head"]).exists()
    assert password_confirming.decidable_by(office["officer"]).get() == away
    password_confirming.confirm(away, by=office["officer"])


@pytest.mark.parametrize("printer", ["administrator", "head"])
def test_a_card_that_one_of_them_printed_long_ago_is_no_factor_of_the_owner(office, settings, printer):
    settings.FACTOR_ROLES = ["certificate_officer", "registrar"]
    owner = UserFactory(roles=[office["wanted"]], last_login=clock.now(), **office["own"])
    with clock.moved_to(clock.now() - timedelta(days=40)):
        card = code_cards.print_card(owner, by=office[printer], drawn=drawn())
        code_cards.activate(card, by=office["officer"])
    new_password(owner, office["other"])
    owner = User.objects.get(pk=owner.pk)

    assert password_confirming.is_waiting(owner)
    assert reasons(password_confirming.confirm, owner, by=office["head"]) == ["first_factor"]


def test_who_needs_no_factor_is_let_in_by_the_head(office, settings):
    settings.FACTOR_ROLES = ["certificate_officer", "registrar"]
    new_password(office["colleague"], office["other"])

    password_confirming.confirm(User.objects.get(pk=office["colleague"].pk), by=office["head"])


def test_no_administrator_becomes_the_one_who_sees(office):
    change(office["other"], by=office["administrator"], roles=[office["wanted"]])

    asked = asked_for(office["other"])
    assert reasons(role_requests.decide, asked, by=office["head"], confirms=True) == ["was_administrator"]
    role_requests.decide(asked, by=office["officer"], confirms=True)


@pytest.mark.parametrize("changes", [{"is_active": False}, {"roles": ["administrator"]}])
def test_they_do_not_get_rid_of_the_officer(office, changes):
    assert reasons(change, office["officer"], by=office["administrator"], **changes) == ["last_officer"]
    assert reasons(administering.give_one_time_password, office["officer"], by=office["other"], new=None) == [
        "confirmer"
    ]

    UserFactory(roles=["auditor"], **office["own"])
    change(office["officer"], by=office["administrator"], **changes)
