"""Conditions for serving the site. Each fault is one sentence that ends with what to type."""

import hashlib
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts import demo_users
from core import schema
from rutan_blk import database_roles


def faults() -> Iterator[str]:
    """Yields every reason not to serve this checkout with these settings, the most basic first."""
    yield from (fault for fault in (encryption_fault(), catalog_fault(), static_files_fault()) if fault)
    try:
        # A database of another version cannot be queried further.
        yield from [fault for fault in (database_fault(), demo_fault()) if fault][:1]
    except DatabaseError as error:
        yield unreachable_database(error)
    finally:
        connection.close()
    if fault := address_fault():
        yield fault


def warnings() -> Iterator[str]:
    """Yields what should be mended although the site can be served."""
    try:
        if database_roles.may_rewrite(connection):
            yield (
                "The site signs in to PostgreSQL as a role that may rewrite the audit. Type: manage.py database_roles, "
                "and see docs/operations.md."
            )
    finally:
        connection.close()


# --- Encryption ------------------------------------------------------------------------------------------------


def has_certificate() -> bool:
    return bool(settings.TLS_CERTIFICATE or settings.TLS_KEY)


def encryption_fault() -> str | None:
    """A certificate needs both settings: with only one, the site would silently stay unencrypted."""
    if not has_certificate():
        return None
    missing = [name for name in (settings.TLS_CERTIFICATE, settings.TLS_KEY) if not Path(name).is_file()]
    if not missing and settings.HTTPS and os.name != "nt":
        return None
    return (
        "HTTPS needs all three: HTTPS=true, TLS_CERTIFICATE and TLS_KEY with files that are there (not on "
        "Windows). deploy/internal_ca.py makes them; or leave both empty and put a proxy in front."
    )


# --- Generated files -------------------------------------------------------------------------------------------


def stale_catalogs() -> list[Path]:
    """Message catalogues whose compiled file is missing or outdated."""
    sources = [source for folder in settings.LOCALE_PATHS for source in Path(folder).glob("*/LC_MESSAGES/*.po")]
    return [source for source in sources if _is_older(source.with_suffix(".mo"), source)]


def _is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def catalog_fault() -> str | None:
    """Without the compiled catalogue Django silently answers in English."""
    if not stale_catalogs():
        return None
    return "The message catalogue is not compiled, so the pages would be in English. Type: make setup"


def static_files_stamp() -> Path:
    """Stores the state of the sources from which static files were last collected."""
    return Path(settings.DATA_DIR) / "static-files.sha256"


def static_files_state() -> str:
    """A digest of names, sizes and times of all static files, their destination and their storage."""
    digest = hashlib.sha256(repr((str(settings.STATIC_ROOT), settings.STORAGES["staticfiles"])).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_files_are_collected() -> bool:
    stamp = static_files_stamp()
    manifest = Path(settings.STATIC_ROOT, "staticfiles.json")
    return manifest.exists() and stamp.exists() and stamp.read_text() == static_files_state()


def static_files_fault() -> str | None:
    """A page that names a style sheet missing from the manifest fails with a bare error 500."""
    if settings.DEBUG or static_files_are_collected():
        return None
    return "The style sheets and scripts are not collected, so no page could be shown. Type: make setup"


# --- The database ----------------------------------------------------------------------------------------------


def unreachable_database(error: Exception) -> str:
    reason = str(error).strip().partition("\n")[0]
    return f"The database does not answer: {reason}. Start it, or correct DATABASE_URL in .env."


def pending_migrations() -> bool:
    """True if the database is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def database_fault() -> str | None:
    """The database is behind the code, or was created when migrations had other content."""
    if pending_migrations():
        return "The database is behind this version of the program. Type: make setup"
    return schema_fault()


def schema_fault() -> str | None:
    """The database has run every migration by name, but its schema does not match this code."""
    found = schema.differences()
    if not found:
        return None
    named = ", ".join(found[:3]) + (f" and {len(found) - 3} more" if found[3:] else "")
    return (
        f"The database was made by another state of this program; they differ in {named}. Go back to the version "
        f"that made it (git checkout VERSION; make setup). Demo data are made anew when the file of the database "
        f"is gone: rm {settings.DATA_DIR}/terampil.sqlite3; make run"
    )


# --- Access ----------------------------------------------------------------------------------------------------


def demo_fault() -> str | None:
    """Demo users have a password published in the README, so demo data is served only on this machine."""
    open_by = demo_users.reachable_by()
    if not open_by or not get_user_model().objects.filter(is_demo=True).exists():
        return None
    return (
        f"The database holds demo users, whose password everybody knows, and {open_by} lets others reach it. Take "
        f"that setting out of .env, or start with an empty database (DATABASE_URL)."
    )


def address_fault() -> str | None:
    try:
        listener(settings.BIND, settings.PORT).close()
    except OSError as error:
        return (
            f"The site cannot be served on {settings.BIND}, port {settings.PORT}: {error.strerror}. "
            f"End the other program, or choose another port: PORT=8001 make run"
        )
    return None


def listener(host: str, port: int) -> socket.socket:
    """A socket bound to that address, to find out whether it is free."""
    family, kind, protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    probe = socket.socket(family, kind, protocol)
    try:
        if os.name != "nt":  # On Windows it would take the port from another program.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(place)
        probe.listen(1)
    except OSError:
        probe.close()
        raise
    return probe
