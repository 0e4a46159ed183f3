"""No statement of the site takes anything away from the tables that only grow, on either database."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from core import audit
from core.models import AccessLogEntry, AuditChain, AuditEvent
from tests.conftest import HEADS, ONCE, PROTECTED
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

REFUSED = r"append-only|only goes forward"
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces rows")


@pytest.fixture
def chain():
    user = UserFactory(roles=["registrar"])
    for step in range(3):
        audit.record("person.change", by=user, target=user, step=step)
    AccessLogEntry.objects.create(office="x", user_id=1, user_name="x", kind="view", subject_type="x", subject="x")
    return AuditChain.objects.get(name=user.office_code)


def execute(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def protected_tables() -> set[str]:
    """What the database itself refuses to change, by the names of its triggers."""
    catalog, ending = {
        "postgresql": ("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal", "_append_only"),
        "sqlite": ("SELECT name FROM sqlite_master WHERE type = 'trigger'", "_no_delete"),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalog)
        return {name.removesuffix(ending) for (name,) in cursor.fetchall() if name.endswith(ending)}


def test_the_tests_know_every_protected_table():
    assert protected_tables() == {*PROTECTED, *ONCE, HEADS, "accounts_separateroles"}


@pytest.mark.postgres
@pytest.mark.parametrize("table", [*PROTECTED, *ONCE, HEADS])
def test_no_protected_table_is_emptied_at_once(table):
    with pytest.raises(DatabaseError, match=REFUSED):
        execute(f"TRUNCATE {table} CASCADE")


@on_sqlite
@pytest.mark.parametrize("table", ["core_auditevent", "core_accesslogentry", "core_auditchain"])
def test_no_row_is_replaced(table, chain):
    with pytest.raises(DatabaseError, match=REFUSED):
        execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@on_sqlite
def test_no_event_is_replaced_by_one_with_its_number(chain):
    columns = "chain, sequence, at, actor_name, action, target_type, target_id, details, previous_hash, hash"

    with pytest.raises(DatabaseError, match="append-only"):
        execute(f"REPLACE INTO core_auditevent ({columns}) SELECT {columns} FROM core_auditevent")


@pytest.mark.parametrize(
    "change",
    [
        {"length": 0, "head": ""},
        {"length": 2},
        # As long as before: the last events would be others.
        {"head": "0" * 64},
        {"length": 9, "name": "elsewhere"},
        {"length": 9, "id": 999},
    ],
)
def test_the_head_of_a_chain_does_not_go_back(change, chain):
    with pytest.raises(DatabaseError, match="only goes forward"), transaction.atomic():
        AuditChain.objects.filter(pk=chain.pk).update(**change)


def test_the_head_of_a_chain_does_not_go(chain):
    with pytest.raises(DatabaseError, match="only goes forward"), transaction.atomic():
        chain.delete()


@pytest.mark.parametrize("act", ["DELETE FROM accounts_separateroles", "UPDATE accounts_separateroles SET first = 'x'"])
def test_no_pair_of_roles_that_stay_apart_goes(act):
    with pytest.raises(DatabaseError, match=REFUSED):
        execute(act)


def test_the_head_of_a_chain_goes_forward(chain):
    events = audit.record_each("user.lock", by=None, targets=[(None, {"step": n}) for n in range(3)])

    assert AuditChain.objects.get(name=events[0].chain).length == 3
    assert AuditEvent.objects.filter(chain=chain.name).count() == chain.length


# What the function said in the first installations: a comparison of names, for which no index of texts is of use.
OF_NAMES = """
CREATE OR REPLACE FUNCTION refuse_until_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (
    SELECT 1 FROM core_destroyedrow WHERE "table" = TG_TABLE_NAME AND "key" = OLD.id
  ) THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


@pytest.fixture
def many_digests():
    execute(
        'INSERT INTO core_destroyedrow ("table", "key", digest) '
        "SELECT 'programs_markrevision', number, repeat('0', 64) FROM generate_series(1, 20000) AS number"
    )
    execute("ANALYZE core_destroyedrow")


def plan_of_looking_up_a_digest() -> list[str]:
    """How PostgreSQL finds the digest of a deleted row by what the function in the database asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'refuse_until_destroyed'")
        asked = cursor.fetchone()[0].partition("EXISTS (")[2].partition(") THEN")[0]
        asked = asked.replace("TG_TABLE_NAME", "'programs_markrevision'::name").replace("OLD.id", "7::bigint")
        cursor.execute(f"EXPLAIN (COSTS OFF) {asked}")
        return [line.strip() for (line,) in cursor.fetchall()]


BY_INDEX = [
    "Index Only Scan using destroyed_row_once on core_destroyedrow",
    """Index Cond: (("table" = 'programs_markrevision'::text) AND (key = '7'::bigint))""",
]


@pytest.mark.postgres
@pytest.mark.usefixtures("many_digests")
def test_a_digest_is_looked_up_by_its_index():
    assert plan_of_looking_up_a_digest() == BY_INDEX


@pytest.mark.postgres
@pytest.mark.usefixtures("many_digests")
def test_the_migration_replaces_the_function_where_it_stands_already():
    with connection.cursor() as cursor:
        cursor.execute(OF_NAMES)
    before = plan_of_looking_up_a_digest()
    migration = import_module("core.migrations.0011_digests_by_index")

    with connection.schema_editor() as editor:
        migration.renew(None, editor)

    assert plan_of_looking_up_a_digest() == BY_INDEX
    assert before != BY_INDEX
