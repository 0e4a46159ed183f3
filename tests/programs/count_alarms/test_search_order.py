"""Who is called first when somebody is missing: whom the roll has as absent, then the others."""

import re

import pytest
from django.urls import reverse

from programs.attendance import mark_changes
from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, PersonFactory, UserFactory
from tests.html import compact

pytestmark = pytest.mark.django_db
ABSENT, OTHERS, UNMARKED = "Tidak ada di daftar hadir", "Peserta lain", "Belum ditandai"
NO_ROLL = "Kurang 1 orang, dan belum ada daftar hadir yang menyebut siapa: presensi belum dicatat."
NOT_KNOWN = "Kurang 1 orang, dan belum diketahui siapa."
NAMES = ("Anwar Hidayat", "Bahrul Ilmi", "Candra Wijaya")


@pytest.fixture
def named(session):
    """The three of the session, by name."""
    Enrollment.objects.filter(batch=session.batch).delete()
    facility = session.batch.facility
    people = [PersonFactory(facility=facility, full_name=name, with_custody=True) for name in NAMES]
    return {person.full_name: EnrollmentFactory(batch=session.batch, person=person) for person in people}


def mark(session, named, *, by=None, **statuses):
    for name, status in statuses.items():
        place = next(place for full, place in named.items() if full.startswith(name))
        mark_changes.mark(session, place, by=by or session.instructor, status=status)


def called(session, user, sign_in):
    """Titles and names of the search, in the order of the page."""
    page = sign_in(user).get(reverse("programs:count_session", args=[session.public_id])).content.decode()
    form = re.search(r'<form[^>]*action="/[^"]+/cari/".*?</form>', page, re.DOTALL)[0]
    found = re.findall(r'<h3 class="who__group">(.*?)</h3>|<span class="who__name">(.*?)</span>', form)
    return [title or name for title, name in found], NO_ROLL in form


def test_who_vanished_in_class_is_named_first_to_the_guard(session, named, count, guard, sign_in):
    count(left_block=3, arrived=3)
    mark(session, named, Anwar="present", Bahrul="present", Candra="unexcused")
    count(left_workshop=2)

    expected = [ABSENT, "Candra Wijaya", OTHERS, "Anwar Hidayat", "Bahrul Ilmi"]
    assert called(session, guard, sign_in) == (expected, False)


def test_on_the_way_there_the_absent_stand_before_the_unmarked(session, named, count, guard, sign_in):
    count(left_block=3, arrived=2)
    mark(session, named, Anwar="present", Candra="unexcused")

    assert called(session, guard, sign_in) == ([ABSENT, "Candra Wijaya", UNMARKED, "Bahrul Ilmi"], False)


def test_where_the_roll_misses_nobody_there_is_one_list(session, named, count, head, sign_in):
    mark(session, named, Anwar="present", Bahrul="present", Candra="present")
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)

    assert called(session, head, sign_in) == (list(NAMES), False)


@pytest.mark.parametrize("counts", [{"left_block": 3, "arrived": 2}, {"left_block": 3, "back_in_block": 2}])
def test_without_a_roll_the_page_says_so_and_shows_all_expected(session, named, count, guard, sign_in, counts):
    count(**counts)

    assert called(session, guard, sign_in) == (list(NAMES), True)


def test_names_beyond_the_missing_are_not_headed_as_missing(session, named, count, guard, sign_in):
    count(left_block=3, arrived=2)

    page = sign_in(guard).get(reverse("programs:count_session", args=[session.public_id])).content.decode()
    mark(session, named, Anwar="present", Bahrul="present")
    told = sign_in(guard).get(reverse("programs:count_session", args=[session.public_id])).content.decode()

    assert [f">{words}<" in compact(page) for words in ("Nama yang dipanggil", "Belum terlihat")] == [True, False]
    assert [f">{words}<" in compact(told) for words in ("Nama yang dipanggil", "Belum terlihat")] == [False, True]


def test_whose_absence_is_known_is_said_beside_the_names(session, named, count, officer, sign_in):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    mark(session, named, by=officer, Anwar="sick")
    count(left_block=2)

    assert lines_on_home(coordinator, sign_in) == [
        (
            f"{NOT_KNOWN} 1 orang lain diketahui sebab tidak hadirnya. Panggil semua 2 nama ini:",
            "Bahrul Ilmi, Candra Wijaya",
        )
    ]


def test_the_training_center_reads_no_reason_in_the_order(session, named, count, officer, sign_in):
    count(left_block=3, arrived=2)
    mark(session, named, by=officer, Anwar="present", Bahrul="present", Candra="court")

    page = sign_in(session.instructor).get(reverse("programs:count_session", args=[session.public_id])).content.decode()

    assert called(session, session.instructor, sign_in) == ([ABSENT, "Candra Wijaya"], False)
    assert ("presensi: dinas" in page, "sidang" in page.lower()) == (True, False)


def lines_on_home(user, sign_in):
    """Who may be missing, as the home page says it below the alarm: what the names have in common, and the names."""
    home = compact(sign_in(user).get("/").content.decode())
    return re.findall(r"<p><span>([^<]*:)</span>(?:<b>([^<]*)</b>)?</p>", home)


@pytest.mark.parametrize(
    ("marks", "lines"),
    [
        ({}, [(f"{NO_ROLL} Panggil semua 3 nama ini:", "Anwar Hidayat, Bahrul Ilmi, Candra Wijaya")]),
        (
            {"Candra": "unexcused"},
            [
                (f"{NOT_KNOWN} Panggil semua 3 nama ini:", ""),
                ("Ditandai tidak hadir:", "Candra Wijaya"),
                ("Belum ditandai:", "Anwar Hidayat, Bahrul Ilmi"),
            ],
        ),
        (
            {"Anwar": "present", "Bahrul": "present", "Candra": "unexcused"},
            [("Belum terlihat:", "Candra Wijaya")],
        ),
        (
            {"Anwar": "present", "Bahrul": "present"},
            [("Belum terlihat:", "Candra Wijaya")],
        ),
    ],
)
def test_with_an_unfinished_roll_the_absent_are_named_apart_from_the_unmarked(
    session, named, count, sign_in, marks, lines
):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    count(left_block=2)
    mark(session, named, **marks)

    assert lines_on_home(coordinator, sign_in) == lines


def test_on_the_way_back_who_was_absent_is_not_named(session, named, count, sign_in):
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    mark(session, named, Anwar="present", Candra="unexcused")
    count(left_block=2, arrived=2, left_workshop=1)

    assert lines_on_home(coordinator, sign_in)[0] == (
        f"{NOT_KNOWN} Panggil semua 2 nama ini:",
        "Anwar Hidayat, Bahrul Ilmi",
    )
