"""Attempts: how many, when, and what each result does."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.errors import RuleViolation
from outcomes.followup import attempts
from outcomes.followup.attempts import Noted, note_attempt, protocol_blockers
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp
from programs.timetable.models.sessions import Holiday
from tests.conftest import MONDAY
from tests.factories.followup import ConsentFactory, FollowUpFactory, contact

pytestmark = pytest.mark.django_db
WITA = ZoneInfo("Asia/Makassar")


def at(day, hour=9, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=WITA)


def note(wave, result="TIDAK_DIANGKAT", moment=MONDAY, channel="phone", **more):
    with clock.moved_to(max(moment, MONDAY)):
        return note_attempt(wave, by=wave.consent.recorded_by, noted=Noted(channel, result, moment, **more))


def refused(wave, *args, **more):
    with pytest.raises(RuleViolation) as violation:
        note(wave, *args, **more)
    return {reason.code for reason in violation.value.reasons}


@given(st.lists(st.integers(0, 6), min_size=0, max_size=12))
def test_five_attempts_always_lie_on_three_days(offsets):
    first, made = MONDAY.date(), []
    for offset in offsets:
        day = first + timedelta(days=offset)
        if not protocol_blockers(made, day):
            made.append(day)

    assert len(made) <= 5
    assert len(made) < 5 or len(set(made)) >= 3


def test_a_sixth_attempt_is_refused_and_the_fifth_loses_the_wave():
    wave = FollowUpFactory()
    for day in (23, 24, 25, 26):
        note(wave, moment=at(day))
    wave.refresh_from_db()
    assert wave.state == "open"

    note(wave, moment=at(27))

    wave.refresh_from_db()
    assert wave.state == "lost"
    assert refused(wave, moment=at(28)) == {"over", "five"}


def test_a_fifth_attempt_that_reaches_the_person_loses_nothing():
    wave = FollowUpFactory()
    for day in (23, 24, 25, 26):
        note(wave, moment=at(day))

    note(wave, "BICARA", moment=at(27))

    wave.refresh_from_db()
    assert wave.state == "open"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"moment": at(23, 7, 59)}, "hour"),
        ({"moment": at(22, 20, 1)}, "hour"),
        ({"result": "LUPA"}, "result"),
        ({"by_phone": False}, "phone"),
        ({"channel": "visit", "result": "KUNJUNGAN_BERTEMU"}, "visit"),
        ({"channel": "message", "result": "PESAN_TERKIRIM"}, "message"),
        ({"result": "JANJI"}, "again"),
        ({"result": "JANJI", "call_again_at": at(22)}, "again"),
        ({"result": "JANJI", "call_again_at": datetime(2027, 2, 1, 9, tzinfo=WITA)}, "again"),
        ({"result": "JANJI", "call_again_at": at(24, 21)}, "hour"),
    ],
)
def test_an_attempt_is_refused(changes, code):
    changes = dict(changes)
    wave = FollowUpFactory(consent__by_message=False, consent__by_phone=changes.pop("by_phone", True))

    assert code in refused(wave, **changes)
    assert ContactAttempt.objects.count() == 0


def test_attempts_lie_in_the_window_and_not_in_the_future():
    wave = FollowUpFactory()
    with pytest.raises(RuleViolation) as violation:
        note_attempt(wave, by=wave.consent.recorded_by, noted=Noted("phone", "BICARA", at(24)))

    assert {reason.code for reason in violation.value.reasons} == {"future"}
    assert "window" in refused(wave, moment=at(20))


def test_nobody_is_called_on_a_holiday():
    Holiday.objects.create(date=MONDAY.date(), name="Libur", kind="national")

    assert refused(FollowUpFactory()) == {"holiday"}


def test_a_wrong_number_is_closed_and_with_the_last_one_the_wave_rests():
    wave = FollowUpFactory()
    numbers = [contact(wave.consent), contact(wave.consent, "081200004412")]

    note(wave, "SALAH_NOMOR", contact=numbers[0])
    wave.refresh_from_db()
    assert (wave.state, [one.value for one in wave.consent.contacts.usable()]) == ("open", ["081200004412"])

    note(wave, "SALAH_NOMOR", contact=numbers[1])
    wave.refresh_from_db()
    assert (wave.state, wave.consent.contacts.usable().count()) == ("paused", 0)


def test_not_safe_lets_the_wave_rest():
    wave = FollowUpFactory()

    note(wave, "TIDAK_AMAN")

    wave.refresh_from_db()
    assert wave.state == "paused"


def test_stop_ends_the_agreement():
    wave = FollowUpFactory()

    ended = note(wave, "BERHENTI")

    assert isinstance(ended, Consent)
    assert (ended.withdrawn_channel, FollowUp.objects.count()) == ("phone", 0)


def test_after_the_end_an_old_form_writes_nothing():
    wave = FollowUpFactory()
    note(wave, "BERHENTI")

    assert refused(wave) == {"no_agreement"}
    assert ContactAttempt.objects.count() == 0


def test_a_pause_is_of_this_wave_alone():
    consent = ConsentFactory()
    now, later = FollowUpFactory(consent=consent), FollowUpFactory(consent=consent, wave="m6")

    attempts.pause(now, by=consent.recorded_by)

    assert [FollowUp.objects.get(pk=one.pk).state for one in (now, later)] == ["paused", "open"]
    with pytest.raises(RuleViolation):
        attempts.pause(now, by=consent.recorded_by)


def test_the_next_try_is_as_asked_or_at_another_time_of_the_next_day():
    wave = FollowUpFactory()
    assert attempts.next_slot([], MONDAY, "Asia/Makassar") is None
    note(wave)
    assert attempts.next_slot(list(wave.attempts.all()), MONDAY, "Asia/Makassar") == at(24, 13)
    note(wave, "JANJI", moment=at(24), call_again_at=at(26, 10))
    assert attempts.next_slot(list(wave.attempts.all()), MONDAY, "Asia/Makassar") == at(26, 10)


def test_strangers_note_nothing():
    wave, other = FollowUpFactory(), ConsentFactory()
    with pytest.raises(RuleViolation) as violation:
        note_attempt(wave, by=other.recorded_by, noted=Noted("phone", "BICARA", MONDAY))

    assert {reason.code for reason in violation.value.reasons} == {"not_authorized"}


@pytest.mark.parametrize(
    ("moment", "fields"),
    [
        (at(23, 21), {}),
        (at(23), {"consent__by_phone": False}),
        (at(23), {"state": "paused"}),
        (at(23), {"window_until": MONDAY.date() - timedelta(days=1), "due_on": MONDAY.date() - timedelta(days=9)}),
    ],
)
def test_stop_is_taken_at_any_time(moment, fields):
    wave = FollowUpFactory(**fields)

    assert note(wave, "BERHENTI", moment=moment).withdrawn_at is not None


def test_stop_is_taken_on_a_holiday_after_five_attempts():
    Holiday.objects.create(date=MONDAY.date(), name="Libur", kind="national")
    wave = tried_five_times()

    assert note(wave, "BERHENTI").withdrawn_at is not None


def test_stop_is_no_word_of_strangers():
    wave, other = FollowUpFactory(), ConsentFactory()
    with pytest.raises(RuleViolation):
        note_attempt(wave, by=other.recorded_by, noted=Noted("phone", "BERHENTI", MONDAY))

    assert Consent.objects.live().count() == 2


def tried_five_times():
    wave = FollowUpFactory()
    for _number in range(5):
        ContactAttempt.objects.create(
            follow_up=wave, at=MONDAY, by=wave.consent.recorded_by, channel="phone", result="TIDAK_DIANGKAT"
        )
    return wave


def test_a_talk_has_happened_after_however_many_tries():
    made = note(tried_five_times(), "BICARA", moment=at(23, 20))

    assert made.result == "BICARA"


@pytest.mark.parametrize("result", ["BICARA", "TIDAK_DIANGKAT", "ORANG_LAIN"])
def test_the_hour_of_the_call_is_judged_alike_whatever_came_of_it(result):
    assert refused(FollowUpFactory(), result, moment=at(23, 20, 1)) == {"hour"}
    with clock.moved_to(at(24, 0, 14)):
        wave = FollowUpFactory()
        made = note_attempt(wave, by=wave.consent.recorded_by, noted=Noted("phone", result, at(23, 19, 55)))

    assert made.at == at(23, 19, 55)
