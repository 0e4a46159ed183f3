"""The pages on which a public class is planned, people register, and places are given and ended."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from programs.batch_lifecycle import batch_plan, staff_assignment
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.registrations.models import Registration
from programs.timetable import patterns, schedule_generation
from tests.factories import (
    AgreementFactory,
    BatchFactory,
    EnrollmentFactory,
    PersonFactory,
    ProgramVersionFactory,
    UserFactory,
)
from tests.programs.addresses import url
from tests.reasons import codes

pytestmark = pytest.mark.django_db
NEW = "/angkatan/umum/baru/"
WORDS_OF_CUSTODY = ("rutan", "lapas", "tahanan", "narapidana", "wbp", "napi", "hukuman", "warga binaan")


@pytest.fixture
def batch():
    return BatchFactory(is_open=True, name="Menjahit malam 1/2026")


@pytest.fixture
def coordinator(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)


@pytest.fixture
def desk(sign_in, coordinator):
    return sign_in(coordinator)


def plan_form(version, **changes):
    return {
        "version": version.pk,
        "name": "Menjahit malam 2/2026",
        "keep_name": "1",
        "capacity": "16",
        "starts_on": "02/12/2026",
        "assessment_on": "30/12/2026",
        "room": "Ruang jahit",
        "funding_source": "apbd",
        **changes,
    }


def person_form(**changes):
    return {
        "full_name": "Siti Rahmah",
        "birth_place": "Rantau",
        "birth_date": "17/05/1995",
        "sex": "P",
        "nik": "6305 0101 0195 0001",
        "way": "counter",
        "consent_on": "20/11/2026",
        "late_reason": "Baru selesai bekerja di kebun",
        **changes,
    }


def main_of(answer):
    """Without the form token, in whose random letters any short word may stand."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode().split("<main")[1])


def test_a_public_class_is_planned_without_facility_and_agreement(desk, batch):
    answer = desk.post(NEW, plan_form(batch.version))

    made = Batch.objects.get(name="Menjahit malam 2/2026")
    assert answer.url == url("batch_detail", made)
    assert (made.facility, made.agreement, made.training_center) == (None, None, batch.training_center)
    assert "PKS" not in main_of(desk.get(NEW))


def test_a_public_class_needs_no_agreement_to_be_planned(sign_in):
    version = ProgramVersionFactory()
    user = UserFactory(roles=["blk_coordinator"], training_center=version.program.training_center)

    assert "<select" in main_of(sign_in(user).get(NEW))


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"name": "Menjahit malam 1/2026"}, "name_taken"), ({"assessment_on": "01/12/2026"}, "dates")],
)
def test_a_plan_is_refused_with_its_reason(desk, batch, changes, code):
    answer = desk.post(NEW, plan_form(batch.version, **changes))

    assert (answer.status_code, answer.context["form"].refused_for) == (422, {code})
    assert Batch.objects.count() == 1


def test_only_its_training_center_plans_a_public_class(batch, sign_in):
    officer = UserFactory(roles=["training_officer"])
    stranger = UserFactory(roles=["blk_coordinator"], training_center=BatchFactory().training_center)
    plan = batch_plan.Plan(batch.version, None, "Las", 10, date(2026, 12, 1), date(2026, 12, 30), "Bengkel", "apbd")

    found = [codes(batch_plan.plan_blockers(plan, by=user, facility=None)) for user in (officer, stranger)]

    assert found == [["foreign_office"]] * 2
    assert sign_in(officer).get(NEW).status_code == 403


def test_a_public_class_has_no_agreement(batch, coordinator):
    agreement = AgreementFactory(training_center=batch.training_center)
    plan = batch_plan.Plan(
        batch.version, agreement, "Las", 10, date(2026, 12, 1), date(2026, 12, 30), "Bengkel", "apbd"
    )

    assert codes(batch_plan.plan_blockers(plan, by=coordinator, facility=None)) == ["public_agreement"]


def test_a_plan_of_a_public_class_is_changed(desk, batch):
    Batch.objects.filter(pk=batch.pk).update(state="planned")

    desk.post(url("batch_edit", batch), plan_form(batch.version, room="Ruang 2", starts_on="02/11/2026"))

    batch.refresh_from_db()
    assert (batch.room, batch.facility) == ("Ruang 2", None)


