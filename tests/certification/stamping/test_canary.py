"""What stamping knows of WeasyPrint's inside still holds. A failure here says which of it a new version changed; until
`certification/stamping/internals.py` follows, every certificate is printed the plain way.
"""

import pytest
import weasyprint

from certification.papers.certificate_paper import PAPER
from certification.stamping import internals
from certification.stamping.dismantling import Dismantled
from printing.box_fit import Ruler, composed
from printing.press import write
from tests.certification.stamping.people import certificate


@pytest.fixture(scope="module")
def laid_out():
    layout = PAPER.lay_out(composed(certificate()), Ruler())
    document = PAPER.document(layout.words, layout.images)
    kept = []
    write(document, finisher=lambda _document, pdf: kept.append(pdf))
    return document, kept[0]


def test_the_version_is_one_that_was_looked_at():
    assert weasyprint.__version__ in internals.VERSIONS, (
        f"WeasyPrint {weasyprint.__version__} is new here: run the tests of this folder with STAMPED_PEOPLE=300, "
        "then add it to VERSIONS in certification/stamping/internals.py"
    )


def test_boxes_say_where_each_text_stands(laid_out):
    boxes = {box.text: box for box in internals.text_boxes(laid_out[0]) if box.page == 0}

    name = boxes["Sukarno"]
    assert (round(name.left, 2), round(name.width, 2), name.align) == (90.71, 941.1, 0.5), (
        "blocks tell no more their room"
    )
    assert round(name.font_size, 3) == 53.333, "styles tell no more the size of the font in pixels"
    assert 90 < name.x < name.left + name.width, "text boxes tell no more where the text begins"
    assert 318 < name.baseline < 383, "text boxes tell no more their baseline"
    assert boxes["UPTD BALAI LATIHAN KERJA KABUPATEN TAPIN"].spacing > 1, "styles tell no more the room between letters"


def test_boxes_say_where_the_symbols_stand(laid_out):
    found = [box for box in internals.image_boxes(laid_out[0]) if box.source == "document:qr.png"]

    assert [(box.page, round(box.width, 1)) for box in found] == [(0, 96.4), (1, 75.6)], (
        "pictures tell no more their box"
    )


def test_fonts_tell_their_file_and_their_letters(laid_out):
    fonts = internals.fonts(laid_out[0])

    assert [len(same) for same in fonts.values()] == [1] * 5, "one font file is no more one font of the document"
    for (font,) in fonts.values():
        texts, widths = internals.letters_of(font)
        assert set(texts) <= set(widths), "fonts keep no more the text and the width of each glyph"
        assert internals.font_file(font)[:4] == b"\0\1\0\0", "fonts give no more their whole file"


def test_a_page_draws_each_text_with_three_operators(laid_out):
    operators = Dismantled(laid_out[1]).pages[0]

    shown = [at for at, one in enumerate(operators) if one.endswith(b"] TJ")]
    assert len(shown) == len([box for box in internals.text_boxes(laid_out[0]) if box.page == 0])
    for at in shown:
        assert operators[at - 2].startswith(b"1 0 0 -1 "), "the place of a text is written in another way"
        assert operators[at - 2].endswith(b" Tm"), "the place of a text is written in another way"
        assert operators[at - 1].endswith(b" Tf"), "the font of a text is written in another way"


def test_the_objects_can_be_told_apart(laid_out):
    _document, pdf = laid_out

    assert {type(one).__name__ for one in pdf.objects} >= {"Dictionary", "Stream"}, "objects have other kinds"
    assert all(hasattr(one, "compressible") for one in pdf.objects[1:]), "objects do not say what can be packed"
    assert pdf.info["Title"].data == b"(Sertifikat Pelatihan 563/0147/BLK-TPN/2026)", "the title is kept elsewhere"
    assert b"xpacket" in Dismantled(pdf).metadata, "the metadata are kept elsewhere"
