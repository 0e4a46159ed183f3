"""Whatever fails while attendance is saved, nothing that was acknowledged is lost; straight and through PgBouncer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run import find_postgresql

ROOT = Path(__file__).resolve().parents[2]
# The script has databases of its own.
pytestmark = [pytest.mark.nightly, pytest.mark.once]


@pytest.mark.skipif(sys.platform != "linux" or not find_postgresql(), reason="limits of other processes; PostgreSQL")
@pytest.mark.parametrize("way", [[], ["--pooled"]], ids=["straight", "pooled"])
def test_nothing_acknowledged_is_lost_while_one_thing_after_another_fails(way):
    if way and not shutil.which("pgbouncer"):
        pytest.skip("pgbouncer is not installed")
    drill = [sys.executable, "benchmarks/faults.py", "--seconds", "8", *way]

    done = subprocess.run(drill, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    assert done.returncode == 0, done.stdout[-5000:]


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("cc") or not find_postgresql(),
    reason="mounts of its own, a moved clock; PostgreSQL",
)
@pytest.mark.parametrize("fault", ["clock", "signer"])
def test_fault_is_said_everywhere_with_what_to_do(fault):
    """Two of the faults; `benchmarks/faults_told.py` alone makes all of them, for twenty minutes."""
    drill = [sys.executable, "benchmarks/faults_told.py", "--only", fault]

    done = subprocess.run(drill, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    assert done.returncode == 0, done.stdout[-5000:]