def test_from_plan_to_the_first_day(batch, coordinator, desk):
    """The whole way of a public class: staff, week, schedule, registration, place, first day."""
    version = ProgramVersionFactory(program__training_center=batch.training_center, total_jp=8, units=1)
    Batch.objects.filter(pk=batch.pk).update(state="planned", version=version, capacity=4, starts_on=date(2026, 11, 23))
    batch = Batch.objects.get(pk=batch.pk)
    teacher = UserFactory(roles=["instructor"], training_center=batch.training_center)
    staff_assignment.assign_staff(batch, by=coordinator, instructors=[teacher], assessors=[])
    patterns.set_pattern(batch, by=coordinator, slots=[(0, time(16), 4), (2, time(16), 4)])
    schedule_generation.generate(batch, by=coordinator)
    assert "Buka pendaftaran" in main_of(desk.get(url("batch_detail", batch)))

    desk.post(url("batch_move", batch), {"to": "selecting"})
    desk.post(url("registration_new", batch), person_form())
    registration = Registration.objects.get()
    desk.post(url("registration_accept", registration))
    desk.post(url("batch_move", batch), {"to": "running", "reason": "Kelas percobaan pertama"})

    batch.refresh_from_db()
    assert (batch.state, batch.enrollments.get().person.full_name) == ("running", "Siti Rahmah")
    assert [session.facility for session in batch.sessions.all()] == [None, None]


def test_who_registers_stands_on_the_list(desk, batch):
    answer = desk.post(url("registration_new", batch), person_form(), follow=True)

    page = main_of(answer)
    assert answer.redirect_chain == [(url("registration_list", batch), 302)]
    assert ("Siti Rahmah" in page, "17 Mei 1995" in page, "0001" in page) == (True, True, False)


def test_a_likeness_is_asked_before_anything_is_written(desk, batch):
    known = PersonFactory(facility=None, full_name="Siti Rahmah", birth_date=date(1995, 5, 17))
    inside = BatchFactory(training_center=batch.training_center, name="Las 4/2025")
    EnrollmentFactory(batch=inside, person=known, state="completed", starts_on=date(2025, 3, 3))

    asked = desk.post(url("registration_new", batch), person_form())
    written = Registration.objects.count()
    desk.post(url("registration_new", batch), person_form(same=str(known.public_id)))

    page = main_of(asked)
    assert (asked.status_code, written, Registration.objects.get().known_as) == (422, 0, known)
    assert f"Siti Rahmah, 1995 – {inside.version.program.name} 2025" in page
    assert "Las 4/2025" not in page


def test_another_person_is_registered_as_such(desk, batch):
    known = EnrollmentFactory(in_public=True, batch=batch, person__full_name="Siti Rahmah").person

    desk.post(url("registration_new", batch), person_form(same="new"))

    assert Registration.objects.get().person != known


def test_a_name_with_digits_is_refused(desk, batch):
    answer = desk.post(url("registration_new", batch), person_form(full_name="Siti 2"))

    assert (answer.status_code, Registration.objects.count()) == (422, 0)


def test_what_is_missing_is_told_and_filled_in(desk, batch):
    desk.post(url("registration_new", batch), person_form(consent_on="", birth_place=""))
    registration = Registration.objects.get()

    before = main_of(desk.get(url("registration_list", batch)))
    desk.post(url("registration_detail", registration), person_form())
    after = main_of(desk.get(url("registration_detail", registration)))

    assert "Kurang: tempat lahir, persetujuan yang ditandatangani" in " ".join(before.split())
    assert "Beri kursi" in after
    assert AccessLogEntry.objects.filter(subject="registration").exists()


@pytest.mark.parametrize(
    ("name", "state"), [("registration_decline", "declined"), ("registration_withdraw", "withdrawn")]
)
def test_a_registration_is_ended(desk, batch, name, state):
    desk.post(url("registration_new", batch), person_form())

    desk.post(url(name, Registration.objects.get()), {"reason": "Kelas ini untuk pemula"})

    registration = Registration.objects.get()
    assert registration.state == state
    assert "Beri kursi" not in main_of(desk.get(url("registration_detail", registration)))


def test_a_full_class_gives_no_place(desk, batch):
    desk.post(url("registration_new", batch), person_form())
    Batch.objects.filter(pk=batch.pk).update(capacity=1)
    EnrollmentFactory(in_public=True, batch=batch)

    answer = desk.post(url("registration_accept", Registration.objects.get()))

    assert (answer.status_code, Registration.objects.get().state) == (422, "new")


