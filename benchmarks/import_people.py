"""How long a list of people takes from bytes to stored, and how many queries a chunk asks for.

    DATA_DIR=$(mktemp -d) .venv/bin/python benchmarks/import_people.py [ROWS]

Makes its own database in DATA_DIR, which must be empty; 20,000 rows unless told otherwise.
"""

import csv
import io
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Facility
from inmates import accepting, receiving
from inmates.importing import Field

HEAD = ("No", "Nama", "No. Registrasi", "Tgl Lahir", "NIK", "Blok", "Kamar", "Tgl Masuk", "Tgl Ekspirasi")


def people(rows: int) -> bytes:
    """A csv of so many different people."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(HEAD)
    for n in range(1, rows + 1):
        nik = f"6305{n:012}"
        days = (f"{n % 28 + 1:02}/03/1990", "06/01/2025", "02/09/2029")
        writer.writerow([n, f"Orang Contoh {n}", f"B.I {n}/2024", days[0], nik, "A", f"{n % 20:02}", *days[1:]])
    return target.getvalue().encode()


def timed(label: str, work):
    """Runs `work`, prints its seconds and queries, returns what it gives."""
    began = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        result = work()
    print(f"{label:<22}{time.monotonic() - began:8.1f} s {len(queries):8} queries")
    return result


def main(rows: int) -> None:
    """Receives, compares and accepts the list, then compares it again unchanged."""
    call_command("migrate", verbosity=0)
    facility = Facility.objects.create(code="BENCH", name="Contoh", short_name="Contoh", region="Contoh")
    data = people(rows)
    for label in ("new", "unchanged"):
        found = timed(f"receive ({label})", lambda: receiving.receive(data, facility=facility, by=None))
        mapping = {head["index"]: Field(head["field"]) for head in found.headers if head["field"]}
        options = {"by": None, "mapping": mapping, "in_background": False}
        found = timed(f"compare ({label})", lambda f=found, o=options: receiving.map_columns(f, **o))
        timed(f"accept ({label})", lambda f=found: accepting.accept(f, by=None))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
