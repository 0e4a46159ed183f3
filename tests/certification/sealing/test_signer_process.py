"""The signer as it runs: a process of its own that opens its key with what is typed, and seals what the site names."""

import io
import json
import os
import pwd
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from certification.certificates import certificate_rendering
from certification.sealing import signer_client, signer_process
from certification.sealing.models import SealKey, UnsealedFile
from tests.certification.sealing.keys import issued
from tests.factories.accounts import TrainingCenterFactory, UserFactory

pytestmark = pytest.mark.skipif(
    os.name == "nt" or connection.vendor != "sqlite", reason="Unix sockets; a file that two processes write"
)
PASSPHRASE = "kuda laut biru 7"


@pytest.fixture
def world(committed, tmp_path, settings, monkeypatch):
    """A key made by the command, a certificate that waits, and the database as a file."""
    settings.SEAL_KEYS = tmp_path / "keys"
    folder = tmp_path / "run"
    folder.mkdir(mode=0o750)
    settings.SEAL_SOCKET = str(folder / "segel.sock")
    certificate = issued()
    type_in(monkeypatch, PASSPHRASE)
    call_command("seal_key", "new")
    certificate_rendering.render(certificate)
    file = tmp_path / "site.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    return certificate, file


def type_in(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text + "\n"))


@contextmanager
def signer(settings, file):
    """The process, ready; ended in the end."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{file}",
        "SEAL_SOCKET": settings.SEAL_SOCKET,
        "SEAL_KEYS": str(settings.SEAL_KEYS),
        "SEAL_CLIENT": me(),
        "DATA_DIR": str(file.parent / "data"),
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "signer", "--same-user"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        cwd=settings.BASE_DIR,
    )
    with process:
        process.stdin.write(PASSPHRASE + "\n")
        process.stdin.flush()
        assert "1 key(s) open" in process.stdout.readline()
        try:
            yield process
        finally:
            process.terminate()


def me():
    return pwd.getpwuid(os.getuid()).pw_name


def kept(file):
    with closing(sqlite3.connect(file)) as found:
        return found.execute("SELECT content, sha256 FROM certification_certificatefile").fetchall()


def test_site_names_a_certificate_and_the_signer_seals_it(world, settings):
    certificate, file = world
    waiting = bytes(UnsealedFile.objects.get().content)
    away = signer_client.ask_for(certificate)

    with signer(settings, file) as process:
        told = b"".join(Path(f"/proc/{process.pid}/{name}").read_bytes() for name in ("environ", "cmdline"))
        answered = [signer_client.ask_for(certificate), signer_client.ask_for(certificate)]
        open_keys = signer_client.open_keys()

    ((content, digest),) = kept(file)
    assert (away, answered, process.returncode) == (False, [True, True], 0)
    assert open_keys == [SealKey.objects.get().fingerprint]
    assert content.startswith(waiting)
    assert sha256(content).hexdigest() == digest
    assert PASSPHRASE.encode() not in told
    log = (settings.SEAL_KEYS / "seals.log").read_text().splitlines()
    assert [json.loads(line)["after"] for line in log] == [digest]


# --- Where it does not start ------------------------------------------------------------------------------------


@pytest.fixture
def key(db, tmp_path, settings, monkeypatch):
    """A key made by the command; nobody listens."""
    TrainingCenterFactory()
    settings.SEAL_KEYS, settings.SEAL_CLIENT = tmp_path / "keys", me()
    settings.SEAL_SOCKET = str(tmp_path / "segel.sock")
    # It would close the memory of the tests.
    monkeypatch.setattr(signer_process, "keep_memory_private", lambda: None)
    type_in(monkeypatch, PASSPHRASE)
    call_command("seal_key", "new")
    return SealKey.objects.get()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"client": ""}, "Set SEAL_CLIENT"),
        ({"same_user": False}, "Start the signer as a user of its own"),
        ({"typed": "something else"}, "Frasa sandi tidak membuka kunci ini"),
        ({"typed": ""}, "Frasa sandi tidak membuka kunci ini"),
        ({"key": ["ffff"]}, "No key in use stands in"),
    ],
)
def test_signer_does_not_start_where_the_key_would_not_be_safe(key, settings, monkeypatch, options, said):
    type_in(monkeypatch, options.pop("typed", PASSPHRASE))
    settings.SEAL_CLIENT = options.pop("client", me())

    with pytest.raises(CommandError, match=said):
        call_command("signer", **{"same_user": True, **options})


def test_passphrase_that_is_too_short_makes_no_key(key, settings, monkeypatch):
    type_in(monkeypatch, "short")

    with pytest.raises(CommandError, match="12"):
        call_command("seal_key", "rotate")

    assert [path.name for path in settings.SEAL_KEYS.iterdir()] == [f"{key.short}.p12"]
    assert SealKey.objects.get() == key


def test_refused_key_leaves_no_file(key, settings, monkeypatch):
    type_in(monkeypatch, PASSPHRASE)

    with pytest.raises(CommandError, match="Sudah ada kunci yang dipakai"):
        call_command("seal_key", "new")

    assert [path.name for path in settings.SEAL_KEYS.iterdir()] == [f"{key.short}.p12"]


def test_drill_of_a_rotation_and_a_compromise(key, settings, monkeypatch, capsys):
    type_in(monkeypatch, PASSPHRASE)
    call_command("seal_key", "rotate")
    call_command("seal_key", "compromised", f"--key={key.short}", "--since=2026-11-23T08:00")
    call_command("seal_key", "list")
    call_command("seal_key", "retire", by=UserFactory(username="kepala").username)

    said = capsys.readouterr().out
    assert f"{key.short} is no longer trusted since 2026-11-23 08:00." in said
    assert "0 files. They stay as they are" in said
    assert f"{key.short}  compromised  until 2028-11-22  0 files" in said
    assert list(SealKey.objects.order_by("pk").values_list("state", flat=True)) == ["compromised", "retired"]
    assert len(list(settings.SEAL_KEYS.iterdir())) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "nobody.here"}, "Nobody signs in as nobody.here"),
        ({"key": "ffff"}, "No single key is meant"),
        ({"training_center": "NONE"}, "Name the training center"),
    ],
)
def test_command_names_what_it_did_not_find(key, options, said):
    with pytest.raises(CommandError, match=said):
        call_command("seal_key", "retire", **options)