@pytest.mark.parametrize("name", ["registration_list", "registration_new"])
def test_strangers_find_no_registration(sign_in, batch, name):
    other = UserFactory(roles=["blk_coordinator"], training_center=BatchFactory().training_center)
    officer = UserFactory(roles=["training_officer"])
    inside = BatchFactory(training_center=batch.training_center)
    own = UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)

    found = [
        sign_in(user).get(url(name, row)).status_code for user, row in ((other, batch), (officer, batch), (own, inside))
    ]

    assert found == [404, 403, 404]


def test_the_coordinator_ends_a_place_in_a_public_class_alone(desk, batch):
    place = EnrollmentFactory(in_public=True, batch=batch)
    inside = EnrollmentFactory(batch__training_center=batch.training_center)

    page = desk.get(url("enrollment_end", place))
    desk.post(url("enrollment_end", place), {"on": "23/11/2026", "reason": "withdrew"})

    place.refresh_from_db()
    assert (place.state, place.end_reason) == ("ended", "withdrew")
    assert [value for value, _label in page.context["form"].fields["reason"].choices] == [
        "",
        "illness",
        "withdrew",
        "absent",
        "other",
    ]
    assert desk.get(url("enrollment_end", inside)).status_code == 404


def test_batches_are_told_apart_on_the_list(desk, batch):
    inside = BatchFactory(training_center=batch.training_center)

    found = [
        [row.name for row in desk.get(reverse("programs:batch_list"), {"kind": kind}).context["page"].rows]
        for kind in ("public", "partner")
    ]

    assert found == [[batch.name], [inside.name]]


def test_pages_of_a_public_class_have_no_words_of_custody(desk, batch):
    place = EnrollmentFactory(in_public=True, batch=batch)
    desk.post(url("registration_new", batch), person_form())
    registration = Registration.objects.get()
    pages = [
        NEW,
        url("batch_detail", batch),
        url("batch_presence", batch),
        url("registration_list", batch),
        url("registration_new", batch),
        url("registration_detail", registration),
        url("enrollment_end", place),
        url("participant_detail", place),
    ]

    found = {page: [word for word in WORDS_OF_CUSTODY if word in main_of(desk.get(page)).lower()] for page in pages}

    assert not any(found.values()), found


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_many(desk, batch, django_assert_num_queries, count):
    for _time in range(count):
        Registration.objects.create(
            batch=batch,
            person=PersonFactory(facility=None),
            way="list",
            registered_by=UserFactory(training_center=batch.training_center),
        )
    desk.get(url("registration_list", batch))

    with django_assert_num_queries(8):
        desk.get(url("registration_list", batch))


def test_nobody_else_is_enrolled_by_a_registration(desk, batch):
    desk.post(url("registration_new", batch), person_form())
    desk.post(url("registration_accept", Registration.objects.get()))

    place = Enrollment.objects.get()
    assert (place.is_public, place.person.facility, place.person.nik_index) == (True, None, None)


def test_after_the_start_the_page_warns_and_asks_why(desk, batch):
    address = url("registration_new", batch)
    assert "Kelas umum sudah dimulai" in main_of(desk.get(address))

    refused = desk.post(address, person_form(late_reason=""))

    assert refused.status_code == 422
    assert Registration.objects.count() == 0
    assert desk.post(address, person_form()).status_code == 302
    registration = Registration.objects.get()
    assert "Baru selesai bekerja di kebun" in main_of(desk.get(url("registration_detail", registration)))
    batch.state, batch.starts_on = "selecting", date(2026, 11, 24)
    batch.save()
    assert "Kelas umum sudah dimulai" not in main_of(desk.get(address))


def test_who_was_not_accepted_is_opened_again_on_its_page(desk, batch):
    desk.post(url("registration_new", batch), person_form())
    registration = Registration.objects.get()
    desk.post(url("registration_decline", registration), {"reason": "Kelas ini untuk pemula"})
    again = url("registration_reopen", registration)
    assert again in main_of(desk.get(url("registration_detail", registration)))

    assert desk.post(again, {"reason": "kursi"}).status_code == 422
    assert desk.post(again, {"reason": "Kursi bertambah dua"}).status_code == 302

    registration.refresh_from_db()
    assert registration.state == "new"
    assert again not in main_of(desk.get(url("registration_detail", registration)))
