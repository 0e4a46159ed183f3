"""Issues certificates from many processes at once, some of which are killed. Run by `test_concurrency` and by
`test_crashes`, with the database in its environment.

Standard input: {"shares": [[key, ...], ...], "folder": path, "kills": number, "rollbacks": share, "files": bool}, one
share per process. Each process writes what the database has acknowledged to a file of its own in the folder, one line
per certificate: key, number, code. A killed process is replaced by another one with the same share. With `rollbacks`,
this percentage of issues is rolled back after taking a number, as when a process dies before the commit, and retried.
`files` requests the files, made in the background.
"""

import json
import multiprocessing
import os
import random
import signal
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
django.setup()

from django.db import InterfaceError, OperationalError, connection, transaction  # noqa: E402 - only after the set-up

from accounts.models import User  # noqa: E402
from certification.certificates import issue_certificates  # noqa: E402
from certification.register.models import Certificate  # noqa: E402

# A database that was killed is back within seconds; one that never comes must not hold the tests for ever.
PATIENCE = 120


class RolledBack(Exception):
    """The process thinks better of it, as if it had died."""


def acknowledged(folder):
    """Number and code by key, of every certificate that a process was told to be issued."""
    lines = (line.split(" ") for path in Path(folder).glob("issued-*") for line in path.read_text().splitlines())
    # Of a line that was cut off by a kill nobody was told anything.
    return {int(line[0]): (line[1], line[2]) for line in lines if len(line) == 3}


def issue(key, *, rollbacks, files):
    with transaction.atomic():
        waiting = Certificate.objects.select_related("batch__training_center").get(pk=key)
        officer = User.objects.get(groups__name="certificate_officer", training_center=waiting.batch.training_center_id)
        issued = issue_certificates.issue(waiting, by=officer, render_after=files)
        if random.random() * 100 < rollbacks:
            raise RolledBack
    return issued


def until_issued(key, **how):
    """Tries again as long as the database is gone or the process thinks better of it."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return issue(key, **how)
        except RolledBack:
            continue
        except (InterfaceError, OperationalError):
            if time.monotonic() > until:
                raise
            connection.close()
            time.sleep(0.2)


def work(share, path, how):
    # A file of an earlier process with this share tells what need not be asked again.
    done = acknowledged(Path(path).parent)
    with open(path, "ab", buffering=0) as file:
        for key in share:
            if key not in done:
                issued = until_issued(key, **how)
                file.write(f"{key} {issued.number_text} {issued.code}\n".encode())


def run(shares, folder, kills, how):
    """Starts a process for each share, kills this many of them, and waits for all."""
    # Forked before anything was asked of the database, so that each process has a connection of its own.
    context = multiprocessing.get_context("fork")

    def start(slot):
        process = context.Process(target=work, args=(shares[slot], f"{folder}/issued-{slot}", how))
        process.start()
        return process

    processes = {slot: start(slot) for slot in range(len(shares))}
    while any(process.is_alive() for process in processes.values()):
        time.sleep(random.uniform(0.02, 0.2))
        living = [slot for slot, process in processes.items() if process.is_alive()]
        if kills and living:
            slot = random.choice(living)
            os.kill(processes[slot].pid, signal.SIGKILL)
            processes[slot].join()
            kills, processes[slot] = kills - 1, start(slot)
    return kills, max(process.exitcode for process in processes.values())


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    how = {"rollbacks": asked["rollbacks"], "files": asked["files"]}
    left, code = run(asked["shares"], asked["folder"], asked["kills"], how)
    print(json.dumps({"kills": asked["kills"] - left}))
    sys.exit(code)
