"""The database of every version goes to the head with all that was in it, and opens and proves itself there."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from reports.upkeep.works import PROOFS
from tests.rutan_blk.backups.conftest import Databases
from tests.upgrade import stored

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
# Tables whose rows a later migration changes on purpose, by version, each with its reason.
CHANGED: dict[str, dict[str, str]] = {"0.2.0": {}}
FACTS = """
import json, sys; from tests.upgrade import stored
print(json.dumps(stored.facts(json.loads(sys.stdin.read()))))
"""
FILL = """
import os; from rutan_blk.backups import picture
picture.run_client("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-f", os.environ["SOURCE"])
"""
FAULTS = "from rutan_blk import readiness as r; print(r.database_fault(), r.key_fault(), r.media_fault())"
SCHEMA = "import json; from tests.upgrade import stored; print(json.dumps(stored.schema()))"


@pytest.fixture(scope="module")
def databases(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        made = Databases(tmp_path_factory.mktemp("databases"))
        yield made
        made.drop()


@pytest.fixture(scope="module", params=stored.versions())
def upgraded(request, databases, tmp_path_factory):
    """Version, folder and database of a site of that version, once it was upgraded."""
    var = tmp_path_factory.mktemp("upgrade")
    source = stored.unpack(request.param, var, connection.vendor)
    url = f"sqlite:///{source}"
    if connection.vendor == "postgresql":
        url = databases.empty(var)
        stored.manage(var, url, "shell", "-v0", "-c", FILL, SOURCE=source)
    stored.manage(var, url, "migrate", "-v0")
    return request.param, var, url


def test_rows_of_every_table_are_what_they_were(upgraded):
    version, var, url = upgraded
    expected = stored.expected(version, connection.vendor)
    columns = {table: facts["columns"] for table, facts in expected.items() if table not in CHANGED[version]}
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", FACTS]

    done = subprocess.run(
        command,
        cwd=stored.ROOT,
        env={**os.environ, **stored.places(var, url)},
        input=json.dumps(columns),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert sum(facts["rows"] for facts in expected.values()) > 20_000
    assert stored.differences({table: expected[table] for table in columns}, json.loads(done.stdout)) == []


def test_one_changed_letter_counts_as_a_difference(upgraded):
    expected = stored.expected(upgraded[0], connection.vendor)
    found = {**expected, "inmates_person": {**expected["inmates_person"], "sha256": "0" * 64}}

    assert stored.differences(expected, found) == ["inmates_person"]


def test_tables_are_those_of_a_new_site(upgraded):
    _version, var, url = upgraded

    found = json.loads(stored.manage(var, url, "shell", "-v0", "-c", SCHEMA))

    assert found == stored.schema()


def test_chains_numbers_seals_and_files_hold_and_sealed_values_open(upgraded):
    _version, var, url = upgraded

    said = stored.manage(var, url, "upkeep", *PROOFS)

    assert "not" not in said


def test_upgraded_site_can_be_served(upgraded):
    _version, var, url = upgraded
    stored.manage(var, url, "prepare")

    assert stored.manage(var, url, "shell", "-v0", "-c", FAULTS, PORT="0") == "None None None\n"
