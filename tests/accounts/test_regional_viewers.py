"""Users of a regional office: created by the operators of the site, since their office has no administrator."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import administering
from accounts.models import User
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.factories import FacilityFactory, UserFactory

pytestmark = pytest.mark.django_db
REGION = "Kalimantan Selatan"


@pytest.fixture
def facility():
    return FacilityFactory(region=REGION, name="Rutan Rantau")


def run(command, *words, **options):
    out = StringIO()
    call_command(command, *words, stdout=out, **options)
    return out.getvalue()


def add(username="kanwil.kalsel", name="Hendra Gunawan", region=REGION, **options):
    return run("add_regional_viewer", username, name, region=region, **options)


def test_viewer_belongs_to_the_region_alone_and_can_sign_in_once_with_the_password(facility):
    said = add(staff_number="19800101")

    user = User.objects.get()
    password = re.search(r"password (\S+)", said)[1]
    assert (user.region, user.office, user.staff_number, user.role_names) == (
        REGION,
        None,
        "19800101",
        {"regional_viewer"},
    )
    assert user.check_password(password)
    assert user.must_change_password
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == ["user.add", "user.one_time_password"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"region": "Kalimantan selatan"}, "Kalimantan Selatan"),
        ({"username": "SITI"}, "nama pengguna|user name"),
        ({"username": "a b"}, "3"),
    ],
)
def test_viewer_is_refused_with_the_reason_and_nobody_is_made(facility, changes, sentence):
    UserFactory(username="siti", facility=facility)

    with pytest.raises(CommandError, match=re.compile(sentence, re.IGNORECASE)):
        add(**changes)

    assert User.objects.count() == 1


def test_region_without_any_facility_has_nobody_to_watch_over_it():
    assert [reason.code for reason in administering.region_blockers("Bali")] == ["region_unknown"]


def test_administrator_of_an_office_can_neither_make_nor_reach_a_viewer(sign_in, facility):
    administrator = UserFactory(roles=["administrator"], facility=facility)
    viewer = UserFactory(roles=["regional_viewer"], region=REGION)
    pages = sign_in(administrator)

    with pytest.raises(RuleViolation):
        administering.add_user(
            by=administrator,
            office=facility,
            new=administering.NewPassword.for_one_time(),
            username="kanwil",
            full_name="Hendra",
            roles=["regional_viewer"],
        )

    assert pages.get(reverse("accounts:user_edit", args=[viewer.public_id])).status_code == 404


def test_viewer_sees_figures_of_the_own_region_and_no_link_to_anything_else(sign_in, facility):
    FacilityFactory(region="Jawa Barat", name="Rutan Bandung")
    viewer = UserFactory(roles=["regional_viewer"], region=REGION)

    answer = sign_in(viewer).get(reverse("reports:home"))

    text = answer.content.decode()
    assert "Rutan Rantau" in text
    assert "Rutan Bandung" not in text
    assert REGION in text


def test_new_password_is_given_to_whoever_no_administrator_can_reach(facility):
    viewer = UserFactory(roles=["regional_viewer"], region=REGION, username="kanwil")

    said = run("user_access", "kanwil", "password")

    viewer.refresh_from_db()
    assert viewer.check_password(re.search(r"sekali pakai (\S+)", said)[1])


def test_blocked_viewer_is_signed_out_and_cannot_come_back_until_allowed(sign_in, facility):
    viewer = UserFactory(roles=["regional_viewer"], region=REGION, username="kanwil")
    pages = sign_in(viewer)

    run("user_access", "kanwil", "block")

    assert pages.get(reverse("reports:home")).status_code == 302
    viewer.refresh_from_db()
    assert not viewer.is_active
    run("user_access", "kanwil", "allow")
    viewer.refresh_from_db()
    assert viewer.is_active
    assert list(AuditEvent.objects.filter(action="user.access").values_list("details__is_active", flat=True)) == [
        True,
        False,
    ]


def test_access_of_an_unknown_name_is_refused(facility):
    with pytest.raises(CommandError, match="siapa"):
        run("user_access", "siapa", "block")
