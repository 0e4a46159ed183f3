"""Counting heads: who counts where and when, what replaces what, and what one side sees of the other."""

from datetime import datetime, timedelta

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batches.models import BatchStaff
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory, count_heads

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
ALL = ("left_block", "arrived", "left_workshop", "back_in_block")


@pytest.fixture
def guard(session):
    return UserFactory(roles=["security_officer"], facility=session.batch.facility)


def refused(session, by, people, **values):
    with pytest.raises(RuleViolation) as caught:
        count_records.record(session, by=by, people=people, **values)
    return [reason.code for reason in caught.value.reasons]


def standing(session):
    return count_records.figures(session)


def test_each_side_counts_at_its_own_points(session, guard):
    count_records.record(session, by=guard, people={"left_block": 15, "back_in_block": 14})
    count_records.record(session, by=session.instructor, people={"arrived": 15, "left_workshop": 15})

    assert standing(session) == {"left_block": 15, "arrived": 15, "left_workshop": 15, "back_in_block": 14}
    assert list(standing(session)) == list(ALL)


@pytest.mark.parametrize(
    ("role", "office", "points"),
    [
        ("security_officer", "facility", ("left_block", "back_in_block")),
        ("training_officer", "facility", ("arrived", "left_workshop")),
        ("instructor", "training_center", ("arrived", "left_workshop")),
        ("blk_coordinator", "training_center", ("arrived", "left_workshop")),
        ("rutan_head", "facility", ()),
        ("case_officer", "facility", ()),
        ("assessor", "training_center", ()),
    ],
)
def test_a_role_counts_on_one_side_or_on_none(session, role, office, points):
    user = UserFactory(roles=[role], **{office: getattr(session.batch, office)})
    BatchStaff.objects.create(batch=session.batch, user=user, duty="instructor")

    assert count_records.points_for(user) == points
    for point in ALL:
        codes = [reason.code for reason in count_records.blockers(session, by=user, points=(point,))]
        assert codes == ([] if point in points else ["not_allowed"])


def test_nobody_of_another_office_counts(session):
    strangers = [UserFactory(roles=["security_officer"]), UserFactory(roles=["instructor"])]

    assert refused(session, strangers[0], {"left_block": 3}) == ["not_allowed"]
    assert refused(session, strangers[1], {"arrived": 3}) == ["not_allowed"]


def test_an_instructor_of_another_batch_does_not_count(session):
    colleague = UserFactory(roles=["instructor"], training_center=session.batch.training_center)

    assert refused(session, colleague, {"arrived": 3}) == ["not_allowed"]


@pytest.fixture
def both(session):
    return UserFactory(roles=["security_officer", "training_officer"], facility=session.batch.facility)


@pytest.mark.parametrize(("first", "second"), [("left_block", "arrived"), ("arrived", "back_in_block")])
def test_nobody_counts_on_both_sides_of_one_session(session, both, first, second):
    count_records.record(session, by=both, people={first: 3})

    assert refused(session, both, {second: 3}) == ["other_side"]


def test_whose_count_was_replaced_has_counted_all_the_same(session, both, guard):
    count_records.record(session, by=both, people={"left_block": 3})
    count_records.record(session, by=guard, people={"left_block": 4})

    assert refused(session, both, {"arrived": 4}) == ["other_side"]


def test_both_sides_in_one_go_are_refused(session, both):
    assert refused(session, both, {"left_block": 3, "arrived": 3}) == ["both_sides"]


def test_the_other_side_may_be_counted_at_another_session(session, both):
    other = SessionFactory(batch=session.batch, instructor=session.instructor, starts_at=session.ends_at)
    count_records.record(session, by=both, people={"left_block": 3})

    with clock.moved_to(other.starts_at):
        assert [count.point for count in count_records.record(other, by=both, people={"arrived": 3})] == ["arrived"]


@pytest.mark.parametrize(
    ("begins_in", "point", "codes"),
    [
        (timedelta(hours=2, minutes=1), "left_block", ["too_early"]),
        (timedelta(hours=2), "left_block", []),
        (timedelta(minutes=1), "back_in_block", ["not_begun"]),
        (timedelta(0), "back_in_block", []),
        (-timedelta(days=3), "back_in_block", []),
    ],
)
def test_counting_opens_before_the_session_and_the_way_back_with_it(session, guard, begins_in, point, codes):
    session.starts_at = clock.now() + begins_in
    session.ends_at = session.starts_at + timedelta(hours=3)
    session.save()

    assert [reason.code for reason in count_records.blockers(session, by=guard, points=(point,))] == codes


@pytest.mark.parametrize("state", ["finalized", "cancelled"])
def test_what_is_closed_or_cancelled_is_not_counted(session, guard, state):
    session.state = state

    assert [reason.code for reason in count_records.blockers(session, by=guard, points=("left_block",))] == ["not_open"]


@pytest.mark.parametrize("number", [-1, 1000])
def test_a_number_that_no_workshop_holds_is_refused(session, guard, number):
    assert refused(session, guard, {"left_block": number}) == ["people"]


def test_nobody_is_a_count_too_and_none_is_no_count(session, guard):
    count_records.record(session, by=guard, people={"left_block": 0, "back_in_block": None})

    assert standing(session) == {"left_block": 0}


