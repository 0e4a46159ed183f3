"""How long need records count, and how much they weigh together."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.needs import need_age
from outcomes.needs.models import NeedRecord, NeedWeights
from tests.factories import TrainingCenterFactory, UserFactory, VocationFactory
from tests.factories.needs import NeedRecordFactory
from tests.world.strategies import examples

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("recorded_on", "last"),
    [
        (date(2026, 1, 15), date(2027, 7, 15)),
        (date(2026, 8, 31), date(2028, 2, 29)),
        (date(2025, 8, 31), date(2027, 2, 28)),
        (date(2026, 6, 30), date(2027, 12, 30)),
    ],
)
def test_a_record_counts_for_eighteen_months(recorded_on, last):
    assert need_age.last_day(recorded_on) == last


@examples()
@given(st.dates(date(2000, 1, 1), date(2190, 1, 1)))
def test_the_last_day_lies_eighteen_months_later_in_every_calendar(recorded_on):
    last = need_age.last_day(recorded_on)

    assert (last.year * 12 + last.month) - (recorded_on.year * 12 + recorded_on.month) == 18
    assert need_age.months_old(recorded_on, last + timedelta(days=1)) >= 17
    assert last.day in (recorded_on.day, (last + timedelta(days=1)).day == 1 and last.day)


@pytest.mark.parametrize(
    ("recorded_on", "months"),
    [(date(2026, 9, 30), 2), (date(2026, 10, 31), 0), (date(2025, 3, 30), 20), (date(2026, 12, 5), 0)],
)
def test_the_age_in_whole_months(recorded_on, months):
    assert need_age.months_old(recorded_on, DAY) == months


@pytest.mark.engines
def test_a_record_of_eighteen_months_and_a_day_is_old():
    last = NeedRecordFactory(recorded_on=date(2025, 5, 30))
    gone = NeedRecordFactory(training_center=last.training_center, recorded_on=date(2025, 5, 29))
    NeedRecordFactory(training_center=last.training_center, withdrawn_on=DAY, withdrawn_why="Salah ketik angka")

    assert list(NeedRecord.objects.young(DAY)) == [last]
    assert list(NeedRecord.objects.old(DAY)) == [gone]
    assert need_age.has_young(last.training_center, last.vocation_id, DAY)
    assert not need_age.has_young(last.training_center, VocationFactory(code="ict", name="TIK").pk, DAY)
    assert not need_age.has_young(TrainingCenterFactory(), last.vocation_id, DAY)


def test_weights_hold_from_their_day_and_are_the_usual_ones_before():
    center = TrainingCenterFactory()
    user = UserFactory(roles=["blk_coordinator"], training_center=center)
    NeedWeights.objects.create(training_center=center, valid_from=DAY, kun=Decimal("0.7"), set_by=user)

    assert need_age.weights_on(center, DAY).of("KUN") == Decimal("0.7")
    assert need_age.weights_on(center, DAY - timedelta(days=1)).of("KUN") == Decimal("0.6")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("LOW", 6), ("KUN", 10), ("DESA", 8)], "16.0"),
        ([("DESA", 12), ("KUN", 4), ("LOW", 1)], "9.4"),
        ([("LOW", 2), ("KUN", 4), ("USH", 6)], "6.8"),
        ([("USH", 10), ("LOW", 3)], "7.0"),
        ([("LOW", 2), ("KUN", 2)], "3.2"),
        ([], "0"),
    ],
)
def test_needs_are_added_up_by_the_weight_of_their_kind(rows, expected):
    records = [NeedRecord(pk=pk, kind=kind, number=number, valid_until=DAY) for pk, (kind, number) in enumerate(rows)]

    assert need_age.weighted(records, NeedWeights(), need_age.counted(records, DAY)) == Decimal(expected)


@pytest.mark.parametrize(
    ("vacancy", "expected"),
    [
        ({"number": 6}, {1: 4, 2: 6}),
        ({"number": 14}, {1: 0, 2: 14}),
        ({"number": 6, "part_of_id": None}, {1: 10, 2: 6}),
        ({"number": 6, "valid_until": DAY - timedelta(days=1)}, {1: 10}),
        ({"number": 6, "withdrawn_on": DAY, "valid_until": DAY - timedelta(days=1)}, {1: 4}),
    ],
)
def test_people_asked_for_by_a_visit_and_as_a_vacancy_count_once(vacancy, expected):
    visit = NeedRecord(pk=1, number=10, valid_until=DAY)
    part = NeedRecord(**{"pk": 2, "valid_until": DAY, "part_of_id": 1, **vacancy})

    assert need_age.counted([visit, part], DAY) == expected
