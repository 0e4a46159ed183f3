"""How long importing a list of people takes, from file to stored rows, and how many queries it runs.

    DATA_DIR=$(mktemp -d) .venv/bin/python benchmarks/import_people.py [ROWS]

Creates its own database in DATA_DIR, which must be empty. ROWS defaults to 20,000.
"""

import csv
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

HEAD = ("No", "Nama", "No. Registrasi", "Tgl Lahir", "NIK", "Blok", "Kamar", "Tgl Masuk", "Tgl Ekspirasi")


def people(rows: int) -> str:
    """A CSV file of `rows` different people."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(HEAD)
    for n in range(1, rows + 1):
        days = (f"{n % 28 + 1:02}/03/1990", "06/01/2025", "02/09/2029")
        cells = (f"Orang Contoh {n}", f"B.I {n}/2024", days[0], f"6305{n:012}", "A", f"{n % 20:02}")
        writer.writerow([n, *cells, *days[1:]])
    return target.getvalue()


def timed(label: str, work: Callable[[], object]) -> None:
    """Runs `work` and prints its seconds and number of queries."""
    began = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        work()
    print(f"{label:<32}{time.monotonic() - began:8.1f} s {len(queries):8} queries")


def main(rows: int) -> None:
    """Compares a list of new people and stores it, then compares and confirms it unchanged."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    facilities = apps.get_model("accounts", "Facility").objects
    facilities.create(code="BENCH", name="Contoh", short_name="Contoh", region="Contoh")
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file, open(os.devnull, "w") as out:
        file.write(people(rows))
        file.flush()
        options = {"facility": "BENCH", "json": True, "stdout": out}
        for state in ("new", "unchanged"):
            timed(f"compare ({state})", lambda: call_command("import_people", file.name, **options))
            timed(
                f"compare and accept ({state})",
                lambda: call_command("import_people", file.name, accept=True, **options),
            )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
