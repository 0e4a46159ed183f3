"""Finds the header of a list among the rows of a sheet. Which words name a column, `Heads` says."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import TextChoices

from inmates.custody.register_numbers import tidy
from inmates.imports.reading.spreadsheets import Cell, Sheet

F = TypeVar("F", bound=TextChoices)

SEARCHED_ROWS = 200
SEARCHED_COLUMNS = 200
"""More than any list has. Sheets may be 16,384 wide, and each cell of words costs a tenth of a millisecond."""
SHOWN_LENGTH = 60
"""Headers are shown up to this length; a longer cell is prose, not a header."""
LONGEST_HEAD = 200
"""No column header is longer than this; `Heads.recognize` may ignore longer cells unread."""


@dataclass(frozen=True)
class Column(Generic[F]):
    """One header column: its index from 0, its text as seen, and the proposed field."""

    index: int
    text: str
    field: F | None


@dataclass(frozen=True)
class Header(Generic[F]):
    """The header found: its columns, the index of its first row, and the index of the first row below it."""

    columns: tuple[Column[F], ...]
    top: int
    below: int
    # True if the columns are all that a list of this kind needs.
    is_complete: bool

    @property
    def mapping(self) -> dict[int, F]:
        """The proposed field of each recognized column."""
        return {column.index: column.field for column in self.columns if column.field}


@dataclass(frozen=True)
class Heads(Generic[F]):
    """The headings of one kind of list."""

    # The field that a heading names, with the rank of its wording (0 is best); None if unknown.
    recognize: Callable[[str], tuple[F, int] | None]
    # At least one of these is in every header: they tell who a row is about.
    naming: tuple[F, ...]
    is_complete: Callable[[Collection[F]], bool]
    # Fields that stand for two others, in this order, where their heading is merged over two columns.
    splits: Mapping[F, tuple[F, F]] = field(default_factory=dict)
    # True for a heading about somebody or something else, whatever the words below it say.
    is_foreign: Callable[[str], bool] = lambda text: False
    # Fields that make no list: a sheet with a running number and one column more has none.
    numbering: tuple[F, ...] = ()


def find(rows: Sheet, heads: Heads[F]) -> Header[F] | None:
    """The first row, or pair of rows, with all columns that the list needs; otherwise the row that names the most
    fields, if a naming one and another are among them. None if there is no such row.
    """
    best: Header[F] | None = None
    # The last row that is searched may be joined with the one below it.
    rows = [row[:SEARCHED_COLUMNS] for row in rows[: SEARCHED_ROWS + 1]]
    # A letterhead and titles may precede the list, but not a whole page of them.
    for top in range(min(len(rows), SEARCHED_ROWS)):
        header = _header_at(rows, top, heads)
        if header and header.is_complete:
            return header
        if header and _names_enough(header, heads) and (best is None or _score(header) > _score(best)):
            best = header
    return best


def propose(texts: Sequence[str], heads: Heads[F]) -> dict[int, F]:
    """The field of each recognized column, every field once: the better wording wins, then the column further left."""
    found: dict[F, tuple[int, int]] = {}
    for index, text in enumerate(texts):
        known = heads.recognize(text)
        if known and (known[0] not in found or (known[1], index) < found[known[0]]):
            found[known[0]] = (known[1], index)
    mapping = _with_merged({name: index for name, (_, index) in found.items()}, texts, heads)
    return {index: name for name, index in sorted(mapping.items(), key=lambda pair: pair[1])}


def _with_merged(columns: dict[F, int], texts: Sequence[str], heads: Heads[F]) -> dict[F, int]:
    """Splits each header that spans two columns, the second of which is then blank."""
    for whole, (first, second) in heads.splits.items():
        index = columns.get(whole, len(texts))
        is_merged = index + 1 < len(texts) and not texts[index + 1].strip()
        if is_merged and not {first, second} & columns.keys():
            columns = {name: at for name, at in columns.items() if name is not whole}
            columns |= {first: index, second: index + 1}
    return columns


def _names_enough(header: Header[F], heads: Heads[F]) -> bool:
    fields = set(header.mapping.values()) - set(heads.numbering)
    return len(fields) > 1 and bool(fields & set(heads.naming))


def _score(header: Header[F]) -> int:
    return len(header.mapping)


def _header_at(rows: Sheet, top: int, heads: Heads[F]) -> Header[F] | None:
    upper = _texts(rows[top])
    if not any(upper):
        return None
    single = _header(upper, top, top + 1, heads)
    lower = _texts(rows[top + 1]) if top + 1 < len(rows) else []
    if not _may_join(rows[top], rows[top + 1 : top + 2]):
        return single
    pair = _header(_joined(upper, lower, heads), top, top + 2, heads)
    # The next row belongs to the header only if both together name more than either alone, and if the cells under the
    # naming columns are free: in a list, the first person is there.
    keys = [column.index for column in single.columns if column.field in heads.naming]
    free = all(index >= len(lower) or not lower[index] or heads.recognize(lower[index]) for index in keys)
    alone = max(_score(single), _score(_header(lower, top + 1, top + 2, heads)))
    return pair if free and _score(pair) > alone else single


def _header(texts: list[str], top: int, below: int, heads: Heads[F]) -> Header[F]:
    mapping = propose(texts, heads)
    columns = tuple(
        Column(index, text[:SHOWN_LENGTH], mapping.get(index))
        for index, text in enumerate(texts)
        if text or index in mapping
    )
    return Header(columns, top, below, heads.is_complete(mapping.values()))


def _joined(upper: list[str], lower: list[str], heads: Heads[F]) -> list[str]:
    """Combines two header rows column by column; text above also covers the blank columns to its right."""
    width = max(len(upper), len(lower))
    above = upper + [""] * (width - len(upper))
    under = lower + [""] * (width - len(lower))
    texts, parent = [], ""
    for index in range(width):
        parent = above[index] or (parent if under[index] else "")
        texts.append(_combined(parent, under[index], heads))
    return texts


def _combined(parent: str, child: str, heads: Heads[F]) -> str:
    if not parent or not child:
        return parent or child
    whole = f"{parent} {child}"
    # Checked before recognition: “Nama” under “Penjamin” is an outsider's name.
    if heads.is_foreign(whole):
        return whole
    for text in (whole, f"{child} {parent}", child):
        if heads.recognize(text):
            return text
    return whole


def _texts(row: list[Cell]) -> list[str]:
    return [tidy(cell) if isinstance(cell, str) else "" for cell in row]


def _may_join(upper: list[Cell], lower: Sheet) -> bool:
    """True if two rows consist only of words, like a two-line header and unlike a title or a person."""
    rows = [upper, *lower]
    filled = [[cell for cell in row if cell is not None] for row in rows]
    return (
        len(filled) == 2
        and all(len(cells) > 1 for cells in filled)
        and all(isinstance(cell, str) and not re.search(r"\d{3}", cell) for cells in filled for cell in cells)
    )
