"""Pages of the agreement: asking, paper, boxes, contacts, withdrawal."""

import re

import pytest
from django.urls import reverse

from inmates.consents.consent_texts import first
from outcomes.followup import texts, withdrawal
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from programs.batches.models import Batch
from tests.conftest import FormClient
from tests.factories import EnrollmentFactory, UserFactory
from tests.factories.followup import ConsentFactory, contact
from tests.papers import pages

pytestmark = pytest.mark.django_db
FORBIDDEN = r"\b(rutan|lapas|tahanan|narapidana|wbp|bebas|napi|kasus|hukuman)\b"
TO_SAY = {"channel": "spoken", "asked_on": "20/11/2026", "seen": ""}


@pytest.fixture
def officer():
    return UserFactory(roles=["placement_officer"])


@pytest.fixture
def client(officer):
    found = FormClient()
    found.force_login(officer)
    return found


@pytest.fixture
def place(officer):
    return EnrollmentFactory(batch__training_center=officer.training_center)


def ask(place):
    return reverse("outcomes:consent_ask", args=[place.public_id])


def test_the_text_has_its_words_and_none_that_tell():
    spoken = first("follow_up").filled(officer="Rina", center="UPTD BLK Tapin")
    ended = texts.withdrawal_text(day="1", hour="09.00", center="UPTD BLK Tapin", proof="7K4M2QXR")

    assert len(spoken.split()) <= 150
    assert re.findall(FORBIDDEN, f"{spoken} {ended} {' '.join(texts.BOX_WORDS.values())}".lower()) == []


def test_whoever_was_not_asked_stands_in_the_list_and_then_among_the_answers(client, place):
    listed = client.get(reverse("outcomes:consent_list"))
    assert place.person.full_name in listed.content.decode()

    answer = client.post(ask(place), {**TO_SAY, "answer": "no"})

    assert (answer.status_code, answer["Location"]) == (302, reverse("outcomes:consent_list"))
    assert place.person.full_name not in client.get(reverse("outcomes:consent_list")).content.decode()
    assert place.person.full_name in client.get(reverse("outcomes:consent_list") + "?jawaban=ada").content.decode()


def test_a_yes_with_boxes_and_numbers_is_kept(client, place):
    client.post(
        ask(place), {**TO_SAY, "answer": "yes", "boxes": ["by_phone"], "phone": "0812 0000 7731", "called": "Sri"}
    )

    consent = Consent.objects.get()
    assert (consent.answer, consent.by_phone, consent.may_visit) == ("yes", True, False)
    assert [(one.value, one.label) for one in consent.contacts.all()] == [("081200007731", "Sri")]


def test_a_wrong_number_comes_back_with_its_sentence(client, place):
    answer = client.post(ask(place), {**TO_SAY, "answer": "yes", "phone": "12"})

    assert (answer.status_code, Consent.objects.count()) == (422, 0)
    assert "bukan nomor telepon" in answer.content.decode()


def test_an_old_open_form_gets_409_and_writes_nothing(client, place, officer):
    """A form that was opened before somebody agreed and withdrew."""
    consent = ConsentFactory(person=place.person, training_center=officer.training_center)
    withdrawal.withdraw(consent, by=officer, channel="spoken")

    answer = client.post(ask(place), {**TO_SAY, "answer": "yes", "phone": "0812 0000 7731"})

    assert (answer.status_code, Consent.objects.live().count(), Contact.objects.count()) == (409, 0, 0)


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("consent_boxes", {"boxes": ["by_phone"]}),
        ("contact_add", {"kind": "own_phone", "value": "0812 0000 7731"}),
        ("consent_withdraw", {"channel": "spoken"}),
        ("consent_death", {"told_on": "20/11/2026", "is_sure": "on"}),
        ("consent_hearsay", {"told_on": "20/11/2026", "status": "SAKIT"}),
    ],
)
def test_after_the_withdrawal_every_old_form_gets_409(client, officer, page, data):
    consent = ConsentFactory(training_center=officer.training_center)
    withdrawal.withdraw(consent, by=officer, channel="spoken")

    answer = client.post(reverse(f"outcomes:{page}", args=[consent.public_id]), data)

    assert (answer.status_code, Contact.objects.count()) == (409, 0)


