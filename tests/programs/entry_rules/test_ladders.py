"""Ladders: the order of a vocation's programs, and what somebody may take next."""

from datetime import date

import pytest
from django.urls import reverse

from programs.entry_rules import ladders
from tests.factories import (
    AgreementFactory,
    EnrollmentFactory,
    EntryRuleSetFactory,
    PersonFactory,
    ProgramVersionFactory,
    RecognizedUnitFactory,
    TrainingCenterFactory,
    UserFactory,
    VocationFactory,
)
from tests.factories.certification import assess_all, sign
from tests.programs.entry_rules.test_entry_rules import certified

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def center():
    return TrainingCenterFactory()


@pytest.fixture
def coordinator(center):
    return UserFactory(roles=["blk_coordinator"], training_center=center)


def program(center, name, needs=None, **fields):
    version = ProgramVersionFactory(program__training_center=center, program__name=name, **fields)
    asked = {"program": str(needs.program.public_id), "name": needs.program.name} if needs else None
    EntryRuleSetFactory(version=version, parts={"prerequisite": asked} if asked else {})
    return version


@pytest.fixture
def basic(center):
    return program(center, "Las Dasar")


@pytest.fixture
def middle(center, basic):
    return program(center, "Las Pelat", needs=basic)


@pytest.fixture
def top(center, middle):
    return program(center, "Las Pipa", needs=middle, program__level="lanjutan")


def names(rungs):
    return [rung.program.name for rung in rungs]


def test_programs_stand_above_those_that_they_ask_for(coordinator, top, middle, basic):
    found = ladders.rungs(coordinator, on=TODAY)

    assert [(rung.program.name, rung.height) for rung in found] == [("Las Dasar", 0), ("Las Pelat", 1), ("Las Pipa", 2)]


def test_rules_that_ask_for_each_other_in_a_circle_come_to_an_end(center, coordinator, basic, middle):
    basic.entry_rule_sets.update(
        parts={"prerequisite": {"program": str(middle.program.public_id), "name": middle.program.name}}
    )

    found = ladders.rungs(coordinator, on=TODAY)

    assert sorted(names(found)) == ["Las Dasar", "Las Pelat"]
    assert max(rung.height for rung in found) == 20


def test_the_ladder_shows_one_vocation(center, coordinator, basic):
    sewing = VocationFactory(code="sewing", name="Menjahit")
    program(center, "Jahit", program__vocation=sewing)

    found = ladders.rungs(coordinator, on=TODAY)

    assert names(ladders.ladder(found, sewing.pk)) == ["Jahit"]


def test_without_anything_passed_only_the_lowest_is_open(coordinator, top, middle, basic):
    person = PersonFactory()

    assert names(ladders.next_steps(person.pk, coordinator, on=TODAY)) == ["Las Dasar"]


@pytest.mark.parametrize(
    ("state", "expected"), [("active", []), ("suspended", []), ("completed", []), ("ended", ["Las Dasar"])]
)
def test_what_somebody_attends_or_has_finished_is_no_next_step(coordinator, top, middle, basic, state, expected):
    place = EnrollmentFactory(batch__training_center=coordinator.training_center, batch__version=basic)
    ended = {"ended_on": TODAY, "end_reason": "full_term"} if state == "ended" else {}
    type(place).objects.filter(pk=place.pk).update(state=state, **ended)

    assert names(ladders.next_steps(place.person_id, coordinator, on=TODAY)) == expected


def test_next_steps_stay_in_the_vocation_that_was_begun(center, coordinator, middle, basic):
    program(center, "Jahit", program__vocation=VocationFactory(code="sewing", name="Jahit"))
    place = EnrollmentFactory(batch__training_center=coordinator.training_center, batch__version=basic)
    certified(place.person, basic, state="issued")

    assert names(ladders.next_steps(place.person_id, coordinator, on=TODAY)) == ["Las Pelat"]
    assert set(names(ladders.next_steps(PersonFactory().pk, coordinator, on=TODAY))) == {"Jahit", "Las Dasar"}


