"""The pages of batches and schedules: who sees them, what they do, how much they ask of the database."""

from datetime import date, time

import pytest
from django.urls import reverse

from core import clock
from core.models import AccessLogEntry
from programs.batch_lifecycle import staff_assignment
from programs.batches.models import Batch
from programs.timetable import patterns, schedule_generation
from tests.factories import (
    AgreementFactory,
    BatchFactory,
    EnrollmentFactory,
    ProgramVersionFactory,
    SessionFactory,
    UserFactory,
    count_heads,
)
from tests.factories.certification import mark_all
from tests.papers import pages

pytestmark = pytest.mark.django_db
REASON = "Razia blok sepanjang hari"


@pytest.fixture
def batch():
    batch = BatchFactory(state=Batch.State.PLANNED, version__total_jp=8, version__units=2)
    batch.agreement.vocations.add(batch.version.program.vocation)
    return batch


@pytest.fixture
def scheduled(batch, officer, teacher):
    """Two sessions of four JP on Mondays 2 and 9 November 2026."""
    staff_assignment.assign_staff(batch, by=officer, instructors=[teacher], assessors=[])
    patterns.set_pattern(batch, by=officer, slots=[(0, time(8), 4)])
    schedule_generation.generate(batch, by=officer)
    return batch


def address(name, row):
    return reverse(f"programs:{name}", args=[row.public_id])


def form_of(batch, **changes):
    return {
        "version": batch.version_id,
        "agreement": batch.agreement_id,
        "name": "Las Sore 9/2026",
        "capacity": "16",
        "starts_on": "02/11/2026",
        "assessment_on": "30/11/2026",
        "room": "Bengkel las",
        "funding_source": "apbd",
        "no_need_reason": "Permintaan lama, belum ditanya lagi",
        **changes,
    }


@pytest.mark.engines
def test_the_list_shows_the_offices_own_batches(client, sign_in, batch, officer):
    BatchFactory(name="Las asing")

    page = sign_in(officer).get(reverse("programs:batch_list")).content.decode()

    assert batch.name in page
    assert "Las asing" not in page


@pytest.mark.engines
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=planned", True),
        ("?state=running", False),
        ("?q=zzz", False),
        ("?vocation=welding", True),
        ("?vocation=nonsense", True),
        ("?vocation=nonsense&q=zzz", False),
    ],
)
def test_the_list_is_filtered(sign_in, batch, officer, query, found):
    page = sign_in(officer).get(reverse("programs:batch_list") + query).content.decode()

    assert (batch.name in page) is found


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_row_and_for_thirty(sign_in, django_assert_num_queries, count):
    first = BatchFactory()
    for _number in range(count - 1):
        BatchFactory(facility=first.facility, training_center=first.training_center, version=first.version)
    client = sign_in(UserFactory(roles=["training_officer"], facility=first.facility))

    client.get(reverse("programs:batch_list"))
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(reverse("programs:batch_list"))

    assert len(response.context["page"]) == count


LIST_QUERIES = 7


@pytest.mark.engines
def test_instructors_see_their_own_batches_only(sign_in, scheduled, teacher):
    other = BatchFactory(training_center=scheduled.training_center, name="Las lain")
    client = sign_in(teacher)

    assert client.get(address("batch_detail", scheduled)).status_code == 200
    assert client.get(address("batch_detail", other)).status_code == 404


@pytest.mark.engines
def test_the_page_shows_week_hours_and_staff(sign_in, scheduled, officer, teacher):
    page = sign_in(officer).get(address("batch_detail", scheduled) + "?pekan=2026-11-02")

    text = page.content.decode()
    assert [session.jp for session in page.context["week"].sessions] == [4]
    assert page.context["week"].next == date(2026, 11, 9)
    assert (page.context["planned"], page.context["held"]) == (8, 0)
    assert teacher.full_name in text


@pytest.mark.engines
def test_the_training_center_reads_no_word_of_custody(sign_in, scheduled):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=scheduled.training_center)
    EnrollmentFactory(batch=scheduled)

    text = sign_in(coordinator).get(address("batch_detail", scheduled)).content.decode().lower()

    main = text[text.index("<main") : text.index("</main")]
    assert [word for word in ("warga binaan", "tahanan", "narapidana", "register", "lapas") if word in main] == []


def test_the_page_of_a_planned_batch_stays_within_its_queries(sign_in, scheduled, officer, django_assert_num_queries):
    for _number in range(3):
        EnrollmentFactory(batch=scheduled)
    client = sign_in(officer)

    client.get(address("batch_detail", scheduled))
    # Two of them for the notice that nobody has counted the first session, one for the times of a usual week.
    with django_assert_num_queries(12):
        client.get(address("batch_detail", scheduled))


