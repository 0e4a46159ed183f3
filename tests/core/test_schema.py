import pytest
from django.db import connection

from core import schema

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def changed(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    return schema.differences()


def test_migrated_database_is_the_one_of_the_models():
    assert schema.differences() == []


def test_missing_table_is_named():
    assert changed("DROP TABLE core_accesslogentry") == ["core_accesslogentry"]


def test_renamed_column_is_named_by_both_names():
    assert changed("ALTER TABLE core_job RENAME COLUMN kind TO sort") == ["core_job.kind", "core_job.sort"]


def test_column_that_may_stay_empty_disturbs_nobody():
    assert changed("ALTER TABLE core_job ADD COLUMN remark varchar(20)") == []


def test_missing_index_is_named():
    index = next(index.name for model in schema._models() for index in model._meta.indexes)

    assert changed(f"DROP INDEX {index}") == [index]


def test_index_whose_name_only_begins_alike_takes_no_place():
    index = next(index.name for model in schema._models() for index in model._meta.indexes)
    changed(f"CREATE INDEX {index}_again ON core_job (kind)")

    assert changed(f"DROP INDEX {index}") == [index]


def test_constraint_whose_name_only_begins_alike_takes_no_place():
    name = "job_item_position_is_unique"

    assert renamed("core_jobitem", name, f"{name}_too") == [name]


def renamed(table: str, name: str, other: str) -> list[str]:
    """The differences once a constraint has another name; SQLite makes its table anew for that."""
    if connection.vendor == "postgresql":
        return changed(f"ALTER TABLE {table} RENAME CONSTRAINT {name} TO {other}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
        statement = cursor.fetchone()[0].replace(name, other)
        cursor.execute(f"DROP TABLE {table}")
    return changed(statement)
