"""The page of a batch as a hub: what is next, by which button, and where one goes from there."""

import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from certification.assessment.models.results import SignOff
from certification.register.models import Certificate
from core import clock
from programs.batch_lifecycle import batch_plan, staff_assignment
from programs.batches.models import Batch
from programs.selection.models import Hearing
from programs.timetable import cancelled_sessions, patterns, schedule_generation
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db
REASON = "Kelas kecil atas izin kepala"
IN_OCTOBER = clock.at(date(2026, 10, 1), time(8), "Asia/Makassar")


@pytest.fixture
def batch():
    batch = BatchFactory(state="planned", version__total_jp=8, version__units=2, assessment_on=date(2026, 12, 20))
    batch.agreement.vocations.add(batch.version.program.vocation)
    return batch


def prepared(batch, officer, teacher, upto):
    """The batch with staff and the first `upto` parts of its preparation after that."""
    acts = [
        lambda: staff_assignment.assign_staff(batch, by=officer, instructors=[teacher], assessors=[]),
        lambda: patterns.set_pattern(batch, by=officer, slots=[(0, time(8), 4)]),
        lambda: schedule_generation.generate(batch, by=officer),
    ]
    for act in acts[:upto]:
        act()
    return batch


def running(batch, officer, teacher):
    prepared(batch, officer, teacher, 3)
    batch_plan.open_selection(batch, by=officer)
    EnrollmentFactory(batch=batch)
    return batch_plan.start(batch, by=officer, reason=REASON)


def address(name, row):
    return reverse(f"programs:{name}", args=[row.public_id])


def shown(client, batch):
    return client.get(address("batch_detail", batch))


@pytest.mark.parametrize(
    ("upto", "page", "states"),
    [
        (0, "batch_staff", "done now todo todo todo"),
        (1, "batch_pattern", "done done now todo todo"),
        (2, "batch_generate", "done done done now todo"),
    ],
)
def test_a_planned_batch_shows_its_path_and_leads_to_the_part_that_is_missing(
    sign_in, batch, officer, teacher, upto, page, states
):
    answer = shown(sign_in(officer), prepared(batch, officer, teacher, upto))

    text = answer.content.decode()
    assert answer.context["step"].url == address(page, batch)
    assert " ".join(part.state for part in answer.context["path"]) == states
    assert re.findall(r'class="btn btn-primary"', text) == ['class="btn btn-primary"']
    # Nothing is short of hours before there is a schedule.
    assert "tag--warn" not in text


def test_a_batch_outside_its_agreement_settles_that_first(sign_in, batch, officer):
    Batch.objects.filter(pk=batch.pk).update(agreement=None)

    answer = shown(sign_in(officer), batch)

    assert answer.context["step"].url == address("batch_edit", batch)
    assert [part.state for part in answer.context["path"]] == ["now", "todo", "todo", "todo", "todo"]


def test_a_batch_outside_any_agreement_goes_on_by_the_word_of_the_head(sign_in, batch, officer, head):
    reason = "Kelas percontohan atas izin Kanwil"
    Batch.objects.filter(pk=batch.pk).update(agreement=None, agreement_override=reason, agreement_override_by=head)

    path = shown(sign_in(officer), batch).context["path"]

    assert (path[0].state, path[0].why) == ("done", f"{batch.version.program}, versi {batch.version.number}")


def test_who_teaches_and_who_assesses_is_told(sign_in, batch, officer, teacher):
    assessor = UserFactory(roles=["assessor"], training_center=batch.training_center)
    prepared(batch, officer, teacher, 1)
    batch.staff.create(user=assessor, duty="assessor")

    path = shown(sign_in(officer), batch).context["path"]

    assert path[1].why == f"{teacher}, {batch.room}; asesor: {assessor}"


@pytest.mark.parametrize(("days", "to"), [(-1, ""), (0, "running")])
def test_chosen_people_start_on_the_first_day(sign_in, batch, officer, teacher, days, to):
    batch_plan.open_selection(prepared(batch, officer, teacher, 3), by=officer)
    EnrollmentFactory(batch=batch)
    morning = clock.at(batch.starts_on + timedelta(days=days), time(7), batch.facility.time_zone)

    with clock.moved_to(morning):
        step = shown(sign_in(officer), batch).context["step"]

    assert (step.to, step.url) == (to, "")


def test_lessons_of_a_session_that_ended_early_are_planned_anew(sign_in, batch, officer, teacher):
    running(batch, officer, teacher)
    batch.sessions.update(state=Session.State.FINALIZED, finalized_by=teacher, finalized_at=clock.now())
    last = batch.sessions.order_by("starts_at").last()
    Session.objects.filter(pk=last.pk).update(ended_at=last.starts_at + 45 * clock.MINUTE, taught_minutes=45)

    step = shown(sign_in(officer), batch).context["step"]

    assert (step.url, step.to) == (address("batch_generate", batch), "")


def test_a_batch_that_was_called_off_has_no_stages(sign_in, batch, officer):
    Batch.objects.filter(pk=batch.pk).update(state="cancelled", cancel_reason="Bengkel terbakar")

    answer = shown(sign_in(officer), batch)

    assert (answer.context["stages"], answer.context["step"]) == ([], None)


def test_a_prepared_batch_opens_its_selection_with_one_button(sign_in, batch, officer, teacher):
    page = shown(sign_in(officer), prepared(batch, officer, teacher, 3)).content.decode()

    assert re.findall(r'name="to" value="(\w+)"', page) == ["selecting"]


def test_an_assessment_before_the_last_session_is_moved_first(sign_in, batch, officer, teacher):
    prepared(batch, officer, teacher, 3)
    Batch.objects.filter(pk=batch.pk).update(assessment_on=batch.starts_on)

    step = shown(sign_in(officer), batch).context["step"]

    assert (step.url, step.to) == (address("batch_edit", batch), "")


