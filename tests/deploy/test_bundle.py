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
    installed = re.search(r"--no-install-recommends (.+?) >>", INSTALL, re.DOTALL)[1].replace("\\", "").split()

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
    assert "ReadWritePaths=-/srv/terampil/site/var -/srv/terampil/var\n" in unit


def test_commands_of_the_indonesian_manual_exist():
    typed = set(re.findall(r"^\s*terampil ([a-z_]+)", MANUAL, re.MULTILINE)) | set(
        re.findall(r"`terampil ([a-z_]+)", MANUAL)
    )

    assert len(typed) >= 8
    assert typed <= set(get_commands())


def test_works_of_upkeep_are_called_there_as_on_their_page():
    """Whoever sees a red line looks for its words."""
    assert [str(work.title) for work in WORKS.values() if f"*{work.title}*" not in MANUAL] == []
