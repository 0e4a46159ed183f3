"""A role that stands in the database and that no two people gave is told by verify_audit."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from accounts import role_proof, role_requests
from accounts.models import RoleRequest, User
from core import audit
from core.models import AuditEvent
from tests.accounts.test_role_requests import change
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def head(administrator):
    return UserFactory(roles=["rutan_head"], facility=administrator.facility)


@pytest.fixture
def clerk(administrator, head):
    """A colleague whose account and role were made as they are made."""
    user = UserFactory(roles=[], facility=administrator.facility)
    audit.record("user.add", by=administrator, target=user, roles=[])
    change(user, by=administrator, roles=["case_officer"])
    role_requests.decide(RoleRequest.objects.get(), by=head, confirms=True)
    return User.objects.get(pk=user.pk)


def broken():
    return role_proof.testify([]).broken


def test_roles_of_two_people_hold_and_so_does_what_was_taken(administrator, head, clerk):
    assert broken() == []

    change(clerk, by=administrator, roles=["case_officer", "security_officer"])
    role_requests.decide(RoleRequest.objects.waiting().get(), by=head, confirms=True)
    change(clerk, by=administrator, roles=["security_officer"])

    assert (User.objects.get(pk=clerk.pk).role_names, broken()) == ({"security_officer"}, [])


def test_a_role_that_was_written_into_the_database_is_told(clerk):
    """Regression: with the database role of the site an administrator gave himself any role, and nothing was said."""
    clerk.groups.add(Group.objects.get(name="registrar"))

    told = [f"{clerk.office_code}: account {clerk.username} has the role registrar, which no two people gave"]
    assert broken() == told
    with pytest.raises(CommandError, match="which no two people gave"):
        call_command("verify_audit")


def test_a_role_that_was_taken_and_written_back_is_told(administrator, head, clerk):
    change(clerk, by=administrator, roles=["case_officer", "security_officer"])
    role_requests.decide(RoleRequest.objects.waiting().get(), by=head, confirms=True)
    change(clerk, by=administrator, roles=["security_officer"])
    clerk.groups.add(Group.objects.get(name="case_officer"))

    assert len(broken()) == 1


@pytest.mark.parametrize("asker", ["nobody", "owner", "confirmer"])
def test_a_confirmation_without_another_who_asked_gives_nothing(head, clerk, asker):
    request = RoleRequest.objects.get()
    request.pk = request.pk + 1000
    told = {"target": request, "user": str(clerk.public_id), "roles": ["registrar"]}
    if asker != "nobody":
        audit.record("rolerequest.open", by={"owner": clerk, "confirmer": head}[asker], **told)
    event = audit.record("rolerequest.confirm", by=head, **told)
    clerk.groups.add(Group.objects.get(name="registrar"))

    assert broken() == [
        f"{event.chain}: event {event.sequence} confirms roles that no other person asked for",
        f"{clerk.office_code}: account {clerk.username} has the role registrar, which no two people gave",
    ]


def test_an_account_that_nobody_made_is_counted(administrator):
    before = role_proof.testify([]).says

    UserFactory(roles=["registrar"], facility=administrator.facility)

    assert (before, role_proof.testify([]).says) == (
        ["1 accounts have roles, and the audit does not say who made them"],
        ["2 accounts have roles, and the audit does not say who made them"],
    )


def test_whoever_runs_the_site_gives_roles_at_once():
    user = UserFactory(roles=["administrator"])
    audit.record("user.add", by=None, target=user, roles=["administrator"])

    assert role_proof.testify([]) == audit.Testimony([], [])
    assert AuditEvent.objects.get().chain == audit.SYSTEM


def test_whoever_runs_the_site_confirms_what_an_administrator_asked_for(administrator, clerk):
    change(clerk, by=administrator, roles=["case_officer", "registrar"])
    role_requests.decide(RoleRequest.objects.waiting().get(), by=None, confirms=True)

    assert (User.objects.get(pk=clerk.pk).has_role("registrar"), broken()) == (True, [])
