"""Sixty spreadsheets as offices make them, each with what importing it must answer.

What is expected comes from the people of whom the file was written, never from reading it.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import cycle
from random import Random

from tests.world import containers, writing
from tests.world.containers import Cell, Rows
from tests.world.layout import FOREIGN, SECRET, Layout, layout
from tests.world.people import HOSTAGES, PersonOfWorld, people

TODAY = date(2026, 11, 23)
COUNT = 60
TEXTS = ((";", "cp1252"), (",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), ("|", "utf-8"), (";", "utf-8"))
FAULTS = ("name", "number", "date", "order", "born", "duplicate")


@dataclass(frozen=True)
class Expected:
    """What importing a file into an empty facility must answer.

    `people` are the rows taken, `zero_niks` those of them whose NIK is all zeros, `rejected` sheet row and ground of
    the others; `refused` is the code with which the whole file is sent back. No `forbidden` word may be kept anywhere.
    """

    people: tuple[dict, ...] = ()
    rejected: tuple[tuple[int, str], ...] = ()
    zero_niks: int = 0
    refused: str = ""
    forbidden: tuple[str, ...] = (SECRET,)


@dataclass(frozen=True)
class OfficeFile:
    """A file, its name, and what must come of it."""

    name: str
    data: bytes = field(repr=False)
    expected: Expected = field(repr=False)


@dataclass(frozen=True)
class _Style:
    """How the clerk of this office writes."""

    layout: Layout
    dates: str
    sex: tuple[str, str]
    # In text files a number is a text like any other.
    in_text: bool
    encoding: str = "utf-8"


@dataclass
class _Sheet:
    """Rows as they grow, with what must come of them."""

    rows: Rows
    taken: list[dict] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    zero_niks: int = 0

    def add(self, cells: list[Cell], *, person: dict | None = None, why: str = "") -> None:
        self.rows.append(cells)
        if person is not None:
            self.taken.append({"row": len(self.rows), **person})
        if why:
            self.rejected.append((len(self.rows), why))

    def expected(self) -> Expected:
        return Expected(tuple(self.taken), tuple(sorted(self.rejected)), self.zero_niks)


def truth(person: PersonOfWorld, columns: tuple[str | None, ...]) -> dict:
    """What is to be known of a person whose list has these columns."""
    shown = set(columns)
    shown |= {"birth_place", "born"} if "birth" in shown else set()
    shown |= {"block", "cell"} if "block_cell" in shown else set()
    values = {
        "born": person.born,
        "birth_place": person.birth_place,
        "sex": person.sex,
        "education": person.education,
        "nik": person.nik,
        "entered": person.entered,
        "sentence_end": person.sentence_end,
        "block": person.block,
        "cell": person.cell,
    }
    blank = dict.fromkeys(("born", "entered", "sentence_end"))
    name = " ".join(unicodedata.normalize("NFKC", person.name).split())
    known = {key: value if key in shown else blank.get(key, "") for key, value in values.items()}
    register = "" if person.register == HOSTAGES else person.register
    return {"name": name, "register_class": register, **known}


def _cells(random: Random, person: PersonOfWorld, ordinal: int, style: _Style) -> list[Cell]:
    values: dict[str, Cell] = {
        "ordinal": ordinal,
        "name": writing.as_name(random, person.name, in_text=style.in_text),
        "number": writing.as_number(random, person),
        "born": writing.as_date(random, person.born, style.dates),
        "birth_place": person.birth_place or None,
        "birth": _birth(random, person),
        "sex": writing.as_sex(person.sex, style.sex),
        "education": writing.as_school(random, person.education),
        "nik": person.nik or None,
        "entered": writing.as_date(random, person.entered, style.dates),
        "sentence_end": writing.as_date(random, person.sentence_end, style.dates),
        "block": person.block,
        "cell": writing.as_cell(random, person.cell, in_text=style.in_text),
        "block_cell": writing.as_housing(random, person.block, person.cell),
        **dict.fromkeys(FOREIGN, SECRET),
    }
    return [values.get(column) if column else None for column in style.layout.columns]


def _birth(random: Random, person: PersonOfWorld) -> Cell:
    day = writing.as_date(random, person.born, "text") if person.born else ""
    return f"{person.birth_place}, {str(day).strip()}".strip(" ,") or "-"


def _spoil(random: Random, person: PersonOfWorld, fault: str, cells: list[Cell], style: _Style) -> str:
    """Spoils the cells of one row; returns why the row must be rejected."""
    columns = style.layout.columns
    if fault in ("name", "number"):
        cells[columns.index(fault)] = random.choice((None, "-", "  "))
        return fault
    if fault == "date":
        cells[columns.index("entered")] = random.choice(writing.IMPOSSIBLE)
        return "date"
    if fault == "order":
        first, second = sorted((person.entered, date(2024, 2, 3)))
        cells[columns.index("entered")], cells[columns.index("sentence_end")] = (
            f"{day:%d/%m/%Y}" for day in (second, first)
        )
        return "order"
    column = "born" if "born" in columns else "birth"
    cells[columns.index(column)] = f"{person.entered:%d/%m/%Y}"
    return "date"


def _list(random: Random, style: _Style, count: int, *, faults: bool, sequence: int) -> _Sheet:
    """The sheet with `count` people and, if wished, a row of each fault among them."""
    sheet = _Sheet(style.layout.above())
    found = [_legible(person, style) for person in people(count, today=TODAY, seed=sequence, first=sequence * 100)]
    places = random.sample(range(count - 1), len(FAULTS) + 2) if faults else []
    faulty = dict(zip(places, FAULTS, strict=False))
    # Two people with one NIK, which can be trusted of neither.
    shared = dict.fromkeys(places[len(FAULTS) :], f"6305{sequence:012d}")
    for at, person in enumerate(found):
        cells = _cells(random, person, at + 1, style)
        if at in faulty:
            _add_faulty(random, sheet, person, faulty[at], cells, style)
        else:
            trusted = _fill_nik(random, sheet, person, cells, style, shared.get(at, ""))
            sheet.add(cells, person=truth(trusted, style.layout.columns))
        if at < count - 1:
            sheet.rows += style.layout.between(at + 1)
    sheet.rows += style.layout.below(count)
    return sheet


def _add_faulty(
    random: Random, sheet: _Sheet, person: PersonOfWorld, fault: str, cells: list[Cell], style: _Style
) -> None:
    if fault != "duplicate":
        why = _spoil(random, person, fault, cells, style)
        sheet.add(cells, why=why)
        return
    sheet.add(cells, why="duplicate")
    # The same number, by the hand of somebody else.
    ordinal = cells[style.layout.columns.index("ordinal")] if "ordinal" in style.layout.columns else 0
    sheet.add(_cells(random, replace(person, name="Kembaran Nomor"), int(str(ordinal)), style), why="duplicate")


def _fill_nik(
    random: Random, sheet: _Sheet, person: PersonOfWorld, cells: list[Cell], style: _Style, shared: str
) -> PersonOfWorld:
    """Writes the NIK, with which many a thing goes wrong; the person with as much of it as can be trusted."""
    if "nik" not in style.layout.columns:
        return person
    at = style.layout.columns.index("nik")
    if shared:
        cells[at] = shared
        return replace(person, nik="")
    cells[at], trusted, is_zeros = writing.as_nik(random, person.nik, in_text=style.in_text)
    sheet.zero_niks += is_zeros
    return replace(person, nik=trusted)


def _legible(person: PersonOfWorld, style: _Style) -> PersonOfWorld:
    """The person with a name that the encoding of the file can hold."""
    name = person.name.encode(style.encoding, "ignore").decode(style.encoding)
    return replace(person, name=name)


def _style(random: Random, number: int, *, in_text: bool, encoding: str = "utf-8") -> _Style:
    plan = layout(random, merged=number % 5 == 4)
    dates = writing.DATE_STYLES[number % len(writing.DATE_STYLES)]
    return _Style(plan, dates, random.choice(writing.SEX_STYLES), in_text, encoding)


def _office_file(number: int, count: int) -> OfficeFile:
    random = Random(1000 + number)
    kind = ("xlsx", "csv", "ods")[number % 3]
    separator, encoding = TEXTS[number // 3 % len(TEXTS)] if kind == "csv" else ("", "utf-8")
    style = _style(random, number, in_text=kind == "csv", encoding=encoding)
    sheet = _list(random, style, count, faults=number % 4 != 3, sequence=number + 1)
    name = f"{number:02d}-daftar-penghuni.{kind}"
    return OfficeFile(name, _packed(random, kind, sheet.rows, separator, encoding), sheet.expected())


def _packed(random: Random, kind: str, rows: Rows, separator: str, encoding: str) -> bytes:
    if kind == "csv":
        declared = f"sep={separator}\r\n" if encoding == "utf-8" and separator == ";" else ""
        return containers.delimited(rows, separator=separator, encoding=encoding, first_line=declared)
    summary: Rows = [["Rekapitulasi"], ["Blok", "Jumlah"], ["A", 12], ["B", 30]]
    sheets: dict[str, Rows] = random.choice(
        ({"Sheet1": rows}, {"Rekap": summary, "Daftar": rows}, {"Daftar": rows, "Rekap": summary})
    )
    return containers.ods(sheets) if kind == "ods" else containers.xlsx(sheets)


def _plain(count: int, sequence: int) -> _Sheet:
    random = Random(sequence)
    columns = ("ordinal", "name", "number", "born", "sex", "entered", "sentence_end")
    heads = ("No", "Nama", "No. Registrasi", "Tgl Lahir", "JK", "Tgl Masuk", "Ekspirasi")
    style = _Style(Layout(columns, (heads,)), "one text", ("L", "P"), in_text=True)
    return _list(random, style, count, faults=False, sequence=sequence)


def _many(count: int, sequence: int) -> _Sheet:
    """As many rows as that, of a hundred people who come again and again under new numbers."""
    sheet = _plain(100, sequence)
    head, *rows = sheet.rows
    numbered = [
        [at + 1, row[1], f"B.I {at + 1}/2024", *row[3:]] for at, row in zip(range(count), cycle(rows), strict=False)
    ]
    taken = [
        {**person, "row": at + 2, "register_class": "B.I"}
        for at, person in zip(range(count), cycle(sheet.taken), strict=False)
    ]
    return _Sheet([head, *numbered], taken)


def _empty() -> tuple[bytes, Expected]:
    return b"", Expected(refused="empty")


def _blank_text() -> tuple[bytes, Expected]:
    return b"\r\n \r\n\r\n", Expected(refused="empty")


def _blank_workbook() -> tuple[bytes, Expected]:
    return containers.xlsx({"Sheet1": [], "Sheet2": []}), Expected(refused="not_a_spreadsheet")


def _header_alone() -> tuple[bytes, Expected]:
    return containers.xlsx({"Sheet1": _plain(0, 90).rows}), Expected()


def _letter() -> tuple[bytes, Expected]:
    text = "Kepada Yth. Kepala BLK\r\nBersama ini kami sampaikan daftar peserta\r\n"
    return text.encode(), Expected(refused="not_a_spreadsheet")


def _renamed_pdf() -> tuple[bytes, Expected]:
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", Expected(refused="not_a_spreadsheet")


def _sums_alone() -> tuple[bytes, Expected]:
    return containers.ods({"Rekap": [["Blok", "Jumlah"], ["A", 12], ["B", 30]]}), Expected(refused="no_header")


def _second_list_hidden() -> tuple[bytes, Expected]:
    sheet, old = _plain(12, 91), _plain(15, 92)
    data = containers.xlsx({"Bulan lalu": old.rows, "Daftar": sheet.rows}, hidden=frozenset({"Bulan lalu"}))
    return data, sheet.expected()


def _formatted_far_down() -> tuple[bytes, Expected]:
    sheet = _plain(12, 93)
    return containers.xlsx({"Daftar": sheet.rows}, formatted_to=20_000), sheet.expected()


def _many_columns() -> tuple[bytes, Expected]:
    sheet = _plain(12, 94)
    head, *rows = sheet.rows
    rows = [[*head, *[None] * 120, "Perkara"], *([*row, *[None] * 120, SECRET] for row in rows)]
    return containers.ods({"Daftar": rows}), sheet.expected()


def _as_long_as_allowed() -> tuple[bytes, Expected]:
    sheet = _many(20_000, 95)
    return containers.delimited(sheet.rows, separator=";", encoding="utf-8"), sheet.expected()


def _a_row_too_long() -> tuple[bytes, Expected]:
    sheet = _many(20_001, 96)
    return containers.delimited(sheet.rows, separator=";", encoding="utf-8"), Expected(refused="too_many_rows")


SPECIAL: dict[str, Callable[[], tuple[bytes, Expected]]] = {
    "kosong.csv": _empty,
    "kosong-saja.csv": _blank_text,
    "lembar-kosong.xlsx": _blank_workbook,
    "hanya-kepala.xlsx": _header_alone,
    "surat.csv": _letter,
    "pindaian.xlsx": _renamed_pdf,
    "rekap.ods": _sums_alone,
    "lembar-tersembunyi.xlsx": _second_list_hidden,
    "bingkai-panjang.xlsx": _formatted_far_down,
    "kolom-jauh.ods": _many_columns,
    "paling-panjang.csv": _as_long_as_allowed,
    "terlalu-panjang.csv": _a_row_too_long,
}
NAMES = tuple(f"{number:02d}" for number in range(COUNT - len(SPECIAL))) + tuple(SPECIAL)
HUGE = ("paling-panjang.csv", "terlalu-panjang.csv")


@cache
def office_file(name: str) -> OfficeFile:
    """The file of that name out of NAMES."""
    if name in SPECIAL:
        data, expected = SPECIAL[name]()
        return OfficeFile(name, data, expected)
    number = int(name)
    return _office_file(number, count=12 + number % 7 * 6)


def all_files() -> list[OfficeFile]:
    """Every file; the first 48 hold lists, the others what is sent in their place."""
    return [office_file(name) for name in NAMES]
