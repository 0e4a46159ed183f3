"""What every test can ask for: a client that fills in form tokens, users of each role, moved clocks."""

import itertools
import os
import sys
import tempfile
import uuid
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection
from django.test import Client
from django.test.signals import setting_changed
from hypothesis import HealthCheck
from hypothesis import settings as property_tests

from accounts.roles import sync_roles
from core import append_only, clock, idempotency
from core.catalog_rows import CatalogRows
from deploy import catalogue
from rutan_blk import readiness
from rutan_blk.starting_rows import sync_catalogs
from tests import kept
from tests.factories import FacilityFactory, UserFactory

# A busy machine draws slowly, which says nothing of the code. The same examples each run, so that a fault is met by
# whoever makes it; a night that looks for others sets RANDOM_EXAMPLES.
property_tests.register_profile(
    "suite",
    deadline=None,
    derandomize="RANDOM_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
property_tests.load_profile("suite")

# A Monday in the middle of a working week, 09.12 WITA: the day that the tests live on unless they move.
MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=ZoneInfo("Asia/Makassar"))
# All that migrations protect: a row that stays behind in one of them would stand in the way of every test after it.
PROTECTED = (
    "core_auditevent",
    "core_accesslogentry",
    "core_destroyedaccess",
    "core_destroyedrow",
    "programs_kepthours",
    "programs_markrevision",
    "programs_missingtoolstep",
    "certification_addendum",
    "certification_certificatefile",
    "certification_credential",
    "certification_officialfile",
    "certification_personsignoff",
    "certification_practicemark",
    "outcomes_outcomereport",
    "reports_closingreport",
    "reports_closingreportapproval",
    "reports_closingreportplace",
    "reports_closingreportwithdrawal",
    "reports_monthreport",
    "reports_monthreportapproval",
    "reports_monthreportplace",
    "reports_yearreport",
    "reports_yearreportapproval",
    "reports_yearreportplace",
)

# Of these a row that has served its time goes, once its digest is kept.
UNTIL_DESTROYED = (
    "programs_markrevision",
    "programs_missingtoolstep",
    "certification_practicemark",
    "reports_closingreport",
    "reports_closingreportapproval",
    "reports_closingreportplace",
    "reports_closingreportwithdrawal",
    "reports_monthreport",
    "reports_monthreportapproval",
    "reports_monthreportplace",
    "reports_yearreport",
    "reports_yearreportapproval",
    "reports_yearreportplace",
)

ONCE = {
    "certification_certificatetemplate": "adopted_at",
    "certification_holderpaper": "sealed_at",
    "certification_rootstamp": "token",
    "inmates_consenttext": "confirmed_at",
}
HEADS = "core_auditchain"
ALWAYS_THERE = {"auth_permission", "django_content_type", "accounts_separateroles"}


DATABASE = {"db", "transactional_db", "django_db_setup"}
DATABASE_ITSELF = {"committed", "transactional_db"}


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="leave out what ran on another engine just as well")
    parser.addoption("--note-database", metavar="FILE", help="make this file when some test asks a database")


IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_configure(config):
    """A fresh clone has the sources of the catalogue alone."""
    # From the start, since what a module builds for all its tests is built before any fixture of one test.
    settings.PASSWORD_HASHERS = HASHERS
    if not hasattr(config, "workerinput") and readiness.stale_catalogs():
        catalogue.compile_all()
        # Django has read what there was while it started; so told, it reads again.
        setting_changed.send(sender=None, setting="LOCALE_PATHS", value=settings.LOCALE_PATHS, enter=True)


def pytest_sessionfinish():
    # Whoever drives no browser need not read what drives one.
    if browsers := sys.modules.get("tests.chromium"):
        browsers.end()


def pytest_collection_modifyitems(config, items):
    """A paper or a spreadsheet is the same whatever engine is beside it: such tests need to run only once."""
    elsewhere = pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: make test brings one")
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(elsewhere)
        # Whoever commits for real does so since the database itself is asked: its locks, its order, its refusals.
        if DATABASE_ITSELF.intersection(item.fixturenames):
            item.add_marker(pytest.mark.engines)
        # First in, last out: the mark `django_db` of a module would empty the database after it was filled again.
        if "committed" in item.fixturenames:
            item.fixturenames.insert(0, "_as_after_the_first_start")
    asking = [item for item in items if item.get_closest_marker("browser") or _asks_a_database(item)]
    if asking and (note := config.getoption("--note-database")):
        Path(note).touch()
    if config.getoption("--database-only"):
        needed = asking
        config.hook.pytest_deselected(items=[item for item in items if item not in needed])
        items[:] = needed


