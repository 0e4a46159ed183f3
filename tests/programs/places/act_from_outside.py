"""Other processes of the same site: each waits until all are there, then does the same with each of its applications.

    act_from_outside.py COMMAND USER SHARE...        (enroll, accept or withdraw; primary keys, joined by commas)

Each share goes to one process. Prints a line for each application: "done", or the codes of the reasons against it.
"""

import multiprocessing
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "rutan_blk.settings"
django.setup()

from accounts.models import User  # noqa: E402 - models exist only after setup
from core.errors import RuleViolation  # noqa: E402
from programs.places import place_changes  # noqa: E402
from programs.selection import ended_applications  # noqa: E402
from programs.selection.models import Application  # noqa: E402

COMMANDS = {
    "enroll": place_changes.enroll,
    "accept": place_changes.accept_offer,
    "withdraw": ended_applications.withdraw,
}


def act(name, user, share, start):
    officer = User.objects.get(pk=user)
    start.wait(timeout=60)
    for pk in share.split(","):
        try:
            COMMANDS[name](Application.objects.get(pk=pk), by=officer)
            answer = "done"
        except RuleViolation as violation:
            answer = " ".join(reason.code for reason in violation.reasons)
        # In one piece, so that no line gets into another process's.
        os.write(1, f"{answer}\n".encode())


if __name__ == "__main__":
    name, user, *shares = sys.argv[1:]
    # Forked before anything was asked of the database, so that each process has a connection of its own.
    context = multiprocessing.get_context("fork")
    start = context.Barrier(len(shares))
    processes = [context.Process(target=act, args=(name, user, share, start)) for share in shares]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    sys.exit(max(process.exitcode for process in processes))
