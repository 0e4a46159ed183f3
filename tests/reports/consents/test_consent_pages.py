"""Agreements of people in one place: what is asked, in which words, how many stand, and who changes the words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from core import clock
from inmates.consents import consent_texts
from inmates.consents.models import ConsentText
from outcomes.followup import withdrawal
from outcomes.followup.consents import Terms, record_consent
from programs.registrations import registering
from programs.registrations.contact_details import ContactDetails
from programs.registrations.models import Registration
from reports.consents.given_consents import listed
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY, FormClient
from tests.factories import BatchFactory, EnrollmentFactory, UserFactory
from tests.factories.followup import ConsentFactory
from tests.programs.registrations.test_registering import WHO

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()
TEXT = "Bapak/Ibu, saya {officer} dari {center}. Bolehkah kami bertanya kelak? Data dihapus bila diminta. " * 2


@pytest.fixture
def head():
    return UserFactory(roles=["blk_head"])


@pytest.fixture
def auditor(head):
    return UserFactory(roles=["auditor"], training_center=head.training_center)


def client_of(user):
    client = FormClient()
    client.force_login(user)
    return client


def numbers(office):
    return {one.kind: (one.holds.name, one.stands, one.ended) for one in listed(office)}


def test_agreements_are_counted_by_the_text_that_was_read(head):
    center = head.training_center
    ConsentFactory(training_center=center)
    ConsentFactory(training_center=center, answer="no", by_phone=False, by_message=False, followed_from=None)
    ConsentFactory()
    ended = ConsentFactory(training_center=center)
    withdrawal.withdraw(ended, by=None, channel="spoken")

    assert numbers(center) == {
        "training": ("LATIH-v1", 0, 0),
        "contact": ("KONTAK-v1", 0, 0),
        "follow_up": ("SETUJU-v1", 1, 1),
    }
    assert numbers(UserFactory(roles=["rutan_head"]).facility) == {
        "application": ("DAFTAR-v1", 0, 0),
        "share": ("BAPAS-v1", 0, 0),
    }


def test_a_registration_names_the_texts_of_the_days_on_which_it_was_signed(head, auditor):
    center = head.training_center
    batch = BatchFactory(training_center=center, is_open=True)
    row = consent_texts.write(center, "contact", by=head, text="Boleh menghubungi saya. " * 6, valid_from=_in(1))
    consent_texts.confirm(row, center, by=auditor)
    officer = UserFactory(roles=["blk_coordinator"], training_center=center)
    contact = ContactDetails("Jalan Melati 1", "", _in(1))

    with clock.moved_to(MONDAY + timedelta(days=2)):
        made = registering.register(batch, by=officer, who=WHO, way="counter", consent_on=TODAY, contact=contact)

    assert (made.text_version, made.contact_text_version) == ("LATIH-v1", "KONTAK-v2")
    with clock.moved_to(MONDAY + timedelta(days=2)):
        assert numbers(center)["contact"] == ("KONTAK-v2", 1, 0)
    Registration.objects.update(contact_text_version="")
    assert numbers(center)["contact"] == ("KONTAK-v1", 1, 0)


def _in(days):
    return TODAY + timedelta(days=days)


def test_an_answer_names_the_text_of_its_day_and_refuses_one_that_is_over(head, auditor):
    center = head.training_center
    person = EnrollmentFactory(batch__training_center=center).person
    row = consent_texts.write(center, "follow_up", by=head, text=TEXT, valid_from=_in(1))
    consent_texts.confirm(row, center, by=auditor)
    with clock.moved_to(MONDAY + timedelta(days=1)):
        officer = UserFactory(roles=["placement_officer"], training_center=center)
        client = client_of(officer)
        page = client.get(reverse("outcomes:consent_ask", args=[person.enrollments.get().public_id]))
        assert page.context["form"].initial["text_version"] == "SETUJU-v2"
        assert f"saya {officer.get_short_name()} dari {center.name}" in page.context["text"]

        given = record_consent(
            person, center=center, by=officer, terms=Terms(answer="no", channel="paper", asked_on=TODAY)
        )
        again = record_consent(
            person,
            center=center,
            by=officer,
            terms=Terms(answer="yes", channel="spoken", asked_on=_in(1), text_version="SETUJU-v2"),
        )

    assert (given.text_version, again.text_version) == ("SETUJU-v1", "SETUJU-v2")


def test_two_people_change_a_text_on_the_page(head, auditor):
    new = reverse("reports:consent_text_new", args=["follow_up"])
    answer = client_of(auditor).post(new, {"text": TEXT, "valid_from": f"{_in(1):%d/%m/%Y}"})
    kind = reverse("reports:consent_kind", args=["follow_up"])
    assert (answer.status_code, answer["Location"]) == (302, kind)
    row = ConsentText.objects.get()
    confirm = reverse("reports:consent_text_confirm", args=[row.public_id])
    assert client_of(auditor).post(confirm).status_code == 422
    assert [task.url for task in tasks_for(auditor) if "teks-persetujuan" in task.url] == []
    (work,) = [task for task in tasks_for(head) if "teks-persetujuan" in task.url]
    assert [one.kind for one in client_of(head).get(work.url).context["lines"]] == ["follow_up"]
    shown = client_of(head).get(kind).content.decode()
    assert TEXT.strip().format(officer="[nama petugas]", center="[nama lembaga pelatihan]") in shown
    assert confirm in shown

    answer = client_of(head).post(confirm)

    row.refresh_from_db()
    assert (answer["Location"], row.confirmed_by) == (kind, head)


def test_a_text_is_rejected_with_a_reason_and_a_short_one_is_refused(head, auditor):
    new = reverse("reports:consent_text_new", args=["training"])
    assert client_of(head).post(new, {"text": "Ya", "valid_from": f"{_in(1):%d/%m/%Y}"}).status_code == 422
    client_of(head).post(new, {"text": "Saya setuju dilatih. " * 6, "valid_from": f"{_in(1):%d/%m/%Y}"})
    reject = reverse("reports:consent_text_reject", args=[ConsentText.objects.get().public_id])

    assert client_of(auditor).get(reject).status_code == 200
    answer = client_of(auditor).post(reject, {"reason": "Belum jelas bagi peserta"})

    assert (answer.status_code, ConsentText.objects.count()) == (302, 0)


def test_kinds_of_the_other_side_and_texts_of_others_are_not_found(head):
    client = client_of(head)
    assert client.get(reverse("reports:consent_kind", args=["application"])).status_code == 404
    other = UserFactory(roles=["blk_head"])
    row = consent_texts.write(
        other.training_center, "training", by=other, text="Saya setuju dilatih. " * 6, valid_from=_in(1)
    )
    assert client.post(reverse("reports:consent_text_confirm", args=[row.public_id])).status_code == 404


def test_the_page_asks_the_same_for_one_agreement_and_for_many(head):
    office = head.training_center
    ConsentFactory(training_center=office)
    with assertNumQueries(4):
        listed(office)
    ConsentFactory.create_batch(5, training_center=office)
    with assertNumQueries(4):
        listed(office)
