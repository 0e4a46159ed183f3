"""What one certificate costs by each method of making it, from its snapshot to the bytes of the file.

    .venv/bin/python benchmarks/certificates.py [--rounds 7] [--people 2000]

Measures processor time per certificate, taking the methods in turn in one process; prints medians over the rounds.
Coding the QR symbol is included. People and classes are like those of the demo: classes of 16 who share program, units
(4 to 25) and dates. Layouts are compiled and verified beforehand; the time for this is printed separately. ReportLab
(pip install reportlab) and TCPDF (apt install php-cli php-tcpdf, in its own process) are compared if installed. Figures
measured so far are in `benchmarks/README.md`.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
os.environ.setdefault("LOG_LEVEL", "ERROR")
# Models can be imported only after Django is set up.
django.setup()

from certificate_people import certificates

from certification.papers import certificate_paper as paper
from certification.sealing import seal_stamped
from certification.sealing.key_files import new_key
from certification.stamping import symbols
from certification.stamping.errors import Unstampable
from certification.stamping.papers import CERTIFICATE as STAMPER
from core import clock

Snapshot = dict
FONTS = ROOT / "printing/assets/fonts"
MADE_AT = clock.now()
SEAL = new_key("Balai Latihan", now=MADE_AT)
COUNTS = {"plain": 5, "ours": 400, "ours sealed": 400, "floor with QR": 400, "floor": 400, "ReportLab": 40, "TCPDF": 40}
# Pairs of methods, with the ratio required of each.
RATIOS = (
    ("plain", "ours", ">= 200"),
    ("plain", "ours sealed", ">= 150"),
    ("ours", "floor with QR", "<= 2.5"),
    ("ours", "floor", "-"),
    ("ReportLab", "ours", "-"),
    ("TCPDF", "ours", "-"),
)


def floors(snapshots: list[Snapshot]) -> dict[str, Callable[[int], bytes]]:
    """The minimum for any Python writer: compress the holder's text, join the bytes; with and without the QR symbol."""
    ready = []
    for snapshot in snapshots:
        frame, own, _photo = STAMPER.prepared(snapshot)
        pieces = [piece for piece in frame.skeleton.pieces if piece.own]
        text = b"\n".join(piece.content(own, frame.skeleton.faces) for piece in pieces)
        ready.append((frame.skeleton.start, frame.middle, text, b"".join(frame.metadata + frame.info), frame.rows))

    def joined(number: int) -> bytes:
        start, middle, text, about, rows = ready[number]
        return b"".join((start, middle, zlib.compress(text), about, rows))

    def with_symbol(number: int) -> bytes:
        return joined(number) + symbols.picture(snapshots[number]["check"]["url"])[1]

    return {"floor": joined, "floor with QR": with_symbol}


def ways(snapshots: list[Snapshot]) -> dict[str, Callable[[int], bytes]]:
    """Every method available here, as a function from the number of a certificate to its bytes."""
    found = {
        "plain": lambda number: paper.render(snapshots[number]),
        "ours": lambda number: STAMPER.stamped(snapshots[number]),
        "ours sealed": lambda number: seal_stamped.sealed(STAMPER.stamped(snapshots[number]), SEAL, at=MADE_AT),
        **floors(snapshots[: max(COUNTS.values())]),
    }
    if find_spec("reportlab"):
        rival = import_module("certificate_reportlab")
        found["ReportLab"] = lambda number: rival.printed(snapshots[number])
    else:
        print("ReportLab is not installed, so it is not compared (pip install reportlab).")
    return found


def milliseconds(make: Callable[[int], bytes], count: int, first: int, total: int) -> float:
    """Processor milliseconds per certificate, for `count` certificates starting at number `first`."""
    began = time.process_time()
    for number in range(first, first + count):
        make(number % total)
    return (time.process_time() - began) * 1000 / count