@pytest.mark.engines
@pytest.mark.parametrize("role", ["training_officer", "blk_coordinator"])
@pytest.mark.parametrize("count", [1, 30])
def test_a_running_batch_costs_the_same_for_one_and_for_thirty(sign_in, django_assert_num_queries, role, count):
    first = SessionFactory(batch__state="running", date=date(2026, 9, 30))
    taught = {"batch": first.batch, "instructor": first.instructor}
    sessions = [SessionFactory(**taught, date=date(2026, 10, day + 1)) for day in range(count)]
    for session in sessions:
        SessionFactory(**taught, date=session.date, clock_time=time(14), is_cancelled=True)
    people = [EnrollmentFactory(batch=first.batch) for _ in range(count)]
    for session in [*sessions[:-1], first]:
        mark_all(session, people)
        count_heads(session, count)
    side = {"training_officer": "facility", "blk_coordinator": "training_center"}[role]
    client = sign_in(UserFactory(roles=[role], **{side: getattr(first.batch, side)}))

    client.get(address("batch_detail", first.batch))
    with django_assert_num_queries(11):
        response = client.get(address("batch_detail", first.batch))

    assert len(response.context["matrix"].rows) == count
    assert len(response.context["cancelled"]) == count


@pytest.mark.engines
def test_planning_a_batch(sign_in, batch, officer):
    response = sign_in(officer).post(reverse("programs:batch_new"), form_of(batch))

    made = Batch.objects.get(name="Las Sore 9/2026")
    assert response["Location"] == address("batch_detail", made)
    assert (made.facility, made.training_center, made.state, made.ends_on) == (
        batch.facility,
        batch.training_center,
        "planned",
        date(2026, 11, 30),
    )


@pytest.mark.engines
def test_a_center_plans_with_the_facility_of_the_agreement(sign_in, batch):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)

    sign_in(coordinator).post(reverse("programs:batch_new"), form_of(batch))

    assert Batch.objects.get(name="Las Sore 9/2026").facility == batch.facility


@pytest.mark.engines
@pytest.mark.parametrize("change", [{"capacity": "400"}, {"starts_on": "31/31/2026"}, {"room": ""}, {"version": "0"}])
def test_a_plan_that_cannot_be_comes_back_with_reasons(sign_in, batch, officer, change):
    response = sign_in(officer).post(reverse("programs:batch_new"), form_of(batch, **change))

    assert (response.status_code, Batch.objects.filter(name="Las Sore 9/2026").exists()) == (422, False)
    assert response.context["form"].errors


@pytest.mark.engines
def test_changing_a_batch(sign_in, batch, officer):
    response = sign_in(officer).post(address("batch_edit", batch), form_of(batch, room="Bengkel dua"))

    batch.refresh_from_db()
    assert (response.status_code, batch.name, batch.room) == (302, "Las Sore 9/2026", "Bengkel dua")


@pytest.mark.engines
def test_assigning_staff(sign_in, batch, officer, teacher):
    assessor = UserFactory(roles=["assessor"], training_center=batch.training_center)

    sign_in(officer).post(address("batch_staff", batch), {"instructors": [teacher.pk], "assessors": [assessor.pk]})

    assert set(batch.staff.values_list("user", "duty")) == {(teacher.pk, "instructor"), (assessor.pk, "assessor")}


def test_the_week_is_set_then_previewed_then_made(sign_in, batch, officer, teacher):
    staff_assignment.assign_staff(batch, by=officer, instructors=[teacher], assessors=[])
    client = sign_in(officer)

    saved = client.post(address("batch_pattern", batch), {"time_0_0": "08.00", "jp_0_0": "4"})
    preview = client.get(address("batch_generate", batch))
    before = batch.sessions.count()
    made = client.post(address("batch_generate", batch))

    assert saved["Location"] == address("batch_generate", batch)
    assert (len(preview.context["draft"].made), before, batch.sessions.count()) == (2, 0, 2)
    assert made["Location"] == address("batch_detail", batch)


@pytest.mark.engines
@pytest.mark.parametrize(
    "week",
    [{"time_0_0": "08.00"}, {"jp_0_0": "4"}, {"time_0_0": "08.00", "jp_0_0": "4", "time_0_1": "09.00", "jp_0_1": "4"}],
)
def test_a_week_that_cannot_be_comes_back(sign_in, batch, officer, week):
    response = sign_in(officer).post(address("batch_pattern", batch), week)

    assert (response.status_code, batch.patterns.exists()) == (422, False)


def test_moving_a_batch_along(sign_in, scheduled, officer):
    response = sign_in(officer).post(address("batch_move", scheduled), {"to": "selecting"})

    scheduled.refresh_from_db()
    assert (response.status_code, scheduled.state) == (302, "selecting")


@pytest.mark.parametrize("to", ["selecting", "certified", "nonsense", ""])
def test_a_move_that_is_not_allowed_is_refused_with_reasons(sign_in, batch, officer, to):
    response = sign_in(officer).post(address("batch_move", batch), {"to": to})

    batch.refresh_from_db()
    assert (response.status_code, batch.state) == (422, "planned")
    assert response.context["reasons"]


