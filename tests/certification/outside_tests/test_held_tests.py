"""Tests at a certification body: what they are, who is sent, who is not."""

from dataclasses import replace
from datetime import date

import pytest

from certification.outside_tests import held_tests
from certification.outside_tests.models.tests import OutsideCandidate
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.factories import EnrollmentFactory
from tests.factories.certification import class_of, staff
from tests.factories.outside import HELD, SCHEME, candidate, certified, outside_test
from tests.reasons import codes

pytestmark = pytest.mark.django_db
PLAN = held_tests.Plan(
    body=" LSP Las Nusantara ",
    scheme_name=SCHEME,
    scheme_kind="cluster",
    place="Bengkel las BLK",
    place_kind="temporary",
    held_on=HELD,
)


@pytest.fixture
def batch():
    return class_of(2)


@pytest.fixture
def officer(center):
    return staff(center, "certificate_officer")


def test_plan_is_kept_without_outer_blanks_and_recorded(center, officer):
    made = held_tests.plan_test(center, by=officer, plan=PLAN)

    assert (made.body, made.scheme_name, made.held_on, made.created_by) == ("LSP Las Nusantara", SCHEME, HELD, officer)
    assert AuditEvent.objects.get(action="outside_test.plan").details == {"held_on": "2026-11-16", "scheme": SCHEME}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"body": " "}, ["no_body"]),
        ({"scheme_name": ""}, ["no_scheme_name"]),
        ({"place": ""}, ["no_place"]),
        ({"place": "Bengkel Rutan Rantau"}, ["neutral"]),
        ({"scheme_name": "Las untuk Warga Binaan"}, ["neutral"]),
    ],
)
def test_what_a_plan_needs(changes, reasons):
    assert codes(held_tests.plan_blockers(replace(PLAN, **changes))) == reasons


@pytest.mark.parametrize("role", ["blk_head", "blk_coordinator", "instructor"])
def test_only_the_certificate_officer_plans(center, role):
    with pytest.raises(RuleViolation) as refused:
        held_tests.plan_test(center, by=staff(center, role), plan=PLAN)

    assert codes(refused.value.reasons) == ["not_authorized"]


def test_officer_of_another_center_plans_nothing_here(center):
    with pytest.raises(RuleViolation) as refused:
        held_tests.plan_test(center, by=staff(class_of(0).training_center, "certificate_officer"), plan=PLAN)

    assert codes(refused.value.reasons) == ["not_authorized"]


def test_change_names_the_fields_that_became_others(center, officer):
    test = held_tests.plan_test(center, by=officer, plan=PLAN)

    held_tests.change_test(test, by=officer, plan=replace(PLAN, place="Aula BLK", held_on=date(2026, 11, 17)))
    held_tests.change_test(test, by=officer, plan=replace(PLAN, place="Aula BLK", held_on=date(2026, 11, 17)))

    test.refresh_from_db()
    assert (test.place, test.held_on) == ("Aula BLK", date(2026, 11, 17))
    changes = AuditEvent.objects.filter(action="outside_test.change")
    assert [event.details for event in changes] == [{"fields": ["held_on", "place"]}]


def test_scheme_stays_once_a_certificate_of_it_is_recorded(center, officer):
    test = outside_test(center)
    certified(test)

    with pytest.raises(RuleViolation) as refused:
        held_tests.change_test(test, by=officer, plan=replace(PLAN, scheme_name="Menjahit"))

    assert codes(refused.value.reasons) == ["certified"]


def test_cancelled_test_keeps_its_reason_and_takes_nobody(batch, center, officer):
    test = outside_test(center)

    held_tests.cancel_test(test, by=officer, reason="LSP menunda tanpa tanggal baru")

    test.refresh_from_db()
    assert (test.is_cancelled, test.cancelled_by, test.cancel_reason) == (
        True,
        officer,
        "LSP menunda tanpa tanggal baru",
    )
    with pytest.raises(RuleViolation) as refused:
        held_tests.add_candidates(test, batch.enrollments.all(), by=officer)
    assert codes(refused.value.reasons) == ["cancelled"]


