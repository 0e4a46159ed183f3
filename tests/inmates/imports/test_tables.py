import datetime

import pytest

from inmates.imports.reading import Field, ImportRefused, RefusalCode, parse, read_table
from tests.inmates.imports.builders import HEADER, PERSON, csv, person, with_row, xlsx

TODAY = datetime.date(2026, 11, 23)


def _numbers(data):
    return [row.number for row in read_table(data).rows]


def _read(data):
    return parse(read_table(data), today=TODAY)


@pytest.mark.parametrize(
    "noise",
    [
        [],
        [None, "Jumlah: 60 orang"],
        ["Jumlah", 60],
        ["TOTAL", None, "60 orang"],
        [None, "Total", 60],
        ["Sub Total", None, None, None, None, None, None, None, None, 60],
        HEADER,
        [None, "BLOK A"],
        ["Halaman 2"],
        list(range(1, 11)),
        [f"({number})" for number in range(1, 11)],
    ],
)
def test_noise_between_people_is_no_row(noise):
    assert _numbers(xlsx(HEADER, PERSON, noise, person(**{"No. Registrasi": "B.I 2/2026"}))) == [2, 4]


def test_signatures_below_the_list_are_no_rows():
    data = xlsx(
        HEADER,
        PERSON,
        [],
        [None, "Mengetahui,", None, None, None, None, "Rantau, 23 November 2026"],
        [None, "Kepala Rutan", None, None, None, None, "Kasubsi Pelayanan"],
        [],
        [None, "SITI AMINAH, S.H.", None, None, None, None, "H. UDIN"],
        [None, "NIP. 19700101 199001 1 001", None, None, None, None, "NIP. 19800101 200501 1 002"],
    )

    assert _numbers(data) == [2]


def test_row_with_a_name_alone_inside_the_list_is_not_lost():
    data = csv(["Nama", "No Reg"], ["Budi", "B.I 1"], ["Udin", ""], ["Siti", "B.I 2"], ["Ani", ""])

    assert [(found.row, found.why) for found in _read(data).rejected] == [(3, "number"), (5, "number")]


def test_row_numbers_count_from_the_top_of_the_sheet():
    def prepare(book, page):
        page.write_row(6, 2, HEADER)
        page.write_row(9, 2, PERSON)

    assert _numbers(xlsx(prepare=prepare)) == [10]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_every_separator_and_encoding(separator, encoding):
    data = csv(HEADER, person(Nama="D’Costa"), separator=separator, encoding=encoding)

    assert [record.name for record in _read(data).records] == ["D’Costa"]


def test_quoted_cells_keep_separators_and_line_breaks():
    data = b'sep=;\r\nNama;No Reg;Tgl Lahir\r\n"Budi;\nS.Pd";"B.I 1";01/02/1990\r\n"Ani ""Utuh""";B.I 2;02/03/1991\r\n'

    assert [(r.row, r.name) for r in _read(data).records] == [(2, "Budi; S.Pd"), (3, 'Ani "Utuh"')]


def test_stray_quote_swallows_no_rows():
    data = b'Nama;No Reg;Blok;Kamar\n"Budi;B.I 1;A;1\nAni;B.I 2;A;2\nUdin;B.I 3;B;3"\n'

    assert [r.name for r in _read(data).records] == ["Budi", "Ani", "Udin"]


def test_first_sheet_with_a_header_is_read():
    def prepare(book, page):
        page.write_row(0, 0, ["Rekap", "Jumlah"])
        book.add_worksheet("Kosong")
        book.add_worksheet("Isi").write_row(0, 0, HEADER)
        book.get_worksheet_by_name("Isi").write_row(1, 0, PERSON)

    assert _numbers(xlsx(prepare=prepare)) == [2]


def test_visible_sheet_comes_before_a_hidden_one():
    def prepare(book, page):
        page.hide()
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, person(Nama="Lama"))
        shown = book.add_worksheet("Baru")
        shown.activate()
        shown.set_first_sheet()
        shown.write_row(0, 0, HEADER)
        shown.write_row(1, 0, person(Nama="Baru"))

    assert [r.name for r in _read(xlsx(prepare=prepare)).records] == ["Baru"]


def test_merged_header_cells_part_block_and_cell():
    def prepare(book, page):
        page.merge_range(0, 0, 0, 3, "DAFTAR PENGHUNI")
        page.merge_range(1, 0, 2, 0, "NAMA")
        page.merge_range(1, 1, 2, 1, "NO. REGISTRASI")
        page.merge_range(1, 2, 1, 3, "BLOK / KAMAR")
        page.write_row(3, 0, ["Budi", "B.I 1/2026", "A", 7])

    record = _read(xlsx(prepare=prepare)).records[0]

    assert (record.row, record.block, record.cell) == (4, "A", "07")


def test_format_without_values_reaches_no_further():
    data = with_row(xlsx(HEADER, PERSON), '<row r="1048576" s="0"><c r="XFD1048576" s="0"/></row>')

    assert _numbers(data) == [2]


