import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inmates.imports.reading import cells
from inmates.imports.reading.cells import Trust
from inmates.imports.reading.dates import ImpossibleDateError, NoSuchDayError, read_date
from inmates.people.codes import Education, Sex

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.date(2026, 1, 12)
DAYS = st.dates(datetime.date(1928, 1, 1), datetime.date(2110, 12, 31))
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@pytest.mark.parametrize(
    "cell",
    [
        "12/01/2026",
        "12-01-2026",
        "12.01.2026",
        "12/1/2026",
        " 12 / 01 / 2026 ",
        "12/1/26",
        "2026-01-12",
        "2026/01/12",
        "2026-01-12 00:00:00",
        "2026-01-12T07:30:00Z",
        "12/01/2026 13.00",
        "12 Januari 2026",
        "12 jan 2026",
        "12-Jan-2026",
        "12Jan2026",
        "Senin, 12 Januari 2026",
        "Jum'at, 12 Januari 2026",
        "'12/01/2026",
        "12\u201301\u20132026",
        "20260112",
        20260112,
        46034.0,
        46034,
        "46034",
        "46034.0",
        DAY,
    ],
)
def test_every_written_form_of_a_day_is_read(cell):
    assert read_date(cell, today=TODAY) == DAY


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        "-",
        "--",
        " - ",
        "00/00/0000",
        "00-00-0000",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0",
        0.0,
        0.5,
        "00/01/1900",
        "n/a",
        "tidak ada",
        "Seumur Hidup",
        "#REF!",
    ],
)
def test_no_date_is_no_error(cell):
    assert read_date(cell, today=TODAY) is None


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2027",
        "29/02/2023",
        "32/01/2026",
        "1/31/2026",
        "12/13/2026",
        "00/05/2026",
        "12/01/0026",
        "31/12/9999",
        "1990",
        1990,
        1990.0,
        -4.0,
        999999.0,
        "abc",
        "12 Foo 2026",
        "12/01",
        "True",
        datetime.date(1900, 5, 1),
        datetime.date(9999, 12, 31),
    ],
)
def test_impossible_date_is_refused(cell):
    with pytest.raises(ImpossibleDateError) as refused:
        read_date(cell, today=TODAY)

    assert str(refused.value) == ""


@pytest.mark.parametrize(
    ("cell", "is_meant"),
    [
        ("31-02-2026", True),
        ("29/02/2023", True),
        ("31 April 2026", True),
        ("2026-06-31", True),
        ("32/01/2026", False),
        ("12/13/2026", False),
        ("abc", False),
    ],
)
def test_day_that_its_month_does_not_have_is_told_from_what_cannot_be_read(cell, is_meant):
    with pytest.raises(ImpossibleDateError) as refused:
        read_date(cell, today=TODAY)

    assert (refused.type is NoSuchDayError, str(refused.value)) == (is_meant, "")


@pytest.mark.parametrize(("text", "year"), [("5/3/90", 1990), ("5/3/26", 2026), ("5/3/27", 1927), ("5/3/05", 2005)])
def test_two_digit_year_of_birth_is_not_in_the_future(text, year):
    assert read_date(text, born=True, today=TODAY) == datetime.date(year, 3, 5)


@settings(deadline=None)
@given(DAYS)
def test_dates_round_trip(day):
    serial = (day - datetime.date(1899, 12, 30)).days
    forms = [
        day.isoformat(),
        day.strftime("%d/%m/%Y"),
        day.strftime("%d-%m-%Y"),
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        float(serial),
        str(serial),
    ]

    assert [read_date(form, today=TODAY) for form in forms] == [day] * len(forms)


@given(st.text())
def test_any_text_is_a_day_none_or_impossible(text):
    try:
        found = read_date(text, today=TODAY)
    except ImpossibleDateError:
        return

    assert found is None or 1910 <= found.year <= 2120


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (" H. Muh.  Ma'ruf, S.Pd ", "H. Muh. Ma'ruf, S.Pd"),
        ("BUDI\u00a0SANTOSO\r\n", "BUDI SANTOSO"),
        ("Bu\u200bdi\x00", "Budi"),
        ("Y", "Y"),
        ("-", ""),
        ("  ", ""),
        ("123", ""),
        (12.0, ""),
        (None, ""),
        ("#N/A", ""),
    ],
)
def test_name_is_kept_as_written(cell, name):
    assert cells.read_name(cell) == name


