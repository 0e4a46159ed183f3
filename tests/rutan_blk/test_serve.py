"""The server of `make run`: what it refuses, what it says, and that nothing of it outlives it."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rutan_blk.management.commands import serve
from tests.factories.accounts import UserFactory

ROOT = Path(__file__).resolve().parents[2]
# A program of its own is measured only when it is started so; its lines join those of the tests.
MEASURED = ["-m", "coverage", "run"] if "COVERAGE_FILE" in os.environ else []
MANAGE = [sys.executable, *MEASURED, "manage.py"]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.7", False),
        ("no-such-host.invalid", False),
    ],
)
def test_only_addresses_of_the_machine_itself_are_loopback(host, expected):
    assert serve.is_loopback(host) is expected


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


@pytest.mark.django_db
def test_demo_users_are_served_on_loopback_only(settings):
    settings.BIND, settings.PORT = "0.0.0.0", free_port()
    UserFactory(is_demo=True)

    with pytest.raises(CommandError, match=r"not on 0\.0\.0\.0\. Set BIND=127\.0\.0\.1") as refusal:
        call_command("serve")

    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_real_users_may_be_served_to_the_network(settings):
    settings.BIND, settings.PORT = "0.0.0.0", free_port()
    UserFactory()

    assert serve.refuse_what_must_not_be_served() is None


@pytest.mark.django_db
def test_taken_port_is_refused_with_its_number(settings):
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.BIND, settings.PORT = other.getsockname()

        with pytest.raises(CommandError, match=f"port {settings.PORT}: .* choose another port") as refusal:
            call_command("serve")

    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("https", "certificate", "key"), [(False, True, True), (True, True, False), (True, False, True)]
)
def test_half_of_https_is_refused(settings, tmp_path, https, certificate, key):
    file = tmp_path / "server.pem"
    file.touch()
    settings.HTTPS = https
    settings.TLS_CERTIFICATE, settings.TLS_KEY = (str(file) if there else "" for there in (certificate, key))

    with pytest.raises(CommandError, match="HTTPS needs all three") as refusal:
        call_command("serve")

    assert refusal.value.returncode == 2


@pytest.mark.django_db
def test_table_names_one_active_demo_user_of_each_role():
    first = UserFactory(is_demo=True, roles=["registrar"])
    UserFactory(is_demo=True, roles=["registrar"])
    UserFactory(is_demo=True, roles=["instructor"], is_active=False)
    assessor = UserFactory(is_demo=True, roles=["assessor"])
    UserFactory(roles=["auditor"])

    assert serve.demo_users() == [("registrar", first.username), ("assessor", assessor.username)]


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """The environment of a prepared installation: no users, a database and a port of its own."""
    folder = tmp_path_factory.mktemp("installation")
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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_site_answers_and_ends_with_all_of_its_processes(site, number):
    process, address = site
    with urllib.request.urlopen(f"{address}masuk/", timeout=30) as page:
        assert "<h1" in page.read().decode()
    children = children_of(process.pid)
    assert len(children) == 3

    process.send_signal(number)

    assert process.wait(60) == 0
    assert still_running(children) == []


def test_site_speaks_https_with_its_own_certificate(installation, tmp_path):
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
    process.terminate()
    watch.cancel()

    assert address == f"https://127.0.0.1:{installation['PORT']}/"
    assert [cookie.split("=")[0] for cookie in cookies if "Secure" in cookie] == ["__Host-csrf"]
    assert process.wait(60) == 0
    process.communicate()


def test_death_of_a_child_ends_the_site(site):
    process, _address = site
    children = children_of(process.pid)

    os.kill(children[-1], signal.SIGKILL)

    assert process.wait(60) == 1
    assert still_running(children) == []


def test_server_killed_without_warning_leaves_no_child_behind(site):
    process, _address = site
    children = children_of(process.pid)

    process.kill()
    process.wait()

    assert still_running(children, patience=40) == []


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def still_running(pids: list[int], patience: float = 0) -> list[int]:
    deadline = time.monotonic() + patience
    while (alive := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return alive


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