def test_days_of_a_workbook_that_counts_from_1904_are_right():
    data = xlsx(HEADER, person(**{"Tgl Lahir": 31413 - 1462}), options={"date_1904": True})

    assert _read(data).records[0].born == datetime.date(1986, 1, 1)


def test_corrected_mapping_reads_other_columns():
    data = csv(["Orang", "No Reg", "Nama Kecil", "Agama"], ["Budi", "B.I 1", "Utuh", "CANARY"])
    mapping = {0: Field.NAME, 1: Field.REGISTER_NUMBER}

    table = read_table(data, mapping=mapping)

    assert [(c.text, c.field) for c in table.columns] == [
        ("Orang", Field.NAME),
        ("No Reg", Field.REGISTER_NUMBER),
        ("Nama Kecil", None),
        ("Agama", None),
    ]
    assert [dict(row.cells) for row in table.rows] == [{0: "Budi", 1: "B.I 1"}]
    assert parse(table, today=TODAY).records[0].name == "Budi"


@pytest.mark.parametrize(
    "mapping",
    [{0: Field.NAME}, {0: Field.NAME, 1: Field.NAME, 2: Field.REGISTER_NUMBER}, {}],
)
def test_mapping_without_name_and_number_is_refused(mapping):
    data = csv(HEADER, PERSON)

    with pytest.raises(ImportRefused) as at_reading:
        read_table(data, mapping=mapping)
    with pytest.raises(ImportRefused) as at_parsing:
        parse(read_table(data), mapping, today=TODAY)

    assert (at_reading.value.code, at_parsing.value.code) == (RefusalCode.COLUMNS_MISSING,) * 2


def test_partial_header_can_be_mapped_but_not_parsed_as_it_is():
    table = read_table(csv(["Nama", "Tgl Lahir", "Kode"], ["Budi", "01/02/1990", "B.I 1"]))

    with pytest.raises(ImportRefused) as refused:
        parse(table, today=TODAY)

    assert refused.value.code is RefusalCode.COLUMNS_MISSING


@pytest.mark.parametrize(
    ("number_format", "value", "expected"),
    [
        ("General", True, "True"),
        ("General", 7, 7),
        ("General", 7.5, 7.5),
        ("General", 1e301, None),
        ("hh:mm", 0.3125, "07:30:00"),
        ("[hh]:mm", 1.5, 1.5),
        ("d/m/yyyy", 45_000, datetime.date(2023, 3, 15)),
        ("d/m/yyyy hh:mm", 45_000.75, datetime.date(2023, 3, 15)),
        ("d/m/yyyy", 0, None),
    ],
)
def test_cell_of_any_kind_becomes_text_number_or_day(number_format, value, expected):
    def prepare(book, page):
        page.write(1, 2, value, book.add_format({"num_format": number_format}))

    row = read_table(xlsx(["Nama", "No Reg", "Kamar"], ["Budi", "B.I 1"], prepare=prepare)).rows[0]

    assert row.cells.get(2) == expected


@pytest.mark.parametrize("text", ["#N/A", "#N/A N/A", "   "])
def test_cell_that_only_looks_filled_is_blank(text):
    row = read_table(csv(["Nama", "No Reg", "Kamar"], ["Budi", "B.I 1", text])).rows[0]

    assert dict(row.cells) == {0: "Budi", 1: "B.I 1"}


def test_utf16_without_a_byte_order_mark_is_read():
    data = csv(HEADER, *[person(**{"No. Registrasi": f"B.I {n}/2026"}) for n in range(3)], encoding="utf-16-le")

    assert len(_read(data).records) == 3


@pytest.mark.parametrize(
    ("lone", "rows"),
    [
        ({"No. Registrasi": "BLOK A"}, [2, 4]),
        ({"No. Registrasi": "B.I 7/2026"}, [2, 3, 4]),
        ({"Nama": "Kamar 7"}, [2, 4]),
        ({"Nama": "Udin"}, [2, 3, 4]),
        ({"Blok": "A"}, [2, 4]),
    ],
)
def test_lone_cell_is_a_heading_unless_it_names_somebody(lone, rows):
    blank = dict.fromkeys(HEADER, "")
    data = csv(HEADER, PERSON, list({**blank, **lone}.values()), person(**{"No. Registrasi": "B.I 2/2026"}))

    assert _numbers(data) == rows


@pytest.mark.parametrize(
    ("changes", "is_person"),
    [
        ({"Blok": "Total"}, True),
        ({"Nama": "", "No. Registrasi": "", "Blok": "Total"}, False),
        ({"Nama": "Jumlah", "No. Registrasi": "60 orang"}, False),
        ({"Nama": "Jumlah", "No. Registrasi": "B.I 5/2026"}, True),
        ({"Nama": "Total", "No. Registrasi": ""}, False),
    ],
)
def test_word_for_a_sum_drops_no_person(changes, is_person):
    data = csv(HEADER, PERSON, person(**changes), person(**{"No. Registrasi": "B.I 2/2026"}))

    assert (3 in _numbers(data)) is is_person
