"""Which number of which series a text is: written by the pattern it is found again, whatever the pattern."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.register import number_series
from certification.register.number_claims import SeriesOfCenter, running_number
from certification.register.number_keys import number_key, paper_key, paper_order
from tests.factories.certification import NumberSeriesFactory
from tests.world.strategies import examples, texts

pytestmark = pytest.mark.django_db
PATTERN = "563/{number:04d}/BLK-CTH/{year}"
PATTERNS = st.sampled_from(
    [PATTERN, "{number}/{year}", "{number:06d}{year}", "SK-{number:03d}/{month}/{year}", "{year}.{month}.{number:04d}"]
)


@examples()
@given(PATTERNS, st.integers(1, 999_999), st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_written_number_is_found_again(pattern, number, on):
    text = number_series.written(pattern, number, on)

    assert running_number(pattern, on.year, text) == number
    assert running_number(pattern, on.year, f"  {text.lower()} ") == number
    assert running_number(pattern, on.year + 1, text) != number or str(on.year + 1) in text


@examples()
@given(PATTERNS, st.integers(2000, 2100), texts(70))
def test_any_text_is_a_number_or_none(pattern, year, text):
    found = running_number(pattern, year, text)

    assert found is None or (number_key(text) and 0 <= found < 10**7)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("563/0007/BLK-CTH/2026", 7),
        ("563/7/BLK-CTH/2026", 7),
        ("563/00000000000007/BLK-CTH/2026", 7),
        ("563 / 0007 / BLK–CTH / 2026", 7),
        ("563/0007/BLK-CTH/2025", None),
        ("563/0007/BLK-CTH/2026 a", None),
        ("X563/0007/BLK-CTH/2026", None),
        ("563//BLK-CTH/2026", None),
    ],
)
def test_blanks_case_and_leading_zeros_do_not_matter(text, number):
    assert running_number(PATTERN, 2026, text) == number


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("007/BLK/2019", "7/BLK/2019", True),
        ("SK-0010/B/2019", "sk-10 / b / 2019", True),
        ("100/BLK/2019", "10/BLK/2019", False),
        ("7/BLK/2019", "7/BLK/20190", False),
        ("0/BLK", "00/BLK", True),
    ],
)
def test_papers_have_one_number_whatever_zeros_lead(one, other, is_same):
    assert (paper_key(one) == paper_key(other)) == is_same


def test_numbers_stand_in_the_order_of_a_paper_book():
    given = ["10/BLK/2019", "002/BLK/2019", "1/BLK/2019", "893/018/B/2019", "893/17/B/2019", "0011/BLK/2019"]

    assert sorted(given, key=paper_order) == [
        "1/BLK/2019",
        "002/BLK/2019",
        "10/BLK/2019",
        "0011/BLK/2019",
        "893/17/B/2019",
        "893/018/B/2019",
    ]


@pytest.mark.parametrize(
    ("number", "accounted", "given_here"),
    [(1, True, False), (120, True, False), (121, False, True), (122, False, False), (0, False, False)],
)
def test_number_of_an_open_series_is_from_before_given_here_or_to_come(center, number, accounted, given_here):
    NumberSeriesFactory(training_center=center, pattern=PATTERN, used_before=120, last_number=121)

    claim = SeriesOfCenter(center).claim(f"563/{number:04d}/BLK-CTH/2026")

    assert (claim.is_accounted_for, claim.was_given_here, claim.is_open) == (accounted, given_here, True)


def test_number_that_the_next_series_would_give_belongs_to_it(center):
    claim = SeriesOfCenter(center).claim("0003/BLK-TPN/2026")

    assert (claim.series.year, claim.number, claim.is_open, claim.is_accounted_for) == (2026, 3, False, False)
    assert SeriesOfCenter(center).claim("0003/BLK-TPN/2019") is None
    assert SeriesOfCenter(center).claim("0003/BLK-LAIN/2026") is None


def test_series_are_read_once_for_any_number_of_texts(center, django_assert_num_queries):
    NumberSeriesFactory(training_center=center)
    series = SeriesOfCenter(center)

    with django_assert_num_queries(0):
        assert [series.claim(f"{n}/lain") for n in range(3)] == [None, None, None]
