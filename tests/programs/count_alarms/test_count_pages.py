"""Counting on a page: what each side sees and sends, what is open, and what stands on the page of a closed session."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from core import clock
from inmates.custody.models.stays import Housing
from programs.attendance import mark_changes, session_closing
from programs.batches.models import BatchStaff
from programs.head_counts import count_records
from programs.head_counts.models import HeadCount
from programs.timetable.models.sessions import CancelReason, Session
from tests.factories import EnrollmentFactory, PersonFactory, SessionFactory, UserFactory, count_heads
from tests.html import compact

pytestmark = pytest.mark.django_db
OTHERS = ("arrived", "left_workshop", "back_in_block")


@pytest.fixture
def session():
    session = SessionFactory(batch__name="Las 4/2026")
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


@pytest.fixture
def taking_part(session):
    """Where nobody takes part, there is nobody to count."""
    return EnrollmentFactory(batch=session.batch)


def page_of(session):
    return reverse("programs:count_session", args=[session.public_id])


def save_url(session, point):
    return reverse("programs:count_save", args=[session.public_id, point])


def names(page, number):
    """Whether the figure stands on the page by itself, and not within an id or the name of somebody or something."""
    page = re.sub(r"(Contoh|Pelat|Elektroda) \d+", "", page)
    return re.search(rf"(?<![\w-]){number}(?![\w-])", page) is not None


def chain_of(page):
    """The four counts as the page shows them beside each other: what stands at each point."""
    return dict(re.findall(r'data-point="(\w+)">.*?class="chain__n"> (.*?) </span>', page))


def text(answer):
    return " ".join(answer.content.decode().split())


def test_guard_writes_down_a_count_and_comes_back_to_the_sheet(session, guard, sign_in):
    answer = sign_in(guard).post(save_url(session, "left_block"), {"people": "15"}, follow=True)

    assert answer.redirect_chain == [(page_of(session), 302)]
    assert "Berangkat: 15 tercatat." in text(answer)
    assert count_records.figures(session) == {"left_block": 15}


@pytest.mark.parametrize(
    ("role", "lines"),
    [("guard", ["Hitungan orang"]), ("officer", ["Sesi & presensi"]), ("instructor", ["Sesi & presensi"])],
)
def test_menu_says_that_the_sheet_belongs_to_the_counts_of_whoever_has_a_line_for_them(
    session, guard, officer, sign_in, role, lines
):
    user = {"guard": guard, "officer": officer, "instructor": session.instructor}[role]

    page = sign_in(user).get(page_of(session)).content.decode()

    menu = unescape(page[page.index('id="menu"') : page.index("</nav>")])
    assert re.findall(r'aria-current="true">.*?</svg>\s*([^<]+?)\s*<', menu, re.DOTALL) == lines


def test_the_hour_of_counting_is_that_of_the_facility(session, guard, sign_in):
    sign_in(guard).post(save_url(session, "left_block"), {"people": "15", "counted_at": "07.45"})

    assert HeadCount.objects.get().counted_at == clock.at(session.date, clock.time(7, 45), "Asia/Makassar")


def test_a_count_of_another_day_needs_its_hour(guard, session, sign_in):
    client = sign_in(guard)
    with clock.moved_to(session.starts_at + timedelta(days=3)):
        before = text(client.get(page_of(session)))
        answer = client.post(save_url(session, "left_block"), {"people": "15"})

        assert "wajib: sesi ini pada hari lain" in before
        assert (answer.status_code, HeadCount.objects.count()) == (422, 0)
        assert "Tuliskan jam penghitungannya." in text(answer)


def test_after_midnight_counts_belong_to_the_session_of_the_night(guard, session, sign_in):
    Session.objects.filter(pk=session.pk).update(
        date=session.date - timedelta(days=1),
        starts_at=clock.at(session.date - timedelta(days=1), clock.time(22), "Asia/Makassar"),
        ends_at=clock.at(session.date, clock.time(1), "Asia/Makassar"),
    )

    sign_in(guard).post(save_url(session, "back_in_block"), {"people": "15", "counted_at": "01.10"})

    assert HeadCount.objects.get().counted_at == clock.at(session.date, clock.time(1, 10), "Asia/Makassar")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"people": ""}, "0 bila tidak ada"),
        ({"people": "lima"}, "misalnya 15"),
        ({"people": "1000"}, "999"),
        ({"people": "15", "counted_at": "25.00"}, "jam dan menit"),
        ({"people": "15", "counted_at": "23.00"}, "Jam hitung harus antara"),
    ],
)
def test_what_cannot_be_is_refused_on_the_sheet_and_stays_typed(session, guard, sign_in, data, sentence):
    answer = sign_in(guard).post(save_url(session, "left_block"), data)

    assert (answer.status_code, count_records.figures(session)) == (422, {})
    assert sentence in text(answer)
    assert f'name="people" value="{data["people"]}"' in text(answer) or not data["people"]


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"people": "lima"}, "people", "Tulis hitungan dengan angka, misalnya 15."),
        ({"people": "-1"}, "people", "Angka ini paling sedikit 0."),
        ({"people": "1000"}, "people", "Angka ini paling banyak 999."),
        ({"people": "15", "counted_at": "25.00"}, "counted_at", "jam dan menit"),
    ],
)
def test_what_is_wrong_stands_at_the_top_with_the_focus_and_at_its_field(
    session, guard, sign_in, data, field, sentence
):
    page = sign_in(guard).post(save_url(session, "left_block"), data).content.decode()

    summary = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)[0]
    control = re.search(rf'<input[^>]*id="left_block-{field}"[^>]*>', page)[0]
    below = compact(re.search(rf'<div id="left_block-{field}_error".*?</div>', page, re.DOTALL)[0])
    assert page.index('class="error-summary"') < page.index('class="chain"')
    assert ("autofocus" in summary, f'href="#left_block-{field}"' in summary) == (True, True)
    assert ('aria-invalid="true"' in control, "is-invalid" in control) == (True, True)
    assert f'aria-describedby="left_block-{field}' in control
    assert (sentence in summary, sentence in below) == (True, True)
    assert page.count("is-invalid") == 1


def test_a_reason_that_is_of_no_field_stands_at_the_top_and_at_its_count(session, guard, sign_in):
    page = (
        sign_in(guard).post(save_url(session, "left_block"), {"people": "15", "counted_at": "05.59"}).content.decode()
    )

    sentence = "Jam hitung harus antara"
    assert page.count(sentence) == 2
    assert page.index("error-summary") < page.index(sentence) < page.index('id="h-left_block"') < page.rindex(sentence)


def test_a_figure_that_is_too_long_is_said_and_not_cut_by_the_browser(session, guard, sign_in):
    page = sign_in(guard).get(page_of(session)).content.decode()

    control = re.search(r'<input[^>]*id="left_block-people"[^>]*>', page)[0]
    assert "maxlength" not in control


def test_sent_twice_it_is_one_count(session, guard, sign_in):
    client = sign_in(guard)
    data = {"people": "15", "idempotency_token": "8f8c1e0a-7d0a-4d52-9f0b-1c1c1c1c1c1c"}

    for _ in range(2):
        client.post(save_url(session, "left_block"), data)

    assert HeadCount.objects.count() == 1


def test_a_figure_written_meanwhile_is_shown_and_replaced_only_knowingly(session, guard, sign_in):
    colleague = UserFactory(roles=["security_officer"], facility=guard.facility)
    count_records.record(session, by=colleague, people={"left_block": 15})
    client = sign_in(guard)

    refused = client.post(save_url(session, "left_block"), {"people": "14", "seen": ""})
    client.post(save_url(session, "left_block"), {"people": "14", "seen": "15"})

    assert refused.status_code == 422
    assert 'name="seen" value="15"' in text(refused)
    assert count_records.figures(session) == {"left_block": 14}
    assert "Semula: 15 pukul 09.12, diganti pukul" in text(client.get(page_of(session)))


@pytest.mark.parametrize("point", ["arrived", "left_workshop"])
def test_guard_does_not_count_at_the_workshop(session, guard, sign_in, point):
    assert sign_in(guard).post(save_url(session, point), {"people": "15"}).status_code == 422
    assert count_records.figures(session) == {}


def test_the_same_figure_with_another_hour_is_a_correction_and_without_one_nothing(session, guard, sign_in):
    client, url = sign_in(guard), save_url(session, "left_block")
    client.post(url, {"people": "15", "counted_at": "08.05"})

    again = text(client.post(url, {"people": "15", "seen": "15"}, follow=True))
    moved = text(client.post(url, {"people": "15", "seen": "15", "counted_at": "07.50"}, follow=True))

    assert ("angka 15 sudah tercatat, tidak ada yang diubah" in again, "15 tercatat." in again) == (True, False)
    assert ("Berangkat: 15 tercatat, dihitung pukul 07.50." in moved, "Semula: 15 pukul 08.05" in moved) == (
        True,
        True,
    )


def test_where_a_later_point_is_counted_the_page_says_which_hour_stays(session, guard, sign_in):
    client, url = sign_in(guard), save_url(session, "left_block")
    client.post(url, {"people": "15", "counted_at": "08.05"})
    count_records.record(session, by=session.instructor, people={"arrived": 15})

    page = text(client.get(page_of(session)))
    client.post(url, {"people": "14", "seen": "15"})

    assert "bila kosong: pukul 08.05, sebelum hitungan berikutnya" in page
    assert HeadCount.objects.get(people=14).counted_at == clock.at(session.date, clock.time(8, 5), "Asia/Makassar")


def test_there_is_no_fifth_point(session, guard, sign_in):
    assert sign_in(guard).post(save_url(session, "elsewhere"), {"people": "15"}).status_code == 404


def test_readers_and_strangers_count_nothing(session, sign_in):
    reader = UserFactory(roles=["rutan_head"], facility=session.batch.facility)
    stranger = UserFactory(roles=["security_officer"])

    answers = [sign_in(user).post(save_url(session, "left_block"), {"people": "3"}) for user in (reader, stranger)]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert sign_in(stranger).get(page_of(session)).status_code == 404


def test_the_other_sides_figure_is_hidden_until_the_own_is_written_down(session, guard, sign_in):
    count_heads(session, 0, leave_out=("left_block", "arrived", *OTHERS), left_block=47)
    client = sign_in(session.instructor)

    before = text(client.get(page_of(session)))
    client.post(save_url(session, "arrived"), {"people": "46"})
    after = text(client.get(page_of(session)))

    assert (names(before, 47), "Sudah dihitung, belum tampil" in before) == (False, True)
    assert chain_of(after)["left_block"] == "47"


def test_the_roll_hides_the_blocks_figure_from_the_workshop_too(session, sign_in):
    EnrollmentFactory(batch=session.batch)
    count_heads(session, 0, leave_out=("left_block", "arrived", *OTHERS), left_block=47)
    client = sign_in(session.instructor)

    roll = client.get(reverse("programs:session_roll", args=[session.public_id]))
    counts = client.post(reverse("programs:session_counts", args=[session.public_id]), {"left_workshop": "3"})

    assert not names(text(roll), 47)
    assert not names(counts.content.decode(), 47)


@pytest.fixture
def person(session):
    person = PersonFactory(facility=session.batch.facility, full_name="Anwar Hidayat", with_custody=True)
    Housing.objects.filter(person=person).update(block="Melati", cell="Kamar-07")
    person.photo = "photos/x.jpg"
    person.save()
    EnrollmentFactory(batch=session.batch, person=person)
    return person


def test_guard_sees_name_photo_and_block_of_whom_to_count_and_nothing_else(session, guard, person, sign_in):
    page = text(sign_in(guard).get(page_of(session)))

    assert "Anwar Hidayat" in page
    assert "Melati / Kamar-07" in page
    assert "/foto/" in page
    for secret in (person.register_numbers.get().number, "2030", session.unit.title):
        assert secret not in page


def test_workshop_sees_no_block(session, person, sign_in):
    page = text(sign_in(session.instructor).get(page_of(session)))

    assert "Anwar Hidayat" in page
    for secret in (person.register_numbers.get().number, "Melati", "Kamar-07"):
        assert secret not in page


# What is open


def listed(client):
    return compact(client.get(reverse("programs:count_list")).content.decode())


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize(
    ("begins_in", "counted", "missing"),
    [
        (timedelta(hours=3), [], None),
        (timedelta(hours=1), [], "Berangkat"),
        (timedelta(hours=1), ["left_block"], None),
        (timedelta(0), ["left_block"], "Tiba kembali"),
        (timedelta(0), [], "Berangkat, Tiba kembali"),
        (timedelta(0), ["left_block", "back_in_block"], None),
        (timedelta(0), ["left_block", "arrived", "left_workshop"], "Tiba kembali"),
    ],
)
def test_a_count_is_open_from_two_hours_before_until_it_is_written_down(
    session, guard, sign_in, begins_in, counted, missing
):
    begins = clock.now() + begins_in
    Session.objects.update(starts_at=begins, ends_at=begins + timedelta(hours=3))
    session.refresh_from_db()
    count_heads(session, 3, leave_out=[point for point in HeadCount.Point if point not in counted])

    page = listed(sign_in(guard))

    assert (f"Belum dihitung: {missing}<" in page) if missing else ("Tidak ada hitungan terbuka" in page)


@pytest.mark.usefixtures("taking_part")
def test_a_count_that_stays_open_after_the_end_is_late_on_list_and_home(session, guard, sign_in):
    client = sign_in(guard)
    assert "Terlambat" not in listed(client)

    Session.objects.update(starts_at=session.starts_at - timedelta(hours=4), ends_at=clock.now() - clock.MINUTE)
    late, home = listed(client), text(client.get("/"))

    assert "Terlambat" in late
    assert "Hitungan orang 1 sesi belum selesai" in home
    assert "1 sesi sudah selesai tanpa hitungan lengkap" in home
    assert reverse("programs:count_list") in home


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize("role", ["security_officer", "training_officer", "instructor", "blk_coordinator"])
def test_everybody_who_can_count_has_it_on_the_home_page_once(session, role, sign_in):
    facility, center = session.batch.facility, session.batch.training_center
    office = {"facility": facility} if role.endswith("officer") else {"training_center": center}
    user = UserFactory(roles=[role], **office)
    BatchStaff.objects.create(batch=session.batch, user=user, duty="instructor")

    assert text(sign_in(user).get("/")).count("Hitungan orang 1 sesi belum selesai") == 1


@pytest.mark.usefixtures("taking_part")
def test_who_counts_on_both_sides_has_it_once_and_none_of_the_other_side(session, guard, sign_in):
    both = UserFactory(roles=["security_officer", "training_officer"], facility=guard.facility)
    count_records.record(session, by=both, people={"left_block": 3, "back_in_block": 3})
    other = SessionFactory(batch=session.batch, instructor=session.instructor, starts_at=session.ends_at)

    with clock.moved_to(other.starts_at):
        page = text(sign_in(both).get("/"))

    assert page.count("Hitungan orang 1 sesi belum selesai") == 1


@pytest.mark.usefixtures("taking_part")
def test_nobody_else_has_it(session, sign_in):
    head = UserFactory(roles=["rutan_head"], facility=session.batch.facility)

    assert "Hitungan terbuka" not in text(sign_in(head).get("/"))


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize("state", ["finalized", "cancelled"])
def test_what_is_closed_is_not_open(session, guard, sign_in, state):
    Session.objects.update(**STATES[state](session))

    assert "Tidak ada hitungan terbuka" in listed(sign_in(guard))


STATES = {
    "finalized": lambda session: {
        "state": "finalized",
        "finalized_by": session.instructor,
        "finalized_at": session.ends_at,
    },
    "cancelled": lambda session: {"state": "cancelled", "cancel_cause": CancelReason.objects.get(code="batch")},
}


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(session, guard, sign_in, django_assert_num_queries, count):
    Session.objects.filter(pk=session.pk).delete()
    for number in range(count):
        begins = session.starts_at + (number + 1) * clock.MINUTE / 60
        SessionFactory(batch=session.batch, starts_at=begins, ends_at=begins + clock.MINUTE / 60)
    client = sign_in(guard)

    with django_assert_num_queries(10):
        client.get(reverse("programs:count_list"))


@pytest.mark.parametrize("count", [1, 30])
def test_the_sheet_costs_the_same_for_one_and_for_thirty(session, guard, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        EnrollmentFactory(batch=session.batch)
    client = sign_in(guard)

    with django_assert_num_queries(14):
        client.get(page_of(session))


# Closed


@pytest.mark.parametrize("name", ["count_session", "session_roll"])
def test_the_page_of_a_session_closed_by_a_supervisor_says_figures_reason_and_who(session, officer, sign_in, name):
    person = EnrollmentFactory(batch=session.batch)
    mark_changes.mark(session, person, by=session.instructor, status="present")
    count_heads(session, 1, back_in_block=0)
    session_closing.finalize(session, by=officer, reason="Dijemput penyidik di bengkel", ended_at=clock.now())

    with clock.moved_to(session.ends_at + timedelta(days=1)):
        page = text(sign_in(officer).get(reverse(f"programs:{name}", args=[session.public_id])))

    assert "Dijemput penyidik di bengkel" in page
    assert officer.full_name in page
    if name == "session_roll":
        assert "Berangkat 1, Tiba di bengkel 1, Keluar bengkel 1, Tiba kembali 0" in page
    else:
        assert list(chain_of(page).values()) == ["1", "1", "1", "0"]
        assert 'name="people"' not in page
