"""The pages of one session and of a week: who reaches them, what they show and change, what they cost."""

from datetime import date, time

import pytest
from django.urls import reverse

from accounts.models import User
from core import clock
from programs.count_alarms import alarm_notices
from programs.timetable import cancelled_sessions
from programs.timetable.models.sessions import Holiday, Session
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory, UserFactory
from tests.programs.timetable.test_moved_sessions import EARLY, taught_batch

pytestmark = pytest.mark.django_db
CHANGES = ["session_move", "session_substitute", "session_cancel", "session_make_up"]


@pytest.fixture(autouse=True)
def _before_the_first_session():
    with clock.moved_to(EARLY):
        yield


@pytest.fixture
def batch():
    return taught_batch(name="Las 4/2026")


def address(name, session):
    return reverse(f"programs:{name}", args=[session.public_id])


def place(session, **changes):
    found = {
        "day": "25/11/2026",
        "starts_at": "13.00",
        "room": "Bengkel dua",
        "instructor": session.instructor.public_id,
    }
    return {**found, **changes}


def test_a_session_that_somebody_else_moved_meanwhile_is_not_moved_unread(sign_in, batch, officer):
    session, client = batch.sessions.first(), sign_in(officer)
    first = client.get(address("session_move", session)).context["form"].as_sent()
    shown = client.get(address("session_move", session), first | place(session))
    sent = {name: field.value() for name, field in ((one.name, one) for one in shown.context["form"])}
    client.post(address("session_move", session), place(session, room="Bengkel tiga"))

    refused = client.post(address("session_move", session), sent)

    session.refresh_from_db()
    assert (refused.status_code, session.room) == (422, "Bengkel tiga")
    assert "Ruang: Bengkel tiga" in refused.content.decode()


def test_moving_is_shown_first_and_done_by_the_second_form(sign_in, batch, officer):
    session, client = batch.sessions.first(), sign_in(officer)

    shown = client.get(address("session_move", session), place(session))
    unchanged = Session.objects.get(pk=session.pk)
    done = client.post(address("session_move", session), place(session))

    assert (shown.status_code, shown.context["effect"].blockers) == (200, [])
    assert (unchanged.starts_at, unchanged.room) == (session.starts_at, session.room)
    session.refresh_from_db()
    assert (done.status_code, done.url) == (302, address("session_detail", session))
    assert (session.date, session.room, session.starts_at) == (
        date(2026, 11, 25),
        "Bengkel dua",
        clock.at(date(2026, 11, 25), time(13), batch.facility.time_zone),
    )


def test_a_move_that_cannot_be_is_told_twice_and_done_never(sign_in, batch, officer):
    session, client = batch.sessions.first(), sign_in(officer)
    to_the_other = place(session, day="24/11/2026", starts_at="09.00")

    shown = client.get(address("session_move", session), to_the_other)
    refused = client.post(address("session_move", session), to_the_other)

    assert [reason.code for reason in shown.context["effect"].blockers] == ["batch_clash"]
    assert "Las 4/2026 pada 24 November 2026" in shown.content.decode()
    assert (refused.status_code, Session.objects.get(pk=session.pk).date) == (422, date(2026, 11, 23))


def test_what_is_no_date_is_said_at_the_field(sign_in, batch, officer):
    page = sign_in(officer).get(address("session_move", batch.sessions.first()), {"day": "kapan-kapan"})

    assert (page.status_code, page.context["effect"]) == (200, None)
    assert set(page.context["form"].errors) == {"day", "starts_at", "room", "instructor"}


def test_a_substitute_is_named_and_taken_back(sign_in, batch, officer):
    session, client = batch.sessions.first(), sign_in(officer)
    owner = session.instructor
    colleague = UserFactory(roles=["instructor"], training_center=batch.training_center)

    client.post(address("session_substitute", session), {"instructor": colleague.public_id})
    lent = Session.objects.get(pk=session.pk)
    page = client.get(address("session_detail", session)).content.decode()
    client.post(address("session_substitute", session), {"instructor": owner.public_id})

    assert (lent.instructor, lent.substitute_for) == (colleague, owner)
    assert f"menggantikan {owner}" in page
    assert Session.objects.get(pk=session.pk).substitute_for is None


def test_original_and_make_up_lead_to_each_other(sign_in, batch, officer):
    session, client = batch.sessions.first(), sign_in(officer)

    client.post(address("session_cancel", session), {"cause": "power", "note": ""})
    client.post(address("session_make_up", session), place(session))

    made = Session.objects.get(makes_up_for=session)
    assert address("session_detail", made) in client.get(address("session_detail", session)).content.decode()
    page = client.get(address("session_detail", made)).content.decode()
    assert address("session_detail", session) in page
    assert "Listrik padam" in page


