"""Lists of certificates as centers keep them in Word and Excel: heads differ, cells are spoiled, nothing is guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.earlier_certificates.earlier_columns import Field, recognize
from certification.earlier_certificates.earlier_files import CERTIFICATES, MOST_UNITS, Fault, rows_of, units_in
from core.errors import RuleViolation
from inmates.imports.reading.header_rows import Column
from inmates.imports.reading.lists import Table, TableRow, read_lists
from tests.factories.earlier import BORN, ISSUED, NUMBER, earlier_file, row
from tests.inmates.imports.builders import book, csv, xlsx
from tests.world.strategies import characters, examples, names_of_world, texts

TODAY = date(2026, 11, 23)
HEADS = ["No", "No. Sertifikat", "Nama", "Program", "Tgl Terbit"]


def read(data):
    return rows_of(read_lists(data, CERTIFICATES).tables[0], today=TODAY)


def read_one(**more):
    return read(earlier_file(row(**more)))[0]


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("No. Sertifikat", "number"),
        ("NOMOR SERTIFIKAT PELATIHAN", "number"),
        ("Nomor Sertipikat", "number"),
        ("Nama", "name"),
        ("Nama Lengkap Peserta", "name"),
        ("Nama Pemegang", "name"),
        ("NIK (16 angka)", "nik"),
        ("Tempat Lahir", "birth_place"),
        ("Tgl. Lahir", "birth_date"),
        ("Tempat, Tanggal Lahir", "birth"),
        ("TTL", "birth"),
        ("Kejuruan", "program"),
        ("Program Pelatihan", "program"),
        ("Jenis Pelatihan", "program"),
        ("Tanggal Terbit", "issued_on"),
        ("Tgl Penerbitan", "issued_on"),
        ("Masa Berlaku", "valid_until"),
        ("Berlaku s.d.", "valid_until"),
        ("Unit Kompetensi", "units"),
        ("SHA-256 berkas", "sha256"),
        ("No", "ordinal"),
        ("Alamat", None),
        ("Agama", None),
        ("x" * 300, None),
    ],
)
def test_heads_of_columns_are_recognized(head, field):
    found = recognize(head)

    assert (found and found[0].value) == field


def test_row_is_read_with_all_that_it_says():
    units = "1. C.141110.001.01 Menjahit lurus\n2. C.141110.002.01 – Memotong bahan"
    found = read_one(nik="6305010101950001", until="20/11/2022", units=units, sha256="AB" * 32)

    assert (found.number, found.name, found.nik, found.birth_place, found.birth_date) == (
        NUMBER,
        "Siti Rahmah",
        "6305010101950001",
        "Rantau",
        BORN,
    )
    assert (found.program, found.issued_on, found.valid_until) == ("Menjahit Pakaian", ISSUED, date(2022, 11, 20))
    assert found.units == (("C.141110.001.01", "Menjahit lurus"), ("C.141110.002.01", "Memotong bahan"))
    assert (found.sha256, found.faults, found.nik_unreadable) == ("ab" * 32, (), False)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("20/11/2019", ISSUED),
        ("20-11-2019", ISSUED),
        ("20 Nopember 2019", ISSUED),
        ("Rabu, 20 November 2019", ISSUED),
        (43789, ISSUED),
        ("43789", ISSUED),
        (ISSUED, ISSUED),
    ],
)
def test_days_are_read_as_text_and_as_serial_numbers(cell, day):
    assert read_one(issued=cell).issued_on == day


@pytest.mark.parametrize("cell", ["-", "", "seumur hidup", "Berlaku selamanya", "00/00/0000", "tidak terbatas"])
def test_certificate_without_an_end_says_so_in_many_ways(cell):
    found = read_one(until=cell)

    assert (found.valid_until, found.faults) == (None, ())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"number": ""}, Fault.NUMBER),
        ({"number": "tanpa nomor"}, Fault.NUMBER),
        ({"number": 1234567890123456}, Fault.DIGITS),
        ({"number": "893/017/\N{CYRILLIC CAPITAL LETTER VE}LK/2019"}, Fault.LETTERS),
        ({"number": "893/\N{ARABIC-INDIC DIGIT ONE}7/BLK/2019"}, Fault.LETTERS),
        ({"number": "1" * 61}, Fault.LONG),
        ({"name": ""}, Fault.NAME),
        ({"name": "Siti (2)"}, Fault.NAME),
        ({"name": "Siti \N{GRINNING FACE}"}, Fault.SIGNS),
        ({"name": "S" * 151}, Fault.NAME),
        ({"name": "Warga Binaan"}, Fault.WORDS),
        ({"program": ""}, Fault.PROGRAM),
        ({"program": "Las di Rutan Rantau"}, Fault.WORDS),
        ({"program": "L" * 201}, Fault.LONG),
        ({"number": "W.19.PAS/LAPAS/12/2019"}, Fault.WORDS),
        ({"issued": ""}, Fault.ISSUED_ON),
        ({"issued": "31/02/2019"}, Fault.NO_DAY),
        ({"born": "kapan-kapan"}, Fault.DATE),
        ({"until": "besok"}, Fault.DATE),
        ({"sha256": "abc"}, Fault.SHA256),
        ({"units": ";".join(f"Unit {n}" for n in range(MOST_UNITS + 1))}, Fault.UNITS),
        ({"units": "T" * 251}, Fault.LONG),
        ({"units": "Menjahit baju tahanan"}, Fault.WORDS),
    ],
)
def test_what_cannot_be_read_is_said_and_never_guessed(change, fault):
    assert read_one(**change).faults == (fault,)


def test_nik_kept_as_a_number_is_left_out_with_a_note():
    found = read_one(nik=6305010101950001)

    assert (found.nik, found.nik_unreadable, found.faults) == ("", True, ())


def test_title_rows_merged_heads_and_repeated_heads_are_no_rows():
    data = xlsx(
        ["DAFTAR SERTIFIKAT PELATIHAN"],
        ["UPTD BLK TAPIN", "", "", "", "", ""],
        [],
        ["No", "No. Sertifikat", "Nama", "Tempat dan Tanggal Lahir", "", "Program", "Tgl Terbit"],
        [1, 2, 3, 4, 5, 6, 7],
        [1, NUMBER, "Siti Rahmah", "Rantau", "17/05/1995", "Menjahit", "20/11/2019"],
        ["No", "No. Sertifikat", "Nama", "Tempat dan Tanggal Lahir", "", "Program", "Tgl Terbit"],
        [2, "893/018/BLK/2019", "Hasan", "Binuang", 34836, "Menjahit", 43789],
    )

    found = read(data)

    assert [(one.row, one.name, one.birth_place, one.birth_date) for one in found] == [
        (6, "Siti Rahmah", "Rantau", BORN),
        (8, "Hasan", "Binuang", date(1995, 5, 17)),
    ]


def test_place_and_day_of_birth_in_one_cell_are_parted():
    data = xlsx(
        ["No. Sertifikat", "Nama", "TTL", "Program", "Tgl Terbit"],
        [NUMBER, "Siti", "Rantau, 17 Mei 1995", "Las", ISSUED.strftime("%d/%m/%Y")],
    )

    assert [(one.birth_place, one.birth_date) for one in read(data)] == [("Rantau", BORN)]


def test_text_of_windows_is_read():
    data = csv(HEADS, [1, NUMBER, "Siti Nur’aini", "Menjahit – Dasar", "20/11/2019"], encoding="cp1252")

    assert [(one.name, one.program) for one in read(data)] == [("Siti Nur’aini", "Menjahit – Dasar")]


def test_other_columns_are_dropped_when_the_file_is_read():
    heads = [*HEADS, "Agama", "Alamat"]
    table = read_lists(xlsx(heads, [1, NUMBER, "Siti", "Las", "20/11/2019", "CANARY", "CANARY"]), CERTIFICATES).tables[
        0
    ]

    assert "CANARY" not in str(table.as_values())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 nothing", "not_a_spreadsheet"),
        (xlsx(["Nama", "Kelas"], ["Siti", "A"]), "no_header"),
        (xlsx(HEADS, *([n, f"{n}/BLK/2019", "Siti", "Las", "20/11/2019"] for n in range(1_001))), "too_many_rows"),
        (b"PK\x03\x04" + b"\0" * 200, "not_a_spreadsheet"),
    ],
)
def test_files_that_are_no_list_are_refused_with_a_sentence(data, code):
    with pytest.raises(RuleViolation) as refused:
        read_lists(data, CERTIFICATES)

    assert [reason.code for reason in refused.value.reasons] == [code]


def test_other_sheets_with_lists_are_offered():
    tables = read_lists(
        book(
            Catatan=[["isi"]],
            Y2019=[HEADS, [1, NUMBER, "Siti", "Las", "20/11/2019"]],
            Y2020=[HEADS, [1, "1/B/2020", "Ali", "Las", "20/11/2020"]],
        ),
        CERTIFICATES,
    ).tables

    assert [table.sheet for table in tables] == ["Y2019", "Y2020"]


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("", ()),
        ("- \n •", ()),
        ("Menjahit lurus", (("", "Menjahit lurus"),)),
        (
            "LOG.OO07.005.00 Mengelas; TIK.OP02.001.01: Mengetik",
            (("LOG.OO07.005.00", "Mengelas"), ("TIK.OP02.001.01", "Mengetik")),
        ),
        ("C.24LAS00.001.1", (("C.24LAS00.001.1", "C.24LAS00.001.1"),)),
    ],
)
def test_units_are_code_and_title_each(cell, units):
    assert units_in(cell) == units


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("C.141110.001.01 Menjahit lurus - K", (("C.141110.001.01", "Menjahit lurus"),)),
        ("C.141110.001.01 Menjahit lurus (Kompeten)", (("C.141110.001.01", "Menjahit lurus"),)),
        ("Memotong bahan: lulus", (("", "Memotong bahan"),)),
        ("Kompeten", (("", "Kompeten"),)),
    ],
)
def test_result_beside_a_unit_is_no_part_of_its_title(cell, units):
    assert units_in(cell) == units


def test_program_is_read_where_a_column_says_so_best():
    heads = ["No", "No. Sertifikat", "Nama", "Kejuruan", "Program Pelatihan", "Tgl Terbit"]
    cells = (1, NUMBER, "Siti Rahmah", "Garmen", "Menjahit Pakaian", ISSUED)

    (found,) = read(earlier_file(cells, heads=heads))

    assert found.program == "Menjahit Pakaian"


@examples()
@given(st.text(characters, max_size=400))
def test_units_of_any_text_are_few_and_never_blank(text):
    found = units_in(text)

    assert all(title.strip() for _code, title in found)
    assert sum(len(code) + len(title) for code, title in found) <= 2 * len(text)


@examples()
@given(
    st.one_of(texts(80), st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False)),
    st.one_of(names_of_world(), texts(160)),
    st.one_of(texts(40), st.integers(-(10**9), 10**9)),
)
def test_any_cells_give_a_row_with_all_that_it_needs_or_a_fault(number, name, issued):
    """Never an error, never half a row without saying so."""
    fields = [Field.NUMBER, Field.NAME, Field.PROGRAM, Field.ISSUED_ON]
    columns = tuple(Column(index, field.label, field) for index, field in enumerate(fields))
    table = Table(columns, (TableRow(2, dict(enumerate([number, name, "Las", issued]))),))

    (found,) = rows_of(table, today=TODAY)

    assert bool(found.faults) != bool(found.number and found.name and found.program and found.issued_on)
    assert len(found.number) <= 60
    assert len(found.name) <= 150
    assert len(found.written) <= 80
