"""The learning half: who sees it, and that nothing of custody is in it."""

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from programs.batches.models import BatchStaff
from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, UserFactory

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
