"""Nothing of a class without a facility is seen by a facility, nor by another training center."""

from datetime import date

import pytest

from certification.assessment.models.results import UnitResult
from certification.register.models import Certificate
from inmates.custody.in_custody import once_in_custody
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from inmates.profile.trainings import names_now, trainings_of
from programs.attendance.models.marks import Mark
from programs.batches.models import Batch
from programs.circumstances.arrivals import known_people
from programs.circumstances.dependents import dependents_of
from programs.entry_rules import fact_sources
from programs.merged_records import look_alikes
from programs.places.models import Enrollment
from programs.places.place_watch import holders
from programs.places.taken_places import other_batches
from programs.timetable.models.sessions import Session
from reports.data_subjects.people_of_office import people_of
from tests.factories import BatchFactory, EnrollmentFactory, FacilityFactory, PersonFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
FACILITY_ROLES = ["registrar", "training_officer", "board_chair", "rutan_head", "security_officer", "case_officer"]


@pytest.fixture
def released():
    """Released from a facility in October, in a public class since November; the facility still knows the record."""
    facility = FacilityFactory()
    person = PersonFactory(facility=None)
    CustodyPeriod.objects.create(
        person=person, facility=facility, from_date=date(2024, 1, 1), until=date(2026, 10, 1), leaving="full_term"
    )
    return EnrollmentFactory(in_public=True, person=person), facility


@pytest.fixture
def place(released):
    return released[0]


@pytest.fixture
def session(place):
    return SessionFactory(batch=place.batch)


@pytest.mark.parametrize("role", FACILITY_ROLES)
def test_a_facility_sees_no_row_of_a_public_class(released, session, role):
    user = UserFactory(roles=[role], facility=released[1])

    rows = [model.objects.visible_to(user) for model in (Batch, Enrollment, Session, Mark, UnitResult, Certificate)]

    assert [list(found) for found in rows] == [[]] * len(rows)


@pytest.mark.parametrize("role", ["blk_coordinator", "certificate_officer", "blk_head"])
def test_the_center_sees_its_own_and_another_center_does_not(place, session, role):
    own = UserFactory(roles=[role], training_center=place.batch.training_center)
    other = UserFactory(roles=[role], training_center=BatchFactory(is_open=True, name="Las malam").training_center)

    assert list(Enrollment.objects.visible_to(own)) == [place]
    assert list(Session.objects.visible_to(own)) == [session]
    assert not Enrollment.objects.visible_to(other).exists()


def test_an_instructor_sees_only_public_classes_taught(place):
    instructor = UserFactory(roles=["instructor"], training_center=place.batch.training_center)
    before = Batch.objects.visible_to(instructor).exists()
    place.batch.staff.create(user=instructor, duty="instructor")

    assert (before, list(Batch.objects.visible_to(instructor))) == (False, [place.batch])


def test_facilities_questions_about_a_person_leave_public_classes_out(place):
    person, key = place.person, place.person_id
    inside = BatchFactory()

    assert trainings_of(person) == []
    assert [names.get(key) for names in names_now.ask([key])] == [None]
    assert [list(found) for found in fact_sources.places.ask([key], None)] == [[]]
    assert other_batches([key], inside) == {}
    assert holders([key]) == {}
    assert dependents_of(person).places == []


def test_two_places_of_two_kinds_do_not_shut_each_other_out(place):
    """Otherwise a refusal at the facility would tell of the class outside."""
    place.person.facility = FacilityFactory()
    place.person.save()

    inside = EnrollmentFactory(person=place.person, batch__facility=place.person.facility)

    assert [inside, place] == list(Enrollment.objects.live().order_by("-pk"))


def test_who_was_never_in_custody_is_found_by_no_facility():
    outside = EnrollmentFactory(in_public=True).person
    here = PersonFactory(full_name=outside.full_name, birth_date=outside.birth_date, with_custody=True)
    registrar = UserFactory(roles=["registrar"], facility=here.facility)

    assert list(once_in_custody(Person.objects.all())) == [here]
    assert not known_people(full_name=outside.full_name, birth_date=outside.birth_date).exists()
    assert look_alikes.pairs([here], registrar) == []
    assert not look_alikes.with_look_alikes(registrar).exists()
    assert list(people_of(registrar)) == [here]
    assert outside not in look_alikes.choosable(here, registrar)
