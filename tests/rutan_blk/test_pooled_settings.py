"""How the site connects to PostgreSQL: straight with all limits, through a pooler with what that understands."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POOL, STRAIGHT = "postgres://site@pool:6432/terampil", "postgres://site@server:5432/terampil"
TELL = (
    "import sys, json; sys.argv = {argv!r}; from rutan_blk import settings; "
    "print(json.dumps([settings.IS_POOLED, settings.DATABASES['default']]))"
)


def connects(tmp_path, *argv, **urls):
    """Whether a program that was started so goes through the pooler, and how it connects."""
    places = {"DATA_DIR": str(tmp_path), "DATABASE_URL": POOL, "DATABASE_DIRECT_URL": ""}
    command = [sys.executable, "-c", TELL.format(argv=list(argv))]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | places | urls, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def test_machine_that_went_away_is_given_up_within_half_a_minute(tmp_path):
    is_pooled, one = connects(tmp_path, "manage.py", "work", DATABASE_URL=f"{STRAIGHT}?connect_timeout=3")

    options = one["OPTIONS"]
    assert not is_pooled
    assert options["keepalives_idle"] + options["keepalives_interval"] * options["keepalives_count"] <= 30
    assert (options["connect_timeout"], options["tcp_user_timeout"] <= 30_000) == (3, True)
    assert "statement_timeout=60000" in options["options"]


@pytest.mark.parametrize("argv", [("gunicorn/__main__.py", "--workers=2"), ("manage.py", "work", "short")])
def test_pages_and_workers_go_through_the_pooler(tmp_path, argv):
    is_pooled, one = connects(tmp_path, *argv, DATABASE_DIRECT_URL=STRAIGHT)

    assert (is_pooled, one["HOST"], one["DISABLE_SERVER_SIDE_CURSORS"]) == (True, "pool", True)
    # A startup parameter that PgBouncer refuses.
    assert "options" not in one["OPTIONS"]


@pytest.mark.parametrize("command", ["migrate", "prepare", "run_due", "backup", "signer"])
def test_what_needs_a_session_goes_past_the_pooler(tmp_path, command):
    is_pooled, one = connects(tmp_path, "manage.py", command, DATABASE_DIRECT_URL=STRAIGHT)

    assert (is_pooled, one["HOST"], one["OPTIONS"]["connect_timeout"]) == (False, "server", 5)
    assert "statement_timeout=60000" in one["OPTIONS"]["options"]
