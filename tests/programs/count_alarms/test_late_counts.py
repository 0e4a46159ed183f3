"""Counts that are made late: what is said of them, and when they are loud again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from programs.count_alarms import alarm_notices, count_alarms
from programs.count_alarms.models import CountAlarm
from programs.count_alarms.overdue_counts import ARRIVES_WITHIN, OVERDUE_AFTER
from tests.html import compact

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def told(user):
    return [(notice.head, notice.text, notice.is_loud) for notice in alarm_notices.notices_for(user)]


def listed(user, sign_in):
    return compact(sign_in(user).get(reverse("programs:count_list")).content.decode())


@pytest.fixture
def searched(session, count, guard):
    """Nobody has counted at the workshop in time, and somebody was looked for because of that."""
    count(left_block=3)
    with clock.moved_to(clock.now() + ARRIVES_WITHIN + clock.MINUTE):
        count_alarms.say(session, by=guard, seen={session.batch.enrollments.first(): True})
    return session


def test_counted_at_the_workshop_after_all_nobody_reads_that_nobody_has(searched, count, head, sign_in):
    with clock.moved_to(clock.now() + timedelta(minutes=30)):
        before = told(head)
        count(arrived=3)

        assert before == [
            ("Hitungan belum lengkap", "para peserta sudah berangkat, tetapi belum dihitung di bengkel", True),
        ]
        assert told(head) == [("Terlambat dihitung", "para peserta terlambat dihitung di bengkel", False)]
        assert "Terlambat dihitung: para peserta terlambat dihitung di bengkel." in listed(head, sign_in)


def test_not_counted_back_it_is_loud_again_without_anybody_doing_anything(searched, count, head, sign_in):
    with clock.moved_to(clock.now() + timedelta(minutes=30)):
        count(arrived=3)
    loud = ("Hitungan belum lengkap", "hitungan tidak lengkap setelah sesi berakhir", True)
    with clock.moved_to(searched.ends_at + OVERDUE_AFTER + clock.MINUTE):
        assert told(head) == [loud]
        assert [alarm.agreed_at for alarm in count_alarms.open_alarms(searched)] == [None]
        assert ": ".join(loud[:2]) in listed(head, sign_in)

        count(left_workshop=3, back_in_block=3)
        assert [is_loud for _head, _text, is_loud in told(head)] == [False]


def test_counted_late_and_then_in_time_the_words_stay_those_of_what_was_late(searched, count, head):
    with clock.moved_to(clock.now() + timedelta(minutes=30)):
        count(arrived=3, left_workshop=3, back_in_block=3)
    with clock.moved_to(searched.ends_at + OVERDUE_AFTER + clock.MINUTE):
        assert told(head) == [("Terlambat dihitung", "para peserta terlambat dihitung di bengkel", False)]

        count_alarms.explain(searched, by=head, reason="Petugas pintu terlambat datang", is_sure=True)
        assert told(head) == []
        assert alarm_notices.pair_words(CountAlarm.objects.get()) == "para peserta terlambat dihitung di bengkel"
