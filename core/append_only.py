"""Append-only tables, enforced by database triggers.

The triggers are created in migrations; on either database the application cannot update or delete such a row.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def protect(connection: BaseDatabaseWrapper, table: str, *, once: str = "") -> None:
    """Makes the database refuse to update or delete rows of `table`. With a column name in `once`, only rows in which
    that column is filled are protected.
    """
    when = f"WHEN (OLD.{once} IS NOT NULL) " if once else ""
    # Triggers take no parameters, so the name becomes part of the SQL; it is always one of ours.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW {when}EXECUTE FUNCTION refuse_change()"
            )
            return
        # SQLite has no functions, and a trigger handles only one operation.
        for act in ("UPDATE", "DELETE"):
            cursor.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def release(connection: BaseDatabaseWrapper, table: str) -> None:
    """Removes the protection (for reversing a migration, and for tests that empty the database)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            return
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
