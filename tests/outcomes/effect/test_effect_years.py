"""The table across years: each closed year one row, hidden as on the page of that year."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import clock
from outcomes.effect.closed_waves import keep_closed_waves
from outcomes.effect.cohort import M6
from outcomes.effect.effect_cohorts import closes_on
from outcomes.effect.effect_page import standing_rows, year_rows
from outcomes.effect.told_figures import years_told
from tests.factories import UserFactory
from tests.outcomes.effect.releases import House, at, count
from tests.outcomes.effect.test_effect_pages import CENTER_NEVER_READS

pytestmark = pytest.mark.django_db
PAGE = reverse("outcomes:effect_years")
DAY = date(2026, 11, 23)
EFFECT = reverse("outcomes:effect")


@pytest.fixture
def house():
    """Forty released in 2024 of whom 12 work, thirty in 2025 of whom 9 do, and three in 2023."""
    made = House()
    for year, people, working in ((2024, 40, 12), (2025, 30, 9), (2023, 3, 1)):
        for number in range(people):
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
    return years_told(house.facility.code, wave, day)


def close(year):
    """The day on which the reports of a year are made by themselves."""
    with clock.moved_to(at(closes_on(year, M6))):
        keep_closed_waves()


@pytest.fixture
def closed(house):
    """One year has its report, the other stands since last night."""
    close(2024)
    count(house, DAY)
    return house


@pytest.mark.engines
def test_each_closed_year_has_the_row_of_its_page(closed, sign_in):
    found = {row["year"]: row for row in rows(closed)}
    with clock.moved_to(at(DAY)):
        client = sign_in(user_of(closed, "rutan_head"))
        pages = {year: client.get(EFFECT, {"tahun": year, "saat": "m6"}).context for year in (2024, 2025)}

    assert list(found) == [2025, 2024, 2023]
    assert [found[year]["day"] for year in (2024, 2025)] == [closes_on(2024, M6), DAY]
    for year, page in pages.items():
        assert standing_rows(found[year]) == page["parts"]["standings"]
        assert found[year]["day"] == page["day"]


def test_what_single_people_do_changes_no_row_on_the_same_day_nor_on_the_next(closed):
    before = rows(closed)
    closed.withdraw(closed.center.consents.filter(outcomes__told_on__year=2026).first(), DAY)
    closed.withdraw(closed.center.consents.filter(outcomes__told_on__year=2025).first(), DAY)
    assert rows(closed) == before

    count(closed, DAY + timedelta(days=1))

    assert rows(closed)[:2] == before[:2]


def test_what_many_do_changes_the_open_year_alone(closed):
    before = rows(closed)
    for consent in closed.center.consents.exclude(outcomes=None):
        closed.withdraw(consent, DAY)
    count(closed, DAY + timedelta(days=1))

    after = rows(closed)
    assert after[0]["standings"]["unknown"]["x"] == 30
    assert after[1] == before[1]


def test_without_a_night_a_year_has_no_figures(house):
    assert year_rows(rows(house)) == [{"year": year, "n": None, "day": None} for year in (2025, 2024, 2023)]


def test_a_year_of_few_people_has_no_figures(closed):
    assert year_rows(rows(closed))[-1] == {"year": 2023, "n": None, "day": DAY}


def test_years_that_have_not_closed_are_missing(closed):
    assert [row["year"] for row in rows(closed, day=date(2026, 2, 1))] == [2024, 2023]
    assert rows(closed, day=date(2023, 3, 1)) == []


@pytest.mark.engines
def test_as_many_statements_for_one_year_as_for_all(closed, django_assert_num_queries):
    for day in (date(2024, 9, 1), DAY):
        with django_assert_num_queries(2):
            rows(closed, day=day)


@pytest.mark.parametrize("role", ["rutan_head", "blk_head"])
def test_the_page_tells_it_in_words_of_the_reader(sign_in, closed, role):
    with clock.moved_to(at(DAY)):
        page = sign_in(user_of(closed, role)).get(PAGE).content.decode()

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

    (row,) = year_rows([{"year": 2025, "day": DAY, "n": 30, "high": high, "standings": standings, "grades": {}}])

    assert row["unknown"] == unknown
