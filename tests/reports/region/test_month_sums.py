"""The sums of a facility's month, worked out by hand from the rows of `closed_batch`."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Facility
from core import clock
from programs.attendance.models.marks import Mark
from programs.places.models import Enrollment
from reports.region import region_counting
from reports.region.models import FacilityCount, MonthSum
from reports.region.month_sums import Sums, sums_of
from reports.region.region_counting import count_due, count_facility, differences, first_counted
from tests.conftest import MONDAY
from tests.constraints import assert_refused, copy_of
from tests.factories import (
    BatchFactory,
    EnrollmentFactory,
    FacilityFactory,
    PersonFactory,
    RecognizedUnitFactory,
    SessionFactory,
)
from tests.factories.certification import mark_all
from tests.factories.closed_batch import closed_batch

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NOVEMBER = date(2026, 11, 1)
MEN = Sums(
    in_training=0,
    places=4,  # Adi, Budi, Dodi, Eko
    left_early=1,  # Eko
    finished=3,  # Adi, Budi, Dodi
    assessed=3,
    competent=2,  # Adi, Budi; Dodi did not pass the second unit
    certificates=2,  # Adi, Budi; Eko has a statement
    attenders=4,
    # 3rd: 270 Adi, Budi, Dodi and 240 Eko; 10th: 180 Adi, Budi, Eko; 12th: 90 Adi, Budi, Dodi.
    held_minutes=3 * 270 + 240 + 3 * 180 + 3 * 90,
    # Dodi could have come on the 10th.
    possible_minutes=4 * 270 + 4 * 180 + 3 * 90,
)
WOMEN = Sums(
    places=2,  # Citra, Fani
    left_early=1,  # Fani
    finished=1,
    assessed=1,
    competent=1,  # Citra, whose last result counts
    certificates=0,  # hers is revoked
    # Fani was ill on her only day.
    attenders=1,
    held_minutes=270 + 180,
    # Whoever is ill or at court could not have come.
    possible_minutes=270 + 180,
)


@pytest.fixture
def closed():
    return closed_batch(ends_on=date(2026, 11, 20))


def of_sex(sums, month=NOVEMBER):
    return {sex: found for (key, _vocation, _fund, sex), found in sums.items() if key == month}


def test_a_month_is_what_was_worked_out_by_hand(closed):
    sums = sums_of(closed.batch.facility, NOVEMBER, MONDAY.date())

    assert of_sex(sums) == {"L": MEN, "P": WOMEN}
    assert {key[1:3] for key in sums} == {(closed.batch.version.program.vocation_id, "apbd")}


def test_a_place_of_two_months_is_held_in_both_and_finished_in_the_last():
    batch = BatchFactory(starts_on=date(2026, 10, 26), ends_on=date(2026, 11, 13))
    EnrollmentFactory(batch=batch, person__sex="P", state="completed")
    sums = sums_of(batch.facility, date(2026, 10, 1), MONDAY.date())

    vocation = batch.version.program.vocation_id
    assert sums[date(2026, 10, 1), vocation, "apbd", "P"] == Sums(places=1)
    november = sums[NOVEMBER, vocation, "apbd", "P"]
    assert (november.places, november.finished, november.assessed) == (1, 1, 1)


def test_who_is_in_a_running_batch_is_in_training_in_the_month_of_today_alone():
    place = EnrollmentFactory(batch__starts_on=date(2026, 10, 1), batch__ends_on=date(2026, 11, 10), person__sex="L")
    sums = sums_of(place.batch.facility, date(2026, 10, 1), MONDAY.date())

    # It was to end on the 10th and goes on.
    assert [found.in_training for _key, found in sorted(sums.items())] == [0, 1]


@pytest.mark.parametrize("today", [MONDAY.date(), date(2026, 12, 2)])
def test_who_completed_was_done_with_the_last_lesson_whenever_it_is_counted(today):
    place = EnrollmentFactory(batch__ends_on=date(2027, 1, 29), batch__state="finished", state="completed")
    mark_all(SessionFactory(batch=place.batch, date=date(2026, 11, 19)), [place])
    ((key, sums),) = sums_of(place.batch.facility, NOVEMBER, today).items()

    assert (key[0], sums.places, sums.finished) == (NOVEMBER, 1, 1)


def test_who_brings_units_from_elsewhere_or_takes_single_ones_is_not_judged_by_the_whole_course(closed):
    adi = closed.places["Adi"]
    Enrollment.objects.filter(pk=closed.places["Budi"].pk).update(is_partial=True)
    RecognizedUnitFactory(
        person=adi.person, training_center=closed.batch.training_center, accepted_by=closed.coordinator
    )
    men = of_sex(sums_of(closed.batch.facility, NOVEMBER, MONDAY.date()))["L"]

    # Dodi is left, who did not pass.
    assert (men.finished, men.assessed, men.competent) == (3, 1, 0)


def test_who_lost_the_place_with_the_batch_left_nothing_early():
    place = EnrollmentFactory(state="ended", ended_on=date(2026, 11, 4), end_reason="called_off")

    assert sums_of(place.batch.facility, NOVEMBER, MONDAY.date()) == {}


def test_public_classes_belong_to_no_facility(closed):
    EnrollmentFactory(in_public=True, batch__training_center=closed.batch.training_center)

    assert of_sex(sums_of(closed.batch.facility, NOVEMBER, MONDAY.date())) == {"L": MEN, "P": WOMEN}


def test_thirteen_months_are_counted_anew():
    assert first_counted(date(2026, 11, 23)) == date(2025, 11, 1)
    assert first_counted(date(2027, 1, 1)) == date(2026, 1, 1)
    assert first_counted(date(2026, 12, 31)) == date(2025, 12, 1)


def test_counted_again_the_sums_are_those_of_the_rows_that_day(closed):
    facility = closed.batch.facility
    count_facility(facility)
    assert list(differences(facility)) == []

    Mark.objects.all().delete()
    assert any("held_minutes 1860, by the rows 0" in words for words in differences(facility))

    count_facility(facility)
    assert list(differences(facility)) == []
    assert MonthSum.objects.filter(facility=facility).count() == 2


def test_a_month_that_no_page_reads_any_more_goes(closed):
    facility = closed.batch.facility
    count_facility(facility)
    with clock.moved_to(MONDAY + timedelta(days=400)):
        count_facility(facility)

    assert not MonthSum.objects.exists()


def test_a_facility_that_cannot_be_counted_holds_up_no_other(closed, monkeypatch):
    FacilityFactory()
    count = region_counting.count_facility

    def fails(facility):
        if facility == closed.batch.facility:
            raise ValueError("broken")
        count(facility)

    monkeypatch.setattr(region_counting, "count_facility", fails)

    assert count_due() == 1
    assert FacilityCount.objects.get().facility != closed.batch.facility


def test_each_facility_is_counted_once_a_day_and_the_uncounted_first(closed):
    other = FacilityFactory()
    count_facility(closed.batch.facility)

    assert count_due(most=1) == Facility.objects.count() - 1 == 1
    assert FacilityCount.objects.get(facility=other).people == 0
    assert count_due() == 0
    with clock.moved_to(MONDAY + timedelta(days=1)):
        assert count_due() == 2


def test_what_a_facility_lacks_is_counted(closed):
    facility = closed.batch.facility
    SessionFactory(batch=closed.batch, date=date(2026, 11, 19))
    SessionFactory(batch=closed.batch, date=MONDAY.date())
    PersonFactory(facility=facility, custody_as_of=MONDAY - timedelta(days=3))
    count_facility(facility)
    count = FacilityCount.objects.get()

    # Three held and one open before today; two were cancelled, and that of today is not due.
    assert (count.rolls_due, count.rolls_closed) == (4, 3)
    assert (count.last_roll_on, count.last_list_on) == (date(2026, 11, 12), date(2026, 11, 20))
    # Six with a place, four who applied, and the one who came.
    assert count.people == 11


def test_the_command_counts_all_and_proves_it(closed, capsys):
    call_command("count_regions")
    assert "1 facilities, every sum is that of the rows." in capsys.readouterr().out

    MonthSum.objects.filter(sex="P").update(places=9)
    with pytest.raises(CommandError, match="places 9, by the rows 2"):
        call_command("count_regions", "--check")


def test_database_refuses_a_sum_twice_and_more_rolls_closed_than_due(closed):
    count_facility(closed.batch.facility)

    assert_refused("month_sum_stands_once", lambda: copy_of(MonthSum.objects.first()))
    assert_refused("no_more_rolls_closed_than_due", lambda: FacilityCount.objects.update(rolls_closed=99))
