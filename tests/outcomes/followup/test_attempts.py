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
from outcomes.followup.following import close_windows
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


def tried_five_times(**fields):
    wave = FollowUpFactory(**fields)
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


def reachable(**fields):
    """Somebody with a number, called four times in vain."""
    wave = FollowUpFactory(**fields)
    contact(wave.consent)
    for day in (23, 24, 25, 26):
        note(wave, moment=at(day))
    return wave


def test_after_five_calls_one_message_follows_and_nothing_more():
    wave = reachable()
    assert refused(wave, "PESAN_TERKIRIM", at(26), "message") == {"early"}

    note(wave, moment=at(27))
    assert refused(wave, moment=at(28)) == {"five"}
    note(wave, "PESAN_TERKIRIM", at(28), "message")

    wave.refresh_from_db()
    assert wave.state == "open"
    for result, channel in (("PESAN_TERKIRIM", "message"), ("TIDAK_DIANGKAT", "phone"), ("ORANG_LAIN", "phone")):
        assert refused(wave, result, at(29), channel) == {"messaged"}
    close_windows(wave.consent.training_center, wave.window_until + timedelta(days=1))
    wave.refresh_from_db()
    assert wave.state == "lost"


@pytest.mark.parametrize(
    ("kind", "by_message", "state"),
    [
        ("own_phone", True, "open"),
        ("messenger", True, "open"),
        ("family_phone", True, "lost"),
        ("own_phone", False, "lost"),
    ],
)
def test_the_fifth_call_loses_the_wave_only_where_no_message_may_follow(kind, by_message, state):
    """Never to a telephone of others: there the message would be seen."""
    wave = FollowUpFactory(consent__by_message=by_message)
    contact(wave.consent, kind=kind)
    for day in (23, 24, 25, 26, 27):
        note(wave, moment=at(day))

    wave.refresh_from_db()
    assert wave.state == state


def test_the_answer_to_the_message_is_noted():
    wave = reachable()
    note(wave, moment=at(27))
    note(wave, "PESAN_TERKIRIM", at(28), "message")

    note(wave, "BALAS", at(28, 10), "message", call_again_at=at(28, 15))
    note(wave, "BICARA", at(28, 15))

    assert [one.result for one in wave.attempts.all()][-3:] == ["PESAN_TERKIRIM", "BALAS", "BICARA"]


def test_whoever_agreed_to_messages_alone_gets_one():
    wave = FollowUpFactory(consent__by_phone=False)
    contact(wave.consent, kind="messenger")

    note(wave, "PESAN_TERKIRIM", channel="message")

    assert refused(wave, "PESAN_TERKIRIM", at(24), "message") == {"messaged"}
    assert refused(wave, "SALAH_NOMOR", at(24), "phone") == {"phone"}
    note(wave, "SALAH_NOMOR", at(24), "message", contact=wave.consent.contacts.get())
    wave.refresh_from_db()
    assert wave.state == "paused"


@pytest.mark.parametrize(("moment", "channel", "code"), [(at(28, 21), "message", "hour"), (at(28), "phone", "result")])
def test_a_message_is_refused(moment, channel, code):
    wave = reachable()
    note(wave, moment=at(27))

    assert refused(wave, "PESAN_TERKIRIM", moment, channel) == {code}


def test_who_asked_on_the_fifth_call_to_be_called_later_is_not_lost():
    wave = reachable(consent__by_message=False)

    note(wave, "JANJI", moment=at(27), call_again_at=at(28))

    wave.refresh_from_db()
    assert wave.state == "open"
    note(wave, "BICARA", moment=at(28))
