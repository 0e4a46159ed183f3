"""Words are measured before they are printed, and refused by name."""

from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image

from printing.box_fit import SANS, Ruler, composed, ems, halves, lines_needed
from printing.document_images import TooLongForQR, UnreadableImage, portrait_jpeg, qr_png
from printing.page_rows import plan
from tests.papers import portrait


@pytest.fixture
def ruler():
    return Ruler()


def jpeg(size=(60, 80), mode="RGB", **options):
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, options.pop("format", "JPEG"), **options)
    return b64encode(buffer.getvalue()).decode()


@pytest.mark.parametrize(("text", "step"), [("Sukarno", "1"), ("Sukarno " * 4, "2"), ("Sukarno " * 6, "3")])
def test_a_text_takes_the_first_step_that_fits(ruler, text, step):
    assert ruler.fit("Nama", text, SANS, [(30, 100), (15, 100), (10, 100)]) == step
    assert ruler.reasons == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Sukarno " * 30, "Nama terlalu panjang untuk dicetak"),
        ("Nur\u0416", "Nama memuat tanda yang tidak ada pada huruf cetak: Ж (U+0416)"),
        ("dua\nbaris", "U+000A"),
        ("\u202eterbalik", "U+202E"),
        ("", "Nama kosong. Isi dahulu sebelum dicetak."),
        ("  ", "Nama kosong"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_by_field(ruler, text, reason):
    ruler.fit("Nama", text, SANS, [(10, 100)])

    assert len(ruler.reasons) == 1
    assert reason in ruler.reasons[0]


def test_letter_spacing_takes_room(ruler):
    width = ems("SERTIFIKAT", SANS) * 10 * 25.4 / 72 + 0.1

    assert ruler.fit("Judul", "SERTIFIKAT", SANS, [(10, width), (5, width)]) == "1"
    assert ruler.fit("Judul", "SERTIFIKAT", SANS, [(10, width), (5, width)], spacing=0.1) == "2"


def test_every_line_of_a_list_is_measured(ruler):
    ruler.fit_all("Catatan", ["pendek", "panjang " * 20, "juga panjang " * 20], SANS, 10, 100)

    assert len(ruler.reasons) == 2


def test_a_title_breaks_evenly_in_two(ruler):
    assert halves("satu dua tiga empat", SANS) == ["satu dua", "tiga empat"]
    assert halves("satu", SANS) == ["satu"]
    assert ruler.lines("Judul", "satu dua", SANS, 10, 9, 100) == ["satu dua"]
    assert ruler.lines("Judul", "satu dua tiga empat", SANS, 10, 9, 20) == ["satu dua", "tiga empat"]
    assert ruler.reasons == []


def test_a_title_that_needs_three_lines_is_refused(ruler):
    ruler.lines("Judul", "satu dua tiga empat " * 5, SANS, 10, 9, 20)

    assert ruler.reasons == [f"Judul terlalu panjang untuk dicetak: “{'satu dua tiga empat ' * 5}”. Persingkat."]


@pytest.mark.parametrize(("width", "lines"), [(100, 1), (20, 2), (12, 4), (2, float("inf"))])
def test_lines_are_counted_as_they_break(width, lines):
    assert lines_needed("satu dua tiga empat", SANS, 10, width) == lines


@pytest.mark.parametrize(("text", "step"), [("Abdul Gafur", "1"), ("Abdul Gafur " * 3, "2")])
def test_a_name_wraps_only_as_far_as_its_cell(ruler, text, step):
    assert ruler.wrap("Nama", text, SANS, [(9, 30, 1), (8, 30, 3)]) == step
    assert ruler.reasons == []


def test_typed_breaks_of_lines_count_as_spaces(ruler):
    assert ruler.wrap("Nama", "Abdul\r\nGafur\n", SANS, [(9, 30, 1), (8, 30, 3)]) == "1"
    assert ruler.reasons == []


def test_a_word_wider_than_its_cell_is_refused(ruler):
    ruler.wrap("Nama", "A" * 60, SANS, [(9, 30, 2), (8, 30, 3)])

    assert "Nama terlalu panjang" in ruler.reasons[0]


def test_accents_are_composed_everywhere():
    assert composed({"a": ["Jose\u0301", 1, True]}) == {"a": ["José", 1, True]}


def test_more_than_there_is_room_for_is_refused(ruler):
    ruler.at_most("Hari", [1, 2, 3], 2)
    ruler.at_most("Hari", [1, 2], 2)

    assert ruler.reasons == ["Hari: terisi 3, sedangkan lembarnya hanya memuat 2."]


def test_an_address_too_long_for_the_symbol_is_refused(ruler):
    assert ruler.qr("Alamat", "https://example/" + "x" * 400) == b""
    assert ruler.qr("Alamat", "x" * 5000) == b""
    assert len(ruler.reasons) == 2
    assert "Alamat terlalu panjang untuk kode QR" in ruler.reasons[0]


def test_a_qr_symbol_is_grey_and_without_margin():
    image = Image.open(BytesIO(qr_png("HTTPS://BLK.EXAMPLE/C/X")))

    assert image.mode == "L"
    assert image.getpixel((0, 0)) == 0
    with pytest.raises(TooLongForQR):
        qr_png("x" * 5000)


def test_a_portrait_is_coded_anew_without_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x010E] = "Blok A kamar 3"
    source = jpeg((1200, 1600), exif=exif, comment=b"rahasia")

    clean = portrait_jpeg(source)

    image = Image.open(BytesIO(clean))
    assert (image.mode, image.size) == ("RGB", (600, 800))
    assert b"rahasia" not in clean
    assert b"Blok A" not in clean
    assert not image.getexif()


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_a_portrait_becomes_three_colored(mode):
    assert Image.open(BytesIO(portrait_jpeg(jpeg(mode=mode)))).mode == "RGB"


@pytest.mark.parametrize(
    "encoded",
    ["not base64!", b64encode(b"text").decode(), jpeg(format="PNG"), portrait()[:2000], jpeg((6001, 10))],
    ids=["no base64", "no picture", "PNG", "cut short", "too wide"],
)
def test_what_is_no_printable_jpeg_is_refused(ruler, encoded):
    with pytest.raises(UnreadableImage):
        portrait_jpeg(encoded)

    assert ruler.portrait("Foto", encoded) == b""
    assert ruler.reasons == ["Foto bukan gambar JPEG yang terbaca. Unggah ulang."]


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (10, [10]), (11, [7, 4]), (24, [20, 4]), (30, [20, 10]), (31, [20, 7, 4])]
)
def test_rows_are_cut_into_pages_and_none_is_lost(count, sizes):
    rows = [{"no": number} for number in range(count)]

    pages = plan(rows, height=lambda row: 1.0, last_room=10, page_room=20, keep=4)

    assert [len(page["rows"]) for page in pages] == sizes
    assert [row for page in pages for row in page["rows"]] == rows
    assert [page["last"] for page in pages] == [False] * (len(sizes) - 1) + [True]
    assert [page["sheet"] for page in pages] == [str(sheet) for sheet in range(1, len(sizes) + 1)]


def test_a_row_taller_than_a_page_does_not_hang():
    pages = plan([{"no": 1}, {"no": 2}], height=lambda row: 99.0, last_room=10, page_room=20, keep=0)

    assert [len(page["rows"]) for page in pages] == [1, 1, 0]