@pytest.mark.parametrize(
    ("cell", "nik"),
    [
        ("6305010101900001", "6305010101900001"),
        (" 6305 0101 0190 0001 ", "6305010101900001"),
        ("'6305010101900001", "6305010101900001"),
        ("", ""),
        ("-", ""),
        (None, ""),
        ("0000000000000000", Trust.ZEROS),
        ("0", Trust.ZEROS),
        (0.0, Trust.ZEROS),
        (6305010101900001.0, Trust.NUMBER),
        (6305010101900001, Trust.NUMBER),
        ("6,30501E+15", Trust.UNREADABLE),
        ("630501010190001", Trust.UNREADABLE),
        ("63050101019000011", Trust.UNREADABLE),
        ("belum rekam", Trust.UNREADABLE),
        (DAY, Trust.UNREADABLE),
    ],
)
def test_nik_is_sixteen_digits_of_text(cell, nik):
    assert cells.read_nik(cell) == nik


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        ("L", Sex.MALE),
        ("laki-laki", Sex.MALE),
        ("Laki - Laki", Sex.MALE),
        ("PRIA", Sex.MALE),
        ("Lk.", Sex.MALE),
        ("P", Sex.FEMALE),
        ("Perempuan", Sex.FEMALE),
        ("wanita", Sex.FEMALE),
        ("PR", Sex.FEMALE),
        ("", ""),
        ("-", ""),
        (None, ""),
        ("X", Trust.UNREADABLE),
        (1.0, Trust.UNREADABLE),
    ],
)
def test_sex_is_read_from_the_words_in_use(cell, sex):
    assert cells.read_sex(cell) == sex


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("tamat sd", Education.SD),
        ("SD/MI", Education.SD),
        ("Paket A", Education.SD),
        ("SLTP", Education.SMP),
        ("MTs", Education.SMP),
        ("SMP/MTs", Education.SMP),
        ("SMK", Education.SMA),
        ("SLTA", Education.SMA),
        ("SMA Sederajat", Education.SMA),
        ("MA", Education.SMA),
        ("D III", Education.D3),
        ("D-4", Education.D4),
        ("S.1", Education.S1),
        ("Sarjana", Education.S1),
        ("S2", Education.S2),
        ("Doktor", Education.S3),
        ("TIDAK SEKOLAH", Education.NONE),
        ("Tidak tamat SD", Education.NONE),
        ("Tidak/Belum Sekolah", Education.NONE),
        ("-", ""),
        (None, ""),
        ("pesantren", Trust.UNREADABLE),
        ("SD/SMP", Trust.UNREADABLE),
    ],
)
def test_education_is_read_as_a_code(cell, code):
    assert cells.read_education(cell) == code


@pytest.mark.parametrize(
    ("cell", "block", "number"),
    [
        ("A/07", "A", "07"),
        ("A-07", "A", "07"),
        ("A 7", "A", "07"),
        ("A07", "A", "07"),
        ("a.7", "A", "07"),
        ("BLOK A KMR 7", "A", "07"),
        ("Blok A, Kamar No. 12", "A", "12"),
        ("Melati / 3", "Melati", "03"),
        ("07/A", "A", "07"),
        ("A1/07", "A1", "07"),
        ("A", "A", ""),
        ("7", "", "07"),
        (7.0, "", "07"),
        ("-", "", ""),
        (None, "", ""),
    ],
)
def test_block_and_cell_are_parted(cell, block, number):
    first, second = cells.split_housing(cell)

    assert (cells.read_block(first), cells.read_cell(second)) == (block, number)


@pytest.mark.parametrize(
    ("cell", "number"),
    [(5.0, "05"), ("5", "05"), ("05", "05"), ("12", "12"), ("Kamar 5", "05"), ("5A", "5A"), (None, ""), ("-", "")],
)
def test_lost_zero_of_a_cell_comes_back(cell, number):
    assert cells.read_cell(cell) == number


def test_housing_turned_into_a_day_is_not_trusted():
    assert (cells.read_block(DAY), cells.read_cell(DAY)) == (Trust.UNREADABLE, Trust.UNREADABLE)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Rantau, 01-02-1990", ("Rantau", "01-02-1990")),
        ("Rantau/01-02-1990", ("Rantau", "01-02-1990")),
        ("Hulu Sungai Selatan 1 Mei 1990", ("Hulu Sungai Selatan", "1 Mei 1990")),
        ("01-02-1990", (None, "01-02-1990")),
        ("Rantau, -", ("Rantau", None)),
        ("-", (None, None)),
        (35023.0, (None, 35023.0)),
    ],
)
def test_place_and_day_of_birth_are_parted(cell, parts):
    assert cells.split_birth(cell) == parts
