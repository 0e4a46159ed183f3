"""Lists as files in which no cell is computed."""

import csv
import io
import re
import zipfile
from datetime import date
from decimal import Decimal

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


@pytest.mark.parametrize(
    ("value", "text"), [(12.5, '"12,5"'), (Decimal("0.25"), '"0,25"'), (-1.5, '"-1,5"'), (7, "7"), ("12.5", "12.5")]
)
def test_decimals_of_a_csv_have_a_comma(value, text):
    assert as_csv(["a"], [[value]]).decode("utf-8-sig").splitlines()[1] == text


@pytest.mark.parametrize(
    "name",
    ["Budi,=1+1", "Budi;@SUM(A1)", "Budi\t+1,x", 'Budi",-1+1,"', "Budi\n=1+1", "Budi | =1+1", "Budi\r\n,  =1+1,"],
)
def test_no_cell_of_a_csv_is_a_formula_whatever_separates_it(name):
    data = as_csv(["Nama", "Kelas"], [["Las", name], [name, "Las"]]).decode("utf-8-sig")

    for sign in ",;\t|":
        read = csv.reader(io.StringIO(data, newline=""), delimiter=sign)
        assert [cell for row in read for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))] == []
    # Programs that try several separators at once still see two cells a row.
    assert re.sub(r'"(?:[^"]|"")*"', "x", data).splitlines() == ["Nama;Kelas", "Las;x", "x;Las"]


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("dampak-2025-m6-2026-11-23", "Dampak 2025 m6"),
        ("daftar-warga-binaan", "Daftar warga binaan"),
        ("a" * 40, "A" + "a" * 30),
        ("[]:*?/'", "Sheet1"),
        ("", "Sheet1"),
    ],
)
def test_a_sheet_is_named_by_what_it_holds(name, sheet):
    book = zipfile.ZipFile(io.BytesIO(as_xlsx(["a"], [["b"]], name=name)))

    assert f'<sheet name="{sheet}"' in book.read("xl/workbook.xml").decode()


def test_xlsx_keeps_text_days_and_numbers():
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(HEADS, ROWS)))

    assert book.get_sheet_by_index(0).to_python() == [
        HEADS,
        ["'=1+1", date(2026, 11, 23), 7.0],
        ["Siti", "", 0.0],
        ["H. Ma'ruf; S.Pd", "'@SUM(A1)", -3.0],
    ]
