"""The table across years: each closed year one row, hidden as on the page of that year."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock
from outcomes.effect.cohort import M6
from outcomes.effect.effect_cohorts import EffectCohort, closed_years
from outcomes.effect.effect_page import year_rows
from outcomes.effect.released_lives import Scope
from tests.factories import UserFactory
from tests.outcomes.effect.releases import House, at
from tests.outcomes.effect.test_effect_pages import CENTER_NEVER_READS

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
PAGE = reverse("outcomes:effect_years")
DAY = date(2026, 11, 23)
STATEMENTS = 5


@pytest.fixture
def house():
    """Forty released in 2024 of whom 12 work, thirty in 2025 of whom 9 do, and three in 2023."""
    made = House()
    for year, count, working in ((2024, 40, 12), (2025, 30, 9), (2023, 3, 1)):
        for number in range(count):
            released = date(year, 10, 2) + timedelta(days=number)
            person = made.release(released)
            made.train(person)
            if number < working:
                told = released + timedelta(days=183)
                made.tell(made.consent(person), "m6", "KERJA_SESUAI", told, evidence="E5" if number % 2 else "E2")
    return made


def user_of(house, role):
    office = {"training_center": house.center} if role.startswith("blk") else {"facility": house.facility}
    return UserFactory(roles=[role], **office)


def rows(house, wave=M6, day=DAY):
    return closed_years(Scope.of_facility(house.facility), wave, day)


def test_each_closed_year_has_a_row_as_its_own_page(house):
    head = user_of(house, "rutan_head")
    with clock.moved_to(at(DAY)):
        own = {year: EffectCohort.of(head, year, M6).figures() for year in (2024, 2025)}

    found = {row["year"]: row for row in rows(house)}

    assert list(found) == [2025, 2024, 2023]
    for year, figures in own.items():
        assert (found[year]["n"], found[year]["high"]) == (figures["n"], figures["high"])
        assert (found[year]["standings"], found[year]["grades"]) == (figures["standings"], figures["grades"])


def test_a_year_of_few_people_has_no_figures(house):
    few = year_rows(rows(house))[-1]

    assert few == {"year": 2023, "n": None}


def test_years_that_have_not_closed_are_missing(house):
    assert [row["year"] for row in rows(house, day=date(2026, 8, 4))] == [2024, 2023]
    assert rows(house, day=date(2023, 3, 1)) == []


def test_as_many_statements_for_one_year_as_for_all(house, django_assert_num_queries):
    for day in (date(2024, 9, 1), DAY):
        with django_assert_num_queries(STATEMENTS):
            rows(house, day=day)


@pytest.mark.parametrize("role", ["rutan_head", "blk_head"])
def test_the_page_tells_it_in_words_of_the_reader(sign_in, house, role):
    with clock.moved_to(at(DAY)):
        page = sign_in(user_of(house, role)).get(PAGE).content.decode()

    assert "Tahun demi tahun" in page
    assert "E2 6, E3 0, E4 0, E5 6" in page
    assert role != "blk_head" or not CENTER_NEVER_READS.search(page[page.index("<main") :])


def test_another_time_can_be_chosen_and_may_have_no_year(sign_in, house):
    with clock.moved_to(at(date(2023, 3, 1))):
        page = sign_in(user_of(house, "rutan_head")).get(PAGE, {"saat": "m24"}).content.decode()

    assert "Saat ini belum lewat" in page


@pytest.mark.parametrize(("high", "unknown"), [(73.3, "10"), (None, "–")])
def test_unknown_is_told_only_beside_its_bound(high, unknown):
    """The bound is hidden where it would tell those who were lost or refused, and it follows from unknown."""

    def share(count):
        return {"x": count, "n": 30, "p": 40.0, "low": 24.6, "high": 57.7, "why": ""}

    names = {"working": 12, "in_trade": 7, "not_working": 8, "unknown": 10}
    standings = {name: share(count) for name, count in names.items()}

    (row,) = year_rows([{"year": 2025, "n": 30, "high": high, "standings": standings, "grades": {}}])

    assert row["unknown"] == unknown
