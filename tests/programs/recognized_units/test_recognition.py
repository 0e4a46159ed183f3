"""Units passed elsewhere: who records and decides, what they count for, and their pages."""

from datetime import date
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from certification.assessment import batch_sign_off, certificate_gate, result_grid
from core.errors import RuleViolation
from core.models import AccessLogEntry
from programs.catalog.unit_codes import code_key
from programs.recognized_units import recognition
from programs.recognized_units.models import RecognizedUnit
from programs.recognized_units.recognition import Paper
from reports.home.work_list import tasks_for
from tests.factories import BatchFactory, EnrollmentFactory, RecognizedUnitFactory, TrainingCenterFactory, UserFactory
from tests.reasons import codes
from tests.scans import PDF
from tests.together import done_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return EnrollmentFactory()


@pytest.fixture
def coordinator(place):
    return UserFactory(roles=["blk_coordinator"], training_center=place.batch.training_center)


@pytest.fixture
def head(place):
    return UserFactory(roles=["blk_head"], training_center=place.batch.training_center)


def paper(**changes):
    values = {"code": "C.24LAS01.001.1", "title": "Las", "source": "BLK Barito 12/2024", "passed_on": date(2024, 5, 6)}
    return Paper(**{**values, "scan": PDF, **changes})


def recognized(place, **fields):
    """A unit recorded at this place."""
    center = {"training_center": place.batch.training_center, "is_public": place.is_public}
    return RecognizedUnitFactory(person=place.person, **{**center, **fields})


def address(name, row):
    return reverse(f"programs:{name}", args=[row.public_id])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"code": " - "}, ["incomplete"]),
        ({"title": " "}, ["incomplete"]),
        ({"source": ""}, ["incomplete"]),
        ({"passed_on": date(2026, 11, 24)}, ["in_future"]),
        ({"scan": b""}, ["no_scan"]),
        ({"scan": b"MZ"}, ["wrong_kind"]),
    ],
)
def test_each_reason_against_a_record(place, coordinator, change, expected):
    assert codes(recognition.blockers(place, paper(**change), by=coordinator)) == expected


def test_a_unit_is_recorded_once_however_its_code_is_written(place, coordinator):
    recognition.record(place, by=coordinator, paper=paper())

    found = recognition.blockers(place, paper(code="c24las01 001-1"), by=coordinator)

    assert codes(found) == ["recorded_before"]
    assert "BLK Barito" in str(found[0])


@given(
    code=st.text(alphabet="ABCDEFGLOS0123456789.", min_size=1, max_size=30),
    between=st.sampled_from([" ", "-", "/", ""]),
)
def test_a_code_is_known_again_in_any_spelling(code, between):
    assert code_key(code.lower().replace(".", between)) == code_key(code)


@pytest.mark.parametrize("role", ["instructor", "certificate_officer", "blk_head"])
def test_others_of_the_center_do_not_record(place, role):
    user = UserFactory(roles=[role], training_center=place.batch.training_center)

    assert codes(recognition.blockers(place, paper(), by=user)) == ["not_authorized"]


def test_whoever_recorded_does_not_decide(place, coordinator):
    row = recognition.record(place, by=coordinator, paper=paper())

    with pytest.raises(RuleViolation) as refused:
        recognition.decide(row, by=coordinator, accepts=True)

    assert codes(refused.value.reasons) == ["four_eyes"]


def test_a_refusal_needs_a_reason_and_nothing_is_decided_twice(place, coordinator, head):
    row = recognition.record(place, by=coordinator, paper=paper())

    with pytest.raises(RuleViolation) as refused:
        recognition.decide(row, by=head, accepts=False, reason="")
    recognition.decide(row, by=head, accepts=False, reason="Surat tidak terbaca")
    again = recognition.decision_blockers(RecognizedUnit.objects.get(), by=head)

    assert codes(refused.value.reasons) == ["reason_missing"]
    assert codes(again) == ["decided"]
    assert codes(recognition.blockers(place, paper(), by=coordinator)) == []


def test_nobody_waits_for_a_recognized_unit_and_the_grid_says_so(place, head):
    recognized(place, code="C24LAS01 001 1", accepted_by=head)

    (standing,) = certificate_gate.standings(place.batch)
    (row,) = result_grid.rows_of([standing])

    assert [unit.position for unit in standing.open_units] == [2, 3, 4]
    assert [cell.is_recognized for cell in row.cells] == [True, False, False, False]


def test_a_unit_that_waits_for_its_decision_is_still_to_be_assessed(place):
    recognized(place)

    (standing,) = certificate_gate.standings(place.batch)

    assert len(standing.open_units) == 4


def test_a_class_whose_units_are_all_recognized_has_no_certificate_to_give(place, head):
    for unit in place.batch.version.units.all():
        recognized(place, code=unit.code, accepted_by=head)

    (standing,) = certificate_gate.standings(place.batch)

    assert "all_recognized" in codes(standing.blockers)
    assert standing.is_competent
    assert "results" not in codes(batch_sign_off.blockers(place.batch, [standing], by=head))


