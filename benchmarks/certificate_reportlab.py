"""The same certificate made with ReportLab, as its manual suggests: text, table, QR and photo frame.

It has less to do: no ornament, which ReportLab cannot read, and neither tags nor PDF/A, which it does not offer.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from certification.stamping import symbols

FONTS = Path(__file__).resolve().parent.parent / "printing/assets/fonts"
WIDTH, HEIGHT = 297 * mm, 210 * mm
SANS, BOLD, SERIF, SERIF_BOLD = "PublicSans-Regular", "PublicSans-SemiBold", "EBGaramond-Medium", "EBGaramond-SemiBold"
for name in (SANS, BOLD, SERIF, SERIF_BOLD):
    pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))


def printed(words: dict) -> bytes:
    """The snapshot as a PDF."""
    file = BytesIO()
    page = Canvas(file, pagesize=(WIDTH, HEIGHT))
    page.setTitle(f"Sertifikat Pelatihan {words['number']}")
    page.setAuthor(words["issuer"]["name"])
    side, rows = symbols.packed(words["check"]["url"])
    symbol = ImageReader(Image.frombytes("1", (side, side), rows))
    _front(page, words, symbol)
    page.showPage()
    _back(page, words, symbol)
    page.save()
    return file.getvalue()


def _front(page: Canvas, words: dict, symbol: ImageReader) -> None:
    middle = (
        (BOLD, 11, 49, words["issuer"]["name"]),
        (SERIF_BOLD, 34, 62, "SERTIFIKAT PELATIHAN"),
        (SANS, 9.5, 75, f"Nomor {words['number']}"),
        (SANS, 9.5, 84, "diberikan kepada"),
        (SERIF, 30, 96, words["holder"]["name"]),
        (SANS, 9.5, 106, words["holder"]["birth"]),
        (SANS, 9.5, 114, words["statement"]),
        (SERIF_BOLD, 19, 122, words["program"]["name"]),
    )
    for font, size, top, text in middle:
        page.setFont(font, size)
        page.drawCentredString(WIDTH / 2, HEIGHT - top * mm, text)
    for left, fact in zip((59, 117, 175, 226), words["facts"], strict=True):
        for font, size, top, text in ((SANS, 7.5, 132, fact["label"]), (BOLD, 11, 138, fact["value"])):
            page.setFont(font, size)
            page.drawCentredString(left * mm, HEIGHT - top * mm, text)
    page.drawImage(symbol, 27 * mm, 23 * mm, 25.5 * mm, 25.5 * mm)
    page.rect(133.5 * mm, 23 * mm, 30 * mm, 40 * mm)
    check = ["Periksa keaslian", "Pindai kode QR atau buka", words["check"]["address"], "dan ketik kode"]
    _lines(page, 57, 164, [*check, *words["check"]["code"]])
    _sign(page, 197, 150, words["place_date"], words["signatory"])


def _back(page: Canvas, words: dict, symbol: ImageReader) -> None:
    page.setFont(SERIF_BOLD, 21)
    page.drawString(20 * mm, HEIGHT - 27 * mm, "DAFTAR UNIT KOMPETENSI")
    for left, label, text in (
        (20, "Nama", words["holder"]["name"]),
        (122, "Program pelatihan", words["program"]["name"]),
        (198, "Nomor sertifikat", words["number"]),
    ):
        _lines(page, left, 41, [label, text])
    rows = [["No", "Kode Unit", "Judul Unit", "JP", "Hasil"]]
    rows += [
        [str(number), unit["code"], unit["title"], unit["hours"], unit["result"]]
        for number, unit in enumerate(words["units"], 1)
    ]
    rows.append(["", "", "Jumlah jam pelajaran", words["total_hours"], ""])
    table = Table(rows, colWidths=[13 * mm, 45 * mm, 157 * mm, 20 * mm, 22 * mm], rowHeights=7.2 * mm)
    style = [
        ("FONT", (0, 0), (-1, -1), SANS, 9),
        ("FONT", (0, 0), (-1, 0), BOLD, 8.5),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, "#b3c1bc"),
    ]
    table.setStyle(TableStyle(style))
    table.wrapOn(page, WIDTH, HEIGHT)
    table.drawOn(page, 20 * mm, HEIGHT - 51.5 * mm - 7.2 * mm * len(rows))
    page.drawImage(symbol, 257 * mm, HEIGHT - 41.5 * mm, 20 * mm, 20 * mm)
    _lines(page, 20, 156, ["Keterangan", *words["notes"]])
    _sign(page, 204, 155, words["place_date"], words["second"])
    _lines(page, 20, 204, [words["foot"]])
    _lines(page, 250, 204, ["Lembar 2 dari 2"])


def _sign(page: Canvas, left: float, top: float, place: str, person: dict) -> None:
    _lines(page, left, top, [place, *person["office"]])
    _lines(page, left, top + 33, [person["name"], person["number"]])


def _lines(page: Canvas, left: float, top: float, lines: list[str]) -> None:
    page.setFont(SANS, 8.5)
    for number, text in enumerate(lines):
        page.drawString(left * mm, HEIGHT - (top + 4.6 * number) * mm, text)
