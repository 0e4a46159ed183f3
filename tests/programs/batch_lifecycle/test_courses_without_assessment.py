"""Planning a course without assessment: no day, no assessor, and four stages."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from programs.batch_lifecycle import batch_plan, next_step, staff_assignment
from programs.batch_lifecycle.forms import BatchForm
from programs.batches.models import Batch
from programs.timetable import moved_sessions, patterns, schedule_generation
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EnrollmentFactory, ProgramVersionFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
FIRST = date(2026, 11, 2)


@pytest.fixture
def batch():
    batch = BatchFactory(
        state="planned",
        version__total_jp=8,
        version__units=2,
        version__is_without_assessment=True,
        starts_on=FIRST,
        assessment_on=date(2026, 11, 27),
    )
    batch.agreement.vocations.add(batch.version.program.vocation)
    return batch


@pytest.fixture
def scheduled(batch, officer, teacher):
    staff_assignment.assign_staff(batch, by=officer, instructors=[teacher])
    patterns.set_pattern(batch, by=officer, slots=[(0, time(8), 4), (1, time(8), 4)])
    schedule_generation.generate(batch, by=officer)
    return Batch.objects.get(pk=batch.pk)


def plan_of(batch, **changes):
    plan = batch_plan.Plan(batch.version, batch.agreement, "Boga 9/2026", 16, FIRST, None, "Dapur", "apbd")
    return replace(plan, **changes)


@pytest.mark.parametrize(
    ("is_short", "day", "expected"),
    [
        (True, None, []),
        (True, date(2026, 11, 9), ["no_assessment"]),
        (False, None, ["dates"]),
        (False, date(2026, 11, 9), []),
    ],
)
def test_day_of_the_assessment_belongs_to_courses_that_have_one(batch, officer, is_short, day, expected):
    version = batch.version if is_short else ProgramVersionFactory(program__training_center=batch.training_center)
    plan = plan_of(batch, version=version, assessment_on=day)

    assert codes(batch_plan.plan_blockers(plan, by=officer, facility=batch.facility)) == expected
    form = BatchForm({**vars(plan), "version": version.pk, "agreement": batch.agreement_id}, user=officer, batch=batch)
    assert ("assessment_on" in form.errors) == bool(expected)


def test_it_ends_when_its_sessions_end(batch, officer, scheduled):
    plan, why = vars(plan_of(batch, name="Boga 10/2026")), "Permintaan lama, belum ditanya lagi"
    made = batch_plan.plan_batch(by=officer, facility=batch.facility, no_need_reason=why, **plan)
    changed = batch_plan.change_batch(made, by=officer, plan=plan_of(made, starts_on=FIRST + timedelta(days=7)))

    assert (made.ends_on, made.assessment_on) == (date(2026, 11, 15), date(2026, 11, 15))
    assert (changed.ends_on, changed.assessment_on) == (date(2026, 11, 22), date(2026, 11, 22))
    assert (scheduled.ends_on, scheduled.assessment_on) == (date(2026, 11, 3), date(2026, 11, 3))
    kept = batch_plan.change_batch(scheduled, by=officer, plan=plan_of(scheduled, name="Boga 11/2026"))
    assert (kept.ends_on, kept.assessment_on, kept.leaves_before) == (date(2026, 11, 3),) * 3


def test_later_end_warns_of_no_assessment(sign_in, scheduled, officer, teacher):
    session = scheduled.sessions.order_by("starts_at").last()
    session.batch = scheduled
    wish = moved_sessions.Wish(date(2026, 11, 10), time(8), session.room, teacher)

    effect = moved_sessions.preview(session, wish)
    page = sign_in(officer).get(reverse("programs:batch_generate", args=[scheduled.public_id]))

    assert (effect.moves_end, effect.doubts) == (True, [])
    assert page.context["is_late"] is False


def test_nobody_assesses_it(sign_in, batch, officer, teacher):
    with pytest.raises(RuleViolation) as refused:
        staff_assignment.assign_staff(batch, by=officer, instructors=[teacher], assessors=[teacher])
    address = reverse("programs:batch_staff", args=[batch.public_id])
    client = sign_in(officer)
    page = client.get(address)
    client.post(address, {"instructors": [teacher.pk]})

    assert "no_assessment" in codes(refused)
    assert "assessors" not in page.context["form"].fields
    assert [row.user for row in batch.staff.all()] == [teacher]


def test_page_of_the_batch_speaks_of_no_assessment(sign_in, scheduled, officer):
    page = sign_in(officer).get(reverse("programs:batch_detail", args=[scheduled.public_id]))

    text = page.content.decode()
    assert [stage["name"] for stage in page.context["stages"]] == [
        "Rencana",
        "Seleksi",
        "Pelatihan",
        "Surat keterangan",
    ]
    assert "tanpa penilaian: surat keterangan mengikuti pelatihan menyusul" in text
    assert "Asesor" not in text.split("<main")[1]
    assert "asesor" not in text.split("<main")[1]


def test_form_of_the_batch_leaves_the_day_empty(sign_in, scheduled, officer):
    page = sign_in(officer).get(reverse("programs:batch_edit", args=[scheduled.public_id]))

    assert page.context["form"]["assessment_on"].value() is None
    assert "tanpa penilaian" in page.content.decode()


@pytest.mark.parametrize(
    ("state", "handed_over", "states"),
    [
        ("running", False, "done done now todo"),
        ("finished", False, "done done done now"),
        ("certified", True, "done done done done"),
    ],
)
def test_stages_reach_the_papers_without_results(scheduled, state, handed_over, states):
    scheduled.state = state
    after = next_step.Beyond(done=frozenset({"assessment", "certificates"} if handed_over else {"assessment"}))
    facts = next_step.Facts(scheduled, list(scheduled.sessions.all()), [], 2, 1, FIRST)

    assert " ".join(stage["state"] for stage in next_step.stages(facts, after)) == states


def test_steps_of_the_training_speak_of_papers(scheduled, officer, teacher):
    batch_plan.open_selection(scheduled, by=officer)
    EnrollmentFactory(batch=scheduled)
    with clock.moved_to(clock.at(FIRST, time(7), scheduled.time_zone)):
        running = batch_plan.start(scheduled, by=officer, reason="Kelas kecil atas izin kepala")
    Session.objects.update(state="finalized", finalized_by=officer, finalized_at=clock.now())
    facts = next_step.Facts(running, list(running.sessions.all()), [], 2, 1, FIRST)

    step = next_step.step_of(facts, officer, next_step.Beyond())

    assert step.why == "Semua sesi sudah ditutup. Surat keterangan mengikuti pelatihan menyusul."
