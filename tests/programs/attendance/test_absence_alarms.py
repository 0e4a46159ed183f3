"""Three absences in a row and presence below the threshold: one task each, that follows the figures."""

from datetime import date, timedelta

import pytest
from structlog.testing import capture_logs

from core import clock, due
from inmates.inbox import inbox_tasks
from inmates.inbox.inbox_tasks import line_of
from inmates.inbox.models import InboxTask
from programs.attendance import absence_alarms, mark_changes
from programs.attendance.held_roll import Change
from programs.attendance.inbox_kinds import ABSENT_IN_A_ROW, LOW_ATTENDANCE
from programs.batches.models import Batch, BatchStaff
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory, cancelled

pytestmark = pytest.mark.django_db
FIRST = date(2026, 11, 2)


class Course:
    """A batch with a session on each working day of November and one participant; `mark` records the next days."""

    def __init__(self):
        first = SessionFactory(date=FIRST, batch__name="Las 4/2026")
        self.batch = first.batch
        self.place = EnrollmentFactory(batch=self.batch, person__full_name="Abdul Rahim")
        self.officer = UserFactory(roles=["training_officer"], facility=self.batch.facility)
        BatchStaff.objects.create(batch=self.batch, user=first.instructor, duty="instructor")
        days = [FIRST + timedelta(days=number) for number in range(1, 19)]
        self.sessions = [first] + [
            SessionFactory(batch=self.batch, instructor=first.instructor, date=day) for day in days if day.weekday() < 5
        ]
        self.held = 0

    def mark(self, letters):
        """H, A, S, D or I for each of the next days; some weeks back, so a supervisor records them."""
        codes = {"H": "present", "A": "unexcused", "S": "sick", "D": "court", "I": "excused"}
        for letter in letters:
            self.correct(self.held, codes[letter])
            self.held += 1

    def correct(self, number, status):
        mark_changes.mark(
            self.sessions[number], self.place, by=self.officer, status=status, note="keluarga", reason="Dari kertas"
        )


@pytest.fixture
def course():
    return Course()


def tasks(kind=ABSENT_IN_A_ROW):
    """Role and figures of the open tasks of a kind."""
    name = "count" if kind is ABSENT_IN_A_ROW else "percent"
    return [(task.role, task.values[name]) for task in InboxTask.objects.open().filter(kind=kind.code)]


def both(figure):
    return [("training_officer", figure), ("blk_coordinator", figure)]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("AA", []),
        ("AAA", both(3)),
        ("HAAA", both(3)),
        ("AAAA", both(4)),
        ("AAHA", []),
        ("AAIA", []),
        # Neither sickness nor a reason of custody makes the row shorter, and neither ends it.
        ("AASA", both(3)),
        ("ADADA", both(3)),
        ("SSS", []),
        ("DDD", []),
        ("III", []),
    ],
)
def test_three_in_a_row_without_an_excuse_open_one_task_for_each_office(course, letters, expected):
    course.mark(letters)

    assert tasks() == expected


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("A", []),
        ("AH", []),
        ("HHA", both(66)),
        ("HHHHA", []),
        ("HHHHHHHAAH", []),
        ("HHHIA", both(60)),
        ("HADD", []),
        ("HADDH", both(66)),
        ("HHHDDD", []),
    ],
)
def test_presence_below_the_threshold_opens_one_task_for_each_office(course, letters, expected):
    course.mark(letters)

    assert tasks(LOW_ATTENDANCE) == expected


def test_the_threshold_is_that_of_the_version(course):
    course.batch.version.attendance_threshold = 60
    course.batch.version.save()

    course.mark("HHA")

    assert tasks(LOW_ATTENDANCE) == []


@pytest.mark.engines
def test_tasks_follow_the_figures_and_settle_when_they_recover(course):
    course.mark("HHA")
    assert tasks(LOW_ATTENDANCE) == both(66)
    course.mark("A")
    assert tasks(LOW_ATTENDANCE) == both(50)

    course.mark("HHHHHH")

    assert tasks(LOW_ATTENDANCE) == []
    assert InboxTask.objects.filter(kind=LOW_ATTENDANCE.code, settled_at=MONDAY).count() == 2


def test_a_correction_settles_the_row(course):
    course.mark("AAA")

    course.correct(1, "present")

    assert tasks() == []


def test_what_was_acknowledged_comes_again_only_when_it_is_worse(course):
    course.mark("AAA")
    for task in InboxTask.objects.open():
        inbox_tasks.acknowledge(task, by=course.officer, note="Sudah dibicarakan")

    course.mark("AA")
    assert tasks() == []
    course.mark("A")
    assert tasks() == both(6)


def test_a_new_row_after_a_return_is_a_matter_of_its_own(course):
    course.mark("AAA")
    for task in InboxTask.objects.open():
        inbox_tasks.acknowledge(task, by=course.officer, note="Sudah dibicarakan")

    course.mark("HAAA")

    assert tasks() == both(3)


def test_low_presence_comes_again_five_points_lower(course):
    course.mark("HHHHHHHAA")
    assert tasks(LOW_ATTENDANCE) == both(77)
    for task in InboxTask.objects.open():
        inbox_tasks.acknowledge(task, by=course.officer, note="Susulan direncanakan")

    course.mark("H")
    assert tasks(LOW_ATTENDANCE) == []
    course.mark("AA")

    assert tasks(LOW_ATTENDANCE) == both(66)


