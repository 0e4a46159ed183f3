"""The assessor's home: open results by batch with their day, and appeals that hold the own results back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from certification.assessment.models.contests import ResultAppeal
from certification.assessment.models.results import UnitResult
from core import clock
from programs.batches.models import Batch, BatchStaff
from programs.places.models import Enrollment
from reports.home.work.assessment_work import results_to_record
from reports.home.work_list import tasks_for
from tests.factories import UserFactory
from tests.factories.certification import UnitResultFactory, assess_all, class_of

pytestmark = pytest.mark.django_db


def assessor_of(batch) -> User:
    user = UserFactory(roles=["assessor"], training_center=batch.training_center)
    BatchStaff.objects.create(batch=batch, user=user, duty=BatchStaff.Duty.ASSESSOR)
    return user


def test_open_results_wait_for_the_assigned_assessor():
    batch = class_of(2)
    assessor = assessor_of(batch)

    (task,) = tasks_for(assessor)
    assert task.url == reverse("certification:assessment_grid", args=[batch.public_id])
    assert tasks_for(UserFactory(roles=["assessor"], training_center=batch.training_center)) == []

    assess_all(batch, by=assessor)
    assert tasks_for(assessor) == []


@pytest.mark.parametrize(
    ("days", "kind", "word"),
    [(-1, "bad", "Terlambat"), (0, "warn", "Pekan ini"), (7, "warn", "Pekan ini"), (8, "info", "Direncanakan")],
)
def test_each_batch_says_how_many_results_are_open_and_when_they_are_due(days, kind, word):
    on = clock.today("Asia/Jakarta") + timedelta(days=days)
    batch = class_of(2, assessment_on=on)

    (task,) = tasks_for(assessor_of(batch))

    assert (task.kind, task.word) == (kind, word)
    assert task.note.startswith("4 dari 4 hasil belum dicatat; penilaian ")
    assert str(on.day) in task.note


def test_home_and_the_grid_it_opens_count_the_same_results(sign_in):
    """Of three people one has left with one of two results; one of the others has all, and one has none."""
    batch = class_of(3, state=Batch.State.RUNNING)
    assessor = assessor_of(batch)
    stays, left, _new = batch.enrollments.order_by("pk")
    first, second = batch.version.units.order_by("position")
    for place, unit in ((stays, first), (stays, second), (left, first)):
        UnitResultFactory(enrollment=place, unit=unit)
    Enrollment.objects.filter(pk=left.pk).update(state="ended", end_reason="withdrew", ended_on=date(2026, 11, 20))

    (task,) = tasks_for(assessor)
    grid = sign_in(assessor).get(task.url)

    assert task.note.startswith("2 dari 4 hasil belum dicatat; ")
    assert (grid.context["done"], grid.context["all"]) == (2, 4)
    assert len(grid.context["rows"]) == 3
    assert grid.content.decode().count("<tr data-left>") == 1


@pytest.mark.parametrize("batches", [1, 6])
def test_results_of_many_batches_cost_no_more_queries_than_of_one(batches, django_assert_num_queries):
    first = class_of(2)
    assessor = assessor_of(first)
    for batch in [class_of(2, training_center=first.training_center) for _ in range(batches - 1)]:
        BatchStaff.objects.create(batch=batch, user=assessor, duty=BatchStaff.Duty.ASSESSOR)

    # The roles of the user, and the batches.
    with django_assert_num_queries(2):
        found = list(results_to_record.tasks(assessor, {}))

    assert len(found) == batches


def test_appeal_holds_the_result_of_its_assessor_back_until_it_is_settled():
    batch = class_of(1)
    assessor, other = assessor_of(batch), assessor_of(batch)
    assess_all(batch, by=assessor)
    result = UnitResult.objects.order_by("unit__position").first()
    appeal = ResultAppeal.objects.create(
        result=result,
        asker="participant",
        filed_on=date(2026, 11, 20),
        grounds="Hasil kerja sudah benar",
        recorded_by=other,
        assessor=assessor,
    )

    name = result.enrollment.person.full_name
    assert [(task.title, task.url) for task in tasks_for(assessor)] == [
        (
            f"Keberatan menahan hasil {name}",
            reverse("certification:unit_detail", args=[result.enrollment.public_id, result.unit.position]),
        )
    ]
    assert tasks_for(other) == []

    appeal.outcome = "rejected"
    appeal.reason, appeal.decided_at = "Sesuai kriteria", clock.now()
    appeal.decided_by = UserFactory(roles=["blk_head"], training_center=batch.training_center)
    appeal.save()
    assert tasks_for(assessor) == []
