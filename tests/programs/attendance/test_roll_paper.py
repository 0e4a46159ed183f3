"""The roll on paper."""

import pymupdf
import pytest
import zxingcpp

from printing.box_fit import Unprintable
from programs.attendance.roll_paper import render_roll
from tests.papers import fonts, missing_texts, pages, qpdf_complaints, raster, sample

LONG_NAME = "Muhammad Syarifuddin Al-Banjari Nasrullah bin H. Abdurrahman"
LONG_PROGRAM = "Administrasi Perkantoran dan Pengelolaan Arsip serta Dokumen Tingkat Lanjutan"
ROLLS = ("roll_session", "roll_week")


@pytest.fixture(scope="module", params=ROLLS)
def roll(request):
    return request.param, render_roll(sample(request.param))


def test_every_word_stands_in_the_file(roll):
    name, pdf = roll

    assert missing_texts(sample(name), " ".join(pages(pdf))) == []


def test_file_is_sound_with_all_fonts_and_the_same_every_time(roll, tmp_path):
    name, pdf = roll

    assert qpdf_complaints(pdf, tmp_path) == ""
    assert set(fonts(pdf).values()) == {True}
    assert render_roll(sample(name)) == pdf


def test_qr_names_the_sheet(roll):
    name, pdf = roll

    found = zxingcpp.read_barcodes(raster(pdf, 0, 150))

    assert [code.text for code in found] == [sample(name)["id"]]


@pytest.mark.parametrize(
    ("name", "count", "sheets"),
    [
        ("roll_session", 0, 1),
        ("roll_session", 18, 1),
        ("roll_session", 19, 2),
        ("roll_session", 30, 2),
        ("roll_week", 23, 1),
        ("roll_week", 24, 2),
    ],
)
def test_pages_follow_the_number_of_names(name, count, sheets):
    found = pages(render_roll(sample(name, rows=[{"name": "Sukarno"}] * count)))

    assert len(found) == sheets
    assert sum(text.count("Sukarno") for text in found) == count
    assert [text.count("Petugas hitung") for text in found] == [0] * (sheets - 1) + [1]
    assert f"Halaman {sheets} dari {sheets}" in found[-1]


@pytest.mark.parametrize(("name", "count"), [("roll_session", 18), ("roll_week", 23)])
@pytest.mark.parametrize("holder", [LONG_NAME, f"{LONG_NAME} {LONG_NAME[:30]}"])
def test_a_page_full_of_long_names_stays_above_the_signatures(name, count, holder):
    pdf = render_roll(sample(name, rows=[{"name": holder}] * count))

    with pymupdf.open(stream=pdf) as document:
        assert len(document) == 1
        legend = document[0].search_for(sample(name)["legend"][:20])[0]
        names = document[0].search_for("Muhammad Syarifuddin")
    assert len(names) >= count
    assert max(one.y1 for one in names) < legend.y0


def test_a_week_has_only_the_parts_of_the_days_on_which_the_class_is_taught():
    days = [{"label": "Sen 17", "parts": ["Pagi"]}, {"label": "Sel 18", "parts": ["Pagi", "Siang"]}]

    text = pages(render_roll(sample("roll_week", days=days)))[0]

    assert [text.count(word) for word in ("Sen 17", "Sel 18", "Pagi", "Siang")] == [1, 1, 2, 1]


def test_a_long_program_stands_in_two_small_lines():
    facts = [{"label": "Program", "value": LONG_PROGRAM}, {"label": "Kelas", "value": "LAS"}]

    text = pages(render_roll(sample("roll_session", facts=facts)))[0]

    assert f"Program {LONG_PROGRAM}" in text


def test_markup_in_a_name_stays_text():
    name = "<b>Sukarno</b> & {{ id }}"

    assert name in pages(render_roll(sample("roll_session", rows=[{"name": name}])))[0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"rows": [{"name": "Sukarno"}, {"name": ""}]}, "Nama nomor 2 kosong"),
        ({"rows": [{"name": "Sukarno " * 40}]}, "Nama nomor 1 terlalu panjang"),
        ({"days": [{"label": "Sen 17", "parts": ["Pagi"]}] * 7}, "Hari: terisi 7"),
        ({"days": [{"label": "Senin tanggal tujuh belas", "parts": ["Pagi"]}]}, "Hari terlalu panjang"),
        ({"counts": ["Tiba"] * 5}, "Kotak hitungan: terisi 5"),
        ({"hands": [{"role": "Saksi", "name": ""}] * 4}, "Penanda tangan: terisi 4"),
        ({"statuses": ["Hadir semua"]}, "Huruf kehadiran terlalu panjang"),
        ({"legend": "H hadir " * 40}, "Keterangan tanda terlalu panjang"),
    ],
)
def test_what_cannot_be_printed_is_refused_by_name(changes, reason):
    data = sample("roll_session", **changes)

    with pytest.raises(Unprintable) as caught:
        render_roll(data)

    assert len(caught.value.reasons) == 1
    assert reason in str(caught.value.reasons[0])
