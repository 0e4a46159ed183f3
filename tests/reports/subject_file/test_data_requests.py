"""Requests for one's own data: who answers for whom, what is recorded, what is noted, and who gets nothing."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from core import clock
from core.errors import RuleViolation
from core.models import AccessLogEntry, AuditEvent
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from printing.press import TooManyPages
from reports.data_subjects.people_of_office import found_by, people_of
from reports.home.work.subject_work import requests_to_answer
from reports.subject_file import data_requests, paper
from reports.subject_file.collected import collect
from reports.subject_file.models import SubjectRequest
from tests.conftest import MONDAY
from tests.constraints import assert_refused
from tests.factories import EnrollmentFactory, FacilityFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("reports:subject_list")
QUERIES = 4


@pytest.fixture
def person(auditor):
    return PersonFactory(facility=auditor.facility, full_name="Ahmad Pahriadi", with_custody=True)


@pytest.fixture
def request_of(auditor, person):
    return ask(person, auditor)


def ask(person, by, **changes):
    said = {"asker": "self", "received_at": MONDAY, "reason": "Meminta salinan data pribadi", **changes}
    return data_requests.receive(person, by=by, **said)


def left(person, facility, on=date(2026, 10, 1), leaving="full_term"):
    """The person left custody from there."""
    person.custody_periods.update(until=on, leaving=leaving, facility=facility)
    person.facility = None
    person.save()
    return person


def center_of(enrollment):
    return UserFactory(roles=["auditor"], training_center=enrollment.batch.training_center)


def address(name, request):
    return reverse(f"reports:{name}", args=[request.public_id])


# Who answers for whom


def test_facility_answers_for_people_in_its_custody_and_for_those_who_left_from_there(auditor, person):
    gone = left(PersonFactory(with_custody=True), auditor.facility)
    PersonFactory(with_custody=True)
    left(PersonFactory(with_custody=True), FacilityFactory())

    assert set(people_of(auditor)) == {person, gone}


@pytest.mark.engines
def test_facility_does_not_answer_for_somebody_who_was_transferred_and_left_from_elsewhere(auditor, person):
    other = FacilityFactory()
    left(person, auditor.facility, on=date(2026, 3, 1), leaving="transfer")
    CustodyPeriod.objects.create(
        person=person, facility=other, from_date=date(2026, 3, 1), until=date(2026, 9, 1), leaving="full_term"
    )

    assert list(people_of(auditor)) == []
    assert list(people_of(UserFactory(roles=["auditor"], facility=other))) == [person]


@pytest.mark.engines
def test_stay_that_was_entered_by_mistake_makes_nobody_answer(auditor, person):
    left(person, auditor.facility, leaving="correction")

    assert list(people_of(auditor)) == []


@pytest.mark.engines
def test_center_answers_for_everybody_whom_it_taught(person):
    place = EnrollmentFactory(person=person)
    EnrollmentFactory()

    assert list(people_of(center_of(place))) == [person]


def test_region_answers_for_nobody(person):
    assert list(people_of(UserFactory(roles=["regional_viewer"]))) == []


@pytest.mark.engines
def test_merged_record_leads_to_the_one_that_stays(auditor, person):
    twin = PersonFactory(facility=None, full_name="Mat Solar", merged_into=person)
    place = EnrollmentFactory(person=twin)

    assert found_by(auditor, "solar") == [person]
    assert list(people_of(center_of(place))) == [person]


@pytest.mark.engines
@pytest.mark.parametrize(("words", "found"), [("achmad", 1), ("b.i 77/2025", 1), ("nobody", 0), ("", 0), ("…", 0)])
def test_people_are_found_by_name_and_register_number(auditor, person, words, found):
    person.register_numbers.update(number="B.I 77/2025", number_key="BI77/2025")

    assert found_by(auditor, words) == [person][:found]


@pytest.mark.engines
def test_center_finds_nobody_by_a_register_number(person):
    person.register_numbers.update(number="B.I 77/2025", number_key="BI77/2025")

    assert found_by(center_of(EnrollmentFactory(person=person)), "B.I 77/2025") == []


# The request


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"received_at": MONDAY + timedelta(minutes=1)}, ["future"]),
        ({"asker": "proxy"}, ["unnamed"]),
        ({"asker": "proxy", "asker_name": "  "}, ["unnamed"]),
        ({"asker": "proxy", "asker_name": "Advokat"}, []),
        ({"reason": " too short "}, ["short"]),
        ({"reason": "long enough"}, []),
    ],
)
def test_reasons_against_a_request(auditor, person, changes, codes):
    said = {"asker": "self", "asker_name": "", "received_at": MONDAY, "reason": "Meminta salinan", **changes}

    assert [reason.code for reason in data_requests.blockers(person, by=auditor, **said)] == codes


def test_request_about_somebody_of_another_office_is_refused(auditor):
    with pytest.raises(RuleViolation) as refused:
        ask(PersonFactory(with_custody=True), auditor)

    assert [reason.code for reason in refused.value.reasons] == ["not_ours"]


@pytest.mark.engines
def test_request_keeps_who_asked_and_by_when_it_must_be_answered(auditor, person):
    request = ask(person, auditor, asker="self", asker_name="left over", number=" W.19/1 ")

    assert (request.asker_name, request.number, request.office) == ("", "W.19/1", auditor.office_code)
    assert request.deadline == MONDAY + timedelta(days=3)
    event = AuditEvent.objects.get(action="subject_request.record")
    assert (event.target_id, event.details["person"]) == (str(request.pk), person.pk)


@pytest.mark.engines
def test_answer_is_recorded_once(auditor, request_of):
    data_requests.answer(request_of, by=auditor)

    with pytest.raises(RuleViolation) as refused:
        data_requests.answer(request_of, by=auditor)
    request_of.refresh_from_db()
    assert (request_of.answered_by, request_of.answered_at) == (auditor, MONDAY)
    assert [reason.code for reason in refused.value.reasons] == ["answered"]
    assert AuditEvent.objects.get(action="subject_request.answer").details["is_late"] is False


@pytest.mark.engines
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("subject_request_names_who_is_authorized", {"asker": "proxy"}),
        ("subject_request_names_who_is_authorized", {"asker_name": "Advokat"}),
        ("subject_request_is_answered_by_somebody", {"answered_at": MONDAY}),
    ],
)
def test_database_refuses(request_of, name, changes):
    assert_refused(name, lambda: SubjectRequest.objects.filter(pk=request_of.pk).update(**changes))


@pytest.mark.engines
def test_open_requests_wait_on_the_home_page_with_their_deadline(auditor, request_of):
    with translation.override("id"):
        task = list(requests_to_answer.tasks(auditor, {}))
        assert [(one.kind, one.title, one.note) for one in task] == [
            (
                "warn",
                "1 permintaan data pribadi belum dijawab",
                "Jawab yang pertama paling lambat 26 Nov 2026, 09.12 WITA",
            )
        ]
    with clock.moved_to(MONDAY + timedelta(days=4)):
        assert [one.kind for one in requests_to_answer.tasks(auditor, {})] == ["bad"]
        data_requests.answer(request_of, by=auditor)
        assert list(requests_to_answer.tasks(auditor, {})) == []


# The pages


def test_person_is_found_and_the_search_is_noted_without_the_words(sign_in, auditor, person):
    page = sign_in(auditor).get(LIST, {"q": "ahmad"})

    assert page.context["people"] == [person]
    entry = AccessLogEntry.objects.get()
    assert (entry.subject, entry.subject_id) == ("search for a personal file", "")


def test_nobody_found_says_so(sign_in, auditor):
    assert "Tidak ditemukan" in sign_in(auditor).get(LIST, {"q": "nobody"}).content.decode()


def test_requests_of_the_own_office_with_their_state(sign_in, auditor, person, request_of):
    late = ask(person, auditor, received_at=MONDAY - timedelta(days=4))
    done = data_requests.answer(ask(person, auditor), by=auditor)
    stranger = UserFactory(roles=["auditor"])
    ask(PersonFactory(facility=stranger.facility, with_custody=True), stranger)

    page = sign_in(auditor).get(LIST)

    assert [row.pk for row in page.context["page"].rows] == [done.pk, request_of.pk, late.pk]
    html = page.content.decode()
    assert all(word in html for word in ("Lewat tenggat", "Diserahkan", "26 Nov 2026"))


@pytest.mark.engines
def test_same_number_of_queries_for_one_request_and_for_thirty(
    sign_in, auditor, person, request_of, django_assert_num_queries
):
    client = sign_in(auditor)
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        client.get(LIST)
    for _again in range(29):
        ask(person, auditor)
    with django_assert_num_queries(QUERIES):
        client.get(LIST)


@pytest.mark.engines
def test_request_is_recorded_and_leads_to_the_files(sign_in, auditor, person):
    said = {
        "asker": "proxy",
        "asker_name": "Advokat",
        "received_on": "23/11/2026",
        "received_hour": "08.30",
        "number": "W.19/1",
        "reason": "Surat permintaan salinan data",
    }

    answer = sign_in(auditor).post(reverse("reports:subject_request_new", args=[person.public_id]), said)

    request = SubjectRequest.objects.get()
    assert answer["Location"] == address("subject_request", request)
    assert (request.asker_name, request.received_at.isoformat()) == ("Advokat", "2026-11-23T00:30:00+00:00")
    assert "Advokat" in sign_in(auditor).get(answer["Location"]).content.decode()


@pytest.mark.engines
def test_refused_request_says_why_and_stores_nothing(sign_in, auditor, person):
    said = {"asker": "proxy", "received_on": "23/11/2026", "received_hour": "23.30", "reason": "singkat"}

    answer = sign_in(auditor).post(reverse("reports:subject_request_new", args=[person.public_id]), said)

    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 3
    assert not SubjectRequest.objects.exists()


@pytest.mark.parametrize(("kind", "media"), [("pdf", "application/pdf"), ("json", "application/json; charset=utf-8")])
def test_file_is_a_download_without_a_name_and_each_one_is_noted(sign_in, auditor, request_of, kind, media):
    answer = sign_in(auditor).get(address(f"subject_file_{kind}", request_of))

    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        media,
        f'attachment; filename="data-pribadi-2026-11-23.{kind}"',
    )
    assert answer.content.startswith(b"%PDF" if kind == "pdf" else b"{")
    assert "no-store" in answer["Cache-Control"]
    entry = AccessLogEntry.objects.get()
    assert (entry.kind, entry.subject, entry.subject_id) == (
        "export",
        f"personal data file as {kind}",
        str(request_of.person_id),
    )


def test_download_stands_in_the_file_that_is_made_after_it(sign_in, auditor, request_of):
    client = sign_in(auditor)
    client.get(address("subject_file_pdf", request_of))

    whole = json.loads(client.get(address("subject_file_json", request_of)).content)

    assert [row["what"] for row in whole["trail"]["readings"]] == ["personal data file as pdf"]


def test_answer_is_recorded_by_a_button_and_the_button_is_gone(sign_in, auditor, request_of):
    client = sign_in(auditor)
    assert client.post(address("subject_request_answer", request_of)).status_code == 302

    page = client.get(address("subject_request", request_of)).content.decode()

    assert address("subject_request_answer", request_of) not in page
    assert client.post(address("subject_request_answer", request_of)).status_code == 422


@pytest.mark.engines
def test_file_is_not_found_any_more_when_another_office_answers_for_the_person(sign_in, auditor, person, request_of):
    Person.objects.filter(pk=person.pk).update(facility=FacilityFactory())

    client = sign_in(auditor)

    assert client.get(address("subject_file_json", request_of)).status_code == 404


def test_stranger_finds_neither_person_nor_request(sign_in, person, request_of):
    client = sign_in(UserFactory(roles=["auditor"]))

    assert client.get(LIST, {"q": "ahmad"}).context["people"] == []
    assert client.get(reverse("reports:subject_request_new", args=[person.public_id])).status_code == 404
    for name in ("subject_request", "subject_file_pdf", "subject_file_json"):
        assert client.get(address(name, request_of)).status_code == 404
    assert client.post(address("subject_request_answer", request_of)).status_code == 404


@pytest.mark.engines
def test_center_records_requests_of_its_own_and_sees_none_of_the_facility(sign_in, person, request_of):
    center = center_of(EnrollmentFactory(person=person))
    client = sign_in(center)
    own = ask(person, center)

    assert client.get(address("subject_file_json", own)).status_code == 200
    assert client.get(address("subject_request", request_of)).status_code == 404
    html = client.get(LIST, {"q": "ahmad"}).content.decode()
    assert person.full_name in html
    assert [word for word in ("registrasi", "Rutan", person.facility.name) if word in html] == []


@pytest.mark.engines
def test_file_that_is_too_long_for_paper_says_what_to_do(monkeypatch, auditor, request_of):
    monkeypatch.setattr(paper, "PAPER", paper.Paper(paper.PAPER.template, paper.PAPER.styles, paper.PAPER.lay_out, 0))
    file = collect(request_of, by=auditor)

    with translation.override("en"), pytest.raises(RuleViolation) as refused:
        paper.as_pdf(file)

    assert isinstance(refused.value.__cause__, TooManyPages)
    assert [reason.code for reason in refused.value.reasons] == ["too_long"]


@pytest.mark.engines
def test_lost_and_unreadable_photos_do_not_stop_the_file(auditor, person):
    person.photo.name = "photos/lost.jpg"
    person.save()
    request = ask(person, auditor)

    assert paper.as_pdf(collect(request, by=auditor)).startswith(b"%PDF")