@pytest.mark.parametrize(
    ("result", "reason", "expected"),
    [
        ("", "pendek", ["reason"]),
        ("BK", "LSP menunda tanpa tanggal baru", ["results"]),
    ],
)
def test_cancelling_is_refused(center, officer, result, reason, expected):
    test = outside_test(center)
    candidate(test, result=result)

    with pytest.raises(RuleViolation) as refused:
        held_tests.cancel_test(test, by=officer, reason=reason)

    assert codes(refused.value.reasons) == expected


def test_participants_of_a_batch_are_offered_and_sent(batch, center, officer):
    test, people = outside_test(center), list(batch.enrollments.order_by("person__name_sort"))
    EnrollmentFactory(batch=batch, state="ended", ended_on=HELD, end_reason="withdrew")
    assert held_tests.possible_candidates(test, batch) == people

    made = held_tests.add_candidates(test, people[:1], by=officer)

    assert [(one.enrollment, one.result, one.added_by) for one in made] == [(people[0], "", officer)]
    assert held_tests.possible_candidates(test, batch) == people[1:]
    assert AuditEvent.objects.get(action="outside_test.add_candidates").details == {"enrollments": [people[0].pk]}


def foreign(test):
    return class_of(1).enrollments.get()


def ended(test):
    batch = class_of(0, training_center=test.training_center)
    return EnrollmentFactory(batch=batch, state="ended", ended_on=HELD, end_reason="withdrew")


def twice(test):
    # The same person in another batch, and not only the same row.
    there = candidate(test).enrollment
    return EnrollmentFactory(
        batch=class_of(0, training_center=test.training_center), person=there.person, state="completed"
    )


def holder(test, until):
    held = certified(
        outside_test(test.training_center, held_on=date(2024, 1, 8)), issued_on=date(2024, 1, 10), valid_until=until
    )
    return held.enrollment


@pytest.mark.parametrize(
    ("make", "reasons"),
    [
        (foreign, ["foreign"]),
        (ended, ["state"]),
        (twice, ["twice"]),
        (lambda test: holder(test, HELD), ["holds"]),
        (lambda test: holder(test, date(2026, 11, 15)), []),
        (lambda test: candidate(outside_test(test.training_center, scheme_name="Menjahit")).enrollment, []),
    ],
)
def test_who_cannot_be_sent(center, officer, make, reasons):
    test = outside_test(center)

    assert codes(held_tests.candidate_blockers(test, make(test), by=officer)) == reasons


def test_one_who_cannot_be_sent_keeps_all_off_the_list(batch, center, officer):
    test = outside_test(center)

    with pytest.raises(RuleViolation) as refused:
        held_tests.add_candidates(test, [*batch.enrollments.all(), foreign(test)], by=officer)

    assert codes(refused.value.reasons) == ["foreign"]
    assert not OutsideCandidate.objects.exists()


def test_nobody_and_too_many_are_refused(batch, center, officer):
    test = outside_test(center)
    one_more = batch.enrollments.first()
    on_it = EnrollmentFactory.create_batch(held_tests.MOST_CANDIDATES, batch=batch)
    OutsideCandidate.objects.bulk_create(OutsideCandidate(test=test, enrollment=one, added_by=officer) for one in on_it)

    for people, code in (([], "nobody"), ([one_more], "too_many")):
        with pytest.raises(RuleViolation) as refused:
            held_tests.add_candidates(test, people, by=officer)
        assert codes(refused.value.reasons) == [code]


def test_candidate_without_a_result_is_taken_off(center, officer):
    test = outside_test(center)
    gone, stays = candidate(test), candidate(test, result="BK")

    held_tests.remove_candidate(gone, by=officer)
    with pytest.raises(RuleViolation) as refused:
        held_tests.remove_candidate(stays, by=officer)

    assert codes(refused.value.reasons) == ["result"]
    assert list(test.candidates.all()) == [stays]
    assert AuditEvent.objects.get(action="outside_test.remove_candidate").details == {"enrollment": gone.enrollment_id}
