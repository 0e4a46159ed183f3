"""The history of an alarm: each difference, agreement and explanation with a time of its own."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from programs.count_alarms import count_alarms
from programs.count_alarms.models import CountAlarm
from tests.factories import count_heads

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
REASON = "Satu orang dijemput penyidik dari bengkel"


def page_of(session, user, sign_in):
    answer = sign_in(user).get(reverse("programs:count_session", args=[session.public_id]))
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def later(minutes):
    return clock.moved_to(clock.now() + timedelta(minutes=minutes))


@pytest.fixture
def differed_twice(session, count):
    count(left_block=3, arrived=2)
    with later(5):
        count(arrived=3)
    with later(8):
        count(left_workshop=2)


def test_each_step_has_its_own_time(differed_twice, session, head, guard, sign_in):
    with later(20):
        while session.count_alarms.open().exists():
            count_alarms.explain(session, by=head, reason=REASON, is_sure=True)

    told = f"Dijelaskan oleh {head.full_name}, 23 Nov 2026, 09.32 WITA: {REASON}"
    page = page_of(session, guard, sign_in)
    assert f"09.12: 3 berangkat, 2 tiba di bengkel 09.17: angkanya sama lagi {told}" in page
    assert f"09.20: 3 tiba di bengkel, 2 keluar bengkel {told}" in page


def test_the_panel_says_since_when_its_own_numbers_differ(session, count, head, sign_in):
    count(left_block=3, arrived=2)
    with later(5):
        count(arrived=1)
    page = page_of(session, head, sign_in)

    since = "Diketahui 23 Nov 2026, 09.12 WITA; angka ini sejak 23 Nov 2026, 09.17 WITA, dari hitungan"
    assert f"{since} {session.instructor.full_name}." in page
    assert "09.17: 3 berangkat, 1 tiba di bengkel Belum dijelaskan." in page


def test_counts_that_stayed_open_have_the_time_at_which_somebody_noticed(session, guard, head, sign_in):
    count_heads(session, 3, leave_out=["back_in_block"])
    with clock.moved_to(session.ends_at + timedelta(hours=1)):
        count_alarms.explain(session, by=head, reason=REASON, is_sure=True)

    assert CountAlarm.objects.get().before is None
    assert "Diketahui 23 Nov 2026, 12.00 WITA. Dijelaskan oleh" in page_of(session, guard, sign_in)
