"""What keeps the site from being served, each with what to type."""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path

import environ
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from rutan_blk import readiness
from tests.factories.accounts import UserFactory

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _served_from_this_machine_alone(settings):
    """As a checkout behaves without any setting; Django's tests add a host of their own."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        settings.BIND, settings.PORT = probe.getsockname()
    # Tests read the style sheets from their sources.
    settings.DEBUG = True


@pytest.mark.django_db
def test_prepared_checkout_has_no_fault():
    UserFactory(is_demo=True)

    assert list(readiness.faults()) == []


@pytest.mark.parametrize(
    ("https", "certificate", "key"), [(False, True, True), (True, True, False), (True, False, True)]
)
def test_half_of_https_is_refused(settings, tmp_path, https, certificate, key):
    file = tmp_path / "server.pem"
    file.touch()
    settings.HTTPS = https
    settings.TLS_CERTIFICATE, settings.TLS_KEY = (str(file) if there else "" for there in (certificate, key))

    assert readiness.encryption_fault().startswith("HTTPS memerlukan ketiganya")


@pytest.mark.parametrize(
    ("bind", "https", "plain", "is_refused"),
    [
        ("127.0.0.1", False, False, False),
        ("0.0.0.0", False, False, True),
        ("0.0.0.0", False, True, False),
        ("0.0.0.0", True, False, False),
        ("::1", False, False, False),
        ("::", False, False, True),
        ("203.0.113.7", False, False, True),
    ],
)
def test_plain_http_to_others_has_to_be_asked_for(settings, bind, https, plain, is_refused):
    settings.BIND, settings.HTTPS, settings.PLAIN_HTTP = bind, https, plain

    fault = readiness.plain_http_fault()

    assert bool(fault) == is_refused
    assert not fault or f"Dengan BIND={bind} orang lain dapat membuka situs tanpa HTTPS" in fault


@pytest.mark.parametrize(
    ("address", "plain", "is_refused"),
    [
        ("postgres://a:b@127.0.0.1/terampil", False, False),
        ("postgres://a:b@localhost/terampil", False, False),
        ("postgres:///terampil?host=/var/run/postgresql", False, False),
        ("sqlite:///site.sqlite3", False, False),
        ("postgres://a:b@192.0.2.4/terampil", False, True),
        ("postgres://a:b@192.0.2.4/terampil?sslmode=require", False, True),
        ("postgres:///terampil?host=192.0.2.4", False, True),
        ("postgres://a:b@192.0.2.4/terampil?sslmode=verify-full", False, False),
        ("postgres://a:b@192.0.2.4/terampil", True, False),
    ],
)
def test_a_database_elsewhere_is_reached_by_tls_that_is_checked(monkeypatch, settings, address, plain, is_refused):
    monkeypatch.setitem(settings.DATABASES, "default", environ.Env.db_url_config(address))
    settings.PLAIN_DATABASE = plain

    fault = readiness.plain_database_fault()

    assert bool(fault) == is_refused
    assert not fault or "(192.0.2.4)" in fault


@pytest.mark.parametrize("mode", ["require", "verify-full"])
def test_a_pooler_elsewhere_is_reached_by_such_tls_too(monkeypatch, settings, mode):
    monkeypatch.setitem(settings.DATABASES, "default", environ.Env.db_url_config("postgres:///terampil"))
    settings.POOLER = environ.Env.db_url_config(f"postgres://a:b@192.0.2.9/terampil?sslmode={mode}")
    settings.PLAIN_DATABASE = False

    fault = readiness.plain_database_fault()

    assert ("(192.0.2.9)" in (fault or "")) == (mode == "require")


@pytest.mark.parametrize(
    ("bind", "proxies", "has_signer", "is_told"),
    [
        ("127.0.0.1", 0, False, False),
        ("127.0.0.1", 1, False, True),
        ("0.0.0.0", 0, False, True),
        ("0.0.0.0", 0, True, False),
    ],
)
@pytest.mark.django_db
def test_a_served_site_without_a_signer_is_warned_of(settings, tmp_path, bind, proxies, has_signer, is_told):
    settings.BIND, settings.TRUSTED_PROXIES, settings.SEAL_SOCKET = bind, proxies, str(tmp_path / "socket")
    if has_signer:
        (tmp_path / "socket").touch()

    assert bool([one for one in readiness.warnings() if "penanda tangan" in one]) == is_told


@pytest.mark.django_db
def test_plain_http_that_was_asked_for_is_warned_of(settings):
    settings.PLAIN_HTTP = True

    assert [one for one in readiness.warnings() if "PLAIN_HTTP" in one]


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("BIND", "0.0.0.0", "BIND=0.0.0.0"),
        ("HTTPS", True, "HTTPS=true"),
        ("TRUSTED_PROXIES", 1, "TRUSTED_PROXIES=1"),
        ("ALLOWED_HOSTS", ["127.0.0.1", "pelatihan.example.go.id"], "ALLOWED_HOSTS=pelatihan.example.go.id"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS=*"),
        ("ALLOWED_HOSTS", [".example.go.id"], "ALLOWED_HOSTS=.example.go.id"),
        ("CSRF_TRUSTED_ORIGINS", ["https://a.example.go.id"], "CSRF_TRUSTED_ORIGINS=https://a.example.go.id"),
    ],
)
@pytest.mark.django_db
def test_demo_users_are_not_served_where_others_reach_them(settings, setting, value, named):
    UserFactory(is_demo=True)

    setattr(settings, setting, value)

    assert f"diketahui semua orang, dan {named} membuatnya terjangkau orang lain." in readiness.demo_fault()


@pytest.mark.django_db
def test_real_users_may_be_served_to_the_network(settings):
    settings.BIND, settings.HTTPS, settings.TRUSTED_PROXIES = "0.0.0.0", True, 1
    UserFactory()

    assert readiness.demo_fault() is None


@pytest.mark.django_db
def test_catalogue_whose_compiled_form_is_missing_or_older_is_refused(settings, tmp_path):
    folder = tmp_path / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text('msgid ""\nmsgstr "Language: id\\n"\n')
    settings.LOCALE_PATHS = [tmp_path]
    missing = readiness.catalog_fault()

    source.with_suffix(".mo").touch()
    os.utime(source, (2_000_000_000, 2_000_000_000))

    assert missing == readiness.catalog_fault()
    assert missing.endswith("the pages would be in English. Type: make setup")


@pytest.mark.django_db
def test_static_files_that_are_not_collected_are_refused_and_prepare_collects_them(settings, tmp_path):
    settings.DEBUG, settings.DATA_DIR, settings.STATIC_ROOT = False, tmp_path, tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    before = readiness.static_files_fault()

    call_command("prepare", stdout=StringIO())

    assert before.endswith("tidak ada halaman yang dapat ditampilkan. Ketik: make setup")
    assert readiness.static_files_fault() is None


def test_changed_static_file_changes_the_state(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    sheet = tmp_path / "page.css"
    sheet.write_text("a {}")
    before = readiness.static_files_state()

    sheet.write_text("a { color: red }")

    assert readiness.static_files_state() != before


@pytest.mark.django_db
def test_database_that_ran_other_migrations_of_the_same_names_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_job RENAME COLUMN result_url TO result_link")

    assert readiness.pending_migrations() is False
    assert "bedanya pada core_job.result_url, core_job.result_link." in readiness.database_fault()
    with pytest.raises(CommandError, match="dibuat oleh keadaan lain dari program ini"):
        call_command("prepare", stdout=StringIO())


def test_database_that_does_not_answer_is_named_in_one_sentence():
    error = OperationalError("connection to server failed: Connection refused\n\tIs the server running?")

    assert readiness.unreachable_database(error) == (
        "Basis data tidak menjawab: connection to server failed: Connection refused. "
        "Nyalakan, atau betulkan DATABASE_URL di .env."
    )


def test_migration_that_fails_is_not_taken_for_a_database_that_is_away(tmp_path):
    with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as database:
        database.execute("CREATE TABLE accounts_facility (id INTEGER)")
    places = {"DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3", "DATA_DIR": str(tmp_path)}

    result = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=os.environ | places, capture_output=True, text=True
    )

    assert "already exists" in result.stderr.splitlines()[-1]
    assert "tidak menjawab" not in result.stderr


def test_serve_over_a_database_that_is_away_says_one_sentence(tmp_path):
    places = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "DATA_DIR": str(tmp_path)}
    static = {"STATIC_ROOT": str(tmp_path / "static"), "DEBUG": "true"}

    result = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=os.environ | places | static,
        capture_output=True,
        text=True,
    )

    assert result.returncode == 2
    assert result.stderr.startswith("CommandError: Basis data tidak menjawab:")
    assert "Traceback" not in result.stderr
