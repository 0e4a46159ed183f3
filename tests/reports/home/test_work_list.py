"""What waits for whom: each kind of work shows when there is some, goes when it is done, and opens its list."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from accounts.models import TrainingCenter, User
from certification.certificates import approval
from certification.register.models import Certificate
from core import clock
from inmates.custody.models.stays import Classification, LimitingDate
from inmates.people.models import Person
from programs.batches.models import Batch, BatchStaff
from programs.interviews.models import Interview
from programs.selection.models import Application, Hearing
from programs.timetable.models.sessions import Session
from reports.home import home_counts
from reports.home.work import count_work
from reports.home.work_list import Task, tasks_for
from tests.conftest import MONDAY
from tests.factories import (
    AgreementFactory,
    ApplicationFactory,
    BatchFactory,
    EnrollmentFactory,
    PersonFactory,
    SessionFactory,
    UserFactory,
    cancelled,
)
from tests.factories.certification import approved, class_of, graduates, mark_all

pytestmark = pytest.mark.django_db
YESTERDAY = date(2026, 11, 20)


def facility_user(role, batch) -> User:
    """A user of the facility, where everybody was interviewed: what waits is what the test is about."""
    user = UserFactory(roles=[role], facility=batch.facility)
    for person in Person.objects.filter(facility=batch.facility):
        Interview.objects.create(person=person, facility=batch.facility, held_on=MONDAY.date(), recorded_by=user)
    return user


def center_user(role, batch) -> User:
    user = UserFactory(roles=[role], training_center=batch.training_center)
    if role in ("instructor", "assessor"):
        BatchStaff.objects.create(batch=batch, user=user, duty=role)
    return user


def task_of(user, url) -> Task | None:
    """The row of the work list that opens this address; None when there is none."""
    found = [task for task in tasks_for(user) if task.url == url]
    assert len(found) <= 1, found
    return found[0] if found else None


def of(name, row) -> str:
    return reverse(name, args=[row.public_id])


@pytest.mark.engines
def test_papers_that_changed_after_the_approval_are_for_the_head_again_and_no_longer_to_be_issued():
    batch = graduates(3)
    for place in batch.enrollments.all():
        approved(place)
    head, officer = center_user("blk_head", batch), center_user("certificate_officer", batch)
    page = of("certification:batch_certificates", batch)
    assert (task_of(head, page), task_of(officer, page).title) == (None, "Terbitkan 3 surat")

    first = batch.enrollments.first()
    Person.objects.filter(pk=first.person_id).update(birth_place="Barabai")
    assert task_of(head, page).title == "Setujui lagi 1 surat"
    assert task_of(officer, page).title == "Terbitkan 2 surat"

    told = {row["label"]: row["number"] for row in home_counts.certificate_counts(officer)}
    assert (told["Menunggu persetujuan lagi"], told["Siap diterbitkan"]) == (1, 2)

    TrainingCenter.objects.update(head_name="Kepala Baru")
    assert task_of(head, page).title == "Setujui lagi 3 surat"
    assert task_of(officer, page) is None


@pytest.mark.engines
@pytest.mark.parametrize("batches", [1, 3])
def test_approved_papers_cost_the_same_for_any_number_of_batches(batches, django_assert_num_queries):
    center = graduates(1).training_center
    for _ in range(batches):
        for place in graduates(2, training_center=center).enrollments.all():
            approved(place)
    found = Certificate.objects.filter(state="approved").select_related("batch")

    with django_assert_num_queries(7):
        assert approval.changed_of(found) == set()


def titles(user) -> list[str]:
    return [task.title for task in tasks_for(user)]


@pytest.mark.parametrize(("day", "kind"), [(YESTERDAY, "bad"), (date(2026, 11, 22), "bad")])
def test_roll_that_is_missing_is_late_after_a_day(day, kind):
    place = EnrollmentFactory()
    session = SessionFactory(batch=place.batch, date=day)
    officer = facility_user("training_officer", place.batch)

    (task,) = [task for task in tasks_for(officer) if task.icon_name == "clock"]
    assert task.kind == kind
    assert task.url == reverse("programs:missing_roll_list")

    mark_all(session, [place])
    assert [task for task in tasks_for(officer) if task.icon_name == "clock"] == []


def test_roll_of_yesterday_is_late_in_the_early_morning():
    place = EnrollmentFactory()
    SessionFactory(batch=place.batch, date=date(2026, 11, 22))
    officer = facility_user("training_officer", place.batch)

    with clock.moved_to(clock.at(date(2026, 11, 23), time(3, 40), officer.time_zone)):
        (task,) = [task for task in tasks_for(officer) if task.icon_name == "clock"]

    assert (task.kind, task.note) == ("bad", "Yang terlama sudah 1 hari")


def test_roll_of_a_session_that_still_runs_is_not_missing():
    place = EnrollmentFactory()
    SessionFactory(batch=place.batch)

    assert task_of(facility_user("training_officer", place.batch), reverse("programs:missing_roll_list")) is None


def test_instructor_is_told_of_the_own_batches_only():
    place = EnrollmentFactory()
    SessionFactory(batch=place.batch, date=YESTERDAY)

    assert titles(center_user("instructor", place.batch)) != []
    assert titles(UserFactory(roles=["instructor"], training_center=place.batch.training_center)) == []


@pytest.mark.engines
def test_session_with_marks_waits_to_be_counted_and_closed():
    place = EnrollmentFactory()
    session = SessionFactory(batch=place.batch, date=YESTERDAY)
    mark_all(session, [place])
    officer = facility_user("training_officer", place.batch)

    # The alarm stands in a panel of its own.
    assert [panel.notice.session for panel in count_work.panels_for(officer)] == [session]
    assert [(task.icon_name, task.url) for task in tasks_for(officer)] == [
        ("users", reverse("programs:count_list", query={"view": "count"})),
        ("clipboard-check", reverse("programs:session_list", query={"view": "begun"})),
    ]

    Session.objects.filter(pk=session.pk).update(**cancelled())
    assert tasks_for(officer) == []


@pytest.mark.engines
def test_link_of_open_sessions_shows_them(sign_in):
    place = EnrollmentFactory()
    session = SessionFactory(batch=place.batch, date=YESTERDAY)
    officer = facility_user("training_officer", place.batch)
    mark_all(session, [place])
    task = task_of(officer, reverse("programs:session_list", query={"view": "begun"}))

    assert of("programs:session_roll", session) in sign_in(officer).get(task.url).content.decode()


@pytest.mark.engines
@pytest.mark.parametrize("role", ["registrar", "training_officer"])
def test_whoever_keeps_the_data_is_told_of_applicants_to_complete(sign_in, role):
    batch = BatchFactory(state=Batch.State.SELECTING)
    people = [PersonFactory(facility=batch.facility, with_custody=True) for _ in range(3)]
    for person in people[:2]:
        ApplicationFactory(batch=batch, person=person)
    for kind, value in (("conduct", "good"), ("risk", "low"), ("fitness", "fit")):
        until = MONDAY.date() + timedelta(days=30)
        Classification.objects.create(person=people[0], kind=kind, value=value, from_date=YESTERDAY, until=until)
    officer, url = facility_user(role, batch), reverse("inmates:list") + "?data=applicants"

    task = task_of(officer, url)
    page = sign_in(officer).get(url).content.decode()

    assert task.title.startswith("Data 1 ")
    assert [person.full_name in page for person in people] == [False, True, False]

    Application.objects.all().delete()
    assert task_of(officer, url) is None


@pytest.mark.engines
def test_open_hearing_waits_for_its_chair():
    application = ApplicationFactory(batch__state=Batch.State.SELECTING)
    chair, other = (facility_user("board_chair", application.batch) for _ in range(2))
    hearing = Hearing.objects.create(batch=application.batch, held_on=MONDAY.date(), place="Aula", chair=chair)
    url = of("programs:selection_detail", application.batch)

    assert task_of(chair, url).word != task_of(other, url).word
    assert "1 " in task_of(chair, url).note

    Hearing.objects.filter(pk=hearing.pk).update(state="closed", closed_at=clock.now(), closed_by=chair)
    assert tasks_for(chair) == []


@pytest.mark.engines
def test_admitted_people_wait_for_their_places_after_the_hearing():
    application = ApplicationFactory(batch__state=Batch.State.SELECTING)
    officer = facility_user("training_officer", application.batch)
    chair = facility_user("board_chair", application.batch)
    hearing = Hearing.objects.create(batch=application.batch, held_on=MONDAY.date(), place="Aula", chair=chair)
    Application.objects.update(
        state=Application.State.ADMITTED,
        hearing=hearing,
        decided_at=clock.now(),
        decided_by=chair,
        decision_reason="Ya",
    )
    icons = [task.icon_name for task in tasks_for(officer)]
    assert "user-plus" not in icons

    Hearing.objects.update(state="closed", closed_at=clock.now(), closed_by=chair)
    (task,) = tasks_for(officer)
    assert (task.icon_name, task.url) == ("user-plus", of("programs:selection_detail", application.batch))


@pytest.mark.engines
def test_participant_who_may_leave_early_is_shown_until_the_date_is_corrected():
    place = EnrollmentFactory()
    officer = facility_user("training_officer", place.batch)
    assert tasks_for(officer) == []

    LimitingDate.objects.create(person=place.person, kind=LimitingDate.Kind.INTEGRATION, date=date(2026, 11, 25))
    assert task_of(officer, of("programs:batch_detail", place.batch)).kind == "warn"

    LimitingDate.objects.filter(kind=LimitingDate.Kind.INTEGRATION).update(replaced_at=clock.now())
    assert tasks_for(officer) == []


@pytest.mark.engines
@pytest.mark.parametrize(("age", "shown"), [(None, True), (8, True), (6, False)])
def test_custody_data_get_old_after_a_week(age, shown):
    registrar = UserFactory(roles=["registrar"])
    seen = None if age is None else clock.now() - timedelta(days=age)
    PersonFactory(facility=registrar.facility, custody_as_of=seen)
    PersonFactory(custody_as_of=None)

    assert bool(task_of(registrar, reverse("inmates:list") + "?data=old")) is shown


@pytest.mark.parametrize(
    ("days", "kind"), [(0, "warn"), (30, "warn"), (31, "info"), (90, "info"), (91, None), (-1, None)]
)
def test_agreement_that_ends_is_shown_90_days_ahead(days, kind):
    agreement = AgreementFactory(valid_until=MONDAY.date() + timedelta(days=days))

    for user in (facility_user("training_officer", agreement), center_user("blk_coordinator", agreement)):
        task = task_of(user, of("programs:agreement_detail", agreement))
        assert (task and task.kind) == kind


def test_finished_batch_waits_for_its_sign_off_then_for_its_certificates():
    batch = class_of(1)
    coordinator = center_user("blk_coordinator", batch)
    assert task_of(coordinator, of("certification:sign_off", batch))

    signed = graduates(1)
    officer = center_user("certificate_officer", signed)
    assert tasks_for(center_user("blk_coordinator", signed)) == []
    assert task_of(officer, of("certification:batch_certificates", signed)).icon_name == "award"


@pytest.mark.engines
def test_certificates_wait_for_the_head_then_for_the_officer_then_for_their_holders():
    batch = graduates(1)
    head, officer = center_user("blk_head", batch), center_user("certificate_officer", batch)
    url = of("certification:batch_certificates", batch)
    certificate = approved(batch.enrollments.get())
    seen = []
    for state in ("prepared", "approved"):
        Certificate.objects.filter(pk=certificate.pk).update(state=state)
        seen.append((bool(task_of(head, url)), bool(task_of(officer, url))))

    assert seen == [(True, False), (False, True)]


@pytest.mark.engines
def test_revocation_that_is_asked_waits_for_the_head(world_certificate):
    head = center_user("blk_head", world_certificate.batch)
    assert task_of(head, of("certification:certificate_detail", world_certificate)) is None

    Certificate.objects.update(
        revocation_requested_at=clock.now(), revocation_requested_by=world_certificate.prepared_by
    )
    assert task_of(head, of("certification:certificate_detail", world_certificate)).kind == "warn"


@pytest.mark.engines
def test_issued_certificate_waits_to_be_handed_over(world_certificate):
    officer = center_user("certificate_officer", world_certificate.batch)
    url = of("certification:batch_certificates", world_certificate.batch)
    assert task_of(officer, url).kind == "ok"

    world_certificate.hand_over = None
    world_certificate._meta.get_field("hand_over").related_model.objects.create(
        certificate=world_certificate, handed_on=MONDAY.date(), received_by="Budi", recorded_by=officer
    )
    assert tasks_for(officer) == []


@pytest.fixture
def world_certificate():
    """An issued certificate whose number was written directly."""
    from_batch = graduates(1)
    certificate = approved(from_batch.enrollments.get())
    series = from_batch.training_center.series.create(paper="certificate", year=2026, pattern="{number}/{year}")
    certificate.number = series.numbers.create(number=1, given_at=clock.now())
    certificate.number_text, certificate.code = "1/2026", "0" * 26
    certificate.issued_at, certificate.issued_by = clock.now(), certificate.prepared_by
    certificate.issued_on, certificate.state = MONDAY.date(), "issued"
    certificate.save()
    return certificate


@pytest.mark.engines
def test_administrator_sees_who_has_not_changed_the_one_time_password(sign_in):
    administrator = UserFactory(roles=["administrator"])
    new = UserFactory(roles=["registrar"], facility=administrator.facility, must_change_password=True)
    UserFactory(roles=["registrar"], must_change_password=True)

    UserFactory(roles=["registrar"], facility=administrator.facility, must_change_password=True, is_active=False)
    task = task_of(administrator, reverse("accounts:user_list") + "?state=waiting")

    assert task.title.startswith("1 ")
    assert list(sign_in(administrator).get(task.url).context["page"]) == [new]

    User.objects.filter(pk=new.pk).update(must_change_password=False)
    assert tasks_for(administrator) == []


@pytest.mark.engines
def test_most_urgent_work_stands_first():
    place = EnrollmentFactory()
    SessionFactory(batch=place.batch, date=YESTERDAY)
    AgreementFactory(facility=place.batch.facility, valid_until=MONDAY.date() + timedelta(days=60))
    AgreementFactory(facility=place.batch.facility, valid_until=MONDAY.date() + timedelta(days=10))

    tasks = tasks_for(facility_user("training_officer", place.batch))
    assert [task.kind for task in tasks] == ["bad", "bad", "warn", "info", "info"]


@pytest.mark.engines
@pytest.mark.parametrize("role", ["security_officer", "auditor", "regional_viewer", "case_officer", "board_member"])
def test_role_without_work_of_these_kinds_has_an_empty_list(role):
    SessionFactory(batch=EnrollmentFactory().batch, date=YESTERDAY)

    assert tasks_for(UserFactory(roles=[role])) == []


def test_nobody_is_told_of_the_work_of_another_office():
    place = EnrollmentFactory()
    SessionFactory(batch=place.batch, date=YESTERDAY)
    BatchFactory(state=Batch.State.FINISHED)

    for role in ("training_officer", "blk_coordinator", "certificate_officer", "blk_head"):
        assert tasks_for(UserFactory(roles=[role])) == []
