"""The small parts of stamping, each by itself."""

import pytest
import segno

from certification.stamping import symbols
from certification.stamping.errors import Unstampable
from certification.stamping.page_marks import Marks, filled, has_mark, resized, shape_and_texts
from certification.stamping.repertoire import PLAIN, WHOLE, tier_of
from certification.stamping.writing import Table, place, real, stream, string

WORDS = {"number": "12", "holder": {"name": "Sukarno", "step": "2"}, "pages": [{"rows": [{"no": "1", "two": False}]}]}


def test_each_text_gets_a_mark_and_what_steers_the_layout_none():
    marks = Marks(WORDS)

    marked = marks.marked(WORDS)

    assert marked["pages"] == WORDS["pages"]
    assert marked["holder"]["step"] == "2"
    assert marks.parts(f"Nomor {marked['number']}") == ("Nomor ", ("number",))
    assert marks.parts(marked["holder"]["name"]) == (("holder", "name"),)
    assert has_mark(marked["number"])
    assert not has_mark("Nomor 12")


def test_more_texts_than_marks_are_refused():
    with pytest.raises(Unstampable):
        Marks({"notes": ["x"] * 800})


def test_a_shape_is_of_what_there_is_and_not_of_what_it_says():
    other = {"number": "99", "holder": {"name": "Ana", "step": "1"}, "pages": WORDS["pages"]}

    assert shape_of(other) == shape_of(WORDS)
    assert shape_of({**WORDS, "number": ""}) != shape_of(WORDS)
    assert shape_of({**WORDS, "pages": [{"rows": [{"no": "1", "two": True}]}]}) != shape_of(WORDS)


def shape_of(words):
    return shape_and_texts(words)[0]


def test_texts_are_those_that_are_printed():
    assert shape_and_texts({**WORDS, "check": {"url": "HTTPS://A", "code": ["B", "C"]}})[1] == "12SukarnoBC"


def test_sizes_are_set_everywhere():
    assert resized({"a": [{"step": "1", "name": "x"}]}, {"step": "3"}) == {"a": [{"step": "3", "name": "x"}]}


def test_white_space_of_a_slot_is_made_single_but_for_no_break_spaces():
    assert filled(("Nomor ", ("number",)), {"number": " 1\n  2\xa03 "}) == "Nomor 1 2\xa03"


@pytest.mark.parametrize(("texts", "tier"), [("Nur’aini D'Souza – 12", PLAIN), ("Łukasz", WHOLE)])
def test_rare_letters_ask_for_the_whole_font(texts, tier):
    assert tier_of(texts) == tier


def modules(text):
    side, rows = symbols.packed(text)
    width = (side + 7) // 8
    lines = [int.from_bytes(rows[at * width : at * width + width], "big") for at in range(side)]
    return [[1 - int(bit) for bit in format(line, f"0{width * 8}b")[:side]] for line in lines]


@pytest.mark.parametrize("text", ["HTTPS://SERTIFIKAT.BLK.EXAMPLE/C/2XHYN9C4TCWHBPVMCM63EHF7NB", "A" * 300])
def test_the_symbol_is_the_one_that_the_plain_way_prints(text):
    # Of the eight masks of the standard both take the best, and may judge differently between two good ones.
    matrices = [segno.make_qr(text, error="m", boost_error=False, mask=mask).matrix for mask in range(8)]

    assert modules(text) in [[[int(bool(one)) for one in row] for row in matrix] for matrix in matrices]


def test_an_address_in_small_letters_takes_no_more_modules():
    assert len(modules("https://a.example/c/1")) <= len(segno.make_qr("https://a.example/c/1", error="m").matrix)


def test_a_symbol_too_fine_for_the_paper_is_refused():
    with pytest.raises(Unstampable):
        symbols.packed("x" * 600)


@pytest.mark.parametrize(("text", "written"), [("a(b)\\c", b"(a\\(b\\)\\\\c)"), ("é", b"<feff00e9>"), ("", b"()")])
def test_texts_of_dictionaries(text, written):
    assert string(text) == written


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (12.666015625, "12.666016"), (0.5, "0.5"), (-3.25, "-3.25")]
)
def test_numbers_are_written_as_weasyprint_writes_them(value, written):
    assert real(value) == written


def test_the_table_says_where_each_object_stands():
    table = Table.of(4)

    content = place(table, [(1, stream(1, b"abc")), (3, stream(3, b"x", level=9))], 10)

    assert table.rows[7:14] == b"\x01\x00\x00\x00\x0a\x00\x00"
    assert table.rows[21:28] == b"\x01" + (10 + content.index(b"3 0 obj")).to_bytes(4, "big") + b"\0\0"
    assert content.startswith(b"1 0 obj\n<</Length 3>>\nstream\nabc\nendstream\nendobj\n3 0 obj")
    assert b"/Filter/FlateDecode" in content
