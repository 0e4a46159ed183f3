"""No expression that reads a cell is tried at each place of a long one."""

import datetime
import time

import pytest

from certification.outside_tests.result_columns import HEADS
from core.spreadsheets.limits import MOST_LETTERS
from inmates.custody.register_numbers import normalize, register_class, register_side
from inmates.imports.reading import cells, header_rows, headers, tables
from inmates.imports.reading.dates import ImpossibleDateError, read_date
from inmates.people.names import name_key

TODAY = datetime.date(2026, 11, 29)
# Far longer than a cell is handed on: what takes the square of the length would take minutes.
LETTERS = 40 * MOST_LETTERS
PARTS = (
    " ",
    "-/.,:",
    "1",
    "a",
    "a 1/",
    "NO.",
    "register ",
    "A.",
    "(",
    "kamar ",
    "blok ",
    "tahanannapi",
    "12 ",
    "- ",
    "I",
)
SHAPES = [(part * LETTERS)[:LETTERS] + end for part in PARTS for end in ("", "!", "7", "é")]


def date_in(text):
    try:
        return read_date(text, today=TODAY)
    except ImpossibleDateError:
        return None


READERS = [
    cells.read_text,
    cells.read_nik,
    cells.read_sex,
    cells.read_education,
    cells.read_block,
    cells.split_housing,
    cells.split_birth,
    date_in,
    headers.recognize,
    lambda text: headers.find_header([[text, text], [text, text]]),
    lambda text: header_rows.find([[text, text], [text, text]], HEADS),
    tables._is_sum,
    lambda text: tables._is_total(["Jumlah", text], {1: tables.Field.NAME}),
    normalize,
    register_class,
    register_side,
    name_key,
]


@pytest.mark.parametrize("place", range(len(READERS)))
def test_long_cell_is_read_in_a_moment(place):
    began = time.thread_time()

    for text in SHAPES:
        READERS[place](text)

    assert time.thread_time() - began < 10


def test_value_too_long_for_its_field_is_not_looked_at():
    long = "A/" * cells.LONGEST_WRITING

    assert cells.split_housing(long) == (long, None)
    assert cells.read_education(long) is cells.Trust.UNREADABLE
