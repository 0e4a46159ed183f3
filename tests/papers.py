"""What the tests of printed papers share: sample words, and ways to read a PDF."""

import json
import subprocess
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf

DATA = Path(__file__).parent / "data" / "papers"
# The address in the QR, the picture, and the date of the file are not read as text.
UNPRINTED = {"url", "claims", "signed", "photo", "issued_on"}

# What people type into boxes of free text: lines, signs that the fonts lack, words without an end.
AS_TYPED = [
    "Baris satu.\r\n\r\nBaris dua,\ttab.",
    "Sudah beres 👍 – ☑ 完了 sekali",
    "https://contoh.go.id/" + "a" * 280,
]


def sample(name: str, **changes: Any) -> dict[str, Any]:
    return {**json.loads((DATA / f"{name}.json").read_text()), **changes}


def portrait() -> str:
    return b64encode((DATA / "portrait.jpg").read_bytes()).decode()


def pages(pdf: bytes) -> list[str]:
    """The text of each page, with white space collapsed."""
    with pymupdf.open(stream=pdf) as document:
        return [" ".join(page.get_text().split()) for page in document]


def tops(pdf: bytes, *words: str) -> list[int]:
    """How far below the top of the first page each text stands, in points."""
    with pymupdf.open(stream=pdf) as document:
        return [round(document[0].search_for(text)[0].y0) for text in words]


def raster(pdf: bytes, page: int, dpi: int) -> Any:
    """The page as an array of grey pixels, for a QR reader."""
    with pymupdf.open(stream=pdf) as document:
        image = document[page].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
        return memoryview(image.samples).cast("B", (image.height, image.width))


def texts(values: Any) -> list[str]:
    """Every printed text of a snapshot, with white space collapsed."""
    if isinstance(values, str):
        return [" ".join(values.split())]
    if isinstance(values, dict):
        return [text for key, value in values.items() if key not in UNPRINTED for text in texts(value)]
    if isinstance(values, list):
        return [text for value in values for text in texts(value)]
    return []


def missing_texts(snapshot: dict[str, Any], printed: str) -> list[str]:
    return [text for text in texts(snapshot) if text not in printed]


def fonts(pdf: bytes) -> dict[str, bool]:
    """Name of each font of each page, and whether its file stands in the document."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [font for page in document.pages for font in page.resources.get("/Font", {}).values()]
        descriptors = [
            descendant["/FontDescriptor"] for font in found for descendant in font.get("/DescendantFonts", [font])
        ]
        return {str(one["/FontName"]): any(key.startswith("/FontFile") for key in one) for one in descriptors}


def strings(pdf: bytes) -> str:
    """Everything in the document that a search could find: names, strings, and metadata."""
    with pikepdf.open(BytesIO(pdf)) as document:
        parts = [document.Root["/Metadata"].read_bytes().decode()]
        for thing in document.objects:
            parts += _strings_of(thing)
    return "\n".join(parts)


def _strings_of(thing: Any, depth: int = 0) -> list[str]:
    if depth > 20 or (depth and isinstance(thing, pikepdf.Object) and thing.is_indirect):
        return []
    if isinstance(thing, pikepdf.String | pikepdf.Name):
        return [str(thing)]
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        entries = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        return [text for key in entries for text in [key, *_strings_of(entries[key], depth + 1)]]
    if isinstance(thing, pikepdf.Array):
        return [text for part in thing for text in _strings_of(part, depth + 1)]
    return []


def images(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of every picture on the first page."""
    with pymupdf.open(stream=pdf) as document:
        return sorted((image[2], image[3]) for image in document[0].get_images())


def qpdf_complaints(pdf: bytes, folder: Path) -> str:
    file = folder / "document.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True)
    return (
        ""
        if done.returncode == 0 and "No syntax or stream encoding errors" in done.stdout
        else done.stdout + done.stderr
    )
