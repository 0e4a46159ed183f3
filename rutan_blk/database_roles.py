"""Roles of PostgreSQL apart: who owns the tables changes their form, the site only writes rows, others only read.

The owner, under whom `migrate` runs, could take the protection of append-only tables away; the site's role can not.
"""

from collections.abc import Iterator
from enum import StrEnum

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

HEADS = "core_auditchain"
# Rules, and what migrations write: the site reads them. Keys of seals are written under the signer's user.
ONLY_READ = (
    *("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"),
    *("accounts_separateroles", "certification_sealkey"),
)
# Append-only but for rows that have served their time: their trigger asks for what stays of them.
DELETED_ONCE_KEPT = (
    *("core_accesslogentry", "programs_markrevision", "programs_missingtoolstep", "certification_practicemark"),
)
# Not even to read: sign-ins that are open, photos and scans, and what proves accounts or signs facts.
SECRET_TABLES = ("django_session", "core_storedfile")
SECRET_COLUMNS = {"accounts_user": {"password"}, "certification_statementkey": {"secret_sealed"}}


class Part(StrEnum):
    """What is added to the name of the database for each role."""

    SITE = "site"
    READER = "reader"
    BACKUP = "backup"


def role_names(database: str) -> dict[Part, str]:
    """The names of the roles for a database."""
    return {part: f"{database}_{part}" for part in Part}


def statements(connection: BaseDatabaseWrapper, names: dict[Part, str]) -> Iterator[str]:
    """The SQL that makes the roles and gives each what it needs, for the tables of today. Harmless if run again.

    To be run by the owner of the tables, who must be allowed to make roles, or by a superuser.
    """
    quoted = {part: connection.ops.quote_name(name) for part, name in names.items()}
    site, reader, backup = (quoted[part] for part in Part)
    everybody = ", ".join(quoted.values())
    for part, name in names.items():
        literal = name.replace("'", "''")
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{literal}') "
            f"THEN CREATE ROLE {quoted[part]} LOGIN; END IF; END $$"
        )
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {everybody}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {everybody}"
    yield f"GRANT USAGE ON SCHEMA public TO {everybody}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {site}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {site}"
    for table in append_only_tables(connection):
        changes = "UPDATE" if table in DELETED_ONCE_KEPT else "UPDATE, DELETE"
        yield f"REVOKE {changes} ON {connection.ops.quote_name(table)} FROM {site}"
    yield f"REVOKE DELETE ON {HEADS} FROM {site}"
    for table in ONLY_READ:
        yield f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {site}"
    yield f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}, {backup}"
    yield f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {backup}"
    for table in (*SECRET_TABLES, *SECRET_COLUMNS):
        yield f"REVOKE SELECT ON {connection.ops.quote_name(table)} FROM {reader}"  # noqa: S608  # a table of ours
    for table, secret in SECRET_COLUMNS.items():
        columns = ", ".join(connection.ops.quote_name(one) for one in _columns(connection, table) if one not in secret)
        yield f"GRANT SELECT ({columns}) ON {table} TO {reader}"
    # Through a pooler sessions are not set up by whoever connects.
    for setting, value in settings.SESSION.items():
        yield f"ALTER ROLE {site} SET {setting} = '{value}'"
    yield f"ALTER ROLE {reader} SET default_transaction_read_only = on"
    yield f"ALTER ROLE {backup} SET default_transaction_read_only = on"


def append_only_tables(connection: BaseDatabaseWrapper) -> list[str]:
    """Tables of which a trigger refuses every change, as migrations have left them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname = relname || '_append_only' AND tgqual IS NULL AND relname <> %s ORDER BY relname",
            [HEADS],
        )
        return [name for (name,) in cursor.fetchall()]


def _columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def may_rewrite(connection: BaseDatabaseWrapper) -> list[str]:
    """Append-only tables that the role of this connection owns or may change all the same: of a site, none."""
    if connection.vendor != "postgresql":
        return []
    return [table for table in append_only_tables(connection) if _may_change(connection, table)]


def _may_change(connection: BaseDatabaseWrapper, table: str) -> bool:
    with connection.cursor() as cursor:
        changes = ["UPDATE", "TRUNCATE", "TRIGGER", *([] if table in DELETED_ONCE_KEPT else ["DELETE"])]
        cursor.execute("SELECT has_table_privilege(%s, %s)", [table, ", ".join(changes)])
        (may,) = cursor.fetchone()
    return bool(may)