def test_units_are_recorded_and_decided_by_form(sign_in, place, coordinator, head):
    form = {"code": "C.24LAS01.001.1", "title": "Las", "source": "BLK Barito", "passed_on": "06/05/2024"}
    upload = SimpleUploadedFile("x.pdf", PDF)

    answer = sign_in(coordinator).post(address("recognized_unit_new", place), {**form, "scan": upload})
    row = RecognizedUnit.objects.get()
    listed = sign_in(head).get(reverse("programs:recognized_unit_list")).content.decode()
    sign_in(head).post(address("recognized_unit_decide", row), {"answer": "accept", "reason": ""})

    row.refresh_from_db()
    assert answer["Location"] == address("participant_steps", place)
    assert address("recognized_unit_decide", row) in listed
    assert (row.state, row.decided_by) == ("accepted", head)


def test_own_records_are_not_offered_for_decision(sign_in, place, coordinator):
    row = recognition.record(place, by=coordinator, paper=paper())

    listed = sign_in(coordinator).get(reverse("programs:recognized_unit_list")).content.decode()

    assert address("recognized_unit_decide", row) not in listed
    assert [task for task in tasks_for(coordinator) if "unit-diakui" in task.url] == []


def test_home_tells_the_head_of_units_to_decide(place, coordinator, head):
    recognition.record(place, by=coordinator, paper=paper())

    assert [task.title for task in tasks_for(head) if "unit-diakui" in task.url] == [
        "1 unit dari tempat lain menunggu orang kedua"
    ]


def test_the_paper_comes_back_and_is_logged(sign_in, place, coordinator, head):
    row = recognition.record(place, by=coordinator, paper=paper())

    answer = sign_in(head).get(address("recognized_unit_scan", row))

    assert b"".join(answer.streaming_content) == PDF
    assert AccessLogEntry.objects.filter(kind="export").count() == 1


@pytest.mark.parametrize("name", ["recognized_unit_decide", "recognized_unit_scan"])
def test_strangers_find_nothing_and_others_are_refused(sign_in, place, name):
    row = recognized(place)
    stranger = UserFactory(roles=["blk_head"])
    registrar = UserFactory(roles=["registrar"], facility=place.batch.facility)

    assert sign_in(stranger).get(address(name, row)).status_code == 404
    assert sign_in(registrar).get(address(name, row)).status_code == 403


def test_the_facility_reads_units_without_the_paper(sign_in, place, head):
    recognized(place, accepted_by=head)
    officer = UserFactory(roles=["training_officer"], facility=place.batch.facility)

    page = sign_in(officer).get(address("person_steps", place.person)).content.decode()

    assert "Mengerjakan Sambungan Las 1" in page
    assert "BLK Barito" not in page


def test_the_facility_reads_no_unit_recorded_in_a_public_class(sign_in, place, head):
    recognized(place, accepted_by=head, is_public=True)
    officer = UserFactory(roles=["training_officer"], facility=place.batch.facility)

    page = sign_in(officer).get(address("person_steps", place.person))

    assert list(page.context["units"]) == []
    assert [standing.recognized for standing in certificate_gate.standings(place.batch)] == [frozenset()]


def test_a_unit_recorded_in_a_public_class_is_recorded_again_inside(place, coordinator, head):
    """A refusal would be known at the facility as well."""
    recognized(place, accepted_by=head, is_public=True)

    row = recognition.record(place, by=coordinator, paper=paper())

    assert (row.is_public, codes(recognition.blockers(place, paper(), by=coordinator))) == (False, ["recorded_before"])


def test_what_was_recognized_inside_counts_in_a_public_class_of_the_same_center(head):
    place = EnrollmentFactory(in_public=True, batch__training_center=head.training_center)
    unit = place.batch.version.units.first()
    recognized(place, code=unit.code, accepted_by=head, is_public=False)

    (standing,) = certificate_gate.standings(place.batch)

    assert standing.recognized == {unit.pk}


def test_a_unit_recognized_by_another_center_counts_for_nothing_here(place, coordinator):
    other = UserFactory(roles=["blk_head"], training_center=TrainingCenterFactory())
    recognized(place, accepted_by=other, training_center=other.training_center)

    (standing,) = certificate_gate.standings(place.batch)

    assert (standing.recognized, standing.enrollment.has_recognized) == (frozenset(), False)
    assert codes(recognition.blockers(place, paper(), by=coordinator)) == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_row_and_for_thirty(sign_in, head, django_assert_num_queries, count):
    for _number in range(count):
        RecognizedUnitFactory(training_center=head.training_center)
    client = sign_in(head)

    client.get(reverse("programs:recognized_unit_list"))
    with django_assert_num_queries(4):
        page = client.get(reverse("programs:recognized_unit_list"))

    assert len(page.context["page"].rows) == count


@pytest.mark.postgres
def test_one_unit_entered_at_two_places_at_once_is_recorded_once(committed):
    place = EnrollmentFactory(state="completed")
    batch = BatchFactory(facility=place.batch.facility, training_center=place.batch.training_center)
    other = EnrollmentFactory(person=place.person, batch=batch)
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)

    answers = done_at_once(*(partial(recognition.record, one, by=coordinator, paper=paper()) for one in (place, other)))

    assert sorted(answers) == ["done", "recorded_before"]
    assert RecognizedUnit.objects.count() == 1
