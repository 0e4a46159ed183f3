"""Users of a probation office: created by the operators of the site, since their office has no administrator here."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import ProbationOffice, User
from accounts.roles import Role, Side, roles_for
from core.models import AuditEvent
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OFFICE = ("BPS-AMT", "Balai Pemasyarakatan Amuntai")


def add(username="bapas.amuntai", name="Arif Rahman", office=OFFICE, **options) -> str:
    out = StringIO()
    call_command("add_probation_officer", username, name, office=office, stdout=out, **options)
    return out.getvalue()


def test_officer_belongs_to_the_office_alone_and_can_sign_in_once_with_the_password():
    said = add(staff_number="19800101")

    user = User.objects.get()
    assert (user.office.name, user.office_code, user.side, user.role_names) == (
        OFFICE[1],
        OFFICE[0],
        Side.PROBATION,
        {"bapas_officer"},
    )
    assert user.check_password(re.search(r"password (\S+)", said)[1])
    assert user.must_change_password
    assert [event.action for event in AuditEvent.objects.order_by("pk")] == ["user.add", "user.one_time_password"]


def test_second_officer_joins_the_office_that_is_there():
    add()
    add(username="bapas.dua", name="Siti Aminah")

    assert ProbationOffice.objects.get().users.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"), [({"username": "ARIF"}, "nama pengguna|user name"), ({"username": "a b"}, "3")]
)
def test_officer_is_refused_with_the_reason_and_no_office_is_left_behind(changes, sentence):
    UserFactory(username="arif")

    with pytest.raises(CommandError, match=re.compile(sentence, re.IGNORECASE)):
        add(**changes)

    assert (User.objects.count(), ProbationOffice.objects.count()) == (1, 0)


def test_no_administrator_gives_roles_of_a_probation_office():
    assert roles_for(Side.PROBATION) == [Role.BAPAS_OFFICER]
    for side in (Side.FACILITY, Side.CENTER, Side.REGION):
        assert Role.BAPAS_OFFICER not in roles_for(side)


def test_officer_sees_no_one_in_custody_and_no_batch(sign_in):
    pages = sign_in(UserFactory(roles=["bapas_officer"]))

    assert pages.get(reverse("reports:home")).status_code == 200
    for page in ("inmates:list", "programs:batch_list", "certification:certificate_list", "inmates:task_list"):
        assert pages.get(reverse(page)).status_code == 403
