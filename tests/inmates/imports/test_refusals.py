import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inmates.imports.reading import ImportRefused, RefusalCode, Table, read_table
from inmates.imports.reading.refusals import MAX_BYTES
from tests.inmates.imports.builders import HEADER, PERSON, csv, with_row, xlsx
from tests.inmates.imports.samples import SAMPLES

WHOLE = xlsx(HEADER, PERSON)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _zip(*entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def _ods(cells, rows=1):
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'
    start = '<office:document-content><office:body><office:spreadsheet><table:table table:name="Data">'
    return _zip(
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", f"{start}{row}</table:table></office:spreadsheet></office:body></office:document-content>"),
    )


def _with_lying_size():
    data = bytearray(_zip(("xl/workbook.xml", b"0" * 1_000_000)))
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 10)
    return bytes(data)


def _outcome(data):
    try:
        return read_table(data)
    except ImportRefused as refusal:
        return refusal.code


def _far(row, column):
    return with_row(xlsx(HEADER, PERSON), f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>')


CASES = {
    "nothing": (b"", RefusalCode.EMPTY),
    "blanks": (b" \r\n\t ", RefusalCode.EMPTY),
    "pdf": (b"%PDF-1.7\n1 0 obj\n", RefusalCode.NOT_A_SPREADSHEET),
    "web page named xls": (
        b"<html><table><tr><td>Nama</td><td>No Reg</td></tr></table>",
        RefusalCode.NOT_A_SPREADSHEET,
    ),
    "rich text": (b"{\\rtf1 Nama;No Reg}", RefusalCode.NOT_A_SPREADSHEET),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR;,", RefusalCode.NOT_A_SPREADSHEET),
    "zip without workbook": (_zip(("word/document.xml", "<x/>")), RefusalCode.NOT_A_SPREADSHEET),
    "empty zip": (_zip(), RefusalCode.NOT_A_SPREADSHEET),
    "cut off workbook": (xlsx(HEADER, PERSON)[:2000], RefusalCode.NOT_A_SPREADSHEET),
    "broken workbook": (_zip(("xl/workbook.xml", "<workbook")), RefusalCode.NOT_A_SPREADSHEET),
    "lying sizes": (_with_lying_size(), RefusalCode.NOT_A_SPREADSHEET),
    "broken xls": (OLE + b"\0" * 2000, RefusalCode.NOT_A_SPREADSHEET),
    "prose": (b"Yang terhormat\nBapak Kepala", RefusalCode.NOT_A_SPREADSHEET),
    "other table": (csv(["Tanggal", "Jumlah"], ["1", "2"]), RefusalCode.NO_HEADER),
    "empty workbook": (xlsx(), RefusalCode.NOT_A_SPREADSHEET),
    "workbook without header": (xlsx(PERSON, PERSON), RefusalCode.NO_HEADER),
    "encrypted workbook": (
        OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        RefusalCode.PASSWORD,
    ),
    "encrypted ods": (
        _zip(("content.xml", "x"), ("META-INF/manifest.xml", "<manifest:encryption-data/>")),
        RefusalCode.PASSWORD,
    ),
    "too large": (b"Nama;No Reg\n" + b"x" * MAX_BYTES, RefusalCode.TOO_LARGE),
    "zip bomb by ratio": (_zip(("xl/workbook.xml", b"0" * 40_000_000)), RefusalCode.ZIP_BOMB),
    "zip bomb by entries": (_zip(*((f"xl/{number}", "") for number in range(5_001))), RefusalCode.ZIP_BOMB),
    "value in the last cell": (_far(1_048_576, "XFD"), RefusalCode.TOO_SPREAD),
    "value in the last row": (_far(1_048_576, "D"), RefusalCode.TOO_SPREAD),
    "repeated ods cells": (
        _ods(
            '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>',
            1048576,
        ),
        RefusalCode.NOT_A_SPREADSHEET,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_file_is_refused_as_a_whole(case):
    data, code = CASES[case]

    with pytest.raises(ImportRefused) as refused:
        read_table(data)

    assert refused.value.code is code
    assert refused.value.message == code.label
    assert refused.value.__cause__ is refused.value.__context__ is None


def test_protected_zip_entry_is_a_password():
    data = bytearray(_zip(("xl/workbook.xml", "x")))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(ImportRefused) as refused:
        read_table(bytes(data))

    assert refused.value.code is RefusalCode.PASSWORD


def test_list_of_20000_is_read_and_one_more_is_refused():
    header = ["Nama", "No Reg"]
    rows = [["Budi", f"B.I {number}/2026"] for number in range(20_001)]

    assert len(read_table(csv(header, *rows[:-1], ["Jumlah", "20000"])).rows) == 20_000
    with pytest.raises(ImportRefused) as refused:
        read_table(csv(header, *rows))
    assert refused.value.code is RefusalCode.TOO_MANY_ROWS


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from([b"", b"PK\x03\x04", OLE, b"\xff\xfe", b"Nama;No Reg\n", b"sep=;\nNama\tReg\n"]),
    st.binary(max_size=2_000),
)
def test_any_bytes_are_a_table_or_refused(head, tail):
    assert isinstance(_outcome(head + tail), Table | RefusalCode)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=8))
def test_damaged_workbook_is_a_table_or_refused(position, damage):
    data = WHOLE[:position] + damage + WHOLE[position + len(damage) :]

    assert isinstance(_outcome(data), Table | RefusalCode)


@pytest.mark.parametrize("before", [b"", b"\x86\x00\x00\x00"], ids=["at once", "behind write protection"])
def test_protected_xls_is_a_password(before):
    data = bytearray((SAMPLES / "office-12.xls").read_bytes())
    second = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    # FILEPASS: from here on everything is encrypted.
    lock = before + b"\x2f\x00"
    data[second : second + len(lock)] = lock

    assert _outcome(bytes(data)) is RefusalCode.PASSWORD
