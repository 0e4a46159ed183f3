import pytest

from printing import office_list
from printing.box_fit import Unprintable
from tests.papers import fonts, pages, qpdf_complaints


def data(rows, **changes):
    return {
        "issuer": {"name": "UPTD BALAI LATIHAN KERJA", "address": "Jalan Contoh Nomor 1, Rantau"},
        "title": "Daftar Peserta Pelatihan",
        "facts": [{"label": "Program", "value": "Plate Welder SMAW 3F"}],
        "columns": [
            {"label": "Nama", "width": 76},
            {"label": "Program", "width": 60},
            {"label": "JP", "width": 30, "number": True},
        ],
        "rows": rows,
        "foot": "Dicetak 23 November 2026",
        **changes,
    }


def test_a_long_list_repeats_its_head_and_counts_its_pages(tmp_path):
    rows = [[f"Peserta {number}", "Las", "240"] for number in range(1, 81)]

    pdf = office_list.render(data(rows))

    found = pages(pdf)
    assert len(found) == 3
    for number, text in enumerate(found, 1):
        assert f"Halaman {number} dari 3" in text
        assert "Dicetak 23 November 2026" in text
        assert "No Nama Program JP" in text
    assert [text.count("Daftar Peserta Pelatihan") for text in found] == [1, 0, 0]
    assert all(f"{number} Peserta {number} Las 240" in " ".join(found) for number in range(1, 81))
    assert all(fonts(pdf).values())
    assert qpdf_complaints(pdf, tmp_path) == ""


def test_text_of_a_row_is_never_markup():
    text = '<img src="http://127.0.0.1:9/x"> <b>x</b>'

    assert text in pages(office_list.render(data([[text, "", "1"]])))[0]


def test_a_width_that_is_no_number_never_reaches_the_style():
    columns = [{"label": "Nama", "width": "1mm } * { background: url(http://x)"}]

    with pytest.raises((TypeError, ValueError)):
        office_list.render(data([["x"]], columns=columns))


def test_a_word_wider_than_its_column_is_refused():
    with pytest.raises(Unprintable, match="JP terlalu panjang"):
        office_list.render(data([["x", "y", "1" * 90]]))
