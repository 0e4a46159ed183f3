"""A batch called off while its sessions are held: nobody who left the block is lost with them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from core import clock
from core.errors import RuleViolation
from programs.attendance import mark_changes, session_closing
from programs.attendance.models.session_day import RollScan
from programs.batch_lifecycle import batch_plan
from programs.batches.models import Batch, CallOffReason
from programs.count_alarms import alarm_notices, open_counts
from programs.count_alarms.models import CountAlarm
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.offline.models import OfflinePack
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.programs.timetable.test_cancelled_sessions import in_the_journal, marked, with_a_tool
from tests.reasons import codes

pytestmark = pytest.mark.django_db
REASON = "Dana belum turun tahun ini"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def place(batch):
    return EnrollmentFactory(batch=batch, starts_on=date(2026, 11, 2), person__with_custody=True)


@pytest.fixture
def session(batch, place):
    """Held on the day of the tests from 08.00 to 11.00."""
    return SessionFactory(batch=batch, date=MONDAY)


def cancel(batch, by):
    return batch_plan.cancel(batch, by=by, cause="other", reason=REASON)


def count(session, by, **people):
    return count_records.record(session, by=by, people=people)


def states(batch):
    return list(batch.sessions.order_by("starts_at").values_list("state", flat=True))


@pytest.mark.parametrize(("minutes", "expected"), [(-1, []), (0, ["under_way"]), (179, ["under_way"]), (180, [])])
def test_a_batch_is_not_called_off_while_a_session_is_under_way(batch, session, minutes, expected):
    with clock.moved_to(session.starts_at + minutes * clock.MINUTE):
        found = batch_plan.called_off_now_blockers(batch)

    assert codes(found) == expected


def test_who_has_left_the_block_before_the_hour_is_waited_for_too(batch, session, guard, coordinator):
    with clock.moved_to(session.starts_at - 20 * clock.MINUTE):
        count(session, guard, left_block=1)
        with pytest.raises(RuleViolation) as refused:
            cancel(batch, coordinator)

    assert codes(refused.value.reasons) == ["under_way"]
    assert "Sesi hari ini pukul 08.00–11.00 sedang berlangsung." in str(refused.value)
    assert states(batch) == ["planned"]


def test_after_the_session_everybody_is_still_counted_back_marked_and_alarmed(
    batch, place, session, guard, officer, coordinator
):
    head = UserFactory(roles=["rutan_head"], facility=batch.facility)
    with clock.moved_to(session.starts_at):
        count(session, guard, left_block=1)
    with clock.moved_to(session.ends_at + 15 * clock.MINUTE):
        cancel(batch, coordinator)
        open_for_guard = list(open_counts.open_sessions(guard))
        before = [notice.head for notice in alarm_notices.notices_for(head)]
        count(session, guard, back_in_block=0)
        after = [notice.head for notice in alarm_notices.notices_for(User.objects.get(pk=head.pk))]
        mark_changes.mark(session, place, by=officer, status="present")
        count(session, coordinator, arrived=1, left_workshop=1)
        count(session, guard, back_in_block=1)
        closed = session_closing.finalize(session, by=officer)

    place.refresh_from_db()
    assert (open_for_guard, before) == ([session], ["Hitungan belum lengkap"])
    assert after == ["Kurang 1 orang", "Hitungan belum lengkap"]
    assert (closed.state, place.state, place.ended_on) == ("finalized", "ended", TUESDAY)


def test_without_a_session_of_today_the_places_end_today(batch, place, coordinator):
    SessionFactory(batch=batch, date=TUESDAY)

    cancel(batch, coordinator)

    place.refresh_from_db()
    assert (states(batch), place.ended_on) == (["cancelled"], MONDAY)


def alarmed(session, officer):
    CountAlarm.objects.create(
        session=session,
        raised_at=clock.now(),
        raised_by=officer,
        from_point="expected",
        before=1,
        to_point="left_block",
        after=0,
    )


def marked_by_mistake(session, officer):
    marked(session, officer)
    session.marks.update(status=None, minutes_present=0)


def counted(session, officer):
    HeadCount.objects.create(session=session, point="left_block", people=0, counted_at=clock.now(), counted_by=officer)


def scanned(session, officer):
    RollScan.objects.create(session=session, file="rolls/one.pdf", sha256="0" * 64, added_by=officer)


@pytest.mark.parametrize("record", [marked, marked_by_mistake, counted, with_a_tool, alarmed, in_the_journal, scanned])
def test_of_what_is_still_to_come_a_session_stays_of_which_something_is_recorded(batch, officer, record):
    kept = SessionFactory(batch=batch, date=TUESDAY)
    SessionFactory(batch=batch, date=TUESDAY + timedelta(days=1))
    record(kept, officer)

    cancel(batch, officer)

    assert states(batch) == ["planned", "cancelled"]


def test_a_session_on_a_tablet_that_nobody_has_held_is_cancelled(batch, session, officer):
    coming = SessionFactory(batch=batch, date=TUESDAY, instructor=session.instructor)
    pack = OfflinePack.objects.create(user=session.instructor, expires_at=clock.now() + timedelta(hours=72))
    pack.sessions.add(coming)

    with clock.moved_to(session.ends_at):
        cancel(batch, officer)

    assert states(batch) == ["planned", "cancelled"]


def test_sessions_in_the_past_to_which_nobody_belonged_are_cancelled(batch, officer):
    """The batch never began: nobody can be out of the block for it."""
    SessionFactory(batch=batch, date=date(2026, 11, 16))
    SessionFactory(batch=batch, date=MONDAY)

    cancel(batch, officer)

    assert states(batch) == ["cancelled", "cancelled"]


def test_the_page_says_at_once_that_a_session_is_under_way(sign_in, batch, session, coordinator):
    client, url = sign_in(coordinator), reverse("programs:batch_cancel", args=[batch.public_id])

    page = client.get(url).content.decode()
    refused = client.post(url, {"cause": "other", "note": REASON})

    for told in (page, refused.content.decode()):
        assert told.count("Sesi hari ini pukul 08.00–11.00 sedang berlangsung.") == 1
        assert ('name="cause"' in told, 'name="note"' in told) == (False, False)
        assert f"{reverse('programs:session_list')}?batch={batch.public_id}" in told
    assert (refused.status_code, Batch.objects.get(pk=batch.pk).state) == (422, "running")


def test_sessions_and_batches_ask_for_cause_and_note_in_the_same_words(sign_in, batch, officer):
    session = SessionFactory(batch=batch, date=TUESDAY)
    client = sign_in(officer)
    urls = [
        reverse("programs:batch_cancel", args=[batch.public_id]),
        reverse("programs:session_cancel", args=[session.public_id]),
    ]

    asked = [
        [(field.label, field.help_text) for field in client.get(url).context["form"].fields.values()] for url in urls
    ]
    refused = [client.post(url, {"cause": "other", "note": ""}).context["form"].non_field_errors() for url in urls]

    note = (
        "Diisi bila memilih “Lainnya”: paling sedikit 10 huruf. Jangan menulis nama peserta. "
        "BLK tidak dapat membaca catatan Anda."
    )
    assert asked == [[("Alasan", ""), ("Catatan", note)]] * 2
    assert refused == [["Isi Catatan, paling sedikit 10 huruf."]] * 2


SECRET = "Blok C rusuh, dua tahanan kabur"


@pytest.mark.parametrize(
    ("cause", "by", "to_facility", "to_center"),
    [
        ("security", "officer", f"Keamanan dan ketertiban: {SECRET}", "Alasan dinas"),
        ("other", "officer", f"Lainnya: {SECRET}", "Alasan dinas"),
        ("funding", "officer", f"Anggaran tidak tersedia: {SECRET}", "Anggaran tidak tersedia"),
        ("funding", "coordinator", f"Anggaran tidak tersedia: {SECRET}", f"Anggaran tidak tersedia: {SECRET}"),
        ("other", "coordinator", f"Lainnya: {SECRET}", f"Lainnya: {SECRET}"),
    ],
)
def test_words_of_the_detention_center_stay_there(batch, request, cause, by, to_facility, to_center):
    batch = batch_plan.cancel(batch, by=request.getfixturevalue(by), cause=cause, reason=SECRET)

    shown = (batch.cancel_words(for_facility=True), batch.cancel_words(for_facility=False))

    assert shown == (to_facility, to_center)


def test_no_page_tells_the_training_center_why_the_detention_center_called_off(sign_in, batch, officer, coordinator):
    session = SessionFactory(batch=batch, date=TUESDAY)
    batch_plan.cancel(batch, by=officer, cause="other", reason=SECRET)
    urls = [
        reverse("programs:batch_detail", args=[batch.public_id]) + "?pekan=2026-11-23",
        reverse("programs:session_detail", args=[session.public_id]),
        reverse("programs:week_schedule") + "?pekan=2026-11-23",
    ]

    told = [[SECRET in sign_in(user).get(url).content.decode() for url in urls] for user in (officer, coordinator)]

    assert told == [[True, False, False], [False, False, False]]


def test_a_batch_called_off_before_the_catalogue_tells_its_words_at_home_alone(batch):
    Batch.objects.filter(pk=batch.pk).update(state="cancelled", cancel_reason=SECRET)
    batch = Batch.objects.get(pk=batch.pk)

    assert (batch.cancel_words(for_facility=True), batch.cancel_words(for_facility=False)) == (SECRET, "Alasan dinas")


@pytest.mark.parametrize(
    ("cause", "note", "expected"),
    [("", REASON, ["no_such_cause"]), ("other", "singkat", ["reason_missing"]), ("few", "", [])],
)
def test_a_batch_is_called_off_for_a_reason_of_the_catalogue(batch, officer, cause, note, expected):
    found = batch_plan.move_blockers(
        batch, "cancelled", reason=note, cause=CallOffReason.objects.filter(code=cause).first()
    )

    assert codes(found) == expected


def test_the_page_says_in_figures_what_calling_off_costs(sign_in, batch, place, session, coordinator):
    SessionFactory(batch=batch, date=TUESDAY)
    with clock.moved_to(session.starts_at - clock.MINUTE * 120):
        page = sign_in(coordinator).get(reverse("programs:batch_cancel", args=[batch.public_id]))

    told = [(effect.what, effect.becomes) for effect in page.context["effects"]]

    assert told[:2] == [
        ("1 orang dengan kursi", "kursi berakhir; unit yang sudah kompeten tetap diakui"),
        ("2 sesi, 8 JP", "dibatalkan"),
    ]
    assert "Langkah ini tidak dapat diurungkan." in page.content.decode()
