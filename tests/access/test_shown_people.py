"""Whenever an answer shows a person's name, the access log of that request names that person.

Each role opens every page that it may open; names are looked for in all that the answer and its papers say.
"""

import html
import logging
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User
from accounts.roles import Role
from core.models import AccessLogEntry
from inmates.people.models import Person
from tests.access.pages import REFUSED_HERE, address
from tests.access.reading import opened, text_of

pytestmark = pytest.mark.once

# Answers of what was stored as it came or was made: whom it shows stands in no text that could be read here.
KEPT_FILES = {
    Role.REGISTRAR: ["inmates:remand_scan"],
    Role.TRAINING_OFFICER: ["inmates:photo", "outcomes:aid_scan", "programs:application_scan", "programs:roll_scan"],
    Role.INSTRUCTOR: ["programs:participant_photo"],
    Role.CASE_OFFICER: ["reports:wali_sheets_file"],
    Role.PLACEMENT_OFFICER: ["outcomes:aid_scan", "outcomes:evidence_scan", "outcomes:passport_signed"],
    Role.BLK_COORDINATOR: [
        "certification:evidence_file",
        "certification:outside_scan",
        "programs:recognized_unit_scan",
    ],
    Role.CERTIFICATE_OFFICER: [
        "certification:certificate_credential",
        "certification:certificate_download",
        "certification:merged_print",
        "certification:official_download",
        "certification:receipt_scan",
        "certification:zip",
    ],
}
# Calls somebody by the name that this person is called.
BY_CALLED_NAME = "outcomes:call_list_print"


@pytest.fixture(autouse=True)
def _without_a_log():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def names(world) -> dict[str, set[int]]:
    """Who is called so; strangers of the other office have names of the world's people."""
    found = defaultdict(set)
    for person in Person.objects.all():
        found[person.full_name].add(person.pk)
    assert len(found) > 30
    assert not found.keys() & set(User.objects.values_list("full_name", flat=True))
    return found


def recorded(since: int) -> tuple[int, set[int]]:
    """The last entry, and everybody whom those after `since` name."""
    entries = list(AccessLogEntry.objects.filter(pk__gt=since).order_by("pk"))
    return entries[-1].pk if entries else since, {key for entry in entries for key in entry.people}


@pytest.mark.parametrize("role", Role)
def test_whoever_is_shown_stands_in_the_access_log_and_nobody_else(world, printed, names, role):
    last, _people = recorded(0)
    shown, silent, unshown = 0, [], []
    kept = {name for some in KEPT_FILES.values() for name in some} | {BY_CALLED_NAME}
    for name, text in opened(world, world.client_of(world.users[role]), role, printed):
        last, people = recorded(last)
        words = html.unescape(text)
        found = {one for one in names if one in words}
        shown += len(found)
        silent += [f"{one} on {name}" for one in found if not names[one] & people]
        if name not in kept:
            unshown += [f"{pk} on {name}" for pk in people - {pk for one in found for pk in names[one]}]

    assert (silent, unshown) == ([], [])
    assert shown > 0 or role in (Role.ADMINISTRATOR, Role.REGIONAL_VIEWER)


@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for role, some in KEPT_FILES.items() for name in some if name not in REFUSED_HERE]
)
def test_a_file_that_was_kept_names_whom_it_is_about(world, role, name):
    last, _people = recorded(0)

    answer = world.client_of(world.users[role]).get(address(name, world, role))

    assert answer.status_code == 200
    assert text_of(answer)
    assert recorded(last)[1] != set()


# Columns read beside the model, which do not say of themselves whom they show.
READS_NAMES = re.compile(r"""\.values(?:_list)?\([^)]*["_]full_name""")
# Compares names, or reads them of users.
SHOWS_NOBODY = {
    "outcomes/probation/page_links.py",
    "reports/subject_file/people.py",
    "reports/audit_pages/sign_ins.py",
    # Instructors and assessors.
    "reports/closing/closing_facts.py",
    "reports/yearly/year_facts.py",
}


def test_names_that_are_read_as_columns_say_whom_they_show():
    root = Path(settings.BASE_DIR)
    areas = ("inmates", "programs", "certification", "outcomes", "reports")
    files = [file for area in areas for file in (root / area).rglob("*.py") if "migrations" not in file.parts]
    reading = {str(file.relative_to(root)): file.read_text() for file in files if READS_NAMES.search(file.read_text())}

    assert len(reading) > len(SHOWS_NOBODY)
    assert {name for name, text in reading.items() if "access.shown(" not in text} <= SHOWS_NOBODY
