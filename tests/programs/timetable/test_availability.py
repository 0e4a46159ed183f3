"""Who and what is taken in which half day while a batch runs, told without naming batches of other facilities."""

from datetime import date, time

import pytest

from programs.batches.models import BatchStaff
from programs.timetable.availability import Row, availability, trade_and_load
from tests.factories import BatchFactory, FacilityFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
# 23 November 2026 is a Monday, 29 November a Sunday.
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)
FREE = [[] for _half_day in range(12)]


@pytest.fixture
def batch():
    return BatchFactory(name="Las 1", room="Bengkel las", starts_on=MONDAY, ends_on=date(2026, 12, 4))


@pytest.fixture
def instructor(batch):
    return UserFactory(roles=["instructor"], training_center=batch.training_center, full_name="Rahmat Hidayat")


def cells_of(taken):
    """Twelve half days, those of `taken` (by place) with the names of their batches."""
    return [taken.get(place, []) for place in range(12)]


def other_batch(batch, **fields):
    return BatchFactory(training_center=batch.training_center, **{"facility": batch.facility, **fields})


def test_lesson_over_noon_takes_both_halves_and_a_sunday_none(batch, instructor):
    other = other_batch(batch, name="Las 2")
    for day in (MONDAY, SUNDAY):
        SessionFactory(batch=other, instructor=instructor, room="Ruang 2", date=day, clock_time=time(10), jp=4)

    found = availability(batch, [instructor])

    assert [row.cells for row in found.instructors] == [cells_of({0: ["Las 2"], 1: ["Las 2"]})]
    assert found.rooms == [
        Row("Bengkel las", "", True, FREE),
        Row("Ruang 2", "", False, cells_of({0: ["Las 2"], 1: ["Las 2"]})),
    ]


def test_training_at_another_facility_is_told_without_its_name_or_room(batch, instructor):
    elsewhere = other_batch(batch, name="Las 3", facility=FacilityFactory())
    SessionFactory(batch=elsewhere, instructor=instructor, room="Ruang 3", date=MONDAY)

    found = availability(batch, [instructor])

    assert [row.name for row in found.rooms] == ["Bengkel las"]
    assert found.instructors[0].cells == cells_of({0: ["tempat lain"]})


def test_own_sessions_take_nothing_and_two_of_a_batch_are_named_once(batch, instructor):
    other = other_batch(batch, name="Las 2")
    SessionFactory(batch=batch, instructor=instructor, date=MONDAY)
    for week in (MONDAY, date(2026, 11, 30)):
        SessionFactory(batch=other, instructor=instructor, date=week)

    assert availability(batch, [instructor]).instructors[0].cells[0] == ["Las 2"]


def test_instructors_of_the_batch_come_first_with_trade_and_load(batch, instructor):
    chosen = UserFactory(roles=["instructor"], training_center=batch.training_center, full_name="Zainal Abidin")
    BatchStaff.objects.create(batch=batch, user=chosen, duty=BatchStaff.Duty.INSTRUCTOR)
    trade = batch.version.program.vocation.name

    found = availability(batch, [instructor, chosen])

    assert [(row.name, row.is_chosen) for row in found.instructors] == [(str(chosen), True), (str(instructor), False)]
    assert [row.note for row in found.instructors] == list(trade_and_load(batch, [chosen, instructor]).values())
    assert found.instructors[0].note.startswith(trade)
