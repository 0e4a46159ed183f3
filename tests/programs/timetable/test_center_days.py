"""Days on which a training center is closed: for its public classes and for those that it teaches inside."""

from datetime import date, time

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.inbox.models import InboxTask
from programs.timetable import holidays, office_holidays, schedule_generation, session_change
from programs.timetable.models.sessions import Holiday, Session
from tests.factories import BatchFactory, FacilityFactory, SessionFactory, TrainingCenterFactory, UserFactory
from tests.programs.timetable.test_schedule_generation import plan
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
MONDAYS = [date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14), date(2026, 12, 21)]
CHRISTMAS, OPENED = date(2026, 12, 25), date(2026, 12, 24)
OWN, INSIDE = MONDAYS[1], MONDAYS[2]


@pytest.fixture
def schedule():
    """A class inside: 16 JP on four Mondays to come."""
    batch, officer = plan(total=16, units=2, week=[(0, time(8), 4)], starts_on=MONDAYS[0])
    schedule_generation.generate(batch, by=officer)
    return batch


@pytest.fixture
def center(schedule):
    return schedule.training_center


@pytest.fixture
def coordinator(center):
    return UserFactory(roles=["blk_coordinator"], training_center=center)


@pytest.fixture
def public(center):
    """A public class of the same center, on the same Mondays in another room."""
    days = {"ends_on": MONDAYS[3], "assessment_on": MONDAYS[3]}
    batch = BatchFactory(is_open=True, training_center=center, state="selecting", **days)
    teacher = UserFactory(roles=["instructor"], training_center=center)
    for day in MONDAYS:
        SessionFactory(batch=batch, date=day, instructor=teacher, clock_time=time(13))
    return batch


def close(coordinator, day=OWN, **fields):
    wanted = {"name": "Rapat tahunan", "kind": "office", **fields}
    return office_holidays.add_holiday(by=coordinator, office=coordinator.training_center, date=day, **wanted)


def days(batch):
    return sorted(batch.sessions.values_list("date", flat=True))


@pytest.mark.parametrize(("is_inside", "closed"), [(True, {OWN, INSIDE, CHRISTMAS}), (False, {OWN, OPENED})])
def test_a_class_skips_the_days_of_whoever_holds_it(is_inside, closed):
    """The center opens Christmas for its own classes and closes the day before and a Monday; the facility a Monday."""
    batch = BatchFactory() if is_inside else BatchFactory(is_open=True)
    for day, kind in ((CHRISTMAS, "working"), (OWN, "office")):
        Holiday.objects.create(training_center=batch.training_center, date=day, name="BLK", kind=kind)
    if is_inside:
        Holiday.objects.create(facility=batch.facility, date=INSIDE, name="Rutan", kind="office")
    else:
        Holiday.objects.create(training_center=batch.training_center, date=OPENED, name="BLK", kind="office")
    Holiday.objects.create(training_center=TrainingCenterFactory(), date=MONDAYS[3], name="Lain", kind="office")
    Holiday.objects.create(facility=FacilityFactory(), date=MONDAYS[3], name="Lain", kind="office")

    found = holidays.closed_for([2026])(batch)

    asked = {OWN, INSIDE, CHRISTMAS, OPENED, MONDAYS[3]}
    national = {row.date for row in holidays.national_days(2026)} - {CHRISTMAS}
    assert {day for day in found if day in asked} - national == closed - national


def test_a_facility_working_on_a_national_day_is_still_without_a_closed_center():
    batch = BatchFactory()
    Holiday.objects.create(facility=batch.facility, date=CHRISTMAS, name="Tetap kerja", kind="working")
    assert CHRISTMAS not in holidays.closed_for([2026])(batch)

    Holiday.objects.create(training_center=batch.training_center, date=CHRISTMAS, name="Rapat", kind="office")

    assert holidays.closed_for([2026])(batch)[CHRISTMAS].name == "Rapat"


def test_days_of_a_center_are_not_those_of_the_country(center):
    Holiday.objects.create(training_center=center, date=CHRISTMAS, name="BLK", kind="office")

    holidays.sync_holidays([2026])

    assert Holiday.objects.national().filter(date=CHRISTMAS).exists()
    assert OWN not in {row.date for row in holidays.days_of(FacilityFactory(), 2026)}


