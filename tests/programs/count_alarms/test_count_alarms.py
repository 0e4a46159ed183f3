"""When counts raise an alarm, what ends it, and who may: the guard looks, the supervisor explains."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.attendance import known_absences
from programs.count_alarms import alarm_notices, count_alarms
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.overdue_counts import LOUD_FOR, OVERDUE_AFTER, is_overdue
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from tests.factories import UserFactory, count_heads

pytestmark = pytest.mark.django_db
REASON = "Satu orang dijemput penyidik dari bengkel"


def figures_of(session):
    alarm = max(CountAlarm.objects.filter(session=session).open(), key=lambda one: one.weight, default=None)
    return (alarm.from_point, alarm.before, alarm.to_point, alarm.after) if alarm else None


def codes(command, *arguments, **words):
    with pytest.raises(RuleViolation) as caught:
        command(*arguments, **words)
    return [reason.code for reason in caught.value.reasons]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("people", "alarm"),
    [
        ({"left_block": 3}, None),
        ({"left_block": 2}, ("expected", 3, "left_block", 2)),
        ({"left_block": 4}, ("expected", 3, "left_block", 4)),
        ({"arrived": 2}, ("expected", 3, "arrived", 2)),
        ({"left_block": 3, "arrived": 3}, None),
        ({"left_block": 3, "arrived": 2}, ("left_block", 3, "arrived", 2)),
        ({"left_block": 3, "arrived": 4}, ("left_block", 3, "arrived", 4)),
        ({"arrived": 2, "left_block": 3}, ("left_block", 3, "arrived", 2)),
        ({"left_block": 3, "arrived": 3, "left_workshop": 2}, ("arrived", 3, "left_workshop", 2)),
        ({"left_block": 3, "left_workshop": 2}, ("left_block", 3, "left_workshop", 2)),
        ({"left_block": 3, "back_in_block": 2}, ("left_block", 3, "back_in_block", 2)),
        (
            {"left_block": 3, "arrived": 3, "left_workshop": 3, "back_in_block": 2},
            ("left_workshop", 3, "back_in_block", 2),
        ),
        ({"left_block": 3, "arrived": 3, "left_workshop": 3, "back_in_block": 3}, None),
        ({"left_block": 0, "arrived": 0}, ("expected", 3, "left_block", 0)),
    ],
)
def test_a_count_is_held_against_the_one_before_and_the_first_against_the_list(session, count, people, alarm):
    count(**people)

    assert figures_of(session) == alarm


@pytest.mark.engines
def test_who_is_announced_elsewhere_is_not_expected(session, count, officer):
    away = session.batch.enrollments.first().person
    known_absences.announce(
        away, by=officer, status="court", starts_at=session.starts_at, ends_at=session.ends_at, source="Surat 1"
    )

    count(left_block=2)

    assert figures_of(session) is None


@pytest.mark.engines
def test_whom_the_list_expected_stands_with_the_first_count_and_a_later_leaving_changes_nothing(session, count):
    count(left_block=3, arrived=3, left_workshop=3)
    session.batch.enrollments.update(starts_on=session.date + timedelta(days=1))
    count(back_in_block=3)

    assert list(HeadCount.objects.order_by("pk").values_list("expected", flat=True)) == [3, 3, 3, 3]
    assert figures_of(session) is None


@pytest.mark.engines
def test_each_difference_has_an_alarm_of_its_own_and_who_is_not_back_is_told_first(session, count):
    count(left_block=1, arrived=3, left_workshop=3, back_in_block=2)

    found = sorted(CountAlarm.objects.open(), key=lambda one: one.weight, reverse=True)
    assert [(one.key, one.gap) for one in found] == [
        ("left_workshop-back_in_block", -1),
        ("expected-left_block", -2),
        ("left_block-arrived", 2),
        ("left_block-back_in_block", 1),
    ]


def test_a_surplus_at_the_end_leaves_the_shortage_of_the_beginning_where_it_is(session, count, officer):
    count(left_block=1, arrived=1, left_workshop=1, back_in_block=2)
    assert figures_of(session) == ("expected", 3, "left_block", 1)

    count_alarms.explain(session, by=officer, reason=REASON, about="left_workshop-back_in_block", is_sure=True)

    assert [one.key for one in CountAlarm.objects.open()] == ["expected-left_block"]
    assert figures_of(session) == ("expected", 3, "left_block", 1)


def test_how_many_are_back_is_its_own_difference_unless_one_way_tells_it(session, count, officer):
    count(left_block=3, arrived=2, left_workshop=2, back_in_block=2)
    assert [one.key for one in CountAlarm.objects.open()] == ["left_block-arrived"]

    count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)
    count(back_in_block=1)

    assert {one.key for one in CountAlarm.objects.open()} == {"left_workshop-back_in_block", "left_block-back_in_block"}


@pytest.mark.engines
def test_explained_before_anybody_was_counted_back_the_one_who_is_not_back_alarms_again(session, count, officer):
    count(left_block=3, arrived=2)
    count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)
    count(left_workshop=2)
    assert figures_of(session) is None

    count(back_in_block=2)

    assert figures_of(session) == ("left_block", 3, "back_in_block", 2)


@pytest.mark.engines
def test_an_alarm_of_two_counts_goes_on_where_the_people_are_missing(session, count):
    count(left_block=3, left_workshop=2)
    count(arrived=2)

    alarm = CountAlarm.objects.get()
    assert (alarm.key, alarm.agreed_at) == ("left_block-arrived", None)


@pytest.mark.engines
def test_unseen_names_are_explained_only_knowingly(session, count, officer, guard):
    count(left_block=3, arrived=2)
    first, second, third = session.batch.enrollments.order_by("pk")
    count_alarms.say(session, by=guard, seen={first: True, second: True, third: False})

    assert codes(count_alarms.explain, session, by=officer, reason=REASON) == ["names_unseen"]
    count_alarms.say(session, by=guard, seen={third: True})
    assert count_alarms.explain(session, by=officer, reason=REASON).explained_by == officer


@pytest.mark.engines
def test_the_audit_has_both_numbers_and_whose_count_raised_the_alarm(session, count, guard):
    count(left_block=2)

    event = AuditEvent.objects.get(action="session.count_alarm")
    details = {"alarm": CountAlarm.objects.get().pk, "points": ["expected", "left_block"], "before": 3, "after": 2}
    assert (event.actor_id, event.target_id, event.details) == (guard.pk, str(session.pk), details)


@pytest.mark.engines
def test_counted_again_it_is_quiet_and_stays_until_it_is_explained(session, count, officer):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    count(back_in_block=3)

    alarm = CountAlarm.objects.open().get()
    assert (alarm.agreed_at, alarm.before, alarm.after) == (clock.now(), 3, 2)
    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [False]

    count_alarms.explain(session, by=officer, reason="Salah hitung di pintu blok", is_sure=True)
    assert alarm_notices.notices_for(officer) == []


@pytest.mark.engines
def test_differing_once_more_it_is_loud_again(session, count, officer):
    count(left_block=3, arrived=2)
    count(arrived=3)
    count(arrived=2)

    assert CountAlarm.objects.count() == 1
    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True]


@pytest.mark.parametrize("who", ["officer", "head"])
def test_a_supervisor_of_the_facility_explains_and_the_audit_says_who(session, count, request, who):
    by = request.getfixturevalue(who)
    count(left_block=3, arrived=2)

    alarm = count_alarms.explain(session, by=by, reason=f"  {REASON} ", is_sure=True)

    assert (alarm.reason, alarm.explained_by, alarm.explained_at) == (REASON, by, clock.now())
    event = AuditEvent.objects.get(action="session.explain_counts")
    assert (event.actor_id, event.target_id) == (by.pk, str(session.pk))
    assert alarm_notices.notices_for(by) == []


@pytest.mark.engines
def test_who_counts_explains_nothing(session, count, guard):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    stranger = UserFactory(roles=["rutan_head"])
    count(left_block=3, arrived=2)

    refused = [
        codes(count_alarms.explain, session, by=by, reason=REASON, is_sure=True)
        for by in (guard, session.instructor, coordinator, stranger)
    ]

    assert refused == [["not_allowed"]] * 4
    assert CountAlarm.objects.open().count() == 1


@pytest.mark.engines
@pytest.mark.parametrize("replaced", [False, True])
def test_who_wrote_a_count_does_not_explain_it_and_another_supervisor_does(session, count, officer, replaced):
    other = UserFactory(roles=["training_officer"], facility=session.batch.facility)
    count(left_block=3)
    count_records.record(session, by=officer, people={"arrived": 2})
    if replaced:
        count(arrived=1)

    assert codes(count_alarms.explain, session, by=officer, reason=REASON, is_sure=True) == ["own_count"]
    assert count_alarms.explain(session, by=other, reason=REASON, is_sure=True).explained_by == other


@pytest.mark.engines
def test_an_alarm_names_whose_count_its_numbers_are_from(session, count, guard, officer):
    count(left_block=2)
    count_records.record(session, by=officer, people={"arrived": 3})
    raised = {alarm.key: alarm.raised_by for alarm in CountAlarm.objects.all()}
    assert raised == {"expected-left_block": guard, "left_block-arrived": officer}

    count(left_block=3, left_workshop=2)

    assert CountAlarm.objects.get(agreed_at=None).raised_by == session.instructor


@pytest.mark.parametrize("reason", ["", " " * 12, "Sudah ada"])
def test_nine_letters_explain_nothing(session, count, officer, reason):
    count(left_block=3, arrived=2)

    assert codes(count_alarms.explain, session, by=officer, reason=reason, is_sure=True) == ["reason_short"]


@pytest.mark.engines
def test_there_is_nothing_to_explain_where_counts_agree_or_are_explained(session, count, officer):
    count(left_block=3, arrived=3)
    assert codes(count_alarms.explain, session, by=officer, reason=REASON, is_sure=True) == ["no_alarm"]

    count(left_workshop=2)
    count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)
    assert codes(count_alarms.explain, session, by=officer, reason=REASON, is_sure=True) == ["no_alarm"]


def test_what_is_explained_stays_explained_and_the_next_difference_is_a_new_alarm(session, count, officer):
    count(left_block=3, arrived=2)
    count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)

    count(left_workshop=2)
    assert figures_of(session) is None

    count(back_in_block=1)
    assert figures_of(session) == ("left_block", 3, "back_in_block", 1)
    assert {one.key for one in CountAlarm.objects.open()} == {"left_workshop-back_in_block", "left_block-back_in_block"}


# Counts that stay open


@pytest.mark.engines
@pytest.mark.parametrize(
    ("counted", "after_the_end", "alarmed_now"),
    [
        ((), OVERDUE_AFTER, False),
        ((), OVERDUE_AFTER + clock.MINUTE, True),
        (("left_block", "arrived", "left_workshop"), OVERDUE_AFTER + clock.MINUTE, True),
        (("left_block", "arrived", "left_workshop", "back_in_block"), OVERDUE_AFTER + clock.MINUTE, False),
    ],
)
def test_a_count_that_stays_open_past_the_end_alarms(session, head, counted, after_the_end, alarmed_now):
    count_heads(session, 3, leave_out=[point for point in HeadCount.Point if point not in counted])

    with clock.moved_to(session.ends_at + after_the_end):
        notices = alarm_notices.notices_for(head)

    assert [(notice.head, notice.is_loud) for notice in notices] == [("Hitungan belum lengkap", True)] * alarmed_now


def test_a_session_of_nobody_alarms_nobody(session, head):
    session.batch.enrollments.update(starts_on=session.date + timedelta(days=1))

    with clock.moved_to(session.ends_at + timedelta(hours=1)):
        assert alarm_notices.notices_for(head) == []


@pytest.mark.engines
def test_a_count_that_stays_open_is_explained_once(session, head, guard):
    count_heads(session, 3, leave_out=["back_in_block"])

    with clock.moved_to(session.ends_at + timedelta(hours=1)):
        count_alarms.explain(session, by=head, reason="Dibawa langsung ke poliklinik", is_sure=True)
        assert alarm_notices.notices_for(head) == []
        assert codes(count_alarms.explain, session, by=head, reason=REASON, is_sure=True) == ["no_alarm"]
        count_records.record(session, by=guard, people={"back_in_block": 2})
        assert figures_of(session) == ("left_workshop", 3, "back_in_block", 2)


def test_written_down_late_it_needs_no_explanation(session, head, guard):
    count_heads(session, 3, leave_out=["back_in_block"])

    with clock.moved_to(session.ends_at + timedelta(hours=1)):
        count_records.record(session, by=guard, people={"back_in_block": 3})

        assert alarm_notices.notices_for(head) == []


# Who is looked for


@pytest.mark.engines
def test_a_guard_says_who_was_seen_and_the_last_word_stands(session, count, guard):
    first, second, _third = session.batch.enrollments.order_by("pk")
    count(left_block=3, arrived=2)

    count_alarms.say(session, by=guard, seen={first: True, second: False})
    alarm = count_alarms.say(session, by=session.instructor, seen={first: True, second: True}).alarm

    said = {row.enrollment_id: (row.is_seen, row.said_by) for row in alarm.people.select_related("said_by")}
    assert said == {first.pk: (True, guard), second.pk: (True, session.instructor)}
    assert AuditEvent.objects.filter(action="session.look_for").count() == 2
    assert alarm.is_open


@pytest.mark.engines
def test_nothing_said_of_counts_that_stayed_open_opens_no_alarm_in_somebodys_name(session, guard):
    count_heads(session, 3, leave_out=["back_in_block"])

    with clock.moved_to(session.ends_at + timedelta(hours=1)):
        assert count_alarms.say(session, by=session.instructor, seen={}).alarm is None
        assert CountAlarm.objects.count() == 0
        place = session.batch.enrollments.first()
        assert count_alarms.say(session, by=guard, seen={place: False}).alarm.raised_by == guard


def test_readers_strangers_and_quiet_sessions_are_refused(session, count, guard):
    place = session.batch.enrollments.first()
    others = [
        UserFactory(roles=["case_officer"], facility=guard.facility),
        UserFactory(roles=["security_officer"]),
    ]

    assert codes(count_alarms.say, session, by=guard, seen={place: True}) == ["no_alarm"]
    count(left_block=2)
    assert [codes(count_alarms.say, session, by=by, seen={place: True}) for by in others] == [["not_allowed"]] * 2


@pytest.mark.engines
def test_session_of_long_ago_that_was_never_counted_alarms_nobody(session, officer):
    day = LOUD_FOR - timedelta(hours=1)

    with clock.moved_to(session.ends_at + day):
        lately = is_overdue(session), alarm_notices.alarmed_sessions(officer)
    with clock.moved_to(session.ends_at + LOUD_FOR):
        long_ago = is_overdue(session), alarm_notices.alarmed_sessions(officer)

    assert lately == (True, [session])
    assert long_ago == (False, [])


@pytest.mark.engines
@pytest.mark.parametrize(
    ("pair", "comes_from_roll"),
    [
        (("expected", "roll"), True),
        (("arrived", "roll"), True),
        (("expected", "left_block"), False),
        (("", ""), False),
    ],
)
def test_an_alarm_comes_from_the_roll_or_from_counts(pair, comes_from_roll):
    assert CountAlarm(from_point=pair[0], to_point=pair[1]).comes_from_roll == comes_from_roll
