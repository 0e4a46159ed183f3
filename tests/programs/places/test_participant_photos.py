"""Photos of participants, for those who teach or escort them."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, FacilityFactory, UserFactory

pytestmark = pytest.mark.django_db


def gone(place, facility=None):
    """The place has ended, and its person left for another facility or for good."""
    place.state, place.ended_on, place.end_reason = Enrollment.State.ENDED, place.batch.starts_on, "transfer"
    place.save()
    place.person.facility = facility
    place.person.save()


def released(place):
    gone(place)


def transferred(place):
    gone(place, FacilityFactory())


def transferred_with_a_place_that_goes_on(place):
    place.person.facility = FacilityFactory()
    place.person.save()


def withdrew(place):
    place.state, place.ended_on, place.end_reason = Enrollment.State.ENDED, place.batch.starts_on, "withdrew"
    place.save()


def rests(place):
    place.state = Enrollment.State.SUSPENDED
    place.save()


@pytest.mark.parametrize(
    ("change", "is_shown"),
    [
        (None, True),
        (rests, True),
        (released, False),
        (transferred, False),
        (transferred_with_a_place_that_goes_on, False),
        (withdrew, False),
    ],
)
def test_photo_is_of_those_who_take_part_and_are_here(sign_in, batch, coordinator, change, is_shown):
    place = EnrollmentFactory(batch=batch)
    place.person.photo.save("x.jpg", ContentFile(b"\xff\xd8\xff"))
    if change:
        change(place)
    guard = UserFactory(roles=["security_officer"], facility=batch.facility)
    photo = reverse("programs:participant_photo", args=[place.public_id])

    answers = [sign_in(user).get(photo) for user in (coordinator, guard)]

    assert [answer.status_code for answer in answers] == [200 if is_shown else 404] * 2
    assert [b"".join(answer) for answer in answers if is_shown] == [b"\xff\xd8\xff"] * 2 * is_shown
    page = sign_in(coordinator).get(reverse("programs:participant_detail", args=[place.public_id]))
    assert (photo in page.content.decode()) == is_shown