def _asks_a_database(item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE.intersection(item.fixturenames))


class FormClient(Client):
    """Posts as a browser does: with the token that stands in each form, a new one each time unless given."""

    def post(self, path, data=None, *args, with_token=True, **kwargs):
        if with_token and (data is None or isinstance(data, dict)):
            data = {idempotency.FIELD: str(uuid.uuid4()), **(data or {})}
        return super().post(path, data, *args, **kwargs)


@pytest.fixture(scope="session")
def _folders(tmp_path_factory):
    """New folders, one after the other. pytest's own for one test look through all earlier ones to find their name."""
    parent = tmp_path_factory.mktemp("media")
    # A fork of this process goes on counting where it left off, as its siblings do.
    return (parent / f"{os.getpid()}-{number}" for number in itertools.count())


@pytest.fixture(autouse=True)
def _plain_settings(settings, _folders):
    folder = next(_folders)
    folder.mkdir()
    settings.PASSWORD_HASHERS = HASHERS
    settings.MEDIA_ROOT = folder
    settings.STATEMENT_KEY_DIR = folder / "statement-keys"
    settings.TASKS = {"default": {**settings.TASKS["default"], "BACKEND": IMMEDIATE}}
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


@pytest.fixture(autouse=True)
def _monday():
    # The clock stands still, and a test may have written other rows into a catalog.
    CatalogRows.forget()
    with clock.moved_to(MONDAY):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_createdb, pytestconfig):
    """Gives this run a copy of its own of the migrated SQLite database, unless a test database was named."""
    named = connection.settings_dict["TEST"]
    if named["NAME"] or connection.vendor != "sqlite" or django_db_createdb:
        yield False
        return
    with tempfile.TemporaryDirectory(prefix="terampil-tests-") as folder:
        # It says so when it has to migrate, which takes a minute.
        with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
            named["NAME"] = kept.sqlite(folder)
        yield True


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings):
    return django_db_keepdb or django_db_modify_db_settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The catalogs and roles that an installation has from its first start."""
    with django_db_blocker.unblock():
        fill_catalogs()
    # What follows when a test that commits is over; all of them ask these.
    connection.ops.sql_flush = _emptying
    flush.emit_post_migrate_signal = lambda *_arguments: None


def _emptying(_style, tables, **_options) -> list[str]:
    """What empties the tables that hold something. To truncate all of them takes PostgreSQL half a second.

    What Django writes of models after migrating stays, so that it need not look whether all of it is there.
    """
    names = [connection.ops.quote_name(name) for name in tables if name not in ALWAYS_THERE]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names))
        return [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]


def fill_catalogs():
    sync_roles()
    sync_catalogs()


@pytest.fixture
def client():
    return FormClient()


@pytest.fixture
def sign_in(client):
    """Signs a user in and returns the client."""

    def sign_in(user):
        client.force_login(user, backend="accounts.backends.RoleBackend")
        return client

    return sign_in


@pytest.fixture
def _as_after_the_first_start(django_db_setup, django_db_blocker):
    """Once a test has emptied the database, it is again as an installation has it: protected, with its catalogs."""
    yield
    with django_db_blocker.unblock():
        for table in PROTECTED:
            append_only.protect(connection, table)
        for table in UNTIL_DESTROYED:
            append_only.protect_until_destroyed(connection, table)
        append_only.protect_until_kept(connection, "core_accesslogentry", kept="core_destroyedaccess")
        for table, column in ONCE.items():
            append_only.protect(connection, table, once=column)
        append_only.protect_head(connection, HEADS)
        fill_catalogs()


@pytest.fixture
def committed(_as_after_the_first_start, transactional_db):
    """A database in which tests commit for real; it is emptied afterwards, which the protection would refuse."""
    yield
    for table in (*PROTECTED, *ONCE, HEADS):
        append_only.release(connection, table)


@pytest.fixture
def facility():
    return FacilityFactory()


@pytest.fixture
def registrar(facility):
    return UserFactory(roles=["registrar"], facility=facility)