@pytest.mark.parametrize(
    ("user", "offered", "sentence"),
    [
        ("officer", {"session_cancel"}, "Dengan membatalkannya Anda menyatakan"),
        ("coordinator", set(), "Hanya penyelia hitungan orang yang masih dapat membatalkannya."),
    ],
)
def test_of_a_session_that_has_begun_the_pages_offer_what_can_be_done(request, sign_in, batch, user, offered, sentence):
    session, client = batch.sessions.first(), sign_in(request.getfixturevalue(user))

    with clock.moved_to(session.starts_at):
        page = client.get(address("session_detail", session)).content.decode()
        form = client.get(address("session_cancel", session)).content.decode()

    assert {name for name in ("session_move", "session_cancel") if address(name, session) in page} == offered
    assert sentence in form


def test_before_the_session_the_note_is_optional(sign_in, batch, officer):
    page = sign_in(officer).get(address("session_cancel", batch.sessions.first()))

    assert page.context["form"]["note"].field.required is False


def test_once_the_session_has_begun_the_page_asks_for_the_note_as_the_command_does(sign_in, batch, officer):
    session, client = batch.sessions.first(), sign_in(officer)

    with clock.moved_to(session.starts_at):
        page = client.get(address("session_cancel", session)).content.decode()
        refused = client.post(address("session_cancel", session), {"cause": "power", "note": ""})

    assert "opsional" not in page.split('for="id_note"')[1].split("</label>")[0]
    assert "Tulis dari mana Anda tahu bahwa tidak ada peserta yang keluar: paling sedikit" in page
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["note"])


@pytest.mark.parametrize("way", ["get", "post"])
def test_a_refusal_that_no_note_could_change_stands_without_a_form_and_leads_on(sign_in, batch, coordinator, way):
    session, client = batch.sessions.first(), sign_in(coordinator)

    with clock.moved_to(session.starts_at):
        answer = getattr(client, way)(address("session_cancel", session), {"cause": "power"})

    page = answer.content.decode()
    assert answer.status_code == {"get": 200, "post": 422}[way]
    assert page.count("Hanya penyelia hitungan orang yang masih dapat membatalkannya.") == 1
    assert ('name="cause"' in page, 'name="note"' in page) == (False, False)
    assert [address(name, session) in page for name in ("session_roll", "session_detail")] == [True, True]


def test_a_session_that_is_cancelled_already_offers_no_form(sign_in, batch, officer):
    session = cancelled_sessions.cancel_session(batch.sessions.first(), by=officer, cause="power")

    page = sign_in(officer).get(address("session_cancel", session)).content.decode()

    assert "Hanya sesi yang masih direncanakan" in page
    assert ('name="cause"' in page, address("session_detail", session) in page) == (False, True)


def test_another_reason_without_a_note_is_told_by_the_name_of_the_field(sign_in, batch, officer):
    answer = sign_in(officer).post(address("session_cancel", batch.sessions.first()), {"cause": "other", "note": ""})

    assert answer.context["form"].non_field_errors() == ["Isi Catatan, paling sedikit 10 huruf."]


def test_the_training_center_does_not_silence_counts_that_are_not_complete(sign_in, batch, coordinator):
    EnrollmentFactory(batch=batch, starts_on=date(2026, 11, 2))
    head = UserFactory(roles=["rutan_head"], facility=batch.facility)
    session, client = batch.sessions.first(), sign_in(coordinator)

    with clock.moved_to(session.ends_at + 30 * clock.MINUTE):
        before = [notice.head for notice in alarm_notices.notices_for(head)]
        cancelled = client.post(
            address("session_cancel", session), {"cause": "power", "note": "Listrik padam sejak pagi"}
        )
        moved = client.post(address("session_move", session), place(session))
        after = [notice.head for notice in alarm_notices.notices_for(User.objects.get(pk=head.pk))]

    assert (cancelled.status_code, moved.status_code) == (422, 422)
    assert (before, after) == (["Hitungan belum lengkap"], ["Hitungan belum lengkap"])


@pytest.mark.parametrize(("user", "word"), [("officer", "Razia kamar"), ("coordinator", "Alasan dinas")])
def test_every_page_that_tells_why_tells_the_training_center_no_reason_of_custody(
    request, sign_in, batch, officer, user, word
):
    EnrollmentFactory(batch=batch)
    session = cancelled_sessions.cancel_session(
        batch.sessions.first(), by=officer, cause="security", note="Razia kamar"
    )
    client = sign_in(request.getfixturevalue(user))
    urls = [
        address("session_detail", session),
        address("session_roll", session),
        reverse("programs:batch_detail", args=[batch.public_id]) + "?pekan=2026-11-23",
        reverse("programs:week_schedule") + "?pekan=2026-11-23",
    ]

    texts = [client.get(url).content.decode() for url in urls]

    assert [word in text for text in texts] == [True] * 4
    assert [("Razia" in text, "Keamanan" in text) for text in texts] == [(user == "officer",) * 2] * 4


