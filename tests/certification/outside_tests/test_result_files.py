"""Files of results as bodies send them: forms differ, cells are spoiled, and nobody is guessed."""

from datetime import date

import pytest

from certification.outside_tests import candidate_list
from certification.outside_tests.result_columns import Field, recognize
from certification.outside_tests.result_files import RESULTS, Fault, Row, rows_of
from core.errors import RuleViolation
from core.exporting import as_csv, as_xlsx
from inmates.imports.reading import Table
from inmates.imports.reading.lists import read_lists
from tests.factories.outside import HEADS, results_file
from tests.inmates.imports.builders import xlsx

TODAY = date(2026, 11, 23)
NIK = "6305011705950001"


def table_of(data):
    return read_lists(data, RESULTS).tables[0]


def read(data):
    return rows_of(table_of(data), today=TODAY)


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Nama Kandidat", "name"),
        ("NAMA LENGKAP", "name"),
        ("Nama Asesi", "name"),
        ("NIK", "nik"),
        ("No. KTP", "nik"),
        ("Skema", "scheme"),
        ("Judul Skema Sertifikasi", "scheme"),
        ("K/BK", "result"),
        ("Keputusan_Asesmen", "result"),
        ("Hasil Uji Kompetensi", "result"),
        ("Rekomendasi", "result"),
        ("No. Sertifikat", "certificate_number"),
        ("Nomor Sertifikat (BNSP)", "certificate_number"),
        ("No. Registrasi", "registration_number"),
        ("No Reg", "registration_number"),
        ("no_blanko", "blank_serial"),
        ("Nomor Seri Blangko", "blank_serial"),
        ("Tanggal Terbit", "issued_on"),
        ("Tgl. Sertifikat", "issued_on"),
        ("Masa Berlaku", "valid_until"),
        ("Berlaku s.d.", "valid_until"),
        ("Tgl Kedaluwarsa", "valid_until"),
        ("Alamat", ""),
        ("No", ""),
        ("Tempat Lahir", ""),
        ("", ""),
    ],
)
def test_heads_are_known_by_their_words(head, field):
    assert recognize(head) == ((field, 0) if field else None)


def test_columns_of_our_own_list_come_back_as_they_went():
    known = [recognize(head) for head in candidate_list.HEADS]

    assert [field for field, _rank in filter(None, known)] == [
        "name",
        "nik",
        "scheme",
        "result",
        "certificate_number",
        "registration_number",
        "blank_serial",
        "issued_on",
        "valid_until",
    ]


def test_row_is_read_whole():
    number = "95300 2411 0000001 2026"
    data = results_file(
        (1, "Ahmad  Noor", NIK, "Kompeten", number, "REG.1", "BNSP 0001", date(2026, 11, 18), date(2029, 11, 18))
    )

    assert read(data) == [
        Row(2, "Ahmad Noor", NIK, "", "K", number, "REG.1", "BNSP 0001", date(2026, 11, 18), date(2029, 11, 18))
    ]


@pytest.mark.parametrize(
    ("word", "result"),
    [
        ("K", "K"),
        ("kompeten", "K"),
        ("KOMPETEN (K)", "K"),
        ("Lulus", "K"),
        ("BK", "BK"),
        ("Belum Kompeten", "BK"),
        ("belum  kompeten", "BK"),
        ("TK", "BK"),
        ("Tidak Hadir", "TH"),
        ("-", ""),
        ("", ""),
    ],
)
def test_words_for_a_result(word, result):
    assert [row.result for row in read(results_file((1, "Ahmad", NIK, word, "", "", "", "", "")))] == [result]


