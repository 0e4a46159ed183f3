"""One's own account and the page of the office: what they show, take, refuse and leave alone."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import administering
from accounts.models import Facility, TrainingCenter, User
from accounts.passwords import GuessableValidator
from accounts.permissions import PERMISSIONS, permissions_of
from accounts.roles import SIDES, Role, Side, roles_for
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.factories import FacilityFactory, TrainingCenterFactory, UserFactory

pytestmark = pytest.mark.django_db


def office_values(office, **changes):
    names = [*administering.OFFICE_FIELDS]
    names += administering.CENTER_FIELDS if isinstance(office, TrainingCenter) else []
    return {**{name: getattr(office, name) for name in names}, **changes}


# One's own account


@pytest.mark.parametrize("role", list(SIDES))
def test_everybody_finds_the_own_account_with_office_and_roles(sign_in, role):
    user = UserFactory(roles=[role], full_name="Siti Rahmah")

    page = sign_in(user).get(reverse("accounts:account")).content.decode()

    assert "Siti Rahmah" in page
    assert len(re.findall(r"<h1", page)) == 1


def test_language_is_told_in_the_language_that_was_chosen(sign_in):
    user = UserFactory(roles=["registrar"])
    client = sign_in(user)

    answer = client.post(reverse("accounts:language_change"), {"language": "en"}, follow=True)

    user.refresh_from_db()
    assert user.language == "en"
    assert "The language was changed." in answer.content.decode()
    assert '<html lang="en"' in answer.content.decode()
    assert AuditEvent.objects.get(action="user.language").details == {"language": "en"}


@pytest.mark.parametrize("language", ["", "de", "id; DROP TABLE", "x" * 500])
def test_language_that_is_not_offered_changes_nothing(sign_in, language):
    user = UserFactory(roles=["registrar"])

    answer = sign_in(user).post(reverse("accounts:language_change"), {"language": language})

    user.refresh_from_db()
    assert (answer.status_code, user.language) == (422, "id")


def test_language_of_one_is_not_that_of_the_other(sign_in, client):
    first, second = UserFactory(roles=["registrar"], language="en"), UserFactory(roles=["registrar"])

    pages = [sign_in(user).get(reverse("accounts:account")).content.decode() for user in (first, second)]

    assert ['<html lang="en"' in page for page in pages] == [True, False]


# The office


def test_page_of_the_facility_changes_what_it_says_of_itself(sign_in, administrator):
    office = administrator.facility
    client = sign_in(administrator)

    answer = client.post(
        reverse("accounts:office_edit"),
        office_values(office, city="Binuang", telephone="(0517) 31 234", idle_minutes="15"),
        follow=True,
    )

    office.refresh_from_db()
    assert (office.city, office.telephone, office.idle_minutes) == ("Binuang", "(0517) 31 234", 15)
    assert answer.redirect_chain == [(reverse("accounts:office_edit"), 302)]
    assert AuditEvent.objects.get(action="office.change").details["before"]["city"] == "Rantau"


def test_saving_the_office_unchanged_records_nothing(sign_in, administrator):
    sign_in(administrator).post(reverse("accounts:office_edit"), office_values(administrator.facility))

    assert not AuditEvent.objects.filter(action="office.change").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"idle_minutes": "4"},
        {"idle_minutes": "241"},
        {"idle_minutes": "lama"},
        {"name": ""},
        {"short_name": "x" * 500},
        {"telephone": "tanya Rutan"},
    ],
    ids=["too short", "too long", "no number", "no name", "huge name", "no telephone number"],
)
def test_office_that_cannot_be_comes_back(sign_in, administrator, change):
    office = administrator.facility

    answer = sign_in(administrator).post(reverse("accounts:office_edit"), office_values(office, **change))

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == change.keys()
    assert Facility.objects.get() == office
    assert Facility.objects.values_list("name", "city").get() == (office.name, office.city)


def test_center_has_the_words_of_its_papers_on_the_page(sign_in):
    center = TrainingCenterFactory()
    user = UserFactory(roles=["administrator"], training_center=center)

    sign_in(user).post(
        reverse("accounts:office_edit"), office_values(center, head_name="Noor Aisyah", idle_minutes="30")
    )

    center.refresh_from_db()
    assert center.head_name == "Noor Aisyah"


@pytest.mark.parametrize("role", [role for role in SIDES if role != Role.ADMINISTRATOR])
def test_office_and_accounts_are_the_administrators_alone(sign_in, role):
    client = sign_in(UserFactory(roles=[role]))

    statuses = [
        client.get(reverse(f"accounts:{name}")).status_code for name in ("office_edit", "user_list", "user_new")
    ]

    assert statuses == [403, 403, 403]


# Accounts


@pytest.mark.parametrize("username", ["ab", "x" * 61, "dua kata", "tanda/garis", "surat@el", ""])
def test_user_name_that_nobody_could_type_is_refused(sign_in, administrator, username):
    values = {"username": username, "full_name": "Budi", "roles": ["registrar"]}

    answer = sign_in(administrator).post(reverse("accounts:user_new"), values)

    assert answer.status_code == 422
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["user_edit", "user_password"])
def test_account_of_another_office_cannot_be_reached(sign_in, administrator, name):
    stranger = UserFactory(roles=["registrar"])
    before = stranger.password

    answer = sign_in(administrator).post(reverse(f"accounts:{name}", args=[stranger.public_id]), {})

    stranger.refresh_from_db()
    assert (answer.status_code, stranger.password) == (404, before)


def test_new_one_time_password_is_shown_once_and_makes_the_old_one_useless(sign_in, administrator):
    colleague = UserFactory(roles=["registrar"], facility=administrator.facility, password="lama-sekali-dan-panjang")

    answer = sign_in(administrator).post(reverse("accounts:user_password", args=[colleague.public_id]))

    colleague.refresh_from_db()
    assert not colleague.check_password("lama-sekali-dan-panjang")
    assert colleague.check_password(answer.context["password"])
    assert colleague.must_change_password
    assert answer.context["password"] not in str(list(AuditEvent.objects.values_list("details", flat=True)))


def test_change_of_an_account_is_told_on_the_list(sign_in, administrator):
    colleague = UserFactory(roles=["registrar"], facility=administrator.facility)
    values = {"full_name": "Nama Baru", "staff_number": "NIP 1", "roles": ["registrar"], "is_active": "on"}

    answer = sign_in(administrator).post(reverse("accounts:user_edit", args=[colleague.public_id]), values, follow=True)

    colleague.refresh_from_db()
    assert (colleague.full_name, colleague.staff_number) == ("Nama Baru", "NIP 1")
    assert "Nama Baru" in answer.content.decode()


def test_roles_of_the_other_side_are_not_offered(sign_in, administrator):
    page = sign_in(administrator).get(reverse("accounts:user_new"))

    offered = [value for value, _label in page.context["form"].fields["roles"].choices]
    assert offered == [role.value for role in roles_for(Side.FACILITY)]
    assert "instructor" not in offered


@pytest.mark.parametrize(
    ("side", "roles", "expected"),
    [
        (Side.FACILITY, [], ["no_role"]),
        (Side.FACILITY, ["instructor"], ["foreign_role"]),
        (Side.CENTER, ["registrar", "instructor"], ["foreign_role"]),
        (Side.CENTER, ["instructor", "assessor"], []),
        (Side.FACILITY, ["administrator"], []),
    ],
)
def test_each_reason_against_roles(side, roles, expected):
    assert [reason.code for reason in administering.blockers_of_roles(side, roles)] == expected


def test_every_permission_belongs_to_a_role_of_some_side():
    for role in Role:
        assert permissions_of({role.value}) == frozenset(PERMISSIONS[role])
        assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", name) for name in PERMISSIONS[role])


def test_two_roles_give_what_both_give():
    both = permissions_of({"registrar", "training_officer"})

    assert both == permissions_of({"registrar"}) | permissions_of({"training_officer"})


def test_user_of_a_region_changes_no_office():
    viewer = UserFactory(roles=["regional_viewer"])

    with pytest.raises(RuleViolation) as refused:
        administering.change_office(by=viewer, values={"city": "X"})

    assert [reason.code for reason in refused.value.reasons] == ["no_office"]


# Passwords


@pytest.mark.parametrize(
    "password", ["Rutan2026!", "pelatihan-123456", "TERAMPIL99999", "lapaslapaslapas", "indonesia.1945!"]
)
def test_word_of_the_office_with_digits_around_it_is_no_password(password):
    with pytest.raises(ValidationError) as refused:
        GuessableValidator().validate(password)

    assert refused.value.code == "password_guessable"


@given(st.lists(st.sampled_from(["kuda", "meja", "hujan", "sepatu", "langit"]), min_size=3, max_size=5, unique=True))
def test_several_unrelated_words_are_a_password(words):
    assert GuessableValidator().validate("-".join(words)) is None


def test_code_of_the_own_office_is_no_password():
    user = UserFactory(roles=["registrar"], facility=FacilityFactory(code="RANTAU"))

    with pytest.raises(ValidationError) as refused:
        GuessableValidator().validate("rantau123456", user)

    assert refused.value.code == "password_guessable"


def test_name_of_any_office_is_no_password():
    """No common word and no word of the field: the office alone tells it."""
    user, _neighbor = UserFactory(roles=["registrar"]), FacilityFactory(city="Wanamartapura")

    assert GuessableValidator().validate("wanamartapuri2026", user) is None
    with pytest.raises(ValidationError) as refused:
        GuessableValidator().validate("wanamartapura2026", user)

    assert refused.value.code == "password_guessable"


def test_one_time_passwords_hold_no_letters_that_look_alike():
    made = {administering.one_time_password() for _ in range(200)}

    assert len(made) == 200
    assert {len(password) for password in made} == {19}
    assert set("".join(made)).isdisjoint("ilo01")
