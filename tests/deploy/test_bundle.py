"""Archives for offices without a network: what is in them, and that what is typed there exists."""

import hashlib
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

from deploy import make_bundle
from reports.upkeep.works import WORKS

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "deploy" / "bundle"
INSTALL = (BUNDLE / "install.sh").read_text()
MANUAL = (ROOT / "docs/id/operasi.md").read_text()


@pytest.mark.parametrize("name", ["install.sh", "terampil"])
def test_scripts_can_be_read_by_the_shell(name):
    done = subprocess.run(["bash", "-n", BUNDLE / name], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")


def test_archive_is_of_the_version_of_this_checkout():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == make_bundle.VERSION


def test_what_is_installed_is_in_the_archive():
    installed = " ".join(re.findall(r"packages\+?=\((.+?)\)", INSTALL, re.DOTALL)).split()

    assert len(installed) >= 10
    assert set(installed) <= set(make_bundle.PACKAGES)


def test_checksums_name_every_file_as_sha256sum_reads_them(tmp_path):
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels/a.whl").write_text("a")
    (tmp_path / "release").write_text("b")

    (tmp_path / "SHA256SUMS").write_text("".join(make_bundle.checksums(tmp_path)))

    lines = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert lines == [
        f"{hashlib.sha256(b'b').hexdigest()}  ./release",
        f"{hashlib.sha256(b'a').hexdigest()}  ./wheels/a.whl",
    ]
    checked = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(checked, cwd=tmp_path).returncode == 0
    (tmp_path / "release").write_text("c")
    assert subprocess.run(checked, cwd=tmp_path, capture_output=True).returncode == 1


def test_site_writes_where_the_archive_puts_its_data():
    unit = (ROOT / "deploy/systemd/terampil.service").read_text()

    assert "VAR=/srv/terampil/var" in INSTALL
    assert "ReadWritePaths=-/srv/terampil/site/var -/srv/terampil/var -/media\n" in unit


@pytest.fixture
def installed(tmp_path):
    """Runs lines of the installer's functions over a version in a folder of the test, as the user of the tests."""
    version = tmp_path / "versions" / "1"
    (version / ".venv/bin").mkdir(parents=True)
    (version / ".venv/bin/python").write_text("#!/bin/sh\necho $$ >../../ran\nexec sleep 60\n")
    (version / ".venv/bin/python").chmod(0o755)
    functions = INSTALL[INSTALL.index("# --- Folders") : INSTALL.index("case $ACT in")]
    head = f"set -euo pipefail\nTOP={tmp_path} LOGS={tmp_path} SYSTEMD=no VERSION=1\n"
    stand_ins = 'setpriv() { shift 4; "$@"; }\nsay() { echo "$*"; }\ndie() { say "BERHENTI: $*"; exit 1; }\n'

    def run(lines):
        # `exec` takes programs alone.
        text = functions.replace("exec setpriv --reuid=terampil --regid=terampil --init-groups --no-new-privs", "exec")
        return subprocess.run(
            ["bash", "-c", head + text + stand_ins + lines], capture_output=True, text=True, timeout=30, check=False
        )

    return run


def test_site_in_the_background_is_itself_what_is_stopped(installed, tmp_path):
    """Otherwise an upgrade keeps the database of a site that goes on, and that site answers for the new version."""
    lines = f"""
        become 1 serve >/dev/null 2>&1 </dev/null & pid=$!
        until [ -s {tmp_path}/ran ]; do sleep 0.02; done
        ran=$(cat {tmp_path}/ran)
        kill $pid; wait $pid || true
        [ $pid = $ran ] && ! kill -0 $ran 2>/dev/null || {{ kill $ran; exit 1; }}
    """

    assert (done := installed(lines)).returncode == 0, done.stderr
    assert 'become "$(current)" serve' in INSTALL


def test_units_that_do_not_start_lead_back_to_the_version_before(installed):
    lines = """
        manage() { :; }; install_units() { :; }; stop_site() { :; }
        forget_old() { :; }; grep() { false; }
        start_site() { [ "$now" != 2 ]; }; switch_to() { now=$1; echo "to $1"; }; is_well() { [ "$now" = 1 ]; }
        VERSION=2 upgrade_from 1
    """

    said = installed(lines).stdout
    assert "to 2\n" in said
    assert "to 1\n" in said
    assert "BERHENTI: Versi 1 menjawab lagi, dan tidak ada catatan yang hilang." in said


def test_signer_stops_with_the_site_and_starts_again_for_its_passphrase(installed):
    lines = """
        pgrep() { false; }; id() { false; }
        systemctl() { [ "$1" != is-active ] || { echo $ran; return; }; echo "systemctl $*"; }
        SYSTEMD=yes SIGNER_RAN=no; %s stop_site; start_site
    """

    with_it = installed(lines % "ran=activating;").stdout.splitlines()
    assert with_it[0] == "systemctl stop terampil-segel"
    assert "systemctl --no-block restart terampil-segel" in with_it
    assert "systemd-tty-ask-password-agent" in with_it[-1]
    assert "systemctl --no-block restart terampil-segel" not in installed(lines % "ran=inactive;").stdout


def test_machine_without_systemd_is_told_before_anything_is_installed():
    assert INSTALL.index("/run/systemd/system") < INSTALL.index('mkdir -p "$LOGS"')


def test_commands_of_the_indonesian_manual_exist():
    typed = set(re.findall(r"^\s*terampil ([a-z_]+)", MANUAL, re.MULTILINE)) | set(
        re.findall(r"`terampil ([a-z_]+)", MANUAL)
    )

    assert len(typed) >= 8
    assert typed <= set(get_commands())


def test_works_of_upkeep_are_called_there_as_on_their_page():
    """Whoever sees a red line looks for its words."""
    assert [str(work.title) for work in WORKS.values() if f"*{work.title}*" not in MANUAL] == []
