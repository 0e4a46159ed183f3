"""Whatever fails while attendance is saved, nothing that was acknowledged is lost; straight and through PgBouncer."""

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