def test_its_sessions_move_wherever_they_are_held(schedule, public, coordinator):
    elsewhere = BatchFactory(state="selecting")
    SessionFactory(batch=elsewhere, date=OWN)
    # The public class has no week, so its lessons find no other day.
    done = close(coordinator)

    assert days(schedule) == [MONDAYS[0], MONDAYS[2], MONDAYS[3], date(2026, 12, 28)]
    assert (done.moved, done.left) == (1, 1)
    assert days(elsewhere) == [OWN]
    event = AuditEvent.objects.get(action="holiday.add")
    assert (event.actor_id, event.details["date"]) == (coordinator.pk, OWN.isoformat())
    # The public class is the center's own: nobody else is asked.
    tasks = InboxTask.objects.open().filter(values__batch=public.name)
    assert [(task.role, task.training_center) for task in tasks] == [("blk_coordinator", coordinator.training_center)]
    assert "JP" in tasks[0].values["why"]


def test_taking_the_day_back_brings_the_sessions_back(schedule, coordinator):
    close(coordinator)

    done = office_holidays.remove_holiday(Holiday.objects.of_office(coordinator.training_center).get(), by=coordinator)

    assert (done.moved, days(schedule)) == (1, MONDAYS)


def test_no_session_is_put_on_a_closed_day_of_the_center(public, coordinator):
    Holiday.objects.create(training_center=public.training_center, date=OPENED, name="Rapat", kind="office")
    session = public.sessions.first()
    session.date = OPENED

    assert codes(session_change.place_blockers(session)) == ["closed_day"]


@pytest.mark.parametrize(
    ("day", "kind", "expected"),
    [
        (OWN, "office", []),
        (OWN, "national", ["kind"]),
        (OWN, "working", ["not_a_holiday"]),
        (CHRISTMAS, "working", []),
        (INSIDE, "office", ["taken"]),
    ],
)
def test_each_reason_against_a_day_of_the_center(center, day, kind, expected):
    Holiday.objects.create(training_center=center, date=INSIDE, name="Rapat", kind="office")
    Holiday.objects.create(facility=FacilityFactory(), date=OWN, name="Rapat", kind="office")

    assert codes(office_holidays.blockers(office=center, day=day, name="Rapat", kind=kind)) == expected


def test_the_coordinator_keeps_the_days_on_the_page(sign_in, schedule, public, coordinator):
    client = sign_in(coordinator)
    asked = {"date": OWN.isoformat(), "kind": "office", "name": "Rapat tahunan"}

    looked = client.get("/libur/tambah/", asked).content.decode()

    assert schedule.name in looked
    assert Session.objects.filter(date=OWN).count() == 2
    assert client.post("/libur/tambah/", asked).status_code == 302
    page = client.get("/libur/?tahun=2026").content.decode()
    assert "Rapat tahunan" in page
    assert "1 sesi masih ada pada hari ini" in " ".join(page.split())
    officer = UserFactory(roles=["training_officer"], facility=schedule.facility)
    assert "Rapat tahunan" not in sign_in(officer).get("/libur/?tahun=2026").content.decode()
    other = UserFactory(roles=["blk_coordinator"], training_center=TrainingCenterFactory())
    assert sign_in(other).post(f"/libur/{OWN.isoformat()}/hapus/").status_code == 404
    assert sign_in(coordinator).get(f"/libur/{OWN.isoformat()}/sesi/").status_code == 200
    assert sign_in(coordinator).post(f"/libur/{OWN.isoformat()}/hapus/").status_code == 302
    assert not Holiday.objects.of_office(coordinator.training_center).exists()


def test_why_a_class_inside_cannot_follow_is_not_told_to_the_center(sign_in, schedule, coordinator):
    Session.objects.filter(date=OWN).update(is_placed_by_hand=True)
    asked = {"date": OWN.isoformat(), "kind": "office", "name": "Rapat tahunan"}

    page = sign_in(coordinator).get("/libur/tambah/", asked).content.decode()

    assert "diatur oleh petugas" not in page
    assert "Sepakati langkah selanjutnya dengan mitra" in page
    assert "penahanan" not in page


def test_a_national_day_is_removed_by_no_center(coordinator):
    holidays.sync_holidays([2026])
    row = Holiday.objects.national().get(date=CHRISTMAS)

    with pytest.raises(RuleViolation) as refused:
        office_holidays.remove_holiday(row, by=coordinator)

    assert codes(refused) == ["national"]