@pytest.mark.engines
def test_words_say_nothing_of_custody(course):
    course.mark("HADADA")
    center = InboxTask.objects.filter(training_center__isnull=False).order_by("pk")

    assert [(line_of(task).title, line_of(task).note) for task in center] == [
        (
            "Kehadiran Abdul Rahim 25%, minimal 80%",
            "Las 4/2026. Rencanakan sesi pengganti atau bicarakan dengan peserta.",
        ),
        (
            "Abdul Rahim alpa 3 kali berturut-turut",
            "Las 4/2026, sejak 3 Nov 2026. Bicarakan dengan peserta, lalu catat hasilnya.",
        ),
    ]
    assert not [task for task in center if "court" in str(task.values)]


def test_the_rest_present_looks_too(course):
    course.mark("AAA")
    session = SessionFactory(batch=course.batch, date=MONDAY.date(), instructor=course.sessions[0].instructor)

    mark_changes.mark_rest_present(session, by=course.officer)

    assert tasks() == []


# Once a day


def end_of_batch(course):
    Batch.objects.update(state=Batch.State.FINISHED)


def end_of_place(course):
    Enrollment.objects.update(state="ended", ended_on=MONDAY.date(), end_reason="withdrew")


def cancelled_sessions(course):
    Session.objects.filter(pk=course.sessions[2].pk).update(**cancelled())


@pytest.mark.parametrize("change", [end_of_batch, end_of_place, cancelled_sessions])
def test_what_changes_without_a_mark_is_seen_in_the_daily_round(course, change):
    course.mark("AAA")
    change(course)
    assert tasks() == both(3)

    absence_alarms.look_at_all()

    assert tasks() == []


@pytest.mark.engines
def test_the_daily_round_opens_what_nobody_has_opened_and_twice_is_once(course):
    course.mark("AAA")
    InboxTask.objects.all().delete()

    for _again in range(2):
        absence_alarms.look_at_all()

    assert (tasks(), tasks(LOW_ATTENDANCE)) == (both(3), both(0))


@pytest.fixture
def first_round():
    """A process that has looked at no day yet, as after a start."""
    absence_alarms.forget_rounds()


@pytest.mark.engines
@pytest.mark.usefixtures("first_round")
def test_it_runs_with_the_due_work_once_a_day(course):
    course.mark("AAA")
    InboxTask.objects.all().delete()

    due.do_all()
    assert tasks() == both(3)
    InboxTask.objects.all().delete()
    due.do_all()
    assert tasks() == []
    with clock.moved_to(MONDAY + timedelta(days=1)):
        due.do_all()
    assert tasks() == both(3)


def spoiled(course):
    """A settled task without its values, as a damaged row has them: looking at this batch fails."""
    kind, person = ABSENT_IN_A_ROW.code, course.place.person
    return InboxTask.objects.create(
        role="training_officer",
        facility=course.batch.facility,
        kind=kind,
        person=person,
        matter="damaged",
        settled_at=clock.now(),
    )


def tasks_of(course):
    found = InboxTask.objects.open().filter(kind=ABSENT_IN_A_ROW.code, person=course.place.person)
    return [(task.role, task.values["count"]) for task in found]


@pytest.mark.engines
@pytest.mark.usefixtures("first_round")
@pytest.mark.parametrize("state", ["running", "finished"])
def test_a_batch_that_fails_stops_no_other_and_is_tried_again_alone(course, state):
    course.mark("AAA")
    later = Course()
    later.mark("AAA")
    InboxTask.objects.filter(person=later.place.person).delete()
    Batch.objects.filter(pk=course.batch.pk).update(state=state)
    damage = spoiled(course)
    before, after = (both(3), both(3)) if state == "running" else (both(3), [])

    with capture_logs() as told:
        due.do_all()
    assert [(line["event"], line["batch"]) for line in told] == [("absence_look_failed", course.batch.pk)]
    assert (tasks_of(course), tasks_of(later)) == (before, both(3))

    damage.delete()
    InboxTask.objects.filter(person=later.place.person).delete()
    due.do_all()
    assert (tasks_of(course), tasks_of(later)) == (after, [])


@pytest.mark.engines
@pytest.mark.usefixtures("first_round")
def test_a_night_that_failed_as_a_whole_is_tried_again(course):
    course.mark("AAA")
    InboxTask.objects.all().delete()
    # An open task without its values is met before any batch is.
    damage = spoiled(course)
    InboxTask.objects.update(settled_at=None)

    due.do_all()
    damage.delete()
    due.do_all()

    assert tasks() == both(3)


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_looking_costs_the_same_for_one_and_for_thirty(course, django_assert_num_queries, count):
    keys = [EnrollmentFactory(batch=course.batch).pk for _ in range(count)]

    # No task is concerned, so none is asked for.
    with django_assert_num_queries(3):
        absence_alarms.look_at(keys)


@pytest.mark.engines
@pytest.mark.parametrize("count", [1, 30])
def test_to_open_renew_and_settle_tasks_costs_the_same_for_one_and_for_thirty(course, django_assert_num_queries, count):
    people = EnrollmentFactory.create_batch(count, batch=course.batch)
    attend = {"by": course.officer, "reason": "Dari kertas"}

    def marked(number, status):
        changes = [Change(place, status, version=None) for place in people]
        mark_changes.change_each(course.sessions[number], changes, **attend)

    marked(0, "present")
    marked(1, "unexcused")
    marked(2, "unexcused")
    assert sorted(tasks(LOW_ATTENDANCE)) == sorted(both(33) * count)
    # Eleven without tasks, one for the correction; and the known tasks, those opened or settled, and those renewed.
    with django_assert_num_queries(13):
        marked(3, "unexcused")
    assert sorted(tasks()) == sorted(both(3) * count)
    with django_assert_num_queries(13):
        marked(3, "present")
    assert tasks() == []
    assert sorted(tasks(LOW_ATTENDANCE)) == sorted(both(50) * count)
