"""Conditions for serving the site. Each fault is one sentence that ends with what to type."""

import hashlib
import os
import socket
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from accounts import demo_users
from certification.sealing import root_stamps
from core import kept_files, key_mark, schema
from rutan_blk import database_roles


def faults() -> Iterator[str]:
    """Yields every reason not to serve this checkout with these settings, the most basic first."""
    first = (restore_fault, encryption_fault, plain_http_fault, plain_database_fault, stamp_fault, catalog_fault)
    yield from filter(None, (find() for find in (*first, static_files_fault)))
    try:
        # A database of another version cannot be queried further.
        yield from islice(filter(None, (find() for find in (database_fault, key_fault, media_fault, demo_fault))), 1)
    except DatabaseError as error:
        yield unreachable_database(error)
    finally:
        connection.close()
    if fault := address_fault():
        yield fault


def warnings() -> Iterator[str]:
    """Yields what should be mended although the site can be served."""
    if settings.PLAIN_HTTP and not settings.HTTPS:
        yield _("PLAIN_HTTP=true: whoever is in the network of this machine can read passwords and names.")
    if settings.PLAIN_DATABASE:
        yield _("PLAIN_DATABASE=true: whoever is between this machine and PostgreSQL can read names and numbers.")
    if serves_others() and not Path(settings.SEAL_SOCKET).exists():
        yield _(
            "No signer keeps the heads of audit and access log, so whoever has the database can write both anew. "
            "Set it up: docs/operations.md, Seals."
        )
    try:
        if database_roles.may_rewrite(connection):
            yield _(
                "The site signs in to PostgreSQL as a role that may rewrite the audit. Type: manage.py database_roles, "
                "and see docs/operations.md."
            )
    finally:
        connection.close()


# --- Restoring -------------------------------------------------------------------------------------------------


def restore_mark() -> Path:
    """Stands while a backup is being restored, and after a restore that did not come to its end."""
    return Path(settings.DATA_DIR) / "restore-begun"


def restore_fault() -> str | None:
    if not restore_mark().exists():
        return None
    return _("A backup was not restored to its end, so what is here may be half of it. Type: manage.py restore")


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
    return _(
        "HTTPS needs all three: HTTPS=true, TLS_CERTIFICATE and TLS_KEY with files that are there (not on "
        "Windows). deploy/internal_ca.py makes them; or leave both empty and put a proxy in front."
    )


def serves_others() -> bool:
    """True if people on other machines use the site."""
    return bool(settings.TRUSTED_PROXIES) or not demo_users.is_loopback(settings.BIND)


def plain_http_fault() -> str | None:
    """Over plain HTTP whoever is in the office network reads passwords and names, and signs in as others."""
    if settings.HTTPS or settings.PLAIN_HTTP or demo_users.is_loopback(settings.BIND):
        return None
    return _(
        "BIND=%(address)s lets others reach the site without HTTPS, and whoever is in their network reads along. "
        "Type: .venv/bin/python deploy/internal_ca.py NAME, which prints what HTTPS needs. If it has to be plain "
        "HTTP all the same: PLAIN_HTTP=true in .env"
    ) % {"address": settings.BIND}


def plain_database_fault() -> str | None:
    """To a database on another machine names and numbers would travel readable, or to whoever answers in its place.

    A pooler counts as one: what begins the site goes past it, and the site goes through it.
    """
    faults = map(_plain_fault, filter(None, (settings.DATABASES["default"], settings.POOLER)))
    return next(filter(None, faults), None)


def _plain_fault(database: dict[str, Any]) -> str | None:
    options = database.get("OPTIONS", {})
    host, mode = options.get("host") or database.get("HOST", ""), options.get("sslmode")
    is_here = not host or host.startswith("/") or host == "localhost" or demo_users.is_loopback(host)
    if is_here or mode == "verify-full" or settings.PLAIN_DATABASE:
        return None
    return _(
        "PostgreSQL is on another machine (%(host)s), and nothing checks that it is the right one and that nobody "
        "reads along. Add to DATABASE_URL: ?sslmode=verify-full&sslrootcert=FILE. If its network is "
        "protected otherwise: PLAIN_DATABASE=true in .env"
    ) % {"host": host}


def stamp_fault() -> str | None:
    """A stamp asked for in clear, or of a file, is nobody's."""
    if not settings.TIMESTAMP_URL or settings.TIMESTAMP_URL.startswith(root_stamps.SCHEME):
        return None
    return _("TIMESTAMP_URL begins with another scheme than https://. Write such an address, or leave it empty.")


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
    return _("The style sheets and scripts are not collected, so no page could be shown. Type: make setup")


# --- The database ----------------------------------------------------------------------------------------------


def keep_to_owner() -> None:
    """Makes a new database file of SQLite readable for its owner alone, whatever the machine gives to new files."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not str(name).startswith(("file:", ":")) and not Path(name).exists():
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def unreachable_database(error: Exception) -> str:
    reason = str(error).strip().partition("\n")[0]
    return _("The database does not answer: %(reason)s. Start it, or correct DATABASE_URL in .env.") % {
        "reason": reason
    }


def pending_migrations() -> bool:
    """True if the database is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def database_fault() -> str | None:
    """The database is behind the code, or was created when migrations had other content."""
    if pending_migrations():
        return _("The database is behind this version of the program. Type: make setup")
    return schema_fault()


def schema_fault() -> str | None:
    """The database has run every migration by name, but its schema does not match this code."""
    found = schema.differences()
    if not found:
        return None
    named = ", ".join(found[:3])
    if more := len(found[3:]):
        named = _("%(named)s and %(more)d more") % {"named": named, "more": more}
    return _(
        "The database was made by another state of this program; they differ in %(named)s. Go back to the version "
        "that made it (git checkout VERSION; make setup). Demo data are made anew when the file of the database "
        "is gone: rm %(folder)s/terampil.sqlite3; make run"
    ) % {"named": named, "folder": settings.DATA_DIR}


def key_fault() -> str | None:
    """Numbers that were encrypted with another key open for nobody, and are taken for those of other people."""
    return key_mark.fault()


def media_fault() -> str | None:
    """A single file that is missing is named by upkeep; a folder without any is that of another site, or a lost one."""
    if not kept_files.are_gone():
        return None
    if settings.FILES_IN_DATABASE:
        return _(
            "Of the photos and scans that records name none is in the database (FILES_IN_DATABASE=true). Type, where "
            "they are in %(folder)s: manage.py files_to_database"
        ) % {"folder": settings.MEDIA_ROOT}
    return _(
        "Of the photos and scans that records name none is in %(folder)s. Mount their disk or correct "
        "MEDIA_ROOT in .env; if they are lost: manage.py restore --files FOLDER takes them out of a backup"
    ) % {"folder": settings.MEDIA_ROOT}


# --- Access ----------------------------------------------------------------------------------------------------


def demo_fault() -> str | None:
    """Demo users have a password published in the README, so demo data is served only on this machine."""
    open_by = demo_users.reachable_by()
    if not open_by or not get_user_model().objects.filter(is_demo=True).exists():
        return None
    return _(
        "The database holds demo users, whose password everybody knows, and %(setting)s lets others reach it. Take "
        "that setting out of .env, or start with an empty database (DATABASE_URL)."
    ) % {"setting": open_by}


def address_fault() -> str | None:
    try:
        listener(settings.BIND, settings.PORT).close()
    except OSError as error:
        return _(
            "The site cannot be served on %(address)s, port %(port)d: %(reason)s. "
            "End the other program, or choose another port: PORT=8001 make run"
        ) % {"address": settings.BIND, "port": settings.PORT, "reason": error.strerror}
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
