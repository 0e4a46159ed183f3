"""Append-only tables, and heads of chains that only go forward, enforced by database triggers.

The triggers are created in migrations; on either database the application cannot update, replace or delete such a row,
nor empty the table. On SQLite, replaced rows meet them by `PRAGMA recursive_triggers`, which the settings turn on.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""

# A head says how long its chain is: one that is shorter, or as long with another hash, tells of another past.
POSTGRESQL_HEAD_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.name = OLD.name AND NEW.length > OLD.length THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% only goes forward', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

# Without the collation of the column the comparison is one of names, and each row reads all digests.
POSTGRESQL_UNTIL_DESTROYED = """
CREATE OR REPLACE FUNCTION refuse_until_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (
    SELECT 1 FROM core_destroyedrow WHERE "table" = TG_TABLE_NAME::text COLLATE "default" AND "key" = OLD.id
  ) THEN RETURN OLD; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

POSTGRESQL_STEP_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% takes no step back', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def protect(connection: BaseDatabaseWrapper, table: str, *, once: str = "") -> None:
    """Makes the database refuse to update or delete rows of `table`, or to empty it. With a column name in `once`, only
    rows in which that column is filled are protected. What protected the table before is replaced.
    """
    release(connection, table)
    when = f"WHEN (OLD.{once} IS NOT NULL) " if once else ""
    # Triggers take no parameters, so the name becomes part of the SQL; it is always one of ours.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW {when}EXECUTE FUNCTION refuse_change()"
            )
            # Triggers of rows are not asked when a table is emptied at once.
            cursor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
            )
            return
        # SQLite has no functions, and a trigger handles only one operation.
        for act in ("UPDATE", "DELETE"):
            cursor.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def protect_until_kept(connection: BaseDatabaseWrapper, table: str, *, kept: str) -> None:
    """Makes the database refuse to update a row of `table`, to empty it, and to delete a row whose key does not stand
    in the table `kept`. What protected the table before is replaced.
    """
    protect(connection, table)
    is_kept = f"EXISTS (SELECT 1 FROM {kept} WHERE id = OLD.id)"  # noqa: S608  # a table of ours
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A condition of a trigger asks no other table, so a function of its own does.
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION refuse_unless_in_{kept}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN IF TG_OP = 'DELETE' AND {is_kept} THEN RETURN OLD; END IF; "
                "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
            )
            cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            cursor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_unless_in_{kept}()"
            )
            return
        cursor.execute(f"DROP TRIGGER {table}_no_delete")
        cursor.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT {is_kept} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def protect_until_destroyed(connection: BaseDatabaseWrapper, table: str) -> None:
    """The same for a table whose rows `core.destroyed_rows` destroys: a row goes once its digest is kept there."""
    protect(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_UNTIL_DESTROYED)
            cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            cursor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_until_destroyed()"
            )
            return
        kept = f'SELECT 1 FROM core_destroyedrow WHERE "table" = \'{table}\' AND "key" = OLD.id'  # noqa: S608  # ours
        cursor.execute(f"DROP TRIGGER {table}_no_delete")
        cursor.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({kept}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def renew_until_destroyed(connection: BaseDatabaseWrapper) -> None:
    """Replaces the function that all tables of `protect_until_destroyed` ask, where a database has one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(POSTGRESQL_UNTIL_DESTROYED)


def protect_head(connection: BaseDatabaseWrapper, table: str) -> None:
    """Makes the database refuse to delete a row of `table` (columns `name`, `length`), or to change it without its
    length growing.
    """
    release(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_HEAD_FUNCTION)
            for name, act in (("append_only", "UPDATE OR DELETE"), ("no_truncate", "TRUNCATE")):
                each = "" if act == "TRUNCATE" else "FOR EACH ROW "
                cursor.execute(
                    f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} {each}EXECUTE FUNCTION refuse_going_back()"
                )
            return
        backwards = "WHEN NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.length <= OLD.length "
        for act, when in (("UPDATE", backwards), ("DELETE", "")):
            cursor.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{table} only goes forward'); END"
            )


def refuse_steps(connection: BaseDatabaseWrapper, table: str, *, when: str) -> None:
    """Makes the database refuse each update of a row of `table` for which this condition on OLD and NEW holds."""
    allow_steps(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_STEP_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {table}_one_way BEFORE UPDATE ON {table} "
                f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_step()"
            )
            return
        cursor.execute(
            f"CREATE TRIGGER {table}_one_way BEFORE UPDATE ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{table} takes no step back'); END"
        )


def allow_steps(connection: BaseDatabaseWrapper, table: str) -> None:
    """Removes what `refuse_steps` made."""
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_one_way{on}")


def release(connection: BaseDatabaseWrapper, table: str) -> None:
    """Removes the protection (for reversing a migration, and for tests that empty the database)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in ("append_only", "no_truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")
            return
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
