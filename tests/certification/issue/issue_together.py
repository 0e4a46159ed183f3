"""Issues certificates from many processes at once. Run by `test_concurrency` with the database in its environment.

Standard input: {"shares": [[key, ...], ...]}, one share a process. Every fifth certificate is rolled back after its
issue, as when a process dies before the commit.
"""

import json
import multiprocessing
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan_blk.settings")
django.setup()

from django.db import transaction  # noqa: E402 - models can be imported only after the set-up

from accounts.models import User  # noqa: E402
from certification.issue import issuing  # noqa: E402
from certification.models import Certificate  # noqa: E402


def work(keys):
    officer = User.objects.get(groups__name="certificate_officer")
    for key in keys:
        with transaction.atomic():
            issuing.issue(Certificate.objects.get(pk=key), by=officer, render_after=False)
            transaction.set_rollback(key % 5 == 0)


if __name__ == "__main__":
    # Forked before anything was asked of the database, so that each process has a connection of its own.
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=work, args=(share,)) for share in json.load(sys.stdin)["shares"]]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    sys.exit(max(process.exitcode for process in processes))
