"""People lost between workshop and block may have escaped: they come before everything else, by name."""

import re

import pytest
from django.urls import reverse

from core import clock
from programs.attendance import mark_changes
from programs.count_alarms import alarm_notices
from programs.head_counts import count_records
from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, PersonFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
NAMES = ("Anwar Hidayat", "Bahrul Ilmi", "Candra Wijaya", "Dedi Kurnia", "Eko Saputra")
NOT_BACK = "Kurang 1 orang, Las 4/2026, 08.00–11.00: 3 keluar bengkel, 2 tiba kembali"


@pytest.fixture
def five(session):
    Enrollment.objects.filter(batch=session.batch).delete()
    facility = session.batch.facility
    people = [PersonFactory(facility=facility, full_name=name, with_custody=True) for name in NAMES]
    return [EnrollmentFactory(batch=session.batch, person=person) for person in people]


def mark(session, places, status, by):
    for place in places:
        mark_changes.mark(session, place, by=by, status=status, note="Demam" if status == "sick" else "")


def text(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def sheet(session, user, sign_in):
    return sign_in(user).get(reverse("programs:count_session", args=[session.public_id])).content.decode()


def called(page):
    form = re.search(r'<form[^>]*action="/[^"]+/cari/".*?</form>', page, re.DOTALL)[0]
    return re.findall(r'<span class="who__name">(.*?)</span>', form)


def three_of_five(session, five, count, by):
    """Two are sick and three go; two of these come back."""
    mark(session, five[3:], "sick", by)
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)


@pytest.mark.parametrize("who", ["instructor", "officer"])
def test_one_who_is_not_back_is_told_before_two_who_never_came(session, five, count, guard, officer, sign_in, who):
    three_of_five(session, five, count, session.instructor if who == "instructor" else officer)

    page, home, strip = (
        sheet(session, guard, sign_in),
        text(sign_in(guard).get("/").content.decode()),
        text(sign_in(guard).get(reverse("accounts:account")).content.decode()),
    )

    assert "Kurang 1 orang: 3 keluar bengkel, 2 tiba kembali" in text(re.search(r"<h2 id=\"h-alarm.*?</h2>", page)[0])
    assert called(page) == list(NAMES[:3])
    assert f"{NOT_BACK} Kurang 1 orang, dan belum diketahui siapa. Panggil semua 3 nama ini: Anwar Hidayat" in home
    assert f"{NOT_BACK} dan" in strip


def test_whom_the_training_center_called_sick_is_looked_for_beside(session, five, count, guard, sign_in):
    three_of_five(session, five, count, session.instructor)

    page = text(sheet(session, guard, sign_in))

    assert re.search(
        r"Kurang 2 orang: 5 seharusnya hadir, 3 berangkat; "
        r"tidak hadir menurut daftar hadir: Dedi Kurnia, Eko Saputra "
        r"Kurang 2 orang, dan belum diketahui siapa. Panggil semua 5 nama ini: "
        r"Ditandai tidak hadir: Dedi Kurnia \(.*?\), Eko Saputra \(.*?\) Belum ditandai: Anwar Hidayat \(",
        page,
    )


def test_of_whom_the_detention_center_knows_why_nobody_is_looked_for(session, five, count, guard, officer, sign_in):
    mark(session, five[3:], "sick", officer)
    count(left_block=2)

    page = sheet(session, guard, sign_in)

    assert called(page) == list(NAMES[:3])
    assert "Tidak dicari Alasannya sudah diketahui Dedi Kurnia" in text(page)


def test_where_the_reasons_cover_all_who_are_missing_the_page_says_so(session, five, count, guard, officer, sign_in):
    mark(session, five[3:], "sick", officer)
    mark(session, five[:3], "present", officer)
    count(left_block=3)

    page = sheet(session, guard, sign_in)

    assert (called(page), "Alasan ketidakhadiran semua orang yang belum terlihat sudah diketahui" in page) == (
        [],
        True,
    )


def test_who_was_counted_out_of_the_block_is_looked_for_whatever_the_roll_says(
    session, five, count, guard, officer, sign_in
):
    mark(session, five[4:], "sick", officer)
    mark(session, five[:4], "present", officer)

    count(left_block=5, arrived=4)

    assert called(sheet(session, guard, sign_in)) == ["Eko Saputra"]


def test_who_was_marked_sick_and_may_have_left_the_workshop_is_called_too(session, five, count, guard, sign_in):
    mark(session, five[3:], "sick", session.instructor)
    mark(session, five[:3], "present", session.instructor)

    count(left_block=5, arrived=5, left_workshop=5, back_in_block=4)

    page = sheet(session, guard, sign_in)
    assert "Kurang 1 orang: 5 keluar bengkel, 4 tiba kembali" in text(re.search(r"<h2 id=\"h-alarm.*?</h2>", page)[0])
    assert sorted(called(page)) == list(NAMES)


def test_of_two_sessions_the_one_whose_people_are_not_back_is_told_first(session, count, guard, head):
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)
    later = SessionFactory(batch=session.batch, instructor=session.instructor, starts_at=session.ends_at)
    with clock.moved_to(later.starts_at):
        count_records.record(later, by=guard, people={"left_block": 1})

        assert [notice.session for notice in alarm_notices.notices_for(head)] == [session, later]
