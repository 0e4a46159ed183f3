"""Files are stored once with their hash, so the same words always give the same bytes."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings

from certification.stamping.papers import CERTIFICATE
from tests.certification.stamping.people import certificate

IN_ANOTHER_PROCESS = """
import django, hashlib
django.setup()
from certification.stamping.papers import CERTIFICATE
from tests.certification.stamping.people import certificate
print(hashlib.sha256(CERTIFICATE.stamped(certificate())).hexdigest())
"""


def test_the_same_snapshot_gives_the_same_bytes():
    first = CERTIFICATE.stamped(certificate())
    CERTIFICATE.stamped(certificate("Orang Lain", serial=2))

    assert CERTIFICATE.stamped(certificate()) == first


def test_another_process_gives_the_same_bytes():
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS], cwd=Path(settings.BASE_DIR), capture_output=True, text=True
    )

    found = done.stdout.splitlines()[-1:] or [done.stderr]
    assert found == [hashlib.sha256(CERTIFICATE.stamped(certificate())).hexdigest()]


def test_threads_do_not_mix_up_their_certificates():
    snapshots = [certificate(f"Ahmad {letter}", serial=ord(letter)) for letter in "ABCDEFGH"]
    alone = [CERTIFICATE.stamped(one) for one in snapshots]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(CERTIFICATE.stamped, snapshots * 12))

    assert together == alone * 12


@pytest.mark.parametrize("key", ["number", "holder", "foot"])
def test_the_snapshot_is_not_touched(key):
    snapshot = certificate()

    CERTIFICATE.stamped(snapshot)

    assert snapshot[key] == certificate()[key]
