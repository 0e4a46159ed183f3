"""What pages cost one office among all offices of the nation, beside the same office alone; on PostgreSQL.

    .venv/bin/python benchmarks/nation.py                                     # a fiftieth of the nation
    .venv/bin/python benchmarks/nation.py --scale 1 --rounds 5                # all of it
    .venv/bin/python benchmarks/nation.py --only "home|session_list|sign_in"  # some views

Makes a PostgreSQL cluster of its own and removes it at the end. Loads one office of 600 people with its training
center, asks for every page in every role that sees other rows, then copies offices of three sizes with COPY
(`pages_data/nation.py`) and asks again. At scale 1: 526 facilities, 400,000 people of whom a third has been released,
4.6 million marks, 76,000 certificates, 20 million entries in the access log.

For each page it prints the processor time of Python and PostgreSQL together, alone and in the nation, their ratio (at
most 1.5 is asked for), corrected by the sign-in page that asks the database for nothing, and the number of statements.
Below stand the statements that read more than twice as many rows as they did alone: those whose plan grows with the
nation. Papers are left blank, and nothing is sent over the network.
"""

import importlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main(arguments: list[str]) -> int:
    # A terminated run leaves no cluster behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    runner = importlib.import_module("tests.run")
    binaries = runner.find_postgresql()
    if not binaries:
        raise SystemExit("PostgreSQL was not found.")
    with tempfile.TemporaryDirectory(prefix="terampil-nation-") as folder, runner.cluster(binaries) as url:
        site = {"DATA_DIR": folder, "MEDIA_ROOT": f"{folder}/media", "STATIC_ROOT": f"{folder}/static"}
        environment = os.environ | runner.SETTINGS | site | {"DATABASE_URL": url}
        subprocess.run([sys.executable, "manage.py", "prepare"], env=environment, cwd=ROOT, check=True)
        inside = [sys.executable, str(ROOT / "benchmarks/nation_inside.py"), *arguments]
        return subprocess.run(inside, env=environment, cwd=ROOT).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
