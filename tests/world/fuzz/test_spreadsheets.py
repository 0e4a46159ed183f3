"""Whatever bytes come in, a table or a sentence comes out, and the site goes on. FUZZ=5000 tries more of them."""

import os
import random
import resource
import time

import pytest

from certification.outside_tests.result_files import RESULTS
from core.apart import reading
from inmates.imports.reading import ImportRefused, Table, Workbook, read_table
from inmates.imports.reading.lists import read_lists
from tests.inmates.imports.builders import HEADER, PERSON, xlsx
from tests.world.fuzz.spreadsheets import HOSTILE, mutated

FUZZ = int(os.environ.get("FUZZ", "25"))
GOOD = xlsx(HEADER, PERSON)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_and_the_next_one_is_read(name):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data, began = HOSTILE[name](), time.monotonic()

    with pytest.raises(ImportRefused) as refused:
        read_table(data)

    assert str(refused.value)
    assert refused.value.__context__ is None
    assert time.monotonic() - began < 2 * reading.MOST_SECONDS
    # Kilobytes: of the process that asks, which holds the file and nothing that came of it.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert len(read_table(GOOD).rows) == 1


def test_mutated_files_are_tables_or_refused():
    dice = random.Random(20261129)
    for number in range(FUZZ):
        name, data = mutated(dice)

        assert isinstance(outcome(read_table, data), Table | ImportRefused), (number, name)
        if number % 5 == 0:
            assert isinstance(outcome(read_results, data), Workbook | ImportRefused), (number, name)


def read_results(data):
    return read_lists(data, RESULTS)


def outcome(read, data):
    try:
        return read(data)
    except ImportRefused as refusal:
        return refusal
