"""The movement list: who is fetched from where for which session, and who is not on it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from core.models import AccessLogEntry
from inmates.custody.models.stays import CustodyPeriod, Housing, Movement, Suspension
from programs.movements.movement_list import movements_on
from programs.movements.movement_papers import movement_paper
from programs.places.models import Enrollment
from tests.conftest import MONDAY
from tests.factories import SessionFactory, cancelled
from tests.html import without_drawn
from tests.papers import pages
from tests.programs.movements.people import participant

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()
URL = "programs:movement_list"


def names_on(guard, day=TODAY):
    return [walk.name for block in movements_on(guard, day).blocks for walk in block.walks if walk.is_fetched]


def test_people_stand_by_block_cell_and_name(batch, guard):
    SessionFactory(batch=batch)
    for name, block, cell in [("Yusuf", "B", "02"), ("Bahri", "A", "03"), ("Anwar", "A", "03"), ("Zaini", "A", "01")]:
        participant(batch, name, block, cell)

    found = movements_on(guard, TODAY)

    assert [(block.name, block.people, [walk.name for walk in block.walks]) for block in found.blocks] == [
        ("A", 3, ["Zaini", "Anwar", "Bahri"]),
        ("B", 1, ["Yusuf"]),
    ]
    assert found.people == 4


def test_block_names_each_session_once_by_its_hour(batch, guard):
    late = SessionFactory(batch=batch, clock_time=time(13))
    early = SessionFactory(batch=batch)
    participant(batch, "Anwar", "A", "01")
    participant(batch, "Bahri", "A", "02")

    (block,) = movements_on(guard, TODAY).blocks

    assert block.sessions == [early, late]


def test_who_has_no_block_stands_last_and_is_not_forgotten(batch, guard):
    SessionFactory(batch=batch)
    Housing.objects.filter(person=participant(batch, "Anwar").person).delete()
    participant(batch, "Zaini", "C")

    assert [block.name for block in movements_on(guard, TODAY).blocks] == ["C", ""]


def test_two_sessions_of_a_day_are_two_walks_of_one_person(batch, guard):
    SessionFactory(batch=batch)
    SessionFactory(batch=batch, clock_time=time(13))
    participant(batch, "Anwar")

    found = movements_on(guard, TODAY)

    assert names_on(guard) == ["Anwar", "Anwar"]
    assert found.people == 1
    assert [moment.hour for moment in found.departures] == [0, 5]  # 08.00 and 13.00 WITA


def released(place):
    CustodyPeriod.objects.filter(person=place.person).update(until=TODAY, leaving="full_term")


def moved(place):
    CustodyPeriod.objects.filter(person=place.person).update(until=TODAY, leaving="transfer")


def suspended(place):
    Suspension.objects.create(person=place.person, from_date=TODAY, decided_by="Karutan")


def at_court(place):
    left = datetime(2026, 11, 23, 7, tzinfo=ZoneInfo("Asia/Makassar"))
    Movement.objects.create(person=place.person, kind="court", out_at=left)


def ended(place):
    place.state, place.ended_on, place.end_reason = "ended", TODAY, "withdrew"
    place.save()


def without_power(place):
    place.batch.sessions.update(**cancelled())


@pytest.mark.parametrize("circumstance", [released, moved, suspended, at_court, ended, without_power])
def test_whoever_is_not_expected_is_not_on_the_list(batch, guard, circumstance):
    SessionFactory(batch=batch)
    place = participant(batch, "Anwar")
    assert names_on(guard) == ["Anwar"]

    circumstance(place)

    assert names_on(guard) == []


def test_only_the_own_office_and_the_chosen_day(batch, guard):
    SessionFactory(batch=batch, date=date(2026, 11, 24))
    participant(batch, "Anwar")
    other = SessionFactory()
    participant(other.batch, "Dari Tempat Lain")

    assert names_on(guard) == []
    assert names_on(guard, date(2026, 11, 24)) == ["Anwar"]


def test_page_shows_name_photo_block_and_nothing_else_of_custody(batch, guard, sign_in):
    SessionFactory(batch=batch)
    place = participant(batch, "Anwar Hidayat", "A", "07")
    place.person.photo = "photos/x.jpg"
    place.person.save()

    page = sign_in(guard).get(reverse(URL)).content.decode()

    assert "Anwar Hidayat" in page
    assert "A / 07" in page
    assert reverse("programs:participant_photo", args=[place.public_id]) in page
    assert place.person.register_numbers.get().number not in page
    assert "2030" not in without_drawn(page)
    assert AccessLogEntry.objects.get().kind == "view"


def test_page_of_a_past_day_shows_no_photo_of_whom_it_names_and_who_has_left(batch, guard, sign_in):
    SessionFactory(batch=batch, date=date(2026, 11, 20))
    place = participant(batch, "Anwar Hidayat", "A", "07")
    place.person.photo, place.person.facility = "photos/x.jpg", None
    place.person.save()
    released(place)
    Enrollment.objects.update(state="ended", ended_on=TODAY, end_reason="full_term")

    page = sign_in(guard).get(reverse(URL), {"day": "2026-11-20"}).content.decode()

    assert "Anwar Hidayat" in page
    assert reverse("programs:participant_photo", args=[place.public_id]) not in page


def test_page_of_another_day_and_of_no_day(batch, guard, sign_in):
    SessionFactory(batch=batch, date=date(2026, 11, 24))
    participant(batch, "Anwar Hidayat")
    client = sign_in(guard)

    assert "Anwar Hidayat" in client.get(reverse(URL), {"day": "24/11/2026"}).content.decode()
    assert "Tidak ada peserta hari ini" in client.get(reverse(URL)).content.decode()
    wrong = client.get(reverse(URL), {"day": "besok"})
    assert wrong.status_code == 200
    assert "Tulis tanggal" in wrong.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"), [("2026-11-24", "24/11/2026"), ("24/11/2026", "24/11/2026"), ("", "23/11/2026"), ("x", "x")]
)
def test_day_stands_in_its_field_as_it_is_written_by_hand(guard, sign_in, asked, shown):
    page = sign_in(guard).get(reverse("programs:movement_list"), {"day": asked})

    assert page.context["form"]["day"].subwidgets[0].data["value"] == shown


def test_home_of_the_guard_counts_by_block(batch, guard, sign_in):
    SessionFactory(batch=batch)
    participant(batch, "Anwar", "A")
    participant(batch, "Bahri", "B")

    page = sign_in(guard).get("/").content.decode()

    assert "Blok A" in page
    assert "Blok B" in page
    assert "Bengkel las, 08.00–11.00" in page


def test_home_says_when_nobody_is_to_be_fetched(guard, sign_in):
    assert "Hari ini tidak ada yang perlu dijemput" in sign_in(guard).get("/").content.decode()


def test_queries_do_not_grow_with_people(batch, guard, django_assert_num_queries):
    SessionFactory(batch=batch)
    participant(batch, "Anwar")
    guard.role_names  # noqa: B018 - asked once for every request
    with django_assert_num_queries(4):
        names_on(guard)
    for number in range(9):
        participant(batch, f"Peserta {number}", block="ABC"[number % 3])
    with django_assert_num_queries(4):
        assert len(names_on(guard)) == 10


def test_paper_names_everybody_with_the_hours(batch, guard, sign_in):
    SessionFactory(batch=batch)
    participant(batch, "Anwar Hidayat", "A", "07")

    answer = sign_in(guard).get(reverse("programs:movement_print"), {"day": "2026-11-23"})
    words = " ".join(" ".join(pages(answer.content)).split())

    assert answer["Content-Type"] == "application/pdf"
    assert "Anwar Hidayat" in words
    assert "Senin, 23 November 2026" in words
    assert "08.00" in words
    assert "Halaman 1 dari 1" in words
    assert AccessLogEntry.objects.get().kind == "print"


def test_paper_stands_in_for_a_sign_that_its_letters_lack(batch, guard, sign_in):
    SessionFactory(batch=batch)
    participant(batch, "Anwar 龍")

    answer = sign_in(guard).get(reverse("programs:movement_print"))

    assert answer.status_code == 200
    assert "Anwar ?" in " ".join(pages(answer.content)[0].split())
    assert movement_paper(guard, movements_on(guard, date(2026, 11, 25))).startswith(b"%PDF")