class Tcpdf:
    """TCPDF in a PHP process that reports its own processor time. `size` is the size of one file."""

    def __init__(self, snapshots: list[Snapshot], folder: str) -> None:
        Path(folder, "snapshots.json").write_text(json.dumps(snapshots))
        command = ["php", ROOT / "benchmarks/certificate_tcpdf.php", f"{folder}/snapshots.json", FONTS, folder]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.milliseconds(1, 0)

    def milliseconds(self, count: int, first: int) -> float:
        self._process.stdin.write(f"{first} {count}\n")
        self._process.stdin.flush()
        time_of_one, size = self._process.stdout.readline().split()
        self.size = int(size)
        return float(time_of_one)

    def end(self) -> None:
        self._process.stdin.close()
        self._process.wait()

    @staticmethod
    def is_installed() -> bool:
        asked = ["php", "-r", 'require "tcpdf/tcpdf.php"; echo "here";']
        return bool(shutil.which("php")) and "here" in subprocess.run(asked, capture_output=True, text=True).stdout


def compare(snapshots: list[Snapshot], rounds: int) -> None:
    """Prints the medians of all methods, and the required ratios."""
    made = ways(snapshots)
    sizes = {name: len(make(0)) for name, make in made.items()}
    with tempfile.TemporaryDirectory() as folder:
        tcpdf = Tcpdf(snapshots, folder) if Tcpdf.is_installed() else None
        results = measured(made, tcpdf, min(len(snapshots), max(COUNTS.values())), rounds)
        if tcpdf:
            sizes["TCPDF"] = tcpdf.size
            tcpdf.end()
    for name, times in results.items():
        print(f"{name}: median {statistics.median(times):.3f} ms of the processor, {sizes[name] / 1000:.0f} kB")
    for name, other, word in RATIOS:
        if name in results:
            ratio = statistics.median(a / b for a, b in zip(results[name], results[other], strict=True))
            print(f"{name} / {other}: {ratio:.1f} ({word})")


def measured(
    made: dict[str, Callable[[int], bytes]], tcpdf: Tcpdf | None, total: int, rounds: int
) -> dict[str, list[float]]:
    """Milliseconds of each method, round by round, with TCPDF where it is there."""
    results: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds):
        for name, make in made.items():
            results[name].append(milliseconds(make, COUNTS[name], turn * COUNTS[name], total))
        if tcpdf:
            results["TCPDF"].append(tcpdf.milliseconds(COUNTS["TCPDF"], turn * COUNTS["TCPDF"]))
        told = ", ".join(f"{name} {times[-1]:.3f}" for name, times in results.items())
        print(f"round {turn + 1}: {told}", flush=True)
    return results


def resident() -> int:
    """Memory of this process, in kB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


def population(snapshots: list[Snapshot]) -> None:
    """Prints the cost of compiling, the share of people who need the plain method, and the growth of memory."""
    began = time.process_time()
    shapes = {len(snapshot["units"]): snapshot for snapshot in snapshots}
    for snapshot in snapshots:
        _try(snapshot)
    print(
        f"compiled and proven: {len(STAMPER.shapes)} layouts ({len(shapes)} numbers of units) in "
        f"{time.process_time() - began:.0f} s of the processor, with the first round of all people"
    )
    STAMPER.counts.clear()
    before = resident()
    for snapshot in snapshots:
        _try(snapshot)
    grown = (resident() - before) / before
    print(
        f"{len(snapshots)} people: {STAMPER.fallback_share:.2%} the plain way (<= 0.5 %), memory {grown:+.1%} (< 5 %)"
    )


def _try(snapshot: Snapshot) -> None:
    try:
        STAMPER.stamped(snapshot)
    except Unstampable:
        paper.render(snapshot)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--people", type=int, default=2000, help="0: only compare")
    options = parser.parse_args()
    if options.people:
        population(certificates(options.people, Random(7)))
    # Ten units, as in most programs, for all methods.
    compare(certificates(max(COUNTS.values()), Random(8), units=10), options.rounds)


if __name__ == "__main__":
    main()