def test_titles_numbering_and_repeated_heads_are_no_people():
    rows = [
        ("DAFTAR HASIL UJI KOMPETENSI", *[""] * 8),
        ("LSP Las Nusantara", "", *[""] * 7),
        HEADS,
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"),
        (1, "Ahmad", NIK, "K", "", "", "", "", ""),
        HEADS,
        ("", "Rantau, 20 November 2026", *[""] * 7),
    ]

    assert [(row.number, row.name) for row in read(as_csv(["Kop"], rows))] == [(6, "Ahmad")]


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"Hasil": "lumayan"}, [Fault.RESULT]),
        ({"Hasil": "?"}, [Fault.RESULT]),
        ({"Hasil": "√"}, [Fault.RESULT]),
        ({"Hasil": 1}, [Fault.RESULT]),
        ({"Hasil": " -- "}, []),
        ({"No. Sertifikat": 953002411000000120}, [Fault.NUMBER]),
        ({"Tanggal Terbit": "31/02/2026"}, [Fault.NO_DAY]),
        ({"Masa Berlaku": "kapan saja"}, [Fault.DATE]),
        ({"No. Sertifikat": "9" * 61}, [Fault.LONG]),
        ({"Nama Kandidat": "", "NIK": 6305011705950001}, [Fault.NOBODY]),
        ({"Masa Berlaku": "3 (tiga) tahun"}, []),
        ({"Tanggal Terbit": "00/00/0000"}, []),
    ],
)
def test_faults_of_a_row(values, faults):
    row = {"No": 1, "Nama Kandidat": "Ahmad", "NIK": NIK, **values}

    assert [list(one.faults) for one in read(results_file([row.get(head, "") for head in HEADS]))] == [faults]


@pytest.mark.parametrize(
    ("nik", "kept", "unreadable"),
    [
        (NIK, NIK, False),
        ("63 0501 170595 0001", NIK, False),
        (6305011705950001, "", True),
        ("630501", "", True),
        ("0000000000000000", "", False),
        ("", "", False),
    ],
)
def test_nik_of_a_row(nik, kept, unreadable):
    row = read(results_file((1, "Ahmad", nik, "K", "", "", "", "", "")))[0]

    assert (row.nik, row.nik_unreadable) == (kept, unreadable)


def test_small_number_is_text():
    row = read(results_file((1, "Ahmad", NIK, "K", "", "", 12345, "", "")))[0]

    assert row.blank_serial == "12345"


def test_sheet_that_names_nothing_is_refused():
    for data, code in ((as_xlsx(["Kolom", "Lain"], [("a", "b")]), "no_header"), (b"", "empty")):
        with pytest.raises(RuleViolation) as refused:
            table_of(data)
        assert [reason.code for reason in refused.value.reasons] == [code]


def test_too_many_rows_are_refused():
    with pytest.raises(RuleViolation) as refused:
        table_of(as_csv(["Nama", "Hasil"], [("Ahmad", "K")] * 1001))

    assert [reason.code for reason in refused.value.reasons] == ["too_many_rows"]


def test_kept_sheet_is_the_one_that_was_read():
    table = table_of(results_file((1, "Ahmad", NIK, "K", "X-1", "", "", date(2026, 11, 18), "")))

    assert Table.from_values(table.as_values(), Field) == table


def test_second_column_of_a_kind_is_left_to_the_user():
    table = table_of(as_csv(["Nama", "Hasil", "Keputusan"], [("Ahmad", "K", "BK")]))

    assert [(one.text, one.field) for one in table.columns] == [
        ("Nama", "name"),
        ("Hasil", "result"),
        ("Keputusan", None),
    ]


def test_heading_over_two_rows_is_read_as_one():
    rows = [
        ("No", "Nama", "Sertifikat", "", "Hasil"),
        ("", "", "No. Sertifikat", "Tanggal Terbit", ""),
        (1, "Ahmad", "953 1", date(2026, 11, 18), "K"),
    ]

    assert read(as_xlsx(["DAFTAR HASIL"], rows)) == [
        Row(4, "Ahmad", "", "", "K", "953 1", "", "", date(2026, 11, 18), None)
    ]


def test_days_of_old_mac_workbooks_are_not_four_years_early():
    data = xlsx(("Nama", "No. Sertifikat", "Tanggal Terbit"), ("Ahmad", "953 1", 44882), options={"date_1904": True})

    assert [row.issued_on for row in read(data)] == [date(2026, 11, 18)]


def test_row_with_a_fault_keeps_what_is_written():
    row = read(results_file((1, "Ahmad", NIK, "lumayan", "", "", "", "31/02/2026", "")))[0]

    assert (row.faults, row.written) == ((Fault.RESULT, Fault.NO_DAY), "lumayan – 31/02/2026")
