"""The learning half: who sees it, and that nothing of custody is in it."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from core.models import AccessLogEntry
from programs.batches.models import BatchStaff
from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, FacilityFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_list_and_profile_say_nothing_of_custody(sign_in, batch, coordinator):
    place = EnrollmentFactory(
        batch=batch, state=Enrollment.State.ENDED, ended_on=batch.starts_on, end_reason="transfer"
    )
    client = sign_in(coordinator)
    number = place.person.register_numbers.get().number

    pages = [client.get(reverse("programs:participant_list")).content.decode()]
    pages.append(client.get(reverse("programs:participant_detail", args=[place.public_id])).content.decode())

    for page in pages:
        text = page.split("<main")[1].casefold()
        assert place.person.full_name.casefold() in text
        words = (number.casefold(), "blok", "tahanan", "narapidana", "register", "06/01/2030", "dipindah", "rutan")
        assert [word for word in words if word in text] == []
    assert AccessLogEntry.objects.values_list("subject", flat=True).get() == "learning profile"


def test_instructor_sees_own_batches_only(sign_in, batch):
    own, other = EnrollmentFactory(batch=batch), EnrollmentFactory(batch__training_center=batch.training_center)
    instructor = UserFactory(roles=["instructor"], training_center=batch.training_center)
    BatchStaff.objects.create(batch=batch, user=instructor, duty=BatchStaff.Duty.INSTRUCTOR)
    client = sign_in(instructor)

    rows = client.get(reverse("programs:participant_list")).context["page"].rows

    assert [row.pk for row in rows] == [own.pk]
    for page in ("participant_detail", "participant_photo"):
        assert client.get(reverse(f"programs:{page}", args=[other.public_id])).status_code == 404


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


def test_facility_staff_have_no_learning_pages(sign_in, batch):
    client = sign_in(UserFactory(roles=["registrar"], facility=batch.facility))

    assert client.get(reverse("programs:participant_list")).status_code == 403


def test_list_finds_names_in_every_spelling(sign_in, batch, coordinator):
    for name in ("Muhammad Rahman", "Siti Aminah"):
        place = EnrollmentFactory(batch=batch)
        place.person.set_name(name)
        place.person.save()

    rows = sign_in(coordinator).get(reverse("programs:participant_list"), {"q": "Moh. Rahman"}).context["page"].rows

    assert [row.person.full_name for row in rows] == ["Muhammad Rahman"]


def test_list_asks_the_same_for_1_and_30(sign_in, batch, coordinator, django_assert_num_queries):
    client = sign_in(coordinator)
    for count in (1, 29):
        for _ in range(count):
            EnrollmentFactory(batch=batch)
        client.get(reverse("programs:participant_list"))
        with django_assert_num_queries(4):
            client.get(reverse("programs:participant_list"))
