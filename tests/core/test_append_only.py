"""No statement of the site takes anything away from the tables that only grow, on either database."""

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