@pytest.mark.parametrize(("before", "to"), [("finished", "certified"), ("planned", "cancelled")])
def test_what_no_button_moves_is_not_moved_by_its_address(sign_in, batch, officer, before, to):
    Batch.objects.filter(pk=batch.pk).update(state=before)

    response = sign_in(officer).post(address("batch_move", batch), {"to": to, "reason": "Karena begitu saja"})

    batch.refresh_from_db()
    assert (response.status_code, batch.state) == (422, before)


@pytest.mark.engines
def test_cancelling_a_batch_needs_a_reason(sign_in, scheduled, officer):
    client = sign_in(officer)

    refused = client.post(address("batch_cancel", scheduled), {"cause": "other", "note": "batal"})
    done = client.post(address("batch_cancel", scheduled), {"cause": "other", "note": REASON})

    scheduled.refresh_from_db()
    assert (refused.status_code, done.status_code) == (422, 302)
    assert (scheduled.state, scheduled.cancel_reason) == ("cancelled", REASON)
    assert set(scheduled.sessions.values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.engines
def test_the_head_makes_an_exception(sign_in, batch, head):
    Batch.objects.filter(pk=batch.pk).update(agreement=None)

    response = sign_in(head).post(address("batch_override", batch), {"reason": REASON})

    batch.refresh_from_db()
    assert (response.status_code, batch.agreement_override, batch.agreement_override_by) == (302, REASON, head)


@pytest.mark.engines
def test_a_session_is_cancelled_made_up_and_another_restored(sign_in, scheduled, officer, teacher):
    first, second = scheduled.sessions.all()
    client = sign_in(officer)

    with clock.moved_to(first.starts_at - clock.MINUTE):
        for session in (first, second):
            client.post(address("session_cancel", session), {"cause": "power", "note": REASON})
        client.post(
            address("session_make_up", first),
            {"day": "11/11/2026", "starts_at": "13.00", "instructor": teacher.public_id, "room": "Bengkel las"},
        )
        client.post(address("session_restore", second))

    assert list(scheduled.sessions.values_list("date", "state", "makes_up_for")) == [
        (date(2026, 11, 2), "cancelled", None),
        (date(2026, 11, 9), "planned", None),
        (date(2026, 11, 11), "planned", first.pk),
    ]


@pytest.mark.engines
@pytest.mark.parametrize(("query", "weeks"), [("", ["Pekan 1", "Pekan 2"]), ("?pekan=2026-11-02", ["Pekan 1"])])
def test_the_schedule_is_printed_and_logged(sign_in, scheduled, officer, query, weeks):
    answer = sign_in(officer).get(address("batch_schedule_print", scheduled) + query)

    (text,) = pages(answer.content)
    assert [week for week in ("Pekan 1", "Pekan 2") if week in text] == weeks
    assert scheduled.training_center.official_name in text
    assert AccessLogEntry.objects.filter(kind="print", subject__contains="schedule").count() == 1


PAGES = [
    "batch_detail",
    "batch_edit",
    "batch_staff",
    "batch_pattern",
    "batch_generate",
    "batch_cancel",
]


@pytest.mark.parametrize("name", [*PAGES, "batch_move", "batch_schedule_print"])
def test_a_stranger_finds_no_batch(sign_in, batch, name):
    client = sign_in(UserFactory(roles=["training_officer"]))
    ask = client.post if name == "batch_move" else client.get

    assert ask(address(name, batch)).status_code == 404


@pytest.mark.parametrize("name", [*PAGES, "batch_move", "batch_override", "batch_schedule_print"])
def test_without_the_permission_the_page_is_refused(sign_in, batch, name):
    client = sign_in(UserFactory(roles=["security_officer"], facility=batch.facility))
    ask = client.post if name == "batch_move" else client.get

    assert ask(address(name, batch)).status_code == 403


@pytest.mark.engines
@pytest.mark.parametrize("name", ["session_cancel", "session_restore", "session_make_up"])
@pytest.mark.parametrize(("role", "own", "status"), [("training_officer", False, 404), ("registrar", True, 403)])
def test_sessions_of_others_are_not_touched(sign_in, name, role, own, status):
    session = SessionFactory(is_cancelled=True, cancel_reason=REASON)
    offices = {"facility": session.batch.facility} if own else {}
    client = sign_in(UserFactory(roles=[role], **offices))

    assert client.post(address(name, session)).status_code == status
    session.refresh_from_db()
    assert (session.state, session.cancel_reason) == ("cancelled", REASON)


@pytest.mark.engines
@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_heading(sign_in, scheduled, officer, name):
    page = sign_in(officer).get(address(name, scheduled))

    assert (page.status_code, page.content.decode().count("<h1")) == (200, 1)


def test_empty_places_say_what_to_do(sign_in):
    officer = UserFactory(roles=["training_officer"])
    AgreementFactory(facility=officer.facility)
    ProgramVersionFactory()

    page = sign_in(officer).get(reverse("programs:batch_list"))

    assert 'class="empty"' in page.content.decode()
