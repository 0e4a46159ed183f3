"""The document of the security standard names tests that exist, counts its own rows and leaves out no class of data."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from django.conf import settings

from accounts.processing import DataClass

ROOT = Path(settings.BASE_DIR)
# What the document says of its own way of naming.
EXAMPLE = ("file", "test")


@pytest.fixture(scope="module")
def text():
    return (ROOT / "docs" / "asvs.md").read_text()


def test_each_test_that_it_names_exists(text):
    found = defaultdict(set)
    for path in (ROOT / "tests").rglob("test_*.py"):
        for name in re.findall(r"^ *def test_(\w+)", path.read_text(), re.MULTILINE):
            found[path.stem.removeprefix("test_")].add((str(path.parent.relative_to(ROOT)), name))

    named = set(re.findall(r"`([\w/]+)::(\w+)`", text)) - {EXAMPLE}
    lost = []
    for file, name in named:
        folder, _, stem = file.rpartition("/")
        if not any(place.endswith(folder) and name == one for place, one in found[stem]):
            lost.append(f"{file}::{name}")

    assert len(named) > 150
    assert lost == []


def test_it_counts_its_rows(text):
    rows = re.findall(r"^\| \d+\.\d+\.\d+ \| ([12]) \| .*? \| \W*(holds|accepted|open)\W* \|", text, re.MULTILINE)
    counted = Counter(rows)
    table = re.findall(r"^\| (holds|accepted|open) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)

    assert {state: (int(first), int(second)) for state, first, second, _both in table} == {
        state: (counted["1", state], counted["2", state]) for state in ("holds", "accepted", "open")
    }
    assert all(int(first) + int(second) == int(both) for _state, first, second, both in table)


def test_each_class_of_data_has_its_measures(text):
    part = text.partition("### Measures of each class of data")[2].partition("### ")[0]

    assert re.findall(r"^\| (\w+) \|", part, re.MULTILINE)[1:] == [
        one.value for one in DataClass if one != DataClass.NONE
    ]
