import datetime
import json

import pytest

from inmates.custody.register_numbers import RegisterClass, RegisterSide
from inmates.imports.reading import Field, Reason, Record, Rejected, Warned, parse, read_table
from inmates.people.codes import Sex
from tests.inmates.imports.builders import HEADER, csv, person, xlsx

TODAY = datetime.date(2026, 11, 23)


def _read(*rows, header=HEADER):
    return parse(read_table(xlsx(header, *rows)), today=TODAY)


def test_row_becomes_a_record():
    reading = _read(person())

    assert reading.records == (
        Record(
            row=2,
            name="Budi Santoso",
            register_number="B.I 1/2026",
            register_key="BI1/2026",
            register_class=RegisterClass.B_I,
            register_side=RegisterSide.SENTENCED,
            born=datetime.date(1990, 2, 1),
            sex=Sex.MALE,
            education="",
            entered=datetime.date(2026, 1, 3),
            sentence_end=datetime.date(2027, 5, 4),
            block="A",
            cell="07",
        ),
    )
    assert reading.fields == {
        "name",
        "register_number",
        "born",
        "sex",
        "entered",
        "sentence_end",
        "block",
        "cell",
    }


@pytest.mark.parametrize(
    ("changes", "reason", "why"),
    [
        ({"Nama": "  "}, Reason.NAME_MISSING, "name"),
        ({"Nama": "-"}, Reason.NAME_MISSING, "name"),
        ({"Nama": "B" * 151}, Reason.NAME_TOO_LONG, "name"),
        ({"Nama": "Siti \N{GRINNING FACE}"}, Reason.NAME_SIGNS, "name"),
        ({"No. Registrasi": "-"}, Reason.NUMBER_MISSING, "number"),
        ({"No. Registrasi": None}, Reason.NUMBER_MISSING, "number"),
        ({"No. Registrasi": "B.I " + "1" * 40}, Reason.NUMBER_TOO_LONG, "number"),
        ({"Tgl Lahir": "31/02/1990"}, Reason.DATE_IMPOSSIBLE, "date"),
        ({"Tgl Masuk": "abc"}, Reason.DATE_IMPOSSIBLE, "date"),
        ({"Tgl Ekspirasi": "31/02/2027"}, Reason.DATE_IMPOSSIBLE, "date"),
        ({"Tgl Ekspirasi": "02/01/2026"}, Reason.LEAVES_BEFORE_ENTERING, "order"),
        ({"Tgl Masuk": "25/11/2026"}, Reason.ENTERED_IN_FUTURE, "date"),
        ({"Tgl Lahir": "03/01/2026"}, Reason.BORN_TOO_LATE, "date"),
        ({"Tgl Lahir": "24/11/2026", "Tgl Masuk": "-"}, Reason.BORN_IN_FUTURE, "date"),
        ({"Tgl Lahir": "05/02/2030"}, Reason.BORN_IN_FUTURE, "date"),
    ],
)
def test_row_is_rejected_with_a_reason(changes, reason, why):
    reading = _read(person(**changes))

    assert [(found.row, found.reason, found.why) for found in reading.rejected] == [(2, reason, why)]
    assert (reading.records, reading.rows) == ((), 1)
    assert "CANARY" not in reading.rejected[0].message


def test_register_number_turned_into_a_day_is_rejected():
    def prepare(book, page):
        page.write_datetime(1, 2, datetime.date(2025, 1, 12), book.add_format({"num_format": "d/m/yyyy"}))

    reading = parse(read_table(xlsx(HEADER, person(), prepare=prepare)), today=TODAY)

    assert [found.reason for found in reading.rejected] == [Reason.NUMBER_IS_DATE]


def test_rejected_date_names_the_field_and_not_the_value():
    found = _read(person(**{"Tgl Ekspirasi": "31/02/2027"})).rejected[0]

    assert "31/02/2027" not in found.message
    assert str(found.field.label) in found.message
    assert Rejected.from_values(found.as_values()) == found


def test_every_fault_of_a_row_is_told():
    faults = {"Nama": "", "Tgl Lahir": "31/02/1990", "Tgl Masuk": "abc", "Tgl Ekspirasi": "nanti"}

    reading = _read(person(**faults), person())

    first, second = reading.rejected
    assert [(one.reason, one.field) for one in first.faults] == [
        (Reason.NAME_MISSING, None),
        (Reason.DATE_IMPOSSIBLE, Field.BORN),
        (Reason.DATE_IMPOSSIBLE, Field.ENTERED),
        (Reason.DATE_IMPOSSIBLE, Field.SENTENCE_END),
        (Reason.DUPLICATE, None),
    ]
    assert first.message == " ".join(one.sentence for one in first.faults)
    assert Rejected.from_values(json.loads(json.dumps(first.as_values()))) == first
    assert (second.faults, reading.rows) == ([Rejected(3, Reason.DUPLICATE)], 2)


def test_leaving_on_the_day_of_entry_is_possible():
    assert len(_read(person(**{"Tgl Ekspirasi": "03/01/2026"})).records) == 1


