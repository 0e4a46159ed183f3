"""Recurring work is known to the process that does it, which loads no pages: a module that nobody wires never runs."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
AREAS = ("accounts", "certification", "core", "inmates", "outcomes", "printing", "programs", "reports", "rutan_blk")
LOADED = "import django, sys; django.setup(); print(*sorted(sys.modules))"


def test_every_module_with_recurring_work_is_loaded_at_the_start():
    files = [file for area in AREAS for file in (ROOT / area).rglob("*.py")]
    wanted = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in files
        if "work_due.register" in file.read_text() or "jobs.handler(" in file.read_text()
    }

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "rutan_blk.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    assert len(wanted) > 20
    assert wanted - set(answer.stdout.split()) == set()
