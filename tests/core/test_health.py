import json
import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from django.urls import reverse

from core import clock, due, health
from core.health import Finding, Part, State
from core.ports import Table
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
Usage = namedtuple("Usage", "total used free")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def others(monkeypatch):
    """The parts that a test registers, in place of all."""
    registered = Table()
    monkeypatch.setattr(health, "parts", registered)
    return registered


def answers(state, sentence):
    return Part("Part", lambda: Finding(state, sentence))


def ask(client, **extra):
    return client.get(reverse("core:health"), **extra)


def test_machine_itself_reads_every_part(client):
    answer = ask(client)

    parts = answer.json()["parts"]
    assert sorted(parts) == [
        "audit_witness",
        "clock",
        "database",
        "disk",
        "log_disk",
        "long_worker",
        "runner",
        "signer",
        "upkeep",
        "web",
        "worker",
    ]
    assert parts["web"] == {"state": "ok", "says": "Menjawab."}
    assert parts["worker"] == {"state": "ok", "says": "Tidak ada yang menunggu."}
    assert parts["runner"] == {
        "state": "warning",
        "says": "Belum menyelesaikan satu putaran pun. Tunggu tiga menit, lalu lihat lagi.",
    }
    assert parts["signer"] == {"state": "absent", "says": "Tidak ada kunci yang dipakai, tidak ada yang disegel."}
    assert "Server" not in answer


@pytest.mark.parametrize(
    "who",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"},
    ],
    ids=["elsewhere", "behind a proxy", "behind another proxy", "wrong token"],
)
def test_strangers_read_ok_and_nothing_else(client, settings, who):
    settings.HEALTH_TOKEN = "a-long-token"

    answer = ask(client, **who)

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_behind_a_proxy_of_ours_nobody_is_the_machine_itself(client, settings):
    settings.TRUSTED_PROXIES = 1

    assert ask(client).content == b"ok"


def test_token_opens_the_parts_from_elsewhere(client, settings):
    settings.HEALTH_TOKEN = "a-long-token"

    answer = ask(client, REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer a-long-token")

    assert answer.json()["parts"]["database"]["state"] == "ok"


def test_token_that_came_in_clear_opens_nothing_where_the_site_is_encrypted(client, settings):
    settings.HEALTH_TOKEN, settings.HTTPS = "a-long-token", True
    elsewhere = {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer a-long-token"}

    assert ask(client, **elsewhere).content == b"ok"
    assert ask(client, **elsewhere, **{"wsgi.url_scheme": "https"}).json()["parts"]


def test_empty_token_opens_nothing(client, settings):
    settings.HEALTH_TOKEN = ""

    assert ask(client, REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer ").content == b"ok"


def test_one_failed_part_is_no_good_health(client, others):
    others["disk"] = answers(State.FAILED, "0 MB are free.")
    others["signer"] = answers(State.ABSENT, "None.")

    answer = ask(client)

    assert answer.status_code == 503
    assert answer.json() == {
        "well": False,
        "parts": {
            "disk": {"state": "failed", "says": "0 MB are free."},
            "signer": {"state": "absent", "says": "None."},
        },
    }


def test_check_that_breaks_is_a_finding_and_no_error(client, others, caplog):
    others["worker"] = Part("Worker", lambda: json.loads("{"))
    others["web"] = answers(State.OK, "It answers.")

    answer = ask(client)

    assert answer.json()["parts"] == {
        "worker": {"state": "failed", "says": "Pemeriksaannya sendiri gagal: JSONDecodeError. Sebabnya ada di log."},
        "web": {"state": "ok", "says": "It answers."},
    }


@pytest.mark.parametrize(
    ("free", "state"), [(100_000_000, State.FAILED), (500_000_000, State.WARNING), (5_000_000_000, State.OK)]
)
def test_room_on_the_disk_decides_its_state(monkeypatch, free, state):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda place: Usage(free * 2, free, free))

    found = health.disk()

    assert found.state == state
    assert f"{free // 1_000_000} MB" in found.says
    assert ("du -xh" in found.says) == found.is_bad


@pytest.mark.parametrize(
    ("free", "state"), [(10_000_000, State.FAILED), (100_000_000, State.WARNING), (5_000_000_000, State.OK)]
)
def test_room_for_logs_is_told_apart_from_room_for_records(settings, tmp_path, monkeypatch, free, state):
    settings.LOG_FOLDERS = [str(tmp_path)]
    monkeypatch.setattr(health.shutil, "disk_usage", lambda place: Usage(free * 2, free, free))

    found = health.log_disk()

    assert found.state == state
    assert f"{tmp_path!s}" in found.says
    assert ("journalctl --vacuum-size" in found.says) == found.is_bad


def test_file_that_takes_the_log_is_named(tmp_path):
    """Regression: the disk of such a file was named `stderr`, which nobody finds on a server."""
    log = tmp_path / "site.log"
    code = "import sys; from core import health; sys.stdout.write(health._name_of_stderr())"
    with log.open("wb") as file:
        named = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=file, text=True)

    assert (named.stdout, log.read_text()) == (str(log), "")


def test_while_the_database_is_away_no_other_part_asks_it(others):
    asked = []
    others["database"] = answers(State.FAILED, "It does not answer.")
    others["signer"] = Part("Signer", lambda: asked.append("signer"))
    others["worker"] = Part("Worker", lambda: asked.append("worker"), lambda: Finding(State.FAILED, "It ended."))

    found = health.findings()

    assert ({name: one.state for name, one in found.items()}, asked) == (
        {"database": "failed", "signer": "warning", "worker": "failed"},
        [],
    )


@pytest.mark.parametrize("role", ["administrator", "training_officer", None])
def test_in_a_browser_the_administrator_alone_reads_the_parts(sign_in, client, others, role):
    others["disk"] = answers(State.FAILED, "Make room now.")
    who = sign_in(UserFactory(roles=[role])) if role else client

    answer = ask(who, REMOTE_ADDR="203.0.113.9", HTTP_ACCEPT="text/html,*/*", HTTP_X_FORWARDED_FOR="203.0.113.9")

    if role == "administrator":
        assert answer.status_code == 503
        assert "Make room now." in answer.content.decode()
    else:
        assert (answer.status_code, answer.content) == (200, b"ok")


def test_round_of_the_runner_is_remembered():
    due.note_round()

    assert due.seconds_since_last_round() < 60


def test_old_round_is_told_by_its_age():
    due.note_round()
    then = clock.now().timestamp() - 500
    os.utime(due._round_file(), (then, then))

    assert due.seconds_since_last_round() == pytest.approx(500, abs=60)
