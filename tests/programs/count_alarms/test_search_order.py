"""Who is called first when somebody is missing: whom the roll has as absent, then the others."""

import re

import pytest
from django.urls import reverse

from programs.attendance import mark_changes
from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
ABSENT, OTHERS = "Tidak ada di daftar hadir", "Peserta lain"
NO_ROLL = "Belum ada presensi yang dicatat, jadi semua orang yang seharusnya hadir dicari."
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
    form = re.search(r'<form[^>]*/cari/".*?</form>', page, re.DOTALL)[0]
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

    assert called(session, guard, sign_in) == ([ABSENT, "Candra Wijaya", OTHERS, "Bahrul Ilmi"], False)


def test_where_the_roll_misses_nobody_there_is_one_list(session, named, count, head, sign_in):
    mark(session, named, Anwar="present", Bahrul="present", Candra="present")
    count(left_block=3, arrived=3, left_workshop=3, back_in_block=2)

    assert called(session, head, sign_in) == (list(NAMES), False)


@pytest.mark.parametrize("counts", [{"left_block": 3, "arrived": 2}, {"left_block": 3, "back_in_block": 2}])
def test_without_a_roll_the_page_says_so_and_shows_all_expected(session, named, count, guard, sign_in, counts):
    count(**counts)

    assert called(session, guard, sign_in) == (list(NAMES), True)


def test_the_training_center_reads_no_reason_in_the_order(session, named, count, officer, sign_in):
    count(left_block=3, arrived=2)
    mark(session, named, by=officer, Anwar="present", Bahrul="present", Candra="court")

    page = sign_in(session.instructor).get(reverse("programs:count_session", args=[session.public_id])).content.decode()

    assert called(session, session.instructor, sign_in) == ([ABSENT, "Candra Wijaya"], False)
    assert ("presensi: dinas" in page, "sidang" in page.lower()) == (True, False)
