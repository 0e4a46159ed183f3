"""Lists that are handed out as files say what stood on the page, whatever that was, and compute nothing."""

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.exporting import FORMULA_STARTS, as_csv, as_xlsx
from tests.world.strategies import examples, names, program_names, register_numbers

rows = st.lists(st.tuples(names(), program_names(), register_numbers()), min_size=1, max_size=5)
HEADS = ("Nama", "Program", "Nomor")


@examples(2)
@given(rows)
def test_csv_is_read_back_as_it_was_written(found):
    data = as_csv(HEADS, found).decode("utf-8-sig")

    read = list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))

    assert read[0] == list(HEADS)
    assert [[bare(cell) for cell in row] for row in read[1:]] == [[bare(cell) for cell in row] for row in found]
    assert [cell for row in read[1:] for cell in row if cell.lstrip(" ").startswith(FORMULA_STARTS)] == []


@examples()
@given(rows)
def test_workbook_has_every_row_as_text(found):
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(HEADS, found)))

    read = book.get_sheet_by_index(0).to_python()

    assert read[0] == list(HEADS)
    assert len(read) == len(found) + 1
    assert all(isinstance(cell, str) for row in read for cell in row)


def bare(text: str) -> str:
    """The cell without the apostrophes that prevent it, or a part of it, from being evaluated."""
    return re.sub(r"'(?=[=+@-])", "", text.removeprefix("'"))
