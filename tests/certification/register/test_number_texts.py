"""Codes and numbers as texts: what is printed can be read back, whatever it is."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.register import check_codes, number_series
from inmates.custody.custody_words import custody_words

CODES = st.text(check_codes.ALPHABET, min_size=check_codes.LENGTH, max_size=check_codes.LENGTH)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(CODES)
def test_printed_code_is_read_back(code):
    assert check_codes.plain(check_codes.grouped(code)) == code
    assert check_codes.is_code(code)


@given(
    CODES,
    st.lists(
        st.sampled_from([" ", "-", "_", ".", "–", "\t"]), min_size=check_codes.LENGTH, max_size=check_codes.LENGTH
    ),
)
def test_code_is_read_with_any_signs_between(code, signs):
    typed = "".join(letter.lower() + sign for letter, sign in zip(code, signs, strict=True))

    assert check_codes.plain(typed) == code


@given(CODES)
def test_letters_that_look_alike_may_be_mistaken(code):
    typed = code.replace("0", "O").replace("1", "l")

    assert check_codes.plain(typed) == code


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading_of_codes(text):
    plain = check_codes.plain(text)

    assert len(plain) <= 300
    assert check_codes.is_code(plain) == (len(plain) == check_codes.LENGTH and set(plain) <= set(check_codes.ALPHABET))


def test_new_codes_use_the_whole_alphabet_and_never_repeat():
    made = [check_codes.new_code() for _ in range(400)]

    assert len(set(made)) == 400
    assert set("".join(made)) == set(check_codes.ALPHABET)
    assert all(check_codes.is_code(code) for code in made)


@given(st.integers(1, 99_999), DAYS)
def test_two_numbers_of_a_series_are_never_written_alike(number, on):
    pattern = "563/{number:04d}/BLK-CTH/{month}/{year}"

    assert number_series.written(pattern, number, on) != number_series.written(pattern, number + 1, on)


@pytest.mark.parametrize(
    ("pattern", "number", "text"),
    [
        ("563/{number:04d}/BLK/{year}", 7, "563/0007/BLK/2026"),
        ("563/{number:04d}/BLK/{year}", 12345, "563/12345/BLK/2026"),
        ("{number}/{month}/{year}", 7, "7/XI/2026"),
        ("SK-{number:03d}.{year}", 7, "SK-007.2026"),
    ],
)
def test_number_is_written_by_its_pattern(pattern, number, text):
    assert number_series.written(pattern, number, date(2026, 11, 23)) == text


@given(DAYS)
def test_month_is_a_roman_numeral(on):
    assert re.fullmatch(r"[IVX]{1,4}", number_series.written("{month}", 1, on))


@given(DAYS, st.integers(1, 120))
def test_validity_ends_in_the_right_month_and_never_on_a_later_day(on, months):
    until = number_series.last_day(months, on)

    assert (until.year * 12 + until.month) - (on.year * 12 + on.month) == months
    assert until.day <= on.day
    assert until.day == on.day or (until + timedelta(days=1)).month != until.month


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rutan Kelas IIB Rantau", ["rutan"]),
        ("LAPAS", ["lapas"]),
        ("portalrutan.id", ["rutan"]),
        ("Warga  Binaan", ["warga  binaan"]),
        ("warga_binaan", ["warga_binaan"]),
        ("Nomor Register", ["register"]),
        ("Balai Latihan Kerja", []),
        ("Las Konstruksi", []),
        ("", []),
    ],
)
def test_words_of_custody_are_found_in_any_shape(text, found):
    assert custody_words(text) == found


@given(st.recursive(st.text(max_size=20) | st.none() | st.integers(), st.lists, max_leaves=10))
def test_words_are_looked_for_in_anything(value):
    assert custody_words({"a": value}) == custody_words([value])
