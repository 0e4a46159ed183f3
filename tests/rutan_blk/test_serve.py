"""The server of `make run`: what it refuses, what it says, and that nothing of it outlives it."""

import json
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from rutan_blk.management.commands import serve
from tests.factories.accounts import TrainingCenterFactory, UserFactory

# Of all tests, so that the installation copies the database of the tests when one of them runs alone.
pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
# A program of its own is measured only when it is started so; its lines join those of the tests.
MEASURED = ["-m", "coverage", "run"] if "COVERAGE_FILE" in os.environ else []
MANAGE = [sys.executable, *MEASURED, "manage.py"]


@pytest.mark.parametrize(
    ("bind", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123/"),
        ("0.0.0.0", "http://127.0.0.1:8123/"),
        ("::", "http://[::1]:8123/"),
        ("localhost", "http://localhost:8123/"),
    ],
)
def test_address_is_one_that_a_browser_here_can_open(settings, bind, expected):
    settings.BIND, settings.PORT = bind, 8123

    assert serve.address() == expected


def test_table_names_one_active_demo_user_for_each_role_and_kind_of_office():
    first = UserFactory(is_demo=True, roles=["registrar"])
    UserFactory(is_demo=True, roles=["registrar"])
    UserFactory(is_demo=True, roles=["instructor"], is_active=False)
    assessor = UserFactory(is_demo=True, roles=["assessor"])
    UserFactory(roles=["auditor"])
    ours = UserFactory(is_demo=True, roles=["administrator"])
    theirs = UserFactory(is_demo=True, roles=["administrator"], training_center=TrainingCenterFactory())

    assert serve.demo_accounts() == [
        ("registrar", first.username),
        ("assessor", assessor.username),
        ("administrator", ours.username),
        ("administrator", theirs.username),
    ]


def test_first_fault_is_the_sentence_with_which_serve_ends(settings):
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.BIND, settings.PORT = other.getsockname()
        settings.DEBUG = True

        with pytest.raises(CommandError, match=f"porta {settings.PORT}: .* pilih porta lain") as refusal:
            call_command("serve")

    assert refusal.value.returncode == 2


@pytest.fixture(scope="module")
def installation(tmp_path_factory, django_db_setup, django_db_blocker):
    """The environment of a prepared installation: no users, a database and a port of its own."""
    folder = tmp_path_factory.mktemp("installation")
    if connection.vendor == "sqlite":
        # Migrated already, as most installations are that are started.
        with django_db_blocker.unblock(), closing(sqlite3.connect(folder / "site.sqlite3")) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    places = {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "PORT": str(free_port()),
        "STATIC_ROOT": str(folder / "static"),
    }
    environment = os.environ | places
    subprocess.run([*MANAGE, "prepare"], cwd=ROOT, env=environment, check=True)
    return environment


@pytest.fixture
def site(installation):
    """`manage.py serve` as its own program; the process and the address that it printed."""
    process = subprocess.Popen([*MANAGE, "serve"], cwd=ROOT, env=installation, stdout=subprocess.PIPE, text=True)
    # Whatever a test finds out, a server that hangs must not hang the suite with it.
    watch = threading.Timer(120, process.kill)
    watch.start()
    address = next((line.split()[0] for line in process.stdout if "http://" in line), None)
    yield process, address
    watch.cancel()
    process.kill()
    process.communicate()


def test_site_answers_and_ends_with_all_of_its_processes(site):
    process, address = site
    with urllib.request.urlopen(f"{address}masuk/", timeout=30) as page:
        assert "<h1" in page.read().decode()
    # Longer than gunicorn reads by itself: the site answers, in its own words.
    with pytest.raises(urllib.error.HTTPError, match="414") as refused:
        urllib.request.urlopen(f"{address}masuk/?next={'x' * 5000}", timeout=30)
    assert "Alamat halaman terlalu panjang" in refused.value.read().decode()
    children = children_of(process.pid)
    assert len(children) == 3

    process.send_signal(signal.SIGINT)

    assert process.wait(60) == 0
    assert still_running(children) == []


def test_site_speaks_https_with_its_own_certificate_until_it_is_terminated(installation, tmp_path):
    subprocess.run([sys.executable, "deploy/internal_ca.py", "localhost", "--folder", tmp_path], cwd=ROOT, check=True)
    keys = {"TLS_CERTIFICATE": str(tmp_path / "server.pem"), "TLS_KEY": str(tmp_path / "server-key.pem")}
    environment = {**installation, **keys, "HTTPS": "true", "ALLOWED_HOSTS": "localhost,127.0.0.1"}
    process = subprocess.Popen([*MANAGE, "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    watch = threading.Timer(120, process.kill)
    watch.start()
    address = next((line.split()[0] for line in process.stdout if "https://" in line), None)
    trusting = ssl.create_default_context(cafile=str(tmp_path / "ca.crt"))
    page = f"https://localhost:{installation['PORT']}/masuk/"

    with urllib.request.urlopen(page, timeout=30, context=trusting) as answer:
        cookies = answer.headers.get_all("Set-Cookie")
    weak = ssl.create_default_context(cafile=str(tmp_path / "ca.crt"))
    weak.maximum_version = ssl.TLSVersion.TLSv1_2
    weak.set_ciphers("ECDHE-ECDSA-AES256-SHA384:ECDHE-ECDSA-AES128-SHA256")
    with pytest.raises(urllib.error.URLError, match="HANDSHAKE_FAILURE"):
        urllib.request.urlopen(page, timeout=30, context=weak)
    children = children_of(process.pid)
    process.terminate()
    watch.cancel()

    assert address == f"https://127.0.0.1:{installation['PORT']}/"
    assert [cookie.split("=")[0] for cookie in cookies if "Secure" in cookie] == ["__Host-csrf"]
    assert (len(children), process.wait(60), still_running(children)) == (3, 0, [])
    process.communicate()


def test_killed_processes_are_started_again_one_by_one(site):
    process, address = site
    before = children_of(process.pid)

    for child in before:
        os.kill(child, signal.SIGKILL)

    after = waited_for(lambda: fresh(process.pid, before, count=3), seconds=90)
    assert len(after) == 3
    worker = waited_for(lambda: health_of(address), seconds=60)["parts"]["worker"]
    assert worker["state"] == "warning"
    assert "dalam lima menit berhenti 1 kali" in worker["says"]
    assert process.poll() is None


def test_server_killed_without_warning_leaves_no_child_behind(site):
    process, _address = site
    children = children_of(process.pid)

    process.kill()
    process.wait()

    assert still_running(children, patience=40) == []


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def fresh(pid: int, before: list[int], count: int) -> list[int]:
    """The children that did not exist before, once there are this many."""
    found = [child for child in children_of(pid) if child not in before]
    return found if len(found) == count else []


def health_of(address: str) -> dict:
    """What the site says of its parts; empty as long as it does not answer."""
    try:
        with urllib.request.urlopen(f"{address}sehat/", timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return {}


def waited_for(look, *, seconds: float):
    deadline = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def still_running(pids: list[int], patience: float = 0) -> list[int]:
    deadline = time.monotonic() + patience
    while (alive := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return alive


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