def test_the_batch_page_says_what_is_short_and_where_it_is_made_up(sign_in, batch, officer):
    version = batch.version
    version.units.update(jp=8)
    type(version).objects.filter(pk=version.pk).update(total_jp=32)
    session = cancelled_sessions.cancel_session(batch.sessions.first(), by=officer, cause="power")

    page = sign_in(officer).get(reverse("programs:batch_detail", args=[batch.public_id]))

    (unit, *others) = page.context["units"]
    assert (unit.planned, unit.missing, unit.lost, unit.to_make_up) == (4, 4, 4, [session])
    assert [other.lost for other in others] == [0, 0, 0]
    assert "kurang 4 JP" in page.content.decode()
    assert address("session_make_up", session) in page.content.decode()


def test_the_week_shows_what_one_may_see_and_filters_it(sign_in, batch, officer):
    other = SessionFactory(
        batch=BatchFactory(facility=batch.facility, training_center=batch.training_center, name="Jahit 2/2026"),
        room="Ruang jahit",
        date=date(2026, 11, 25),
    )
    SessionFactory(batch=BatchFactory(), date=date(2026, 11, 25))
    client, url = sign_in(officer), reverse("programs:week_schedule")

    def shown(**query):
        return client.get(url, query).context["week"].sessions

    own = list(batch.sessions.all())
    assert shown() == [*own, other]
    assert shown(batch=batch.public_id) == own
    assert shown(room="Ruang jahit") == [other]
    assert shown(instructor=other.instructor.public_id) == [other]
    assert shown(pekan="2026-11-30") == []
    assert shown(pekan="2026-11-30", batch=batch.public_id) == []
    assert shown(pekan="nanti", batch="x", room="y") == [*own, other]


@pytest.mark.parametrize(("others", "expected"), [("public", True), ("facility", False)])
def test_a_center_sees_closed_days_of_its_one_partner_beside_public_classes(sign_in, batch, others, expected):
    center = batch.training_center
    other = BatchFactory(training_center=center, **({"is_open": True} if others == "public" else {}))
    SessionFactory(batch=other, date=date(2026, 11, 25))
    Holiday.objects.create(facility=batch.facility, date=date(2026, 11, 27), name="Rapat kantor", kind="office")
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=center)

    page = sign_in(coordinator).get(reverse("programs:week_schedule"))

    assert any(day.closed for day in page.context["week"].days) is expected


def test_an_instructor_sees_the_own_week(sign_in, batch):
    SessionFactory(batch=BatchFactory(facility=batch.facility, training_center=batch.training_center))

    week = sign_in(batch.sessions.first().instructor).get(reverse("programs:week_schedule")).context["week"]

    assert week.sessions == list(batch.sessions.all())


def test_breaks_and_two_sessions_of_one_hour_stand_in_the_table(sign_in, batch, officer):
    first = batch.sessions.first()
    Session.objects.filter(pk=first.pk).update(break_after=2, break_minutes=15)
    gone = SessionFactory(batch=batch, date=date(2026, 11, 24), clock_time=time(8), is_cancelled=True)

    page = sign_in(officer).get(reverse("programs:week_schedule"))

    (row,) = page.context["week"].rows
    assert [len(cell) for cell in row.cells] == [1, 2, 0, 0, 0]
    assert gone in row.cells[1]
    assert "istirahat 09.30–09.45" in page.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_a_week_costs_the_same_for_one_session_and_for_thirty(
    sign_in, batch, officer, count, django_assert_num_queries
):
    for number in range(count):
        # Named here: numbers that the factory gives in turn may be that of `batch`.
        office = {"facility": batch.facility, "training_center": batch.training_center}
        other = BatchFactory(**office, version=batch.version, name=f"Kelas {number}")
        SessionFactory(batch=other, room=f"Ruang {number}", date=date(2026, 11, 25))
    client = sign_in(officer)

    with django_assert_num_queries(10):
        client.get(reverse("programs:week_schedule"))


@pytest.mark.parametrize("name", ["session_detail", *CHANGES])
def test_a_stranger_finds_no_session(sign_in, batch, name):
    client = sign_in(UserFactory(roles=["training_officer"]))

    assert client.get(address(name, batch.sessions.first())).status_code == 404


@pytest.mark.parametrize("name", CHANGES)
def test_who_may_not_change_the_schedule_is_refused(sign_in, batch, name):
    client = sign_in(UserFactory(roles=["rutan_head"], facility=batch.facility))

    assert client.get(address(name, batch.sessions.first())).status_code == 403


def test_the_guard_opens_no_session_and_no_week(sign_in, batch):
    client = sign_in(UserFactory(roles=["security_officer"], facility=batch.facility))

    urls = [address("session_detail", batch.sessions.first()), reverse("programs:week_schedule")]
    assert [client.get(url).status_code for url in urls] == [403, 403]
