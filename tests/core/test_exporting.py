"""Lists as files in which no cell is computed."""

import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from core.exporting import as_csv, as_xlsx, safe_text

pytestmark = pytest.mark.engines

HEADS = ["Nama", "Tanggal", "Jumlah"]
ROWS = [["=1+1", date(2026, 11, 23), 7], ["Siti", None, 0], ["H. Ma'ruf; S.Pd", "@SUM(A1)", -3]]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+62811", "'+62811"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("Siti", "Siti"),
        ("", ""),
        (None, ""),
        (date(2026, 11, 3), "03/11/2026"),
    ],
)
def test_text_that_looks_like_a_formula_is_marked(value, text):
    assert safe_text(value) == text


def test_csv_is_what_indonesian_programs_read():
    assert as_csv(HEADS, ROWS).decode("utf-8-sig").split("\r\n") == [
        "Nama;Tanggal;Jumlah",
        "'=1+1;23/11/2026;7",
        "Siti;;0",
        "\"H. Ma'ruf; S.Pd\";'@SUM(A1);'-3",
        "",
    ]


def test_xlsx_keeps_text_days_and_numbers():
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(HEADS, ROWS)))

    assert book.get_sheet_by_index(0).to_python() == [
        HEADS,
        ["'=1+1", date(2026, 11, 23), 7.0],
        ["Siti", "", 0.0],
        ["H. Ma'ruf; S.Pd", "'@SUM(A1)", -3.0],
    ]
