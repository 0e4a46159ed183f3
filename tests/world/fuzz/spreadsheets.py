"""Spreadsheets that nobody means well with: by hand, and honest ones with something changed. Seeded, without Django."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "data" / "custody"
NAMES = ("export-11.xlsx", "export-11.ods", "office-12.xlsx", "office-12.xls", "csv-13.csv")
_SHEET = "xl/worksheets/sheet1.xml"
_XLS_CELLS = (0x0203, 0x027E, 0x00FD, 0x0201, 0x0204, 0x00BD, 0x0006)


def sample(name: str) -> bytes:
    """An honest file."""
    return (SAMPLES / name).read_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive of these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    """The members of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xlsx(rows: bytes, *, sheet: str = _SHEET) -> bytes:
    """The smallest workbook with these rows of XML; `sheet` is where they stand."""
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = b"http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b'<workbook xmlns="%b" xmlns:r="%b"><sheets><sheet name="A" sheetId="1" r:id="rId1"/>'
            b"</sheets></workbook>" % (space, links),
            "xl/_rels/workbook.xml.rels": b'<Relationships xmlns="%b"><Relationship Id="rId1" '
            b'Type="%b/worksheet" Target="/%b"/></Relationships>' % (packed, links, sheet.encode()),
            sheet: b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (space, rows),
        }
    )


def ods(rows: bytes) -> bytes:
    """The smallest OpenDocument sheet with these rows of XML."""
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b"<manifest/>",
            "content.xml": b"<office:document-content><office:body><office:spreadsheet>"
            b'<table:table table:name="A">%b</table:table>'
            b"</office:spreadsheet></office:body></office:document-content>" % rows,
        }
    )


_FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="%d"><c r="%b%d"><v>1</v></c></row>'
_LAST = _FAR % (1_048_576, b"XFD", 1_048_576)


def _xls_far() -> bytes:
    data = bytearray(sample("office-12.xls"))
    at = _xls_cells(data)[0]
    data[at + 4 : at + 8] = b"\xff\xff\xff\xff"
    return bytes(data)


def _xls_cells(data: bytes | bytearray) -> list[int]:
    """Where cell records seem to begin: type and length, followed by row and column."""
    wanted = {kind.to_bytes(2, "little") for kind in _XLS_CELLS}
    return [at for at in range(512, len(data) - 12) if bytes(data[at : at + 2]) in wanted and 6 <= data[at + 2] <= 40]


# Each with the way in which it once got past the questions that were asked before a file was opened.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "sheet in another folder": lambda: xlsx(_LAST, sheet="xl/other/sheet1.xml"),
    "angle bracket within an attribute": lambda: xlsx(_LAST.replace(b"<c r", b'<c x=">" r')),
    "blanks around the equals sign": lambda: xlsx(_LAST.replace(b'r="', b'r = "')),
    "comment before the value": lambda: xlsx(_LAST.replace(b"<v>", b"<!-- x --><v>")),
    "formula before the value": lambda: xlsx(_LAST.replace(b"<v>", b"<f>1</f><v>")),
    "column of four letters": lambda: xlsx(_FAR % (9, b"ZZZZ", 9)),
    "xls with one cell at the end": _xls_far,
    "ods with rows repeated": lambda: ods(
        b'<table:table-row table:number-rows-repeated = "400000000">'
        b'<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    ),
    "ods with cells repeated": lambda: ods(
        b'<table:table-row><table:table-cell office:value-type="float" office:value="1" '
        b'table:number-columns-repeated="400000000"/></table:table-row>'
    ),
    "twelve million empty cells": lambda: xlsx(b"<row>" + b"<c/>" * 12_000_000 + b"</row>"),
    "million cells of a thousand letters": lambda: xlsx(
        b'<row r="1">' + (b'<c t="inlineStr"><is><t>' + b"x" * 1_000 + b"</t></is></c>") * 60_000 + b"</row>"
    ),
    "xls broken off": lambda: sample("office-12.xls")[:961],
    "xls broken off later": lambda: sample("office-12.xls")[:16_876],
    "ten million separators": lambda: b";" * 10_000_000,
}


def mutated(dice: random.Random) -> tuple[str, bytes]:
    """The name and the bytes of an honest file with something changed."""
    name = dice.choice(NAMES)
    data = sample(name)
    return name, dice.choice(_ways_for(name))(data, dice)


def _ways_for(name: str) -> list[Callable[[bytes, random.Random], bytes]]:
    if name.endswith((".xlsx", ".ods")):
        return [_flip, _cut, _swap_members, _numbers, _repeat, _numbers]
    return [_flip, _cut, _xls_record] if name.endswith(".xls") else [_flip, _cut, _separators]


def _flip(data: bytes, dice: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(dice.choice((1, 4, 40))):
        found[dice.randrange(len(found))] = dice.choice((0, 255, 127, dice.randrange(256)))
    return bytes(found)


def _cut(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] if dice.random() < 0.7 else data[:start] + data[dice.randrange(start, len(data)) :]


def _swap_members(data: bytes, dice: random.Random) -> bytes:
    found = members(data)
    one, other = dice.sample(sorted(found), 2)
    action = dice.randrange(3)
    if action == 0:
        found[one], found[other] = found[other], found[one]
    elif action == 1:
        del found[one]
    else:
        found[one] = found[one] * dice.choice((2, 50))
    return zipped(found)


def _numbers(data: bytes, dice: random.Random) -> bytes:
    """The XML with the value of some attribute changed."""
    found = members(data)
    name = dice.choice([one for one in sorted(found) if one.endswith(".xml")])
    spots = list(re.finditer(rb'="([^"]*)"', found[name]))
    values = (b"4294967295", b"-1", b"ZZZZ9", b"XFD1048576", b"A0", b"", b"999999999999", b"B7", b"\xff", b"&#0;")
    for spot in dice.sample(spots, min(len(spots), dice.choice((1, 3, 10)))):
        found[name] = found[name].replace(spot[0], b'="%b"' % dice.choice(values), 1)
    return zipped(found)


def _repeat(data: bytes, dice: random.Random) -> bytes:
    """Cells and rows that claim to be repeated many times."""
    found = members(data)
    name = "content.xml" if "content.xml" in found else next(one for one in found if one.startswith("xl/worksheets/"))
    many = str(dice.choice((2, 1_000, 16_384, 1_048_576, 400_000_000))).encode()
    for tag in (b"table-cell", b"table-row"):
        if dice.random() < 0.5:
            kind = b"columns" if tag == b"table-cell" else b"rows"
            new = b"<table:%b table:number-%b-repeated = '%b' " % (tag, kind, many)
            found[name] = found[name].replace(b"<table:%b " % tag, new, dice.choice((1, 5)))
    found[name] = re.sub(rb'r="[A-Z]+(\d+)"', b'r="%b\\1"' % dice.choice((b"A", b"ZZZ", b"XFD")), found[name], count=1)
    return zipped(found)


def _xls_record(data: bytes, dice: random.Random) -> bytes:
    found = bytearray(data)
    for at in dice.sample(_xls_cells(found), 2):
        place = at + dice.choice((0, 2, 4, 6))
        found[place : place + 2] = dice.choice((b"\xff\xff", b"\x00\x00", b"\xff\x00", dice.randbytes(2)))
    return bytes(found)


def _separators(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + dice.choice((b'"', b";" * 70_000, b"\n" * 200_000, b"\x00", b"\xfe\xff", b"'" * 999)) + data[at:]
