"""Tables to which the database itself lets rows be added only.

The triggers stand in migrations; nothing in the application can update or delete such a row, on either database.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def protect(connection: BaseDatabaseWrapper, table: str, *, once: str = "") -> None:
    """Makes the database refuse update and delete of every row of `table`; with the name of a column in `once`, of
    those rows alone in which it is filled.
    """
    when = f"WHEN (OLD.{once} IS NOT NULL) " if once else ""
    # The name is one of ours: a trigger takes no parameters, so it stands in the text of the statement.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW {when}EXECUTE FUNCTION refuse_change()"
            )
            return
        # SQLite knows neither functions nor a trigger for two acts.
        for act in ("UPDATE", "DELETE"):
            cursor.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def release(connection: BaseDatabaseWrapper, table: str) -> None:
    """Takes the protection away again (reverse of a migration; tests that empty the database)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
            return
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
