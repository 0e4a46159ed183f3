"""The database of every version goes to the head with all that was in it, and opens and proves itself there."""

import json

import pytest
from django.db import connection

from reports.upkeep.works import PROOFS
from tests.rutan_blk.backups.conftest import Databases
from tests.upgrade import stored

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
# Tables whose rows a later migration changes on purpose, by version, each with its reason.
CHANGED: dict[str, dict[str, str]] = {
    "0.2.0": {"outcomes_readinessitem": "Items after the certificate make room for the results (outcomes 0036)."}
}
FACTS = """
import json, os; from tests.upgrade import stored
print(json.dumps(stored.facts(json.loads(os.environ["ASKED"]))))
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
    """Version, folder and database of a site of that version once it was upgraded, and what its rows were then.

    Other tests let the site work, which leaves rows: they may come first.
    """
    var = tmp_path_factory.mktemp("upgrade")
    source = stored.unpack(request.param, var, connection.vendor)
    url = f"sqlite:///{source}"
    if connection.vendor == "postgresql":
        url = databases.empty(var)
        stored.manage(var, url, "shell", "-v0", "-c", FILL, SOURCE=source)
    stored.manage(var, url, "migrate", "-v0")
    return request.param, var, url, rows_then(request.param, var, url)


def rows_then(version, var, url):
    """The facts of the tables and columns that the version had, without what a migration changes on purpose."""
    expected = stored.expected(version, connection.vendor)
    columns = {table: facts["columns"] for table, facts in expected.items() if table not in CHANGED[version]}
    return json.loads(stored.manage(var, url, "shell", "-v0", "-c", FACTS, ASKED=json.dumps(columns)))


def test_rows_of_every_table_are_what_they_were(upgraded):
    version, _var, _url, found = upgraded
    expected = stored.expected(version, connection.vendor)

    assert sum(facts["rows"] for facts in expected.values()) > 20_000
    assert stored.differences({table: expected[table] for table in found}, found) == []
    assert set(expected) - set(found) == set(CHANGED[version])


def test_one_changed_letter_counts_as_a_difference(upgraded):
    expected = stored.expected(upgraded[0], connection.vendor)
    found = {**expected, "inmates_person": {**expected["inmates_person"], "sha256": "0" * 64}}

    assert stored.differences(expected, found) == ["inmates_person"]


def test_tables_are_those_of_a_new_site(upgraded):
    _version, var, url, _rows = upgraded

    found = json.loads(stored.manage(var, url, "shell", "-v0", "-c", SCHEMA))

    assert found == stored.schema()


def test_chains_numbers_seals_and_files_hold_and_sealed_values_open(upgraded):
    _version, var, url, _rows = upgraded

    said = stored.manage(var, url, "upkeep", *PROOFS)

    assert "not" not in said


def test_upgraded_site_can_be_served(upgraded):
    _version, var, url, _rows = upgraded
    stored.manage(var, url, "prepare")

    assert stored.manage(var, url, "shell", "-v0", "-c", FAULTS, PORT="0") == "None None None\n"
