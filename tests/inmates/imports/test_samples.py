import datetime
import json
from pathlib import Path

import pytest

from inmates.imports.reading import Field, Record, Table, Warned, parse, read_table

SAMPLES = Path(__file__).parents[2] / "data" / "custody"
TODAY = datetime.date(2026, 11, 23)
FILES = ["export-11.xlsx", "export-11.ods", "office-12.xlsx", "office-12.xls", "csv-13.csv"]


def _expected(name):
    return json.loads((SAMPLES / f"{name.partition('.')[0]}.expected.json").read_text())


def _seen(record, keys):
    values = record.as_values()
    return {key: values[key] for key in keys} | {"name": record.name.casefold()}


@pytest.mark.parametrize("name", FILES)
def test_sample_gives_exactly_what_is_expected(name):
    expected = _expected(name)

    reading = parse(read_table((SAMPLES / name).read_bytes()), today=TODAY)

    people = expected["people"]
    assert {
        "rows": reading.rows,
        "new": len(reading.records),
        "rejected": [{"row": found.row, "why": found.why.value} for found in reading.rejected],
        "zero_niks": sum(warning.code is Warned.NIK_ZEROS for warning in reading.warnings),
        "sentenced": reading.sentenced,
        "remand": reading.remand,
        "no_end_date": sum(record.sentence_end is None for record in reading.records),
    } == {key: expected[key] for key in expected if key not in ("people", "forbidden_words")}
    assert [_seen(record, people[0]) for record in reading.records] == [
        person | {"name": person["name"].casefold().strip()} for person in people
    ]


@pytest.mark.parametrize("name", FILES)
def test_nothing_of_an_unknown_column_is_kept(name):
    table = read_table((SAMPLES / name).read_bytes())
    reading = parse(table, today=TODAY)

    kept = json.dumps([table.as_values(), [record.as_values() for record in reading.records]]) + repr((table, reading))

    assert [word for word in _expected(name)["forbidden_words"] if word in kept] == []


@pytest.mark.parametrize("name", FILES)
def test_table_and_records_survive_json(name):
    table = read_table((SAMPLES / name).read_bytes())
    records = parse(table, today=TODAY).records

    assert Table.from_values(json.loads(json.dumps(table.as_values())), Field) == table
    assert [Record.from_values(json.loads(json.dumps(r.as_values()))) for r in records] == list(records)


def test_repr_tells_nothing_of_a_person():
    record = parse(read_table((SAMPLES / "csv-13.csv").read_bytes()), today=TODAY).records[0]

    assert repr(record) == "<Record row 2>"
