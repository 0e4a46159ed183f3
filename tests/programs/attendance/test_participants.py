"""The learning half: who sees it, and that nothing of custody is in it."""

import pytest
from django.urls import reverse

from certification.certificates import issue_certificates
from certification.register.models import Certificate
from core.models import AccessLogEntry
from inmates.custody.models.stays import Suspension
from programs.batches.models import BatchStaff
from programs.places.models import Enrollment
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, UserFactory
from tests.factories.certification import approved, graduates

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
    assert list(AccessLogEntry.objects.order_by("pk").values_list("kind", "subject", "people")) == [
        ("view", "/peserta/", [place.person_id]),
        ("view", "learning profile", [place.person_id]),
    ]


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
        with django_assert_num_queries(5):
            client.get(reverse("programs:participant_list"))


def test_both_kinds_of_suspension_read_alike_to_the_training_center(sign_in, batch, coordinator):
    by_place = EnrollmentFactory(batch=batch, state="suspended", person__with_custody=True)
    by_custody = EnrollmentFactory(batch=batch, person__with_custody=True)
    Suspension.objects.create(person=by_custody.person, from_date=MONDAY.date(), decided_by="Karutan")
    client = sign_in(coordinator)

    listed = client.get(reverse("programs:participant_list")).content.decode()
    matrix = client.get(reverse("programs:batch_detail", args=[batch.public_id])).context["matrix"]

    assert listed.count("Dinas") == 2
    assert {row.enrollment.pk: row.state for row in matrix.rows} == {by_place.pk: "Dinas", by_custody.pk: "Dinas"}


def test_a_search_that_finds_nobody_says_so(sign_in, batch, coordinator):
    EnrollmentFactory(batch=batch)

    page = sign_in(coordinator).get(reverse("programs:participant_list"), {"q": "Zzyzx"}).content.decode()

    assert "Tidak ada peserta yang cocok dengan “Zzyzx”" in page
    assert "Belum ada peserta dalam angkatan Anda" not in page


def test_a_participant_is_found_by_the_number_of_a_certificate(sign_in):
    first, _second = graduates(2).enrollments.all()
    center = first.batch.training_center
    officer = UserFactory(roles=["certificate_officer"], training_center=center)
    issue_certificates.issue(approved(first), by=officer, render_after=False)
    number = Certificate.objects.get().number_text
    client = sign_in(officer)

    rows = client.get(reverse("programs:participant_list"), {"q": number.lower()}).context["page"].rows

    assert [row.pk for row in rows] == [first.pk]
