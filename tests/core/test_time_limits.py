"""Work that hangs ends its process, also while it lets no other thread run."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANGS = "__import__('time').sleep(60)"
# Within C code that never gives another thread its turn.
HOLDS_ALL = "__import__('re').match('(a+)+b', 'a' * 60)"


@pytest.mark.parametrize(
    ("work", "after", "status"), [(HANGS, 0.2, 1), (HOLDS_ALL, 0.2, 1), ("None", 30, 0)], ids=["hangs", "holds", "ends"]
)
def test_process_ends_when_its_work_takes_too_long(work, after, status):
    code = f"from core.time_limits import ending_the_process\nwith ending_the_process(after={after}): {work}"

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30)

    assert (ended.returncode, "Timeout" in ended.stderr) == (status, status == 1)


def test_limit_around_another_begins_anew_after_it():
    code = (
        "import time\nfrom core.time_limits import ending_the_process as limit\n"
        "with limit(after=0.4):\n"
        "    for _ in range(3):\n"
        "        with limit(after=30): time.sleep(0.3)\n"
        "    time.sleep(30)"
    )

    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=20)

    assert (ended.returncode, "line 6 in <module>" in ended.stderr) == (1, True)


def test_limit_goes_with_the_block():
    code = (
        "import time\nfrom core.time_limits import ending_the_process\n"
        "with ending_the_process(after=0.1): pass\ntime.sleep(0.3)"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=30).returncode == 0