def test_both_rows_of_a_number_are_rejected_however_written():
    rows = [person(**{"No. Registrasi": text}) for text in ("BI.117/2024", "bi 0117/2024", "B.I 118/2024")]

    reading = _read(*rows)

    assert [(found.row, found.why) for found in reading.rejected] == [(2, "duplicate"), (3, "duplicate")]
    assert [record.row for record in reading.records] == [4]


def test_row_with_its_own_fault_still_makes_the_other_a_duplicate():
    reading = _read(person(Nama=""), person())

    assert [(found.row, found.why) for found in reading.rejected] == [(2, "name"), (3, "duplicate")]


@pytest.mark.parametrize("number", ["C 4/2026", "12", 12, "MATI.3/2026", "X" * 40])
def test_unknown_head_is_taken_with_a_warning(number):
    reading = _read(person(**{"No. Registrasi": number}))

    assert [record.register_class for record in reading.records] == [RegisterClass.UNKNOWN]
    assert [warning.code for warning in reading.warnings] == [Warned.REGISTER_UNKNOWN]


@pytest.mark.parametrize("name", ["Rahmat 2", "Rahmat (Blok B)"])
def test_name_with_digits_or_remarks_is_taken_as_it_stands_with_a_warning(name):
    reading = _read(["Budi (Alm)", "B.I 1/2026"], [name, "B.I 2/2026"], header=["Nama", "No Reg"])

    assert [record.name for record in reading.records] == ["Budi (Alm)", name]
    assert [(warning.row, warning.code) for warning in reading.warnings] == [(3, Warned.NAME_SIGNS)]


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [
        ("NIK", "0000000000000000", Warned.NIK_ZEROS),
        ("NIK", 6305010101900001, Warned.NIK_NUMBER),
        ("NIK", "63050101", Warned.NIK_LENGTH),
        ("Pendidikan", "pesantren", Warned.EDUCATION_UNKNOWN),
        ("Jenis Kelamin", "X", Warned.SEX_UNKNOWN),
        ("Kamar", "k" * 21, Warned.HOUSING_UNREADABLE),
        ("Tempat Lahir", "R" * 101, Warned.TEXT_TOO_LONG),
    ],
)
def test_value_that_cannot_be_trusted_is_left_out_with_a_warning(header, cell, code):
    reading = _read(["Budi", "B.I 1/2026", cell], header=["Nama", "No Reg", header])

    record = reading.records[0]
    assert [(warning.row, warning.code) for warning in reading.warnings] == [(2, code)]
    assert (record.nik, record.education, record.sex, record.cell, record.birth_place) == ("", "", "", "", "")


def test_rejected_row_gives_no_warning():
    reading = _read(["", "B.I 1/2026", "0000000000000000"], header=["Nama", "No Reg", "NIK"])

    assert reading.warnings == ()


def test_nik_on_two_rows_is_taken_for_neither():
    nik = "6305010101900001"

    reading = _read(["Budi", "B.I 1", nik], ["Ani", "B.I 2", nik], header=["Nama", "No Reg", "NIK"])

    assert [(record.name, record.nik) for record in reading.records] == [("Budi", ""), ("Ani", "")]
    assert [(warning.row, warning.code) for warning in reading.warnings] == [
        (2, Warned.NIK_SHARED),
        (3, Warned.NIK_SHARED),
    ]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [(["P", "W"], ["L", "P"]), (["L", "P"], ["L", "P"]), (["P", "P"], ["P", "P"]), (["LK", "W"], ["L", "P"])],
)
def test_p_means_pria_where_women_are_w(letters, expected):
    rows = [["Budi", f"B.I {number}", letter] for number, letter in enumerate(letters)]

    assert [record.sex for record in _read(*rows, header=["Nama", "No Reg", "JK"]).records] == expected


@pytest.mark.parametrize(
    ("header", "cells", "housing"),
    [
        (["Blok/Kamar"], ["A/07"], ("A", "07")),
        (["Blok"], ["A-7"], ("A", "07")),
        (["Kamar"], ["BLOK A KMR 7"], ("A", "07")),
        (["Blok", "Kamar"], ["A", "A-7"], ("A", "07")),
        (["Blok", "Kamar"], ["Blok A", 7], ("A", "07")),
        (["Blok", "Kamar", "Penempatan"], ["B", "2", "A/07"], ("B", "02")),
    ],
)
def test_housing_is_parted_wherever_it_stands(header, cells, housing):
    record = _read(["Budi", "B.I 1", *cells], header=["Nama", "No Reg", *header]).records[0]

    assert (record.block, record.cell) == housing


@pytest.mark.parametrize("header", ["Tempat/Tgl Lahir", "Tgl Lahir"])
def test_place_and_day_of_birth_are_parted(header):
    record = _read(["Budi", "B.I 1", "Rantau, 01-02-1990"], header=["Nama", "No Reg", header]).records[0]

    assert (record.birth_place, record.born) == ("Rantau", datetime.date(1990, 2, 1))


def test_same_file_twice_reads_the_same():
    data = csv(HEADER, person(), person(**{"No. Registrasi": "A.I 2"}))

    assert parse(read_table(data), today=TODAY) == parse(read_table(data), today=TODAY)
