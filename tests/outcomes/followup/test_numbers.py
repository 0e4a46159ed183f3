"""Closing and replacing a contact of somebody who agreed."""

import pytest
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from outcomes.followup import contacts, withdrawal
from outcomes.followup.contacts import NewContact
from tests.conftest import FormClient
from tests.factories import UserFactory
from tests.factories.followup import ConsentFactory, contact

pytestmark = pytest.mark.django_db
NEW = {"value": "0812 0000 2222", "label": "Sri", "preferred": "evening"}


@pytest.fixture
def consent():
    return ConsentFactory()


@pytest.fixture
def client(consent):
    found = FormClient()
    found.force_login(consent.recorded_by)
    return found


def address(name, consent, number):
    return reverse(f"outcomes:{name}", args=[consent.public_id, number.public_id])


def usable(consent):
    return [(one.kind, one.value, one.label) for one in consent.contacts.usable()]


def events():
    return list(
        AuditEvent.objects.filter(action__startswith="contact.").order_by("pk").values_list("action", "details")
    )


def test_a_number_is_replaced_by_one_of_the_same_kind_and_the_audit_knows_no_number(client, consent):
    number = contact(consent, kind="family_phone", label="Kakak")
    shown = client.get(address("contact_replace", consent, number)).content.decode()
    assert ("•••• 731" in shown, "081200007731" in shown) == (True, False)

    answer = client.post(address("contact_replace", consent, number), NEW)

    number.refresh_from_db()
    assert answer["Location"] == reverse("outcomes:consent_detail", args=[consent.public_id])
    assert usable(consent) == [("family_phone", "081200002222", "Sri")]
    assert (number.closed_for, number.value_sealed, number.label) == ("DIGANTI", "", "")
    assert events() == [("contact.close", {}), ("contact.add", {})]


def test_a_number_that_is_none_keeps_the_old_one(client, consent):
    number = contact(consent)

    assert client.post(address("contact_replace", consent, number), {**NEW, "value": "12"}).status_code == 422
    assert (usable(consent), events()) == ([("own_phone", "081200007731", "")], [])


@pytest.mark.parametrize("why", ["SALAH_NOMOR", "DIMINTA"])
def test_a_closed_number_is_deleted(client, consent, why):
    number = contact(consent)

    client.post(address("contact_close", consent, number), {"why": why})

    number.refresh_from_db()
    assert (usable(consent), number.closed_for, number.value_sealed) == ([], why, "")
    assert events() == [("contact.close", {})]
    assert "0812" not in str(list(AuditEvent.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("why", ["DIGANTI", "", "LAIN"])
def test_a_number_is_closed_for_a_reason_of_the_list(consent, why):
    with pytest.raises(RuleViolation) as refused:
        contacts.close_number(contact(consent), by=consent.recorded_by, why=why)

    assert [reason.code for reason in refused.value.reasons] == ["why"]


def test_whoever_comes_late_is_told_and_writes_nothing(client, consent):
    number = contact(consent)
    contacts.close_number(number, by=consent.recorded_by)

    answer = client.post(address("contact_replace", consent, number), NEW)

    assert (answer.status_code, usable(consent)) == (422, [])


def test_a_contact_of_another_agreement_is_not_replaced(client, consent):
    number = contact(ConsentFactory())
    assert client.post(address("contact_replace", consent, number), NEW).status_code == 404

    with pytest.raises(RuleViolation):
        contacts.add_contact(
            consent, by=consent.recorded_by, contact=NewContact("own_phone", "081200002222"), replaces=number
        )

    assert [one.value for one in number.consent.contacts.usable()] == ["081200007731"]


@pytest.mark.parametrize("name", ["contact_replace", "contact_close"])
def test_after_the_withdrawal_an_open_form_writes_nothing(client, consent, name):
    number = contact(consent)
    withdrawal.withdraw(consent, by=consent.recorded_by, channel="spoken")

    assert client.post(address(name, consent, number), {**NEW, "why": "DIMINTA"}).status_code == 409


def test_another_center_finds_no_such_page(consent):
    stranger = FormClient()
    stranger.force_login(UserFactory(roles=["placement_officer"]))
    number = contact(consent)

    for name in ("contact_replace", "contact_close"):
        assert stranger.post(address(name, consent, number), {**NEW, "why": "DIMINTA"}).status_code == 404


def test_the_page_says_which_contact_may_not_be_used(client, consent):
    contact(consent)
    contact(consent, "Desa Suka Maju 4", kind="address")
    page = reverse("outcomes:consent_detail", args=[consent.public_id])
    assert "Tidak boleh dipakai" not in client.get(page).content.decode()

    consent.by_phone = False
    consent.save()

    assert client.get(page).content.decode().count("Tidak boleh dipakai") == 1
