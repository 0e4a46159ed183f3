"""Another process of the same site: waits for the file GO, then does the same with each of the applications.

    act_from_outside.py GO COMMAND USER APPLICATION...        (enroll, accept or withdraw; primary keys)

Prints a line for each application: "done", or the codes of what stood against it.
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
from programs.places import place_changes  # noqa: E402
from programs.selection import application_decisions  # noqa: E402
from programs.selection.models import Application  # noqa: E402

COMMANDS = {
    "enroll": place_changes.enroll,
    "accept": place_changes.accept_offer,
    "withdraw": application_decisions.withdraw,
}

go, name, user, *applications = sys.argv[1:]
officer = User.objects.get(pk=user)
Path(f"{go}-{os.getpid()}").touch()
while not Path(go).exists():
    time.sleep(0.01)
for pk in applications:
    try:
        COMMANDS[name](Application.objects.get(pk=pk), by=officer)
        print("done")
    except RuleViolation as violation:
        print(" ".join(reason.code for reason in violation.reasons))
