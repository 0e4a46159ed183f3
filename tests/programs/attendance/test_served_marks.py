"""Where marks have served their time, hours are still read, and nobody writes a mark again."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from core import audit, destruction_orders
from core.errors import RuleViolation
from programs.attendance import attendance_figures, early_end, mark_changes, mark_rules, served_marks
from programs.attendance.models.marks import Mark
from programs.batches.models import Batch
from programs.timetable.models.sessions import Session
from tests.factories import UserFactory
from tests.factories.certification import class_of
from tests.reasons import codes
from tests.together import made_to_wait

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Dicatat dari lembar kertas"


@pytest.fixture
def batch():
    """A class that ended long ago, with its marks gone; both of its people were always there."""
    batch = class_of(2)
    Batch.objects.filter(pk=batch.pk).update(starts_on=date(2021, 3, 1), ends_on=date(2021, 10, 1))
    for session in batch.sessions.all():
        Session.objects.filter(pk=session.pk).update(date=session.date - timedelta(days=1890))
    served_marks.destroy([batch.pk])
    batch.refresh_from_db()
    return batch


@pytest.fixture
def coordinator(batch):
    return UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)


def test_nobody_writes_a_mark_where_hours_stand_for_marks(batch, coordinator):
    session, place = batch.sessions.first(), batch.enrollments.first()
    before = attendance_figures.attendance_among([place.pk])

    assert codes(mark_rules.blockers(session, by=coordinator, reason=REASON)) == ["marks_served"]
    for status in ("present", None):
        with pytest.raises(RuleViolation) as refused:
            mark_changes.mark(session, place, by=coordinator, status=status, reason=REASON)
        assert "marks_served" in codes(refused.value.reasons)
    with pytest.raises(RuleViolation):
        early_end.correct(session, by=coordinator, ended_at=session.ends_at, reason=REASON)
    assert Mark.with_taken_back.count() == 0
    assert attendance_figures.attendance_among([place.pk]) == before


def test_a_mark_of_another_class_is_still_corrected(batch):
    other = class_of(1)
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=other.training_center)

    assert mark_rules.blockers(other.sessions.first(), by=coordinator, reason=REASON) == []


def test_the_pages_of_an_old_class_show_everybodys_attendance(batch, coordinator, sign_in):
    matrix = attendance_figures.presence_matrix(batch, for_facility=False)
    assert [(row.cells, row.percent) for row in matrix.rows] == [([], 100)] * 2

    pages = {
        name: sign_in(coordinator).get(reverse(f"programs:{name}", args=[batch.public_id]))
        for name in ("batch_detail", "batch_presence")
    }

    assert pages["batch_detail"].context["average"] == 100
    for name, page in pages.items():
        assert "100 %" in page.content.decode().replace("\xa0", " ").replace("100%", "100 %"), name


@pytest.mark.postgres
@pytest.mark.usefixtures("committed")
def test_a_correction_in_the_moment_of_destruction_comes_before_or_after():
    """Regression: nothing was locked, so hours were kept of the mark before, and the mark after went with the rest."""
    batch = class_of(1)
    by = UserFactory(roles=["blk_coordinator"], training_center=batch.training_center)
    session, place = batch.sessions.order_by("pk").first(), batch.enrollments.first()
    before = attendance_figures.attendance_among([place.pk])[place.pk]
    order = audit.record("destruction.confirm", by=by)

    def destroy():
        with transaction.atomic(), destruction_orders.under(order):
            return served_marks.destroy([batch.pk])

    with transaction.atomic():
        mark_changes.mark(session, place, by=by, status="sick", reason=REASON)
        later = made_to_wait(destroy)
    later.result(timeout=30)

    kept = attendance_figures.attendance_among([place.pk])[place.pk]
    assert (Mark.with_taken_back.count(), kept.held < before.held) == (0, True)
