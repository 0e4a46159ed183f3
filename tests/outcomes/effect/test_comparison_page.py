"""The comparison as hearings and registration have it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from core import clock
from outcomes.effect.comparison import compare
from outcomes.effect.comparison_page import comparison_sides, difference_words
from outcomes.effect.heard_candidates import candidates_of
from programs.selection.models import Hearing, PlaceOffer
from tests.factories import ApplicationFactory, UserFactory
from tests.outcomes.effect.releases import House
from tests.outcomes.effect.test_comparison import many_candidates

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
PAGE = reverse("outcomes:comparison")
DAY = datetime(2026, 11, 30, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))
HEARD, RELEASED = date(2024, 2, 1), date(2024, 9, 1)
MOST_STATEMENTS = 9


@pytest.fixture(autouse=True)
def _day():
    with clock.moved_to(DAY):
        yield


@pytest.fixture
def house():
    return House()


def hear(house, states, *, released=RELEASED, leaving="full_term"):
    """A closed hearing; states in the order of the ranking. Returns the applications."""
    chair = UserFactory(roles=["board_chair"], facility=house.facility)
    hearing = Hearing.objects.create(
        batch=house.batch(), held_on=HEARD, place="Aula", chair=chair, state="closed", closed_at=DAY, closed_by=chair
    )
    found = []
    for rank, state in enumerate(states, 1):
        application = ApplicationFactory(
            batch=house.batch(),
            person=house.release(released, leaving=leaving),
            state=state,
            decided_by_chair=chair,
            hearing=hearing,
            reserve_position=rank if state in ("reserve", "offered") else None,
            ranking={"rank": rank, "weights": {"need": 40}, "parts": {}, "unmet": []},
        )
        found.append(application)
    return found


def candidates(house):
    return candidates_of(UserFactory(roles=["rutan_head"], facility=house.facility), DAY.date())


def told(house):
    return [(one.rank, one.is_admitted, one.was_moved, one.is_followed, one.has_returned) for one in candidates(house)]


def test_sides_are_as_first_decided(house):
    applications = hear(house, ["enrolled", "enrolled", "reserve"])
    PlaceOffer.objects.create(application=applications[1], expires_on=HEARD)

    assert [(one.rank, one.is_admitted) for one in candidates(house)] == [(1, True), (2, False), (3, False)]


def test_who_was_moved_across_the_cut_is_counted(house):
    hear(house, ["reserve", "enrolled", "enrolled", "reserve"])

    assert [one.was_moved for one in candidates(house)] == [True, False, True, False]


def test_the_cut_is_that_of_the_whole_hearing(house):
    applications = hear(house, ["enrolled", "enrolled", "enrolled", "reserve"])
    still_held = applications[0].person.custody_periods
    still_held.update(until=None, leaving="")

    assert told(house) == [(rank, rank < 4, False, True, False) for rank in (2, 3, 4)]


@pytest.mark.parametrize(("days", "returned"), [(300, True), (365, True), (366, False)])
def test_return_counts_within_a_year_of_the_release(house, days, returned):
    (application,) = hear(house, ["enrolled"])
    since = RELEASED + timedelta(days=days)
    house.release(date(2030, 1, 1), person=application.person, since=since)

    assert told(house) == [(1, True, False, True, returned)]


def test_who_died_in_custody_is_not_followed(house):
    hear(house, ["enrolled"], leaving="death")

    assert told(house) == [(1, True, False, False, False)]


def test_nobody_is_counted_before_the_year_is_over(house):
    hear(house, ["enrolled"], released=date(2026, 1, 1))

    assert told(house) == []


def test_other_facilities_see_nothing_of_it(house):
    hear(house, ["enrolled", "reserve"])

    assert candidates(House(center=house.center)) == []
    region = UserFactory(roles=["regional_viewer"], region=house.facility.region)
    assert len(candidates_of(region, DAY.date())) == 2


def test_the_page_refuses_and_prints_every_condition(house, sign_in, django_assert_max_num_queries):
    hear(house, ["enrolled", "reserve"])
    client = sign_in(UserFactory(roles=["rutan_head"], facility=house.facility))
    client.get(PAGE)

    with django_assert_max_num_queries(MOST_STATEMENTS):
        page = client.get(PAGE).content.decode()

    assert "Jumlah orang belum cukup untuk membandingkan." in page
    assert "poin persen" not in page
    for condition in compare(candidates(house)).conditions:
        assert str(condition.words) in page


def test_no_number_of_people_stands_beside_a_hidden_count():
    found = compare(many_candidates(120, returned=(3, 9)))

    assert [row["n"] for row in comparison_sides(found)["rows"]] == ["–", 120]
    assert difference_words(found) == ""
    assert not [one for one in found.conditions if "/" in one.value or "120" in one.value or "12" in one.value]


@pytest.mark.parametrize("role", ["blk_head", "blk_coordinator", "placement_officer", "auditor"])
def test_a_training_center_never_reads_it(sign_in, role):
    assert sign_in(UserFactory(roles=[role])).get(PAGE).status_code == 403
