"""The units of systemd: what a process that was broken into could still do."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
# Of `systemd-analyze security`: 10 is a process that may do everything.
MOST_EXPOSED = 3.0
WITHHELD = {
    "NoNewPrivileges": "true",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "PrivateTmp": "true",
    "PrivateDevices": "true",
    "RestrictNamespaces": "true",
    "SystemCallArchitectures": "native",
}


def service(unit: Path) -> configparser.SectionProxy:
    read = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    # Names of directives tell capitals apart.
    read.optionxform = str
    read.read(unit)
    return read["Service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_withholds_what_the_process_does_not_need(unit):
    found = service(unit)

    assert {name: found[name] for name in WITHHELD} == WITHHELD
    assert found["User"] not in ("", "root")
    if analyze := shutil.which("systemd-analyze"):
        words = ["security", "--offline=true", "--no-pager", str(unit)]
        said = subprocess.run([analyze, *words], capture_output=True, text=True, check=False).stdout
        assert float(re.search(r"exposure level for \S+: ([\d.]+)", said)[1]) <= MOST_EXPOSED


def test_the_signer_reaches_no_network_and_writes_into_its_own_folder():
    found = service(ROOT / "deploy" / "systemd" / "terampil-segel.service")

    assert (found["PrivateNetwork"], found["RestrictAddressFamilies"]) == ("true", "AF_UNIX")
    assert found["ReadWritePaths"] == "/var/lib/terampil-segel"


def test_only_root_asks_for_the_passphrase_and_nothing_of_it_stays():
    """Regression: the signer's user may not write the question, so the unit never started."""
    found = service(ROOT / "deploy" / "systemd" / "terampil-segel.service")

    assert found["ExecStartPre"].startswith("+/bin/sh -c 'umask 077; systemd-ask-password ")
    assert "rm /run/terampil-segel/frasa; exec .venv/bin/python manage.py signer" in found["ExecStart"]


def test_units_can_be_read_by_systemd():
    if not (analyze := shutil.which("systemd-analyze")):
        pytest.skip("no systemd here")

    said = subprocess.run([analyze, "verify", *UNITS], capture_output=True, text=True, check=False).stderr

    # Only what is installed elsewhere is missing here.
    assert [line for line in said.splitlines() if "is not executable" not in line] == []


def test_site_and_signer_are_different_users_of_one_group():
    users = {unit.stem: (service(unit)["User"], service(unit)["Group"]) for unit in UNITS}

    assert users == {"terampil": ("terampil", "terampil"), "terampil-segel": ("terampil-segel", "terampil")}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_manual_installs_each_unit(unit):
    assert f"deploy/systemd/{unit.name} /etc/systemd/system/" in MANUAL
