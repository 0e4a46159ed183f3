"""What closing a session does to its alarm: a supervisor's reason ends it, and a roll of which the facility knows."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleViolation
from inmates.custody.models.stays import Movement
from programs.attendance import early_end, known_absences, mark_changes, session_closing
from programs.attendance.models.marks import AttendanceStatus
from programs.count_alarms import alarm_notices, count_alarms
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.overdue_counts import ARRIVES_WITHIN, OVERDUE_AFTER
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.factories import UserFactory
from tests.html import compact
from tests.programs.count_alarms.conftest import PEOPLE

pytestmark = pytest.mark.django_db
REASON = "Satu orang dijemput penyidik dari bengkel"


def mark_all(session, *statuses, by=None):
    for place, status in zip(session.batch.enrollments.order_by("pk"), statuses, strict=True):
        note = {"note": "Demam"} if AttendanceStatus.objects.get(code=status).needs_note else {}
        mark_changes.mark(session, place, by=by or session.instructor, status=status, **note)


def close(session, by, reason=""):
    with clock.moved_to(session.ends_at):
        session_closing.finalize(session, by=by, reason=reason)


@pytest.mark.engines
def test_the_reason_of_the_closing_explains_no_counts(session, count, officer):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    mark_all(session, "present", "present", "present")

    close(session, officer, REASON)

    assert [alarm.key for alarm in CountAlarm.objects.open()] == ["left_workshop-back_in_block"]


@pytest.mark.engines
def test_closed_with_counts_that_were_explained_before_nothing_is_added(session, count, officer):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)
    mark_all(session, "present", "present", "present")

    close(session, officer, "Hitungan berbeda karena bergantian keluar")

    assert [alarm.reason for alarm in CountAlarm.objects.all()] == [REASON]


def closed_early(session, officer, count):
    """A supervisor closes it while three people are at the workshop."""
    count(left_block=3, arrived=3)
    mark_all(session, "present", "present", "present")
    with clock.moved_to(session.ends_at - timedelta(minutes=30)):
        session_closing.finalize(session, by=officer, reason=REASON, ended_at=clock.now())
    session.refresh_from_db()


@pytest.mark.engines
def test_who_is_out_when_a_session_is_closed_is_still_counted_back(session, count, officer, guard, sign_in):
    closed_early(session, officer, count)
    page = reverse("programs:count_session", args=[session.public_id])
    with clock.moved_to(session.ends_at):
        before = sign_in(guard).get(page).content.decode()
        count(left_workshop=3)
        count(back_in_block=2)
        count(back_in_block=3)
        after = sign_in(guard).get(page).content.decode()

    assert "sesi sudah ditutup, tetapi para peserta belum dihitung kembali" in before
    save = reverse("programs:count_save", args=[session.public_id, "back_in_block"])
    assert (save in before, save in after) == (True, True)
    assert count_records.figures(session) == {"left_block": 3, "arrived": 3, "left_workshop": 3, "back_in_block": 3}
    assert [alarm.agreed_at is None for alarm in CountAlarm.objects.open()] == [False, False]


@pytest.mark.engines
@pytest.mark.parametrize(
    ("point", "days", "is_explained", "code"),
    [
        ("arrived", 0, False, "not_open"),
        ("left_workshop", 0, False, ""),
        ("left_workshop", 1, False, ""),
        ("left_workshop", 0, True, ""),
        ("left_workshop", 1, True, "not_open"),
    ],
)
def test_a_closed_session_takes_the_way_back_as_long_as_it_waits_or_on_that_day(
    session, count, officer, point, days, is_explained, code
):
    closed_early(session, officer, count)
    if is_explained:
        count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)

    with clock.moved_to(session.ends_at + timedelta(days=days)):
        reasons = count_records.blockers(session, by=session.instructor, points=(point,))

    assert " ".join(reason.code for reason in reasons) == code


@pytest.mark.engines
def test_closed_with_people_missing_they_are_counted_until_it_is_explained(
    session, count, officer, head, guard, sign_in
):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    mark_all(session, "present", "present", "present")
    close(session, officer, REASON)
    session.refresh_from_db()
    page = reverse("programs:count_session", args=[session.public_id])
    save = reverse("programs:count_save", args=[session.public_id, "back_in_block"])

    with clock.moved_to(session.ends_at):
        assert save in sign_in(guard).get(page).content.decode()
        count(back_in_block=3)
        count_alarms.explain(session, by=head, reason=REASON, is_sure=True)
    with clock.moved_to(session.ends_at + timedelta(days=1)), pytest.raises(RuleViolation):
        count(back_in_block=2)


@pytest.mark.engines
def test_a_second_count_of_that_day_that_finds_one_too_few_is_an_alarm(session, count, officer):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=3)
    mark_all(session, "present", "present", "present")
    with clock.moved_to(session.ends_at):
        close(session, officer)
        session.refresh_from_db()

        count(back_in_block=2)

        assert [(alarm.before, alarm.after) for alarm in CountAlarm.objects.open()] == [(3, 2)]
        assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True]


def closed_tags(page):
    return re.findall(r'<span class="tag tag--(\w+)">.*?</svg>(Ditutup.*?)</span>', compact(page))


@pytest.mark.engines
@pytest.mark.parametrize("path", ["/", "/sesi/"])
def test_closed_and_not_explained_it_is_not_said_to_be_closed_and_done(session, count, officer, head, sign_in, path):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    mark_all(session, "present", "present", "present")
    close(session, officer, REASON)
    with clock.moved_to(session.ends_at):
        before = sign_in(head).get(path).content.decode()
        count_alarms.explain(session, by=head, reason=REASON, is_sure=True)
        after = sign_in(head).get(path).content.decode()

    assert (closed_tags(before), closed_tags(after)) == (
        [("bad", "Ditutup, selisih belum dijelaskan")],
        [("ok", "Ditutup")],
    )


@pytest.mark.engines
def test_the_training_center_reads_of_the_closing_what_is_true(session, count, officer, head, sign_in):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    mark_all(session, "present", "present", "present")
    close(session, officer, REASON)
    roll = reverse("programs:session_roll", args=[session.public_id])
    with clock.moved_to(session.ends_at):
        before = sign_in(coordinator).get(roll).content.decode()
        count_alarms.explain(session, by=head, reason=REASON, is_sure=True)
        after = sign_in(coordinator).get(roll).content.decode()

    words = ("alasannya dicatat oleh yang menutupnya.", "Selisihnya belum dijelaskan.", REASON)
    assert [[one in page for one in words] for page in (before, after)] == [[True, True, False], [True, False, False]]


# What is corrected after the closing


def correct(session, by, status="present", minutes=5):
    last = session.batch.enrollments.order_by("pk").last()
    with clock.moved_to(session.ends_at + timedelta(minutes=minutes)):
        note = "Demam" if status == "sick" else ""
        mark_changes.mark(session, last, by=by, status=status, note=note, reason="Salah tulis di bengkel")
    return last


def sheet_of(session, user, sign_in):
    with clock.moved_to(session.ends_at + timedelta(minutes=30)):
        return compact(sign_in(user).get(reverse("programs:count_session", args=[session.public_id])).content.decode())


def two_of_three(session, officer, count):
    mark_all(session, "present", "present", "sick", by=officer)
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    close(session, session.instructor)
    session.refresh_from_db()


@pytest.mark.engines
def test_more_people_present_by_a_correction_than_arrived_are_an_alarm(session, count, officer, head, sign_in):
    two_of_three(session, officer, count)
    assert alarm_notices.notices_for(head) == []

    name = correct(session, officer).person.full_name

    (notice,) = alarm_notices.notices_for(head)
    text = f"2 tiba di bengkel, 3 tercatat hadir; dibetulkan setelah sesi ditutup: {name}"
    assert (notice.head, notice.text, notice.is_loud) == ("Lebih 1 orang", text, True)
    page = sheet_of(session, head, sign_in)
    assert ("semua hitungan cocok" in page, "Simpan penjelasan" in page) == (False, True)


@pytest.mark.engines
def test_corrected_back_it_is_quiet_and_explained_it_is_gone_until_another_one(session, count, officer, head):
    two_of_three(session, officer, count)
    correct(session, officer)
    correct(session, officer, "sick", minutes=6)
    assert [notice.is_loud for notice in alarm_notices.notices_for(head)] == [False]
    correct(session, officer, minutes=7)
    assert [notice.is_loud for notice in alarm_notices.notices_for(head)] == [True]

    count_alarms.explain(session, by=head, reason="Datang sendiri, terlewat dihitung", is_sure=True)
    assert alarm_notices.notices_for(head) == []
    with clock.moved_to(session.ends_at + timedelta(minutes=8)):
        first = session.batch.enrollments.order_by("pk").first()
        mark_changes.mark(session, first, by=officer, status="late", minutes_late=5, reason="Terlambat lima menit")
    assert [notice.is_loud for notice in alarm_notices.notices_for(head)] == [True]


def test_fewer_people_present_by_a_correction_are_told_on_page_and_list(session, count, officer, guard, sign_in):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=3)
    mark_all(session, "present", "present", "present")
    close(session, session.instructor)
    session.refresh_from_db()
    correct(session, officer, "sick")

    page = sheet_of(session, guard, sign_in)
    past = compact(sign_in(guard).get(reverse("programs:count_list") + "?view=past").content.decode())

    assert ("semua hitungan cocok" in page, "Tiba 3, tercatat hadir 2." in page) == (False, True)
    assert ("Semua sama" in past, "Daftar hadir tidak cocok" in past) == (False, True)


# By name, whatever the numbers say


def swap(session, officer, count):
    """One of the three is announced to be elsewhere and comes, another one does not come: two of two."""
    first, second, third = session.batch.enrollments.order_by("pk")
    known_absences.announce(
        first.person, by=officer, status="visit", starts_at=session.starts_at, ends_at=session.ends_at, source="Buku"
    )
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    return first, second, third


def test_who_did_not_come_is_an_alarm_by_name_though_all_numbers_agree(session, count, officer):
    _first, _second, third = swap(session, officer, count)
    mark_all(session, "present", "present", "unexcused")
    close(session, session.instructor)

    (notice,) = alarm_notices.notices_for(officer)

    sentence = f"tidak hadir menurut daftar hadir, dan alasannya belum dipastikan: {third.person.full_name}"
    assert (notice.head, notice.text, notice.is_loud) == ("Kurang 1 orang", sentence, True)
    assert [alarm.names for alarm in CountAlarm.objects.open()] == [[third.pk]]


@pytest.mark.engines
def test_an_alarm_by_name_ends_with_an_explanation_and_comes_back_for_another_name(session, count, officer, head):
    swap(session, officer, count)
    mark_all(session, "present", "present", "unexcused")
    close(session, session.instructor)
    with clock.moved_to(session.ends_at):
        count_alarms.explain(session, by=head, reason=REASON, is_sure=True)
        assert alarm_notices.notices_for(officer) == []

        place = session.batch.enrollments.order_by("pk")[1]
        mark_changes.mark(session, place, by=officer, status="unexcused", reason="Salah tulis di bengkel")

    assert [len(alarm.names) for alarm in CountAlarm.objects.open()] == [2]


def test_whom_an_explanation_of_the_list_leaves_out_is_named_by_the_roll_marked_later(session, count, officer, head):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    count_alarms.explain(session, by=head, reason="Peserta yang lain demam di blok", is_sure=True)
    missing = session.batch.enrollments.order_by("pk").last()

    mark_all(session, "present", "present", "unexcused")

    assert [alarm.names for alarm in CountAlarm.objects.open()] == [[missing.pk]]
    close(session, officer, REASON)
    assert [alarm.names for alarm in CountAlarm.objects.open()] == [[missing.pk]]


@pytest.mark.parametrize("counted", [{"left_block": 2}, dict.fromkeys(HeadCount.Point.values, 2)])
def test_whom_the_roll_misses_the_list_names_and_its_explanation_covers(session, count, officer, head, counted):
    count(**counted)
    missing = session.batch.enrollments.order_by("pk").last()
    mark_all(session, "present", "present", "sick")

    (notice,) = alarm_notices.notices_for(head)
    numbers = "3 seharusnya hadir, 2 berangkat"
    assert notice.text == f"{numbers}; tidak hadir menurut daftar hadir: {missing.person.full_name}"
    count_alarms.explain(session, by=head, reason="Demam di kamar, sudah dilihat petugas", is_sure=True)
    count(arrived=2, left_workshop=2, back_in_block=2)

    assert alarm_notices.notices_for(head) == []


@pytest.mark.engines
def test_one_explanation_ends_list_and_roll_that_miss_the_same_people(session, count, officer, head):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=3)
    mark_all(session, "present", "present", "sick")
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    assert {alarm.key for alarm in CountAlarm.objects.open().filter(agreed_at=None)} == {
        "expected-left_block",
        "expected-roll",
    }

    count_alarms.explain(session, by=head, reason=REASON, about="expected-left_block", is_sure=True)

    assert not CountAlarm.objects.open().filter(agreed_at=None).exists()


def test_a_correction_that_makes_people_absent_is_heard_of_in_the_detention_center(session, count, officer):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=3)
    mark_all(session, "present", "present", "present")
    close(session, session.instructor)
    assert alarm_notices.notices_for(officer) == []

    with clock.moved_to(session.ends_at):
        for place in session.batch.enrollments.order_by("pk")[:2]:
            mark_changes.mark(session, place, by=coordinator, status="unexcused", reason="Salah tulis di bengkel")

    assert [notice.head for notice in alarm_notices.notices_for(officer)] == ["Kurang 2 orang"]


@pytest.mark.engines
def test_who_lost_the_place_during_the_session_is_missed_by_the_roll(session, count, officer):
    swap(session, officer, count)
    lost = session.batch.enrollments.order_by("pk").last()
    Enrollment.objects.filter(pk=lost.pk).update(state="ended", ended_on=session.date, end_reason="withdrew")
    for place in session.batch.enrollments.order_by("pk")[:2]:
        mark_changes.mark(session, place, by=session.instructor, status="present")

    close(session, session.instructor)

    assert [alarm.names for alarm in CountAlarm.objects.open()] == [[lost.pk]]


def test_closed_by_the_training_center_the_alarm_waits_for_the_facility(session, count, officer):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    mark_all(session, "present", "present", "present")

    close(session, coordinator, REASON)

    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True]


@pytest.mark.engines
def test_closed_without_all_counts_it_becomes_an_alarm(session, count, officer):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=3, left_workshop=3)
    mark_all(session, "present", "present", "present")

    close(session, coordinator, REASON)

    assert [notice.head for notice in alarm_notices.notices_for(officer)] == ["Hitungan belum lengkap"]


@pytest.mark.engines
def test_late_arrival_that_was_explained_explains_nobody_who_was_not_counted_back(session, count, officer):
    count(left_block=3)
    with clock.moved_to(clock.now() + ARRIVES_WITHIN + clock.MINUTE):
        count_alarms.explain(session, by=officer, reason="Pintu bengkel baru dibuka", is_sure=True)
    count(arrived=3, left_workshop=3)
    mark_all(session, "present", "present", "present")

    close(session, officer, REASON)

    assert [notice.head for notice in alarm_notices.notices_for(officer)] == ["Hitungan belum lengkap"]


@pytest.mark.engines
def test_counts_that_stayed_open_and_were_explained_after_the_session_are_no_alarm_again(session, count, officer):
    count(left_block=3, arrived=3, left_workshop=3)
    mark_all(session, "present", "present", "present")
    with clock.moved_to(session.ends_at + OVERDUE_AFTER + clock.MINUTE):
        count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)
        session_closing.finalize(session, by=officer, reason=REASON)

    assert alarm_notices.notices_for(officer) == []


@pytest.mark.parametrize(
    ("status", "by_facility", "is_open"),
    [
        ("sick", True, False),
        ("court", True, False),
        ("unexcused", True, True),
        ("sick", False, True),
        ("excused", False, True),
        ("duty", False, True),
        ("unexcused", False, True),
    ],
)
def test_fewer_than_expected_end_with_a_reason_that_the_facility_knows(
    session, count, officer, status, by_facility, is_open
):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_last(session, status, by=officer if by_facility else session.instructor)
    mark_changes.mark_rest_present(session, by=session.instructor)

    close(session, session.instructor)

    assert Session.objects.get(pk=session.pk).state == "finalized"
    assert CountAlarm.objects.open().exists() == is_open


def mark_last(session, status, *, by):
    note = {"note": "Demam"} if AttendanceStatus.objects.get(code=status).needs_note else {}
    mark_changes.mark(session, session.batch.enrollments.order_by("pk").last(), by=by, status=status, **note)


def test_duty_of_somebody_whose_absence_was_announced_is_known(session, count, officer):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    away = session.batch.enrollments.order_by("pk").last().person
    known_absences.announce(
        away, by=officer, status="visit", starts_at=session.starts_at, ends_at=session.ends_at, source="Buku kunjungan"
    )
    mark_last(session, "duty", by=session.instructor)
    mark_changes.mark_rest_present(session, by=session.instructor)

    close(session, session.instructor)

    assert not CountAlarm.objects.open().exists()


def test_duty_of_somebody_who_was_taken_out_during_the_session_is_known(session, count):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_last(session, "duty", by=session.instructor)
    mark_changes.mark_rest_present(session, by=session.instructor)
    away = session.batch.enrollments.order_by("pk").last().person
    Movement.objects.create(person=away, kind="hospital", out_at=session.starts_at + timedelta(minutes=10))

    close(session, session.instructor)

    assert not CountAlarm.objects.open().exists()


@pytest.mark.engines
def test_an_outing_that_was_over_before_the_session_is_no_reason(session, count):
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_last(session, "duty", by=session.instructor)
    mark_changes.mark_rest_present(session, by=session.instructor)
    away = session.batch.enrollments.order_by("pk").last().person
    Movement.objects.create(
        person=away,
        kind="court",
        out_at=session.starts_at - timedelta(hours=2),
        back_at=session.starts_at - timedelta(hours=1),
    )

    close(session, session.instructor)

    assert CountAlarm.objects.open().exists()


@pytest.mark.engines
def test_a_roll_with_more_people_than_were_counted_tells_nothing(session, count):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    mark_all(session, "present", "present", "present")

    close(session, coordinator, REASON)

    assert CountAlarm.objects.open().exists()


def test_one_who_was_called_duty_by_the_training_center_stays_missing_until_the_facility_says_why(
    session, count, officer
):
    count(arrived=3)
    count(left_block=2)
    count(arrived=2, left_workshop=2, back_in_block=2)
    mark_all(session, "present", "present", "duty")

    close(session, session.instructor)

    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True, False]
    with clock.moved_to(session.ends_at):
        while CountAlarm.objects.open().exists():
            count_alarms.explain(session, by=officer, reason=REASON, is_sure=True)
    assert alarm_notices.notices_for(officer) == []


# Who counted explains nothing, by closing neither


@pytest.mark.engines
def test_who_counted_closes_with_a_reason_and_the_alarm_waits_for_somebody_else(session, count, guard, officer, head):
    count(left_block=3, back_in_block=3)
    count_records.record(session, by=officer, people={"arrived": 2, "left_workshop": 2})
    mark_all(session, "present", "present", "sick")

    close(session, officer, REASON)

    assert [notice.is_loud for notice in alarm_notices.notices_for(head)] == [True, True, True]


@pytest.mark.engines
def test_who_counted_makes_no_reason_on_the_roll_either(session, count, officer, head):
    count(left_block=2, back_in_block=2)
    count_records.record(session, by=officer, people={"arrived": 2, "left_workshop": 2})
    mark_all(session, "present", "present", "sick", by=officer)

    close(session, officer)

    assert [notice.is_loud for notice in alarm_notices.notices_for(head)] == [True]


@pytest.mark.engines
def test_two_counts_that_differed_stay_for_a_supervisor_when_only_the_list_differs_at_last(session, count, officer):
    count(left_block=PEOPLE, arrived=PEOPLE - 1)
    count(left_block=PEOPLE - 1, left_workshop=PEOPLE - 1, back_in_block=PEOPLE - 1)
    mark_all(session, "present", "present", "sick", by=officer)

    close(session, session.instructor)

    assert [notice.is_loud for notice in alarm_notices.notices_for(officer)] == [True, False]


def early(session, by):
    with clock.moved_to(session.ends_at - timedelta(minutes=30)):
        session_closing.finalize(session, by=by, reason=REASON, ended_at=clock.now())
    session.refresh_from_db()


def test_closed_early_a_later_correction_names_only_who_was_corrected(session, count, officer, head):
    mark_all(session, "present", "present", "sick", by=officer)
    count(left_block=2, arrived=2, left_workshop=2, back_in_block=2)
    early(session, session.instructor)
    with clock.moved_to(session.ends_at):
        early_end.correct(session, by=officer, ended_at=session.ends_at - timedelta(minutes=40), reason=REASON)
    last = correct(session, officer)

    assert [(alarm.key, alarm.names) for alarm in CountAlarm.objects.open()] == [("arrived-roll", [last.pk])]


def test_an_explanation_why_somebody_is_accounted_for_covers_no_later_absence(session, count, head):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=3)
    mark_all(session, "present", "present", "present")
    close(session, session.instructor)
    session.refresh_from_db()
    correct(session, coordinator, "unexcused", minutes=5)
    correct(session, coordinator, "present", minutes=6)
    count_alarms.explain(session, by=head, reason="Salah tulis, orangnya ada di bengkel", is_sure=True)

    correct(session, coordinator, "unexcused", minutes=7)

    assert [notice.head for notice in alarm_notices.notices_for(head)] == ["Kurang 1 orang"]
