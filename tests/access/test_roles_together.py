"""Roles that open nothing of a person widen nothing: who has one besides still sees the own wards or batches only."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from inmates.people.models import Person
from programs.batches.models import Batch, BatchStaff
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EnrollmentFactory, PersonFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


def seen_by(user):
    """Names of people and places that the user can see."""
    return (
        sorted(Person.objects.visible_to(user).values_list("full_name", flat=True)),
        sorted(Enrollment.objects.visible_to(user).values_list("person__full_name", flat=True)),
    )


@pytest.mark.parametrize(
    ("besides", "names"),
    [
        ([], ["Ward"]),
        (["security_officer"], ["Ward"]),
        (["registrar"], ["Other", "Ward"]),
        (["training_officer"], ["Other", "Ward"]),
        (["board_member"], ["Other", "Ward"]),
        (["rutan_head"], ["Other", "Ward"]),
    ],
)
def test_a_case_officer_sees_more_than_own_wards_only_by_a_role_that_opens_profiles(besides, names):
    batch = BatchFactory()
    officer = UserFactory(roles=["case_officer", *besides], facility=batch.facility)
    for name, case_officer in (("Ward", officer), ("Other", None)):
        person = PersonFactory(facility=batch.facility, full_name=name, case_officer=case_officer)
        EnrollmentFactory(batch=batch, person=person)

    assert seen_by(officer) == (names, names)


def test_a_security_officer_who_is_a_case_officer_sees_the_photo_of_everybody_who_is_moved(sign_in):
    place = EnrollmentFactory()
    place.person.photo.save("x.jpg", ContentFile(b"\xff\xd8\xff"))
    officer = UserFactory(roles=["security_officer", "case_officer"], facility=place.batch.facility)

    answer = sign_in(officer).get(reverse("programs:participant_photo", args=[place.public_id]))

    assert b"".join(answer.streaming_content) == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("roles", "names"),
    [
        (["instructor"], ["Own"]),
        (["instructor", "assessor"], ["Own"]),
        (["instructor", "blk_coordinator"], ["Other", "Own"]),
        (["assessor", "certificate_officer"], ["Other", "Own"]),
    ],
)
def test_an_instructor_or_assessor_sees_other_batches_only_by_a_role_that_opens_batches(roles, names):
    own = BatchFactory(name="Own")
    other = BatchFactory(name="Other", training_center=own.training_center)
    user = UserFactory(roles=roles, training_center=own.training_center)
    BatchStaff.objects.create(batch=own, user=user, duty=roles[0])
    SessionFactory(batch=other)

    assert sorted(Batch.objects.visible_to(user).values_list("name", flat=True)) == names
    assert Session.objects.visible_to(user).exists() == ("Other" in names)
