"""Spreadsheets for tests: the samples, and small ones made of rows."""

import csv
import io
import json
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "data" / "custody"
FILES = ("export-11.xlsx", "export-11.ods", "office-12.xlsx", "office-12.xls", "csv-13.csv")
HEAD = ("No", "Nama", "No. Registrasi", "Tgl Lahir", "NIK", "Blok", "Kamar", "Tgl Masuk", "Tgl Ekspirasi", "Pasal")
ROW = {
    "Nama": "Ahmad Rifani",
    "No. Registrasi": "B.I 114/2025",
    "Tgl Lahir": "03/02/1994",
    "NIK": "",
    "Blok": "A",
    "Kamar": "01",
    "Tgl Masuk": "06/01/2025",
    "Tgl Ekspirasi": "02/09/2027",
    "Pasal": "KUHP 362 KANARI",
}


def expected(name: str) -> dict:
    return json.loads((SAMPLES / f"{Path(name).stem}.expected.json").read_text())


def sheet(*rows: dict) -> bytes:
    """A csv of people, each the person of ROW but for the values given; heads of other columns come last."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    heads = list(dict.fromkeys([*HEAD, *(head for row in rows for head in row)]))
    writer.writerow(heads)
    for number, row in enumerate(rows, 1):
        writer.writerow([number, *({**ROW, **row}.get(head, "") for head in heads[1:])])
    return target.getvalue().encode()


def people(count: int) -> bytes:
    """A csv file with this many different people."""
    return sheet(
        *(
            {"Nama": f"Orang Contoh {n}", "No. Registrasi": f"B.I {n}/2024", "Tgl Lahir": f"{n % 28 + 1:02}/03/1990"}
            for n in range(1, count + 1)
        )
    )
