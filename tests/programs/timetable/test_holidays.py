"""Which days are closed: the national calendar, and the office's own rows above it."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import RuleViolation
from core.models import AuditEvent
from programs.timetable import holidays, office_holidays, schedule_generation
from programs.timetable.models.sessions import Holiday
from tests.factories import FacilityFactory, UserFactory
from tests.programs.timetable.test_schedule_generation import plan

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
CHRISTMAS_LEAVE = date(2026, 12, 24)
PLAIN_DAY = date(2026, 11, 25)


@pytest.fixture
def officer():
    return UserFactory(roles=["training_officer"])


def add(officer, day, kind="office", name="Hari jadi kabupaten"):
    return office_holidays.add_holiday(by=officer, office=officer.facility, date=day, name=name, kind=kind)


@pytest.mark.parametrize(("year", "days", "joint"), [(2026, 25, 8), (2027, 26, 8)])
def test_the_national_calendar_knows_holidays_and_joint_leave(year, days, joint):
    rows = holidays.national_days(year)

    kinds = [row.kind for row in rows]
    assert (len(rows), kinds.count("joint_leave")) == (days, joint)


def test_known_days_have_their_name():
    names = {row.date: (row.name, row.kind) for row in holidays.national_days(2026)}

    assert names[date(2026, 8, 17)] == ("Hari Kemerdekaan Republik Indonesia", "national")
    assert names[CHRISTMAS_LEAVE] == ("Cuti Bersama Hari Raya Natal", "joint_leave")


def test_copying_twice_adds_nothing():
    assert holidays.sync_holidays([2026, 2027]) == 51
    assert holidays.sync_holidays([2026, 2027]) == 0
    assert Holiday.objects.filter(facility=None).count() == 51
    assert AuditEvent.objects.filter(action="holiday.sync").count() == 1


def test_a_row_that_stands_is_not_overwritten():
    Holiday.objects.create(date=CHRISTMAS_LEAVE, name="Sesuai SKB perubahan", kind="joint_leave")

    holidays.sync_holidays([2026])

    assert Holiday.objects.get(date=CHRISTMAS_LEAVE).name == "Sesuai SKB perubahan"


def test_days_not_copied_yet_are_closed_all_the_same():
    closed = holidays.closed_days(FacilityFactory(), [2026])

    assert (len(closed), Holiday.objects.count()) == (25, 0)


def test_the_office_closes_a_day_and_opens_another(officer):
    add(officer, PLAIN_DAY)
    add(officer, CHRISTMAS_LEAVE, kind="working")

    closed = holidays.closed_days(officer.facility, [2026])
    elsewhere = holidays.closed_days(FacilityFactory(), [2026])

    assert (PLAIN_DAY in closed, CHRISTMAS_LEAVE in closed) == (True, False)
    assert (PLAIN_DAY in elsewhere, CHRISTMAS_LEAVE in elsewhere) == (False, True)


@pytest.mark.parametrize(
    ("day", "kind", "name", "expected"),
    [
        (PLAIN_DAY, "office", "Hari jadi", []),
        (PLAIN_DAY, "national", "Hari jadi", ["kind"]),
        (PLAIN_DAY, "office", " ", ["unnamed"]),
        (PLAIN_DAY, "working", "Kerja", ["not_a_holiday"]),
        (CHRISTMAS_LEAVE, "working", "Kerja", []),
    ],
)
def test_each_reason_against_a_day(officer, day, kind, name, expected):
    found = office_holidays.blockers(office=officer.facility, day=day, name=name, kind=kind)

    assert [reason.code for reason in found] == expected


def test_a_day_is_added_once(officer):
    add(officer, PLAIN_DAY)

    with pytest.raises(RuleViolation) as refused:
        add(officer, PLAIN_DAY)

    assert [reason.code for reason in refused.value.reasons] == ["taken"]


def test_national_rows_stay(officer):
    holidays.sync_holidays([2026])

    with pytest.raises(RuleViolation) as refused:
        office_holidays.remove_holiday(Holiday.objects.get(date=CHRISTMAS_LEAVE), by=officer)

    assert [reason.code for reason in refused.value.reasons] == ["national"]


def test_two_rows_of_one_day_are_refused_by_the_database(officer):
    for facility in (None, officer.facility):
        Holiday.objects.create(facility=facility, date=PLAIN_DAY, name="Satu", kind="office")
        with pytest.raises(IntegrityError), transaction.atomic():
            Holiday.objects.create(facility=facility, date=PLAIN_DAY, name="Dua", kind="office")


def test_the_page_lists_the_year_and_writes_nothing(sign_in, officer):
    page = sign_in(officer).get(reverse("programs:holiday_list") + "?tahun=2027")

    assert (page.context["year"], len(page.context["days"]), Holiday.objects.count()) == (2027, 26, 0)


@pytest.mark.parametrize("query", ["?tahun=99999", "?tahun=x", "?tahun=²", ""])
def test_a_year_that_is_none_shows_this_one(sign_in, officer, query):
    assert sign_in(officer).get(reverse("programs:holiday_list") + query).context["year"] == 2026


def test_a_day_is_added_and_removed_by_form(sign_in, officer):
    client = sign_in(officer)

    refused = client.post(reverse("programs:holiday_add"), {"date": "25/11/2026", "kind": "working", "name": "X"})
    client.post(reverse("programs:holiday_add"), {"date": "25/11/2026", "kind": "office", "name": "Hari jadi"})
    added = list(Holiday.objects.values_list("facility", "date", "name"))
    client.post(reverse("programs:holiday_remove", args=[PLAIN_DAY]))

    assert refused.status_code == 422
    assert added == [(officer.facility_id, PLAIN_DAY, "Hari jadi")]
    assert not Holiday.objects.exists()


def test_the_day_of_another_office_is_not_found(sign_in, officer):
    add(officer, PLAIN_DAY)
    stranger = UserFactory(roles=["training_officer"])

    assert sign_in(stranger).post(reverse("programs:holiday_remove", args=[PLAIN_DAY])).status_code == 404
    assert Holiday.objects.count() == 1


@pytest.mark.parametrize("name", ["holiday_list", "holiday_add"])
def test_others_do_not_keep_the_calendar(sign_in, name):
    assert sign_in(UserFactory(roles=["registrar"])).get(reverse(f"programs:{name}")).status_code == 403


def test_an_address_that_is_no_day_is_not_found(sign_in, officer):
    assert sign_in(officer).post("/libur/2026-13-45/hapus/").status_code == 404


@pytest.fixture
def taught(officer):
    """8 JP on Mondays and Wednesdays, the first on 25 November 2026; the batch of the officer's facility."""
    batch, _officer = plan(
        total=8, units=1, week=[(0, time(8), 4), (2, time(8), 4)], starts_on=PLAIN_DAY, facility=officer.facility
    )
    schedule_generation.generate(batch, by=officer)
    return batch