def test_the_withdrawal_is_confirmed_with_its_number(client, officer):
    consent = ConsentFactory(training_center=officer.training_center)
    contact(consent)
    answer = client.post(reverse("outcomes:consent_withdraw", args=[consent.public_id]), {"channel": "paper"})

    consent.refresh_from_db()
    proof = client.get(answer["Location"]).content.decode()
    assert (consent.withdrawn_channel, Contact.objects.count()) == ("paper", 0)
    assert consent.proof_code in proof
    assert client.get(reverse("outcomes:consent_detail", args=[consent.public_id])).status_code == 302


def test_numbers_are_masked_on_the_page_of_the_agreement(client, officer):
    consent = ConsentFactory(training_center=officer.training_center)
    contact(consent)

    page = client.get(reverse("outcomes:consent_detail", args=[consent.public_id])).content.decode()

    assert "•••• 731" in page
    assert "00007731" not in page


def test_the_form_on_paper_is_neutral(client, place):
    answer = client.get(reverse("outcomes:consent_print", args=[place.public_id]))

    text = " ".join(pages(answer.content))
    assert place.person.full_name in text
    assert place.batch.version.program.name not in text
    assert re.findall(FORBIDDEN, text.lower()) == []


@pytest.mark.parametrize(
    "name", ["consent_detail", "consent_boxes", "contact_add", "consent_withdraw", "consent_death", "consent_hearsay"]
)
def test_strangers_find_nothing(client, name):
    foreign = ConsentFactory()

    assert client.get(reverse(f"outcomes:{name}", args=[foreign.public_id])).status_code == 404


def test_the_list_asks_the_same_for_one_and_for_thirty(client, officer, django_assert_num_queries):
    client.get(reverse("outcomes:consent_list"))
    for size in (1, 29):
        for _ in range(size):
            EnrollmentFactory(batch__training_center=officer.training_center)
        with django_assert_num_queries(5):
            client.get(reverse("outcomes:consent_list"))


def test_the_detention_center_finds_no_such_page(place):
    found = FormClient()
    found.force_login(UserFactory(roles=["training_officer", "rutan_head"], facility=place.batch.facility))

    assert found.get(ask(place)).status_code == 403


def test_whoever_ended_an_agreement_is_asked_no_second_time(client, officer, place):
    given = ConsentFactory(training_center=officer.training_center, person=place.person)
    other = EnrollmentFactory(batch__training_center=officer.training_center)
    withdrawal.withdraw(given, by=officer, channel="spoken")

    listed = [client.get(reverse("outcomes:consent_list") + query).content.decode() for query in ("", "?jawaban=ada")]

    assert [place.person.full_name in page for page in listed] == [False, False]
    assert other.person.full_name in listed[0]


def test_whoever_calls_years_later_is_found_by_name(client, officer):
    old = ConsentFactory(training_center=officer.training_center)
    person, place = old.person, old.person.enrollments.get()
    Batch.objects.filter(pk=place.batch_id).update(
        starts_on="2024-01-08", ends_on="2024-02-01", assessment_on="2024-02-02"
    )
    other = ConsentFactory(training_center=officer.training_center)

    page = client.get(reverse("outcomes:consent_list"), {"jawaban": "ada", "q": person.full_name.lower()})

    assert [row.person for row in page.context["page"].rows] == [person]
    assert other.person.full_name not in page.content.decode()


def test_whose_answer_only_grew_too_old_is_asked_again(client, officer, place):
    given = ConsentFactory(training_center=officer.training_center, person=place.person)
    withdrawal.withdraw(given, by=None, channel="expiry")

    assert place.person.full_name in client.get(reverse("outcomes:consent_list")).content.decode()


def test_a_day_before_the_training_is_refused(client, place):
    answer = client.post(ask(place), {**TO_SAY, "answer": "no", "asked_on": "01/01/1900"})

    assert (answer.status_code, Consent.objects.count()) == (422, 0)
