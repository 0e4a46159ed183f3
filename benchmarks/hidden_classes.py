"""What a stranger learns about who was trained in custody, over years of a training center: areas under the curve.

    DATA_DIR=$(mktemp -d) .venv/bin/python benchmarks/hidden_classes.py [YEARS [FIRST]]

Each year has 400 full classes, 40 % of them in custody, issued by the product's own rules (the tests in
`tests/certification/hidden_classes`). Prints for each year the area of each learner, the strongest single feature and
what chance reaches, and the share of custody among the ten nearest to one known. Ends with 1 if a year tells more than
the tests allow.
"""

import os
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
# Debugging would keep every query in memory.
os.environ |= {"DEBUG": "false", "HTTPS": "false", "ALLOWED_HOSTS": "testserver"}
django.setup()

from django.core.management import call_command
from django.db import transaction

from accounts.roles import sync_roles
from rutan_blk.starting_rows import sync_catalogs
from tests.certification.hidden_classes.guessing import MODELS
from tests.certification.hidden_classes.judging import Judged, judge
from tests.certification.hidden_classes.limits import MOST, NEAR, USUAL
from tests.certification.hidden_classes.year import Year


def main(years: int = 10, first: int = 1) -> int:
    """Judge the years from `first` on, one after the other; the answer is what the process ends with."""
    call_command("migrate", verbosity=0)
    sync_roles()
    sync_catalogs()
    print("| year | certificates | " + " | ".join(MODELS) + " | strongest feature | chance | near | base |")
    judged = []
    for seed in range(first, first + years):
        judged.append(_judged(seed))
        print(_line(seed, judged[-1]), flush=True)
    told = [one for one in judged if one.above(MOST) or one.near > one.base + NEAR]
    middle = {name: median(one.areas[name] for one in judged) for name in MODELS}
    print("median: " + ", ".join(f"{name} {area:.3f}" for name, area in middle.items()))
    print(f"years that tell more than allowed: {len(told)} of {len(judged)}")
    return int(bool(told) or max(middle.values()) > USUAL)


def _judged(seed: int) -> Judged:
    with TemporaryDirectory() as folder, transaction.atomic():
        Year(seed)
        found = judge(Path(folder), seed=seed)
        # The next year begins with an empty database.
        transaction.set_rollback(True)
    return found


def _line(seed: int, found: Judged) -> str:
    single = max((name for name in found.areas if name not in MODELS), key=lambda name: found.areas[name])
    areas = [f"{found.areas[name]:.3f}" for name in MODELS]
    strongest = [f"{single} {found.areas[single]:.3f}", f"{found.lines[single]:.3f}"]
    cells = [seed, found.certificates, *areas, *strongest, f"{found.near:.3f}", f"{found.base:.3f}"]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