def days(batch):
    return list(batch.sessions.values_list("date", flat=True))


BEFORE = [PLAIN_DAY, date(2026, 11, 30)]
AFTER = [date(2026, 11, 30), date(2026, 12, 2)]


def test_the_form_shows_what_moves_before_anything_is_saved(sign_in, officer, taught):
    query = {"date": "25/11/2026", "kind": "office", "name": "Hari jadi"}

    page = sign_in(officer).get(reverse("programs:holiday_add"), query)

    assert [(was.date, row.date) for shift in page.context["shifts"] for was, row in shift.draft.moves] == [
        (PLAIN_DAY, date(2026, 12, 2))
    ]
    text = page.content.decode()
    assert (taught.name in text, "Rabu, 2 Desember 2026" in text, 'name="date" value="25/11/2026"' in text) == (
        True,
        True,
        True,
    )
    assert (days(taught), Holiday.objects.filter(facility=officer.facility).exists()) == (BEFORE, False)


def test_address_with_something_else_behind_it_shows_the_empty_form(sign_in, officer):
    page = sign_in(officer).get(reverse("programs:holiday_add"), {"q": "las", "utm_source": "wa"})

    assert (page.status_code, page.context["form"].is_bound) == (200, False)


def test_a_form_half_filled_shows_nothing_that_moves(sign_in, officer, taught):
    page = sign_in(officer).get(reverse("programs:holiday_add"), {"date": "25/11/2026", "kind": "office"})

    assert (page.status_code, page.context["shifts"], list(page.context["form"].errors)) == (200, [], ["name"])


def test_adding_a_day_moves_its_sessions_and_removing_it_brings_them_back(sign_in, officer, taught):
    client = sign_in(officer)

    client.post(reverse("programs:holiday_add"), {"date": "25/11/2026", "kind": "office", "name": "Hari jadi"})
    moved = days(taught)
    shown = client.get(reverse("programs:holiday_remove", args=[PLAIN_DAY])).context["shifts"]
    client.post(reverse("programs:holiday_remove", args=[PLAIN_DAY]))

    assert (moved, [len(shift.draft.moved) for shift in shown], days(taught)) == (AFTER, [1], BEFORE)


def test_sessions_on_a_day_that_became_known_later_are_counted_and_moved(sign_in, officer, taught):
    Holiday.objects.create(date=PLAIN_DAY, name="Cuti bersama susulan", kind="joint_leave")
    client = sign_in(officer)

    listed = client.get(reverse("programs:holiday_list"))
    looked = client.get(reverse("programs:holiday_follow", args=[PLAIN_DAY]))
    client.post(reverse("programs:holiday_follow", args=[PLAIN_DAY]))

    assert {row.date: row.sessions for row in listed.context["days"] if row.sessions} == {PLAIN_DAY: 1}
    assert (len(looked.context["shifts"]), days(taught)) == (1, AFTER)


def test_an_open_day_has_nothing_to_follow(sign_in, officer, taught):
    page = sign_in(officer).get(reverse("programs:holiday_follow", args=[PLAIN_DAY]))

    assert (page.context["shifts"], days(taught)) == ([], BEFORE)


def test_the_list_costs_the_same_whatever_stands_on_its_days(sign_in, officer, taught, django_assert_num_queries):
    client = sign_in(officer)
    client.get(reverse("programs:holiday_list"))
    for day in range(1, 13):
        Holiday.objects.create(facility=officer.facility, date=date(2026, 12, day), name="Rapat", kind="office")

    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("programs:holiday_list"))


LIST_QUERIES = 4
