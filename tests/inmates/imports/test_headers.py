from dataclasses import replace

import pytest

from inmates.imports.reading import Field, header_rows, propose_mapping
from inmates.imports.reading.headers import HEADS, find_header, recognize
from inmates.imports.reading.row_cells import meant

ROW = ["1", "Budi", "B.I 1/2026"]


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        (Field.NAME, "Nama|NAMA LENGKAP|nama_lengkap|Nama WBP|Nama Tahanan/Narapidana|Nama (sesuai KTP)|Nama / Alias"),
        (
            Field.REGISTER_NUMBER,
            "No. Registrasi|No Reg|no_reg|NOMOR REGISTER|Nomor Reg.|No. Reg. Tahanan/Narapidana|Register|No.\nReg",
        ),
        (Field.CALLED_NAME, "Alias|Nama Alias 1|Nama Panggilan"),
        (Field.BIRTH_PLACE, "Tempat Lahir|Tmp. Lahir|tempat_lahir"),
        (Field.BORN, "Tgl Lahir|TANGGAL LAHIR|tgl_lahir|Tgl. Lahir (dd/mm/yyyy)|tglLahir"),
        (Field.BIRTH, "Tempat/Tgl Lahir|Tempat, Tanggal Lahir|TTL|Tempat & Tgl. Lahir"),
        (Field.SEX, "JK|L/P|Jenis Kelamin|jenis_kelamin|Jenis Kelamin (L/P)"),
        (Field.EDUCATION, "Pendidikan|Pendidikan Terakhir|PEND."),
        (Field.NIK, "NIK|N I K|No. KTP|NIK / No. KTP|Nomor Induk Kependudukan"),
        (Field.ENTERED, "Tgl Masuk|TANGGAL MASUK|Tanggal Mulai Ditahan|Tgl. Msk"),
        (Field.TWO_THIRDS, "2/3 Masa Pidana|Tgl 2/3|2/3"),
        (Field.INTEGRATION_DATE, "Integrasi|Tgl PB/CB/CMB|Tanggal Integrasi"),
        (Field.SENTENCE_END, "Ekspirasi|TGL EKSPIRASI|Expirasi|Tgl Bebas|Akhir Masa Pidana"),
        (Field.BLOCK, "Blok|BLOK|Blok Hunian"),
        (Field.CELL, "Kamar|Sel|Sel/Kamar|No. Kamar|KMR"),
        (Field.BLOCK_CELL, "Blok/Kamar|Blok - Kmr|BLOK / SEL|Blok dan Kamar"),
        (Field.ORDINAL, "No|No.|Nomor Urut"),
    ],
)
def test_words_name_the_field(field, texts):
    assert {text: (recognize(text) or (None,))[0] for text in texts.split("|")} == dict.fromkeys(
        texts.split("|"), field
    )


@pytest.mark.parametrize(
    "text",
    [
        "Pasal",
        "Agama",
        "Perkara",
        "Jenis Kejahatan",
        "Nama Penjamin",
        "Nama Ayah",
        "No Reg Perkara",
        "Tgl Putusan",
        "Lama Pidana",
        "1/3",
        "Nama UPT",
        "NIP",
        "Alamat",
        "Tempat Tinggal",
        "Keterangan",
        "No. Telepon",
        "Alias 2",
        "",
    ],
)
def test_other_words_name_nothing(text):
    assert recognize(text) is None


def test_better_word_wins_and_each_field_is_mapped_once():
    headers = ["Tgl Bebas", "Nama", "No Reg", "Tgl Ekspirasi", "Nama"]

    assert propose_mapping(headers) == {1: Field.NAME, 2: Field.REGISTER_NUMBER, 3: Field.SENTENCE_END}


def test_merged_header_over_two_columns_is_parted():
    headers = ["Nama", "No Reg", "Blok/Kamar", "", "Tempat/Tgl Lahir", ""]

    assert propose_mapping(headers) == {
        0: Field.NAME,
        1: Field.REGISTER_NUMBER,
        2: Field.BLOCK,
        3: Field.CELL,
        4: Field.BIRTH_PLACE,
        5: Field.BORN,
    }


def test_header_is_found_under_titles():
    rows = [["RUTAN", None], ["Nama UPT", "Rantau"], [None], ["Tanggal cetak:", 46000.0], ["No", "Nama", "No Reg"], ROW]

    header = find_header(rows)

    assert (header.top, header.below, header.mapping) == (
        4,
        5,
        {0: Field.ORDINAL, 1: Field.NAME, 2: Field.REGISTER_NUMBER},
    )


def test_two_line_header_is_joined():
    rows = [
        ["No", "Nama", "No Reg", "Tanggal", None, "Penempatan", None, "Penjamin", None],
        [None, None, None, "Masuk", "Ekspirasi", "Blok", "Kamar", "Nama", "NIK"],
        ["1", "Budi", "B.I 1/2026", "01/02/2026", "01/02/2027", "A", "1", "CANARY", "CANARY"],
    ]

    header = find_header(rows)

    assert (header.below, header.mapping) == (
        2,
        {
            0: Field.ORDINAL,
            1: Field.NAME,
            2: Field.REGISTER_NUMBER,
            3: Field.ENTERED,
            4: Field.SENTENCE_END,
            5: Field.BLOCK,
            6: Field.CELL,
        },
    )
    assert [column.text for column in header.columns][-2:] == ["Penjamin Nama", "Penjamin NIK"]


def test_first_person_is_not_taken_for_a_header_line():
    rows = [["Nama", "No Reg", "Tgl"], ["Lahir Masuk", "B.I", "Masuk"]]

    assert find_header(rows).below == 1


@pytest.mark.parametrize("rows", [[], [["Nama"]], [["Tanggal", "Jumlah"], ["1", "2"]], [["Nama", "Alamat"]]])
def test_no_header_is_found(rows):
    assert find_header(rows) is None


def test_of_a_sheet_as_wide_as_programs_make_them_only_the_first_columns_are_asked():
    asked = []

    def asking(text):
        asked.append(text)
        return recognize(text)

    header_rows.find([["nama"] * 16_384] * 3, replace(HEADS, recognize=asking))

    assert 0 < len(asked) <= 3 * 6 * header_rows.SEARCHED_COLUMNS


def test_of_a_wide_row_only_the_first_columns_are_compared_with_headings():
    compared = []

    def is_repeated(row):
        compared.append(len(row))
        return False

    assert meant(is_repeated)(["Budi"] * 16_384, {0: "name"})
    assert compared == [header_rows.SEARCHED_COLUMNS]