def test_a_later_count_replaces_one_and_both_are_kept(session, guard):
    colleague = UserFactory(roles=["security_officer"], facility=guard.facility)
    count_records.record(session, by=guard, people={"left_block": 15})
    with clock.moved_to(clock.now() + clock.MINUTE):
        count_records.record(session, by=colleague, people={"left_block": 14})
        now = clock.now()

    rows = list(HeadCount.objects.values_list("people", "counted_by", "replaced_at"))
    assert rows == [(15, guard.pk, now), (14, colleague.pk, None)]
    events = AuditEvent.objects.filter(action="session.count").order_by("sequence")
    assert [(event.actor_id, event.details) for event in events] == [
        (guard.pk, {"point": "left_block", "before": None, "after": 15, "expected": 0}),
        (colleague.pk, {"point": "left_block", "before": 15, "after": 14, "expected": 0}),
    ]


def test_the_same_figure_again_writes_nothing(session, guard):
    count_records.record(session, by=guard, people={"left_block": 15})

    assert count_records.record(session, by=guard, people={"left_block": 15}) == []
    assert (HeadCount.objects.count(), AuditEvent.objects.filter(action="session.count").count()) == (1, 1)


def test_another_hour_of_the_same_figure_is_kept_with_the_one_before(session, guard):
    early, late = clock.now() - 20 * clock.MINUTE, clock.now() - 10 * clock.MINUTE
    count_records.record(session, by=guard, people={"left_block": 15}, counted_at=early)

    count_records.record(session, by=guard, people={"left_block": 15}, counted_at=late)
    assert count_records.record(session, by=guard, people={"left_block": 15}, counted_at=late) == []

    assert list(HeadCount.objects.values_list("people", "counted_at", "replaced_at")) == [
        (15, early, clock.now()),
        (15, late, None),
    ]
    details = AuditEvent.objects.filter(action="session.count").latest("sequence").details
    assert [datetime.fromisoformat(hour) for hour in details["hours"]] == [early, late]


@pytest.mark.parametrize(
    ("point", "minutes", "codes"),
    [
        ("back_in_block", -11, ["order"]),
        ("back_in_block", -10, []),
        ("left_block", -9, ["order"]),
        ("left_block", -10, []),
    ],
)
def test_hours_that_run_backwards_between_points_are_refused(session, guard, point, minutes, codes):
    moment = clock.now() - 10 * clock.MINUTE
    count_records.record(session, by=session.instructor, people={"left_workshop": 15}, counted_at=moment)
    people, at = {point: 15}, clock.now() + minutes * clock.MINUTE

    found = refused(session, guard, people, counted_at=at) if codes else []

    assert found == codes
    assert codes or count_records.record(session, by=guard, people=people, counted_at=at)


def test_written_down_after_the_next_point_a_count_is_not_later_than_that(session, guard):
    moment = clock.now() - 10 * clock.MINUTE
    count_records.record(session, by=session.instructor, people={"arrived": 15}, counted_at=moment)

    (count,) = count_records.record(session, by=guard, people={"left_block": 15})

    assert count.counted_at == moment


def test_two_times_are_kept(session, guard):
    counted_at = clock.now() - 20 * clock.MINUTE

    (count,) = count_records.record(session, by=guard, people={"left_block": 15}, counted_at=counted_at)

    assert (count.counted_at, count.recorded_at) == (counted_at, clock.now())


@pytest.mark.parametrize("minutes", [1, -24 * 60])
def test_an_hour_of_counting_that_cannot_be_is_refused(session, guard, minutes):
    assert refused(session, guard, {"left_block": 15}, counted_at=clock.now() + minutes * clock.MINUTE) == [
        "counted_at"
    ]


def test_a_figure_that_somebody_wrote_meanwhile_is_not_replaced_unseen(session, guard):
    count_records.record(session, by=guard, people={"left_block": 15})

    assert refused(session, guard, {"left_block": 14}, seen={"left_block": None}) == ["stale_count"]
    count_records.record(session, by=guard, people={"left_block": 14}, seen={"left_block": 15})
    assert standing(session) == {"left_block": 14}


@pytest.mark.parametrize(
    ("counted", "guard_reads", "workshop_reads"),
    [
        ({"left_block": 15}, {"left_block": 15}, {}),
        ({"arrived": 14}, {}, {"arrived": 14}),
        ({"left_block": 15, "arrived": 14}, {"left_block": 15, "arrived": 14}, {"left_block": 15, "arrived": 14}),
        (
            {"left_block": 15, "arrived": 15, "left_workshop": 14},
            {"left_block": 15, "arrived": 15},
            {"left_block": 15, "arrived": 15, "left_workshop": 14},
        ),
        ({"left_workshop": 14, "back_in_block": 13},) + ({"left_workshop": 14, "back_in_block": 13},) * 2,
    ],
)
def test_a_side_reads_the_others_figure_after_its_own(session, guard, counted, guard_reads, workshop_reads):
    count_heads(session, 0, leave_out=ALL, **counted)

    assert count_records.figures_for(session, guard) == guard_reads
    assert count_records.figures_for(session, session.instructor) == workshop_reads


def test_who_counts_on_neither_side_reads_every_figure(session):
    head = UserFactory(roles=["rutan_head"], facility=session.batch.facility)
    count_heads(session, 0, leave_out=ALL, left_block=15)

    assert count_records.figures_for(session, head) == {"left_block": 15}


def test_a_count_far_above_what_is_expected_is_taken_only_from_whoever_is_sure(session, guard):
    EnrollmentFactory(batch=session.batch)

    assert refused(session, guard, {"left_block": 7}) == ["far_too_many"]
    assert standing(session) == {}
    count_records.record(session, by=guard, people={"left_block": 7}, is_sure=True)
    assert standing(session) == {"left_block": 7}
    count_records.record(session, by=session.instructor, people={"arrived": 6})
    assert standing(session) == {"left_block": 7, "arrived": 6}
