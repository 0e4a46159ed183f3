"""Files as offices make them, against what was meant in them."""

import json
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers import serialize

from inmates.imports.models import ImportRow, SpreadsheetImport
from inmates.imports.reading import ImportRefused, Record, Warned, parse, read_table
from inmates.people.models import Person
from tests.factories import FacilityFactory
from tests.world.files import HUGE, NAMES, TODAY, Expected, OfficeFile, office_file

FIELDS = ("born", "birth_place", "sex", "education", "nik", "entered", "sentence_end", "block", "cell")

# Files that also go all the way into the database; "all" in a night's run.
STORED = os.environ.get("WORLD_FILES", "00 04 11 kosong-saja.csv kolom-jauh.ods").split()


def told(record: Record) -> dict:
    """A record in the words of the generator."""
    return {
        "row": record.row,
        "name": record.name,
        "register_class": record.register_class.value,
        **{name: getattr(record, name) for name in FIELDS},
    }


def read(file: OfficeFile) -> Expected:
    reading = parse(read_table(file.data), today=TODAY)
    rejected = tuple(sorted((row.row, row.why.value) for row in reading.rejected))
    zero_niks = sum(warning.code is Warned.NIK_ZEROS for warning in reading.warnings)
    return Expected(tuple(told(record) for record in reading.records), rejected, zero_niks)


# By name alone: nothing is written before a test asks for it.
@pytest.mark.parametrize("name", NAMES)
def test_file_is_read_as_it_was_meant(name):
    file = office_file(name)
    if file.expected.refused:
        with pytest.raises(ImportRefused) as refused:
            read(file)
        assert refused.value.code.value == file.expected.refused
        return

    found = read(file)

    assert found.rejected == file.expected.rejected
    assert found == file.expected


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in NAMES if name in STORED or (STORED == ["all"] and name not in HUGE)])
def test_file_is_stored_as_it_was_meant_and_the_same_file_changes_nothing(name, tmp_path):
    file, facility = office_file(name), FacilityFactory(code="RTN-UJI")
    (tmp_path / file.name).write_bytes(file.data)
    if not file.expected.people:
        with pytest.raises(CommandError):
            imported(tmp_path / file.name)
        assert Person.objects.count() == 0
        return

    first, second = imported(tmp_path / file.name), imported(tmp_path / file.name)

    assert summary(first) == {"new": len(file.expected.people), "changed": 0, "unchanged": 0, "missing": 0}
    assert summary(second) == {"new": 0, "changed": 0, "unchanged": len(file.expected.people), "missing": 0}
    assert [(row["row"], row["why"]) for row in first["rejected"]] == list(file.expected.rejected)
    wanted = sorted(fold(person["name"]) for person in file.expected.people)
    assert sorted(fold(name) for name in facility.people.values_list("full_name", flat=True)) == wanted
    kept = " ".join(serialize("json", model.objects.all()) for model in (Person, ImportRow, SpreadsheetImport))
    assert [word for word in file.expected.forbidden if word in kept] == []


def fold(name: str) -> str:
    return " ".join(name.casefold().split())


def imported(path) -> dict:
    out = StringIO()
    call_command("import_people", path, facility="RTN-UJI", accept=True, json=True, stdout=out)
    return json.loads(out.getvalue())


def summary(found: dict) -> dict:
    return {kind: found[kind] for kind in ("new", "changed", "unchanged", "missing")}