def test_the_training_center_reads_of_the_selection_only_that_it_goes_on(sign_in, batch, officer, coordinator, teacher):
    batch_plan.open_selection(prepared(batch, officer, teacher, 3), by=officer)
    Hearing.objects.create(batch=batch, held_on=date(2026, 10, 20), place="Aula", chair=officer)

    of_center = shown(sign_in(coordinator), batch)
    of_facility = shown(sign_in(officer), batch)

    main = of_center.content.decode().split("<main")[1].casefold()
    assert [word for word in ("sidang", "tpp", "tahanan", "narapidana", "blok") if word in main] == []
    assert of_center.context["step"].url == ""
    assert of_facility.context["step"].url == address("selection_detail", batch)


def test_sessions_to_come_are_no_fault(sign_in, batch, officer, teacher):
    running(batch, officer, teacher)

    with clock.moved_to(IN_OCTOBER):
        answer = shown(sign_in(officer), batch)

    step = answer.context["step"]
    assert (step.url, step.blockers) == (address("session_detail", batch.sessions.first()), [])
    assert 'class="is-bad"' not in answer.content.decode()


def test_a_session_that_is_over_is_closed_first(sign_in, batch, officer, teacher):
    running(batch, officer, teacher)
    first = batch.sessions.first()

    with clock.moved_to(first.ends_at + timedelta(hours=1)):
        step = shown(sign_in(officer), batch).context["step"]

    assert step.url == address("session_roll", first)


def test_a_cancelled_session_is_made_up(sign_in, batch, officer, teacher):
    running(batch, officer, teacher)
    with clock.moved_to(IN_OCTOBER):
        session = cancelled_sessions.cancel_session(batch.sessions.first(), by=officer, cause="power")

        step = shown(sign_in(officer), batch).context["step"]

    assert step.url == address("session_make_up", session)


def test_a_training_whose_sessions_are_closed_is_finished(sign_in, batch, officer, teacher):
    running(batch, officer, teacher)
    batch.sessions.update(state=Session.State.FINALIZED, finalized_by=teacher, finalized_at=clock.now())

    step = shown(sign_in(officer), batch).context["step"]

    assert (step.to, step.blockers) == ("finished", [])


@pytest.mark.parametrize(
    ("state", "signed", "certificate", "page", "stages"),
    [
        ("finished", False, None, "assessment_grid", "done done done now todo"),
        ("finished", True, None, "batch_certificates", "done done done done now"),
        ("finished", True, "prepared", "batch_certificates", "done done done done now"),
        ("certified", True, None, "", "done done done done done"),
    ],
)
def test_a_batch_whose_training_is_over_leads_on(sign_in, batch, coordinator, state, signed, certificate, page, stages):
    Batch.objects.filter(pk=batch.pk).update(state=state)
    place = EnrollmentFactory(batch=batch, state="completed")
    if signed:
        SignOff.objects.create(batch=batch, number="BA-1", signed_by=coordinator, signed_at=clock.now(), minutes={})
    if certificate:
        Certificate.objects.create(enrollment=place, batch=batch, state=certificate, prepared_by=coordinator)

    answer = shown(sign_in(coordinator), batch)

    expected = reverse(f"certification:{page}", args=[batch.public_id]) if page else ""
    assert (answer.context["step"].url, [stage["state"] for stage in answer.context["stages"]]) == (
        expected,
        stages.split(),
    )


def test_empty_duties_say_so_and_who_fills_them(sign_in, batch, officer):
    head = UserFactory(roles=["rutan_head"], facility=batch.facility)

    of_officer, of_head = (shown(sign_in(user), batch).content.decode() for user in (officer, head))

    assert of_officer.count("Belum ditunjuk.") == 2
    assert of_officer.count(f'<a href="{address("batch_staff", batch)}">Tunjuk</a>') == 2
    assert of_head.count("Ditunjuk oleh petugas pembinaan atau koordinator BLK.") == 2


def test_rare_and_dangerous_acts_stand_in_the_menu_cancelling_last(sign_in, batch, officer):
    page = shown(sign_in(officer), batch).content.decode()

    menu = page[page.index('class="more__list"') : page.index("</details>")]
    assert re.findall(r'href="/angkatan/[^/]+/(\w+)/"', menu) == ["pola", "pengajar", "ubah", "batal"]


def test_names_lead_to_the_participant_and_back_to_batch_and_paper(sign_in, batch, officer, coordinator):
    Batch.objects.filter(pk=batch.pk).update(state="finished")
    place = EnrollmentFactory(batch=batch, state="completed")
    paper = Certificate.objects.create(enrollment=place, batch=batch, prepared_by=officer)
    client = sign_in(coordinator)

    of_center = shown(client, batch).content.decode()
    person = client.get(address("participant_detail", place)).content.decode()
    of_facility = shown(sign_in(officer), batch).content.decode()

    assert f'href="{address("participant_detail", place)}"' in of_center
    assert f'href="{reverse("inmates:detail", args=[place.person.public_id])}"' in of_facility
    assert f'href="{address("batch_detail", batch)}"' in person
    assert f'href="{reverse("certification:certificate_detail", args=[paper.public_id])}"' in person


def test_a_reader_without_the_right_sees_the_step_and_no_button(sign_in, batch):
    head = UserFactory(roles=["rutan_head"], facility=batch.facility)

    page = shown(sign_in(head), batch).content.decode()

    assert "Langkah ini dikerjakan petugas pembinaan atau koordinator BLK." in page
    assert 'class="btn btn-primary"' not in page.split("<main")[1]
