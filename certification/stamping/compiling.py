"""From template to skeleton: WeasyPrint lays out a certificate of marks, which become slots."""

from collections import Counter
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from PIL import Image
from weasyprint.document import Document

from certification.papers.paper_parts import emblem
from certification.stamping import internals, repertoire
from certification.stamping.dismantling import FACTS, PHOTO, QR, Dismantled
from certification.stamping.errors import Unstampable
from certification.stamping.page_marks import Marks, has_mark, resized
from certification.stamping.shaping import Face
from certification.stamping.skeleton import Skeleton, Slot
from certification.stamping.slots import LAYOUTS, Drawn, drawn_texts, marked_boxes, slot_of
from printing.paper import Paper
from printing.press import write

# Placeholders in the metadata of the document of marks.
TITLE, AUTHOR, CREATED = "TITLE-OF-THE-PAPER", "AUTHOR-OF-THE-PAPER", "1901-02-03"


# By font and glyph text: width in thousandths, as written by WeasyPrint.
Widths = Mapping[str, Mapping[str, int]]


def widths_in(paper: Paper, words: Mapping[str, Any]) -> Widths:
    """The widths as written for a paper with these (laid out) words.

    WeasyPrint rounds a width at the size at which a letter first occurs, and spaces letters by the rounded value.
    """
    document = paper.document(words, _pictures(words))
    write(document)
    found: dict[str, dict[str, int]] = {}
    for name, fonts in internals.fonts(document).items():
        for texts, widths in map(internals.letters_of, fonts):
            found.setdefault(name, {}).update({text: widths[glyph] for glyph, text in texts.items() if glyph in widths})
    return found


def skeleton_of(paper: Paper, words: Mapping[str, Any], *, own: Sequence[str], tier: str, typical: Widths) -> Skeleton:
    """The skeleton of all certificates with the shape of these (laid out) words.

    `own` are the keys that differ between holders, `typical` the widths of a typical paper: widths from the words at
    hand would depend on whose certificate came first. Raises `Unstampable`.
    """
    marks = Marks(words)
    marked = marks.marked(words)
    documents = [paper.document(resized(marked, sizes), _pictures(words)) for sizes in LAYOUTS]
    boxes = marked_boxes(documents)
    document = documents[0]
    drawn = _drawn(document, _dismantled(document))
    slots = {}
    for sized in boxes:
        one = drawn.pop((sized[0].page, *sized[0].place), None)
        if one is None:
            raise Unstampable("shape", f"not drawn in one piece: {sized[0]}")
        slots[one.page, one.at] = slot_of(sized, one, marks, words, own)
    title, author = marks.parts(document.metadata.title), marks.parts(document.metadata.authors[0])
    document.metadata.title, document.metadata.authors = TITLE, [AUTHOR]
    document.metadata.created = CREATED if document.metadata.created else None
    faces = _faces(document, slots, tier, typical)
    # Written again, now with every letter of the repertoire in its fonts.
    written = _dismantled(document)
    return _assembled(written, slots, faces, title, author, internals.image_boxes(document))


def _pictures(words: Mapping[str, Any]) -> dict[str, bytes]:
    """The pictures of all certificates of the shape: placeholders for the holder's, and the emblem itself."""
    return {**_stand_ins(), **emblem(dict(words))}


def _stand_ins() -> dict[str, bytes]:
    qr, facts, photo = BytesIO(), BytesIO(), BytesIO()
    Image.new("L", QR).save(qr, "PNG")
    Image.new("L", FACTS).save(facts, "PNG")
    Image.new("RGB", PHOTO).save(photo, "JPEG")
    return {"qr.png": qr.getvalue(), "facts.png": facts.getvalue(), "photo.jpg": photo.getvalue()}


def _dismantled(document: Document) -> Dismantled:
    kept: list[Dismantled] = []
    write(document, finisher=lambda _document, pdf: kept.append(Dismantled(pdf)))
    return kept[0]


def _drawn(document: Document, written: Dismantled) -> dict[tuple[int, float, float], Drawn]:
    """The marks by position as drawn."""
    letters: dict[str, dict[int, str]] = {}
    for name, fonts in internals.fonts(document).items():
        letters[name] = {glyph: text for font in fonts for glyph, text in internals.letters_of(font)[0].items()}
    found = drawn_texts(written.pages, letters)
    return {(one.page, round(one.x, 3), round(one.y, 3)): one for one in found if has_mark(one.text)}


def _faces(
    document: Document,
    slots: Mapping[tuple[int, int], Slot],
    tier: str,
    typical: Widths,
) -> dict[str, Face]:
    """Adds the letters of the repertoire to the fonts of the slots; returns those fonts for shaping."""
    faces = {}
    sizes = [(slots[key].font, slots[key].places[0].size) for key in sorted(slots)]
    for name, fonts in internals.fonts(document).items():
        found = Counter(size for font, size in sizes if font == name)
        if found:
            if len(fonts) > 1:
                raise Unstampable("shape", f"{len(fonts)} fonts are called {name}")
            texts, widths = internals.letters_of(fonts[0])
            file = internals.font_file(fonts[0])
            repertoire.extend(file, texts, widths, tier=tier, size=found.most_common(1)[0][0])
            known = typical.get(name, {})
            widths.update({glyph: known[text] for glyph, text in texts.items() if text in known})
            faces[name] = Face(file, dict(texts), dict(widths))
    return faces


def _assembled(
    written: Dismantled,
    slots: Mapping[tuple[int, int], Slot],
    faces: Mapping[str, Face],
    title: tuple[Any, ...],
    author: tuple[Any, ...],
    images: Sequence[internals.ImageBox],
) -> Skeleton:
    pieces = written.pieces(slots)
    numbers = written.numbers(pieces)
    start, rows = written.start(pieces, numbers)
    return Skeleton(start, rows, pieces, faces, numbers, title, author, written.info, written.metadata, tuple(images))
