"""Another process of the same site: waits for the file GO, then gives places.

    enroll_from_outside.py GO USER APPLICATION...        (primary keys)

Prints a line for each application: "place", or the codes of what stood against it.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "rutan_blk.settings"
django.setup()

from accounts.models import User  # noqa: E402 - models exist only after setup
from core.errors import RuleViolation  # noqa: E402
from programs import enrolling  # noqa: E402
from programs.models import Application  # noqa: E402

go, user, *applications = sys.argv[1:]
officer = User.objects.get(pk=user)
Path(f"{go}-{os.getpid()}").touch()
while not Path(go).exists():
    time.sleep(0.01)
for pk in applications:
    try:
        enrolling.enroll(Application.objects.get(pk=pk), by=officer)
        print("place")
    except RuleViolation as violation:
        print(" ".join(reason.code for reason in violation.reasons))
