"""A plain office list on A4: letterhead, title, and one table that spans as many pages as needed.

    render({
        "issuer": {"name": ..., "address": ...},
        "title": "Daftar ...",
        "facts": [{"label": ..., "value": ...}],           # up to six
        "columns": [{"label": ..., "width": 40, "number": True}],  # mm, 166 in total
        "rows": [["...", "..."]],                          # texts, one per column
        "hands": ["...", "...", "..."],                    # signatories, up to three; optional
        "foot": "...",
        "wide": True,                                      # landscape A4, columns 253 mm in total; optional
    })

A row given as a single text is a heading within the table and never the last line on a page.

Every value is formatted text. The table head repeats on each page, and the foot
counts "Halaman n dari m". Long texts wrap; a word wider than its column is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from printing.box_fit import SANS, SANS_BOLD, SERIF_BOLD, Ruler
from printing.internal_papers import facts, letterhead
from printing.paper import Layout, Paper

MOST_PAGES = 200
WIDTH = 174
_PADDING = 2.8
_ANY = 60  # lines in one cell, about a page


def _cell(ruler: Ruler, column: Mapping[str, Any], text: str) -> dict[str, Any]:
    if text:
        ruler.wrap(column["label"], text, SANS, [(8.5, column["width"] - _PADDING, _ANY)])
    return {"text": text, "number": bool(column.get("number"))}


def _rows(
    ruler: Ruler, columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[str] | str]
) -> Iterator[dict[str, Any]]:
    number = 0
    for texts in rows:
        if isinstance(texts, str):
            ruler.wrap(texts, texts, SANS_BOLD, [(8.5, WIDTH - _PADDING, 2)])
            yield {"heading": texts}
        else:
            number += 1
            yield _row(ruler, columns, number, texts)


def _row(ruler: Ruler, columns: Sequence[Mapping[str, Any]], number: int, texts: Sequence[str]) -> dict[str, Any]:
    cells = [_cell(ruler, column, text) for column, text in zip(columns, texts, strict=True)]
    return {"no": str(number), "cells": cells}


def _lay_out(data: dict[str, Any], ruler: Ruler) -> Layout:
    letterhead(ruler, data["issuer"])
    ruler.fit(data["title"], data["title"], SERIF_BOLD, [(19, WIDTH)])
    facts(ruler, data["facts"])
    columns = data["columns"]
    for column in columns:
        ruler.wrap(column["label"], column["label"], SANS_BOLD, [(8, column["width"] - _PADDING, 3)])
    for role in data.get("hands", ()):
        ruler.fit(role, role, SANS, [(8.5, 50)])
    ruler.fit(data["foot"], data["foot"], SANS, [(7.5, 120)])
    words = {
        **data,
        "rows": list(_rows(ruler, columns, data["rows"])),
        # Only integers: they are the only data that reaches the style sheet.
        "widths": [int(column["width"]) for column in columns],
    }
    return Layout(words)


PAPER = Paper("printing/listing.html", ("papers.css",), _lay_out, MOST_PAGES, stands_in=True)


def render(data: Mapping[str, Any]) -> bytes:
    """The PDF of the list described above. Raises `Unprintable` with the reasons."""
    return PAPER.print(data)
