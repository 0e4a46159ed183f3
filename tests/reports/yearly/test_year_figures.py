"""The numbers of a year, each worked out by hand from `tests.factories.worked_year` and `closed_batch`."""

from datetime import date

import pytest

from reports.yearly.year_facts import kept_figures
from reports.yearly.year_figures import figures_by_batch, figures_of, groups_of, months_of, series_of
from reports.yearly.year_rows import batch_name, rows_of
from tests.factories import EnrollmentFactory
from tests.factories.worked_year import worked_year

pytestmark = pytest.mark.django_db

WORKED = {
    "batches": 2,
    # Six of the closed batch, Gani and Hani.
    "people": 8,
    "places": 8,
    # Adi, Budi, Citra, Dodi: Gani completed the training in the next year.
    "finished": 4,
    # 3 + 1
    "held": 4,
    # 2 + 1
    "lost": 3,
    # That of January is of the next year.
    "open": 0,
    # 12 + 4
    "held_jp": 16,
    # 6 + 2
    "lost_jp": 8,
    "open_jp": 0,
    "made_up_jp": 4,
    # 16 + 8 - 4
    "planned_jp": 20,
    # 2310 + 180 + 150 of 2520 + 2 x 180
    "attendance": {"held": 2640, "possible": 2880},
    "passed": 8,
    "assessed": 9,
    # Adi and Budi: Citra's is revoked.
    "certified": 2,
    "statements": 1,
    "attended": 0,
    # Eko and Hani; Fani's transfer is no word for the center.
    "leavers": {"administrative": 1, "withdrew": 2},
    "left": 3,
    # Power: 4 + 2. Security is a reason of custody.
    "lost_jp_by_cause": {"Alasan dinas": 2, "Listrik padam": 6},
}


@pytest.fixture
def year():
    return worked_year()


@pytest.fixture
def rows(year):
    return rows_of(year.public.training_center, 2026)


@pytest.mark.engines
def test_every_number_is_that_worked_out_by_hand(rows):
    assert figures_of(rows).plain() == WORKED


def test_batches_add_up_to_the_year(rows):
    parts = figures_by_batch(rows).values()

    for name in (
        "places",
        "finished",
        "held",
        "lost",
        "held_jp",
        "lost_jp",
        "planned_jp",
        "passed",
        "certified",
        "left",
    ):
        assert sum(getattr(part, name) for part in parts) == WORKED[name]


def test_next_year_has_what_ended_in_it(year):
    found = figures_of(rows_of(year.public.training_center, 2027))

    # Gani alone: nobody else had a place on a day of 2027.
    assert (found.places, found.finished, found.left, found.open_jp, found.held_jp) == (1, 1, 0, 2, 0)


def test_groups_are_those_worked_out_by_hand(rows):
    (fund,) = groups_of(rows, "fund")
    sexes = [(one["group"], one["places"], one["finished"], one["left"]) for one in groups_of(rows, "sex")]
    ages = [(one["group"], one["places"]) for one in groups_of(rows, "age")]

    # Both ministries together: which of them pays would tell where a class was held.
    assert (fund["group"], fund["places"], fund["papers"], fund["assessed"]) == ("apbn", 8, 3, 9)
    # Adi, Budi, Dodi, Eko, Gani; Citra, Fani, Hani.
    assert sexes == [("L", 5, 3, 1), ("P", 3, 1, 2)]
    # Adi, Budi, Hani; Citra, Fani; Dodi, Gani; Eko.
    assert ages == [("18", 3), ("25", 2), ("35", 2), ("x", 1)]


def test_months_are_those_worked_out_by_hand(rows):
    months = {one.pop("month"): one for one in months_of(rows, 2026)}

    # Of November 12 JP held, 6 lost, 4 of those held made up for others.
    november = {"began": 6, "held": 3, "held_jp": 12, "planned_jp": 14, "lost_jp": 6, "papers": 3}
    assert months[11] == november
    assert months[12] == {"began": 2, "held": 1, "held_jp": 4, "planned_jp": 6, "lost_jp": 2, "papers": 0}
    assert [month for month in range(1, 11) if any(months[month].values())] == []


def test_instructors_and_series_are_those_worked_out_by_hand(year, rows):
    figures = kept_figures(year.public.training_center, 2026, rows)

    # Satu: 6 JP on 3 November, 4 on 7 December. Dua: 4 and 2.
    assert figures["instructors"] == [
        {"name": "Ir. Dua", "held": 2, "jp": 6},
        {"name": "Ir. Satu", "held": 2, "jp": 10},
    ]
    assert [(one["paper"], one["given"], one["in_force"], one["revoked"]) for one in series_of(rows)] == [
        ("certificate", 3, 2, 1),
        ("statement", 1, 1, 0),
    ]
    assert figures["outcomes"] == []


# What the center learns nowhere, and what would tell a class in custody from a public one.
TELLING = ("transfer", "court", "Keamanan", "apbn_facility", "apbn_center", "facility", "Bengkel", "Ruang")
TELLING += ("2006-03", "confidential")


def test_rows_tell_nothing_of_custody_and_all_batches_alike(year, rows):
    places = [set(row) for row in rows.places]

    assert [word for word in TELLING if word in str(vars(rows))] == []
    assert all(keys == places[0] for keys in places)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Las Umum 1/2026", "Las Umum 1/2026"),
        ("Las Rutan 4", "Las Pelat 11/2026"),
        ("WBP angkatan 2", "Las Pelat 11/2026"),
    ],
)
def test_batch_whose_name_tells_where_it_was_is_called_by_its_program(name, told):
    assert batch_name(name, "Las Pelat", date(2026, 11, 2)) == told


def test_rows_take_as_many_statements_whatever_the_size(year, django_assert_max_num_queries):
    center = year.public.training_center
    for size in (0, 8):
        for _number in range(size):
            EnrollmentFactory(batch=year.public, in_public=True, starts_on=year.public.starts_on)
        with django_assert_max_num_queries(6):
            rows_of(center, 2026)