def test_a_certificate_opens_what_builds_on_it(coordinator, top, middle, basic):
    place = EnrollmentFactory(batch__training_center=coordinator.training_center, batch__version=basic)
    certified(place.person, basic, state="issued")

    assert names(ladders.next_steps(place.person_id, coordinator, on=TODAY)) == ["Las Pelat"]


@pytest.fixture
def officer(center):
    return UserFactory(roles=["training_officer"], facility=AgreementFactory(training_center=center).facility)


def test_units_passed_in_a_public_class_count_for_the_center_and_for_no_facility(coordinator, officer, basic):
    place = EnrollmentFactory(in_public=True, batch__training_center=coordinator.training_center, batch__version=basic)
    assess_all(place.batch)
    sign(place.batch)

    of_center, of_facility = (ladders.learned_by(place.person_id, user) for user in (coordinator, officer))

    assert (len(of_center.units), of_center.vocations) == (4, {basic.program.vocation_id})
    assert of_facility == ladders.Learned()


def test_units_recorded_in_a_public_class_count_for_no_facility(coordinator, officer):
    unit = RecognizedUnitFactory(training_center=coordinator.training_center, is_public=True, accepted_by=UserFactory())

    of_center, of_facility = (ladders.learned_by(unit.person_id, user) for user in (coordinator, officer))

    assert (of_center.units, of_facility.units) == ({unit.code_key}, set())


def test_what_another_center_taught_or_recognized_is_not_told(coordinator, basic):
    elsewhere = ProgramVersionFactory()
    person = EnrollmentFactory(batch__version=elsewhere).person
    certified(person, elsewhere, state="issued")
    RecognizedUnitFactory(person=person, accepted_by=UserFactory())

    assert ladders.learned_by(person.pk, coordinator) == ladders.Learned()


def test_units_recognized_from_elsewhere_open_it_as_well(coordinator, middle, basic):
    place = EnrollmentFactory(batch__training_center=coordinator.training_center, batch__version=basic)
    for unit in basic.units.all():
        RecognizedUnitFactory(
            person=place.person, training_center=coordinator.training_center, code=unit.code, accepted_by=UserFactory()
        )

    # Both versions teach the same units, so that both are passed.
    assert names(ladders.next_steps(place.person_id, coordinator, on=TODAY)) == []

    for unit in middle.units.all():
        unit.code = f"C.99XXX01.00{unit.position}.1"
        unit.save()
    assert names(ladders.next_steps(place.person_id, coordinator, on=TODAY)) == ["Las Pelat"]


def test_following_names_what_asks_for_a_program(coordinator, top, middle, basic):
    found = ladders.rungs(coordinator, on=TODAY)

    assert names(ladders.following(basic.program, found)) == ["Las Pelat"]
    assert names(ladders.following(top.program, found)) == []


def test_pages_show_ladder_and_next_steps_to_both_offices(sign_in, coordinator, middle, basic):
    agreement = AgreementFactory(training_center=coordinator.training_center)
    place = EnrollmentFactory(
        batch__training_center=coordinator.training_center, batch__version=basic, batch__facility=agreement.facility
    )
    certified(place.person, basic, state="issued")
    officer = UserFactory(roles=["training_officer"], facility=agreement.facility)

    of_program = sign_in(coordinator).get(reverse("programs:program_detail", args=[basic.program.public_id]))
    of_place = sign_in(coordinator).get(reverse("programs:participant_steps", args=[place.public_id]))
    of_person = sign_in(officer).get(reverse("programs:person_steps", args=[place.person.public_id]))

    assert names(of_program.context["rungs"]) == ["Las Dasar", "Las Pelat"]
    assert names(of_place.context["steps"]) == names(of_person.context["steps"]) == ["Las Pelat"]


@pytest.mark.parametrize("count", [1, 30])
def test_next_steps_cost_the_same_for_one_program_and_for_thirty(
    sign_in, coordinator, django_assert_num_queries, count
):
    for number in range(count):
        program(coordinator.training_center, f"Las {number}")
    place = EnrollmentFactory(batch__training_center=coordinator.training_center)
    client = sign_in(coordinator)
    url = reverse("programs:participant_steps", args=[place.public_id])

    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
