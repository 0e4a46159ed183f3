"""Files as offices make them, against what was meant in them."""

import pytest

from inmates.importing import ImportRefused, Record, parse, read_table
from tests.world.files import NAMES, TODAY, Expected, OfficeFile, office_file

FIELDS = ("born", "birth_place", "sex", "education", "nik", "entered", "sentence_end", "block", "cell")


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
    return Expected(tuple(told(record) for record in reading.records), rejected, reading.zero_niks)


@pytest.mark.parametrize("name", [name for name in NAMES if not office_file(name).expected.refused])
def test_list_is_read_as_it_was_meant(name):
    file = office_file(name)

    found = read(file)

    assert found.rejected == file.expected.rejected
    assert found == file.expected


@pytest.mark.parametrize("name", [name for name in NAMES if office_file(name).expected.refused])
def test_what_is_no_list_is_refused_with_its_reason(name):
    file = office_file(name)

    with pytest.raises(ImportRefused) as refused:
        read(file)

    assert refused.value.code.value == file.expected.refused
