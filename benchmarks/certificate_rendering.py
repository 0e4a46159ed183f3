"""How long rendering one certificate takes, from its snapshot to the bytes of the file.

    .venv/bin/python benchmarks/certificate_rendering.py [--count 30]

Prints the median and the 95th percentile of wall and processor time, in ms, for the typical certificate of the tests
(10 units, 2 pages, tagged PDF/A-3u, QR coding included) in a warm process. Figures measured so far are in
`benchmarks/README.md`.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
# Models can be imported only after Django is set up.
django.setup()

from certification.papers.certificate_paper import render


def measure(snapshot: dict, count: int) -> tuple[list[float], list[float]]:
    """Sorted milliseconds of `count` renderings: wall time and processor time."""
    wall, processor = [], []
    for _number in range(count):
        began, began_processor = time.perf_counter(), time.process_time()
        render(snapshot)
        wall.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - began_processor) * 1000)
    return sorted(wall), sorted(processor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=30)
    count = parser.parse_args().count
    snapshot = json.loads((ROOT / "tests/data/papers/certificate.json").read_text())
    size = len(render(snapshot))
    for name, times in zip(("wall", "processor"), measure(snapshot, count), strict=True):
        print(f"{name}: median {times[len(times) // 2]:.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms of {count}")
    print(f"size: {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
