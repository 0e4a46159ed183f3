"""Pending selection work is on the work list of those who can do it, and disappears once it is done."""

from datetime import date

import pytest
from django.urls import reverse

from core import clock
from programs.interviews import interview_records
from programs.interviews.interview_records import Said
from programs.interviews.models import TrainingGoal
from programs.selection import admission_appeals, place_offers
from programs.selection.models import Hearing
from reports.home.work_list import tasks_for
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def batch():
    return BatchFactory(
        state="selecting",
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        capacity=2,
        assessment_on=date(2027, 1, 29),
        name="Las 9/2026",
    )


def user(role, batch):
    return UserFactory(roles=[role], facility=batch.facility)


@pytest.fixture
def officer(batch):
    return user("training_officer", batch)


@pytest.fixture
def chair(batch):
    return user("board_chair", batch)


@pytest.fixture
def hearing(batch, chair):
    return Hearing.objects.create(
        batch=batch, held_on=TODAY, place="Aula", chair=chair, state="closed", closed_at=clock.now(), closed_by=chair
    )


def person(batch):
    """Somebody of whom no stay is recorded, so that no interview of theirs can be late."""
    return PersonFactory(facility=batch.facility)


def tasks(user, icon):
    return [(task.kind, task.title, task.url, task.note) for task in tasks_for(user) if task.icon_name == icon]


def test_offers_wait_until_they_are_answered(batch, hearing, officer, chair):
    for place in (1, 2):
        ApplicationFactory(
            batch=batch,
            hearing=hearing,
            state="reserve",
            reserve_position=place,
            decided_by_chair=chair,
            person=person(batch),
        )
    offers = [place_offers.offer_free_place(batch, by=officer) for _ in range(2)]
    url = reverse("programs:selection_detail", args=[batch.public_id])

    both = tasks(officer, "hourglass")
    for offer in offers:
        place_offers.decline(offer.application, by=officer)

    assert both == [("warn", "2 tawaran kursi belum dijawab", url, "Tawaran pertama berakhir 25 Nov 2026")]
    assert tasks(officer, "hourglass") == []


def test_appeal_waits_for_whoever_did_not_decide_before(batch, hearing, officer, chair):
    rejected = ApplicationFactory(
        batch=batch, hearing=hearing, state="rejected", decided_by_chair=chair, person=person(batch)
    )
    appeal = admission_appeals.register(rejected, by=officer, received_on=TODAY, grounds="Ingin belajar")
    head = user("rutan_head", batch)
    url = reverse("programs:appeal_decide", args=[rejected.public_id])

    found = [[task[2] for task in tasks(one, "gavel")] for one in (head, chair, officer)]
    admission_appeals.decide(appeal, by=head, outcome="refused", reason="Tetap")

    assert found == [[url], [], []]
    assert tasks(head, "gavel") == []


def test_interviews_and_goals_that_are_late_are_told_as_they_are(batch, officer):
    url = reverse("programs:interview_list")
    late = PersonFactory(facility=batch.facility, with_custody=True)
    interview_only = tasks(officer, "clipboard-list")
    interview_records.set_goal(late, by=officer, text="Las dasar", due_on=TODAY)
    TrainingGoal.objects.update(due_on=date(2026, 11, 22))
    both = tasks(officer, "clipboard-list")
    interview_records.record_interview(late, by=officer, held_on=TODAY, said=Said(wishes="Bengkel"), entry="direct")
    goal_only = tasks(officer, "clipboard-list")
    interview_records.close_goal(TrainingGoal.objects.get(), by=officer, state="reached", note="Lulus")

    assert interview_only == [("warn", "1 wawancara awal lewat tenggat", url, "")]
    assert both == [("warn", "1 wawancara awal lewat tenggat", url, "1 sasaran lewat tenggat")]
    assert goal_only == [("warn", "1 sasaran lewat tenggat", url, "")]
    assert tasks(officer, "clipboard-list") == []


def test_nobody_elsewhere_and_no_other_role_is_told(batch, hearing, officer, chair):
    ApplicationFactory(batch=batch, hearing=hearing, state="reserve", decided_by_chair=chair)
    place_offers.offer_free_place(batch, by=officer)

    for other in (UserFactory(roles=["training_officer"]), UserFactory(roles=["rutan_head"]), user("registrar", batch)):
        assert [tasks(other, icon) for icon in ("hourglass", "clipboard-list", "gavel")] == [[], [], []]


@pytest.mark.parametrize(("taken", "expected"), [(0, ["Daftarkan 2 orang yang diterima"]), (2, [])])
def test_only_as_many_admitted_are_to_be_enrolled_as_there_are_places(batch, hearing, officer, chair, taken, expected):
    for _ in range(taken):
        EnrollmentFactory(batch=batch)
    for _ in range(3):
        ApplicationFactory(batch=batch, person=person(batch), state="admitted", hearing=hearing, decided_by_chair=chair)

    assert [title for _kind, title, _url, _note in tasks(officer, "user-plus")] == expected
