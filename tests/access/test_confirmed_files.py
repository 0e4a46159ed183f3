"""A file that names people asks for the password once more, else an unattended PC gives it to whoever sits down.

Which views give out files is read off their answers: every page is opened as a list's file too, six minutes after its
reader signed in.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import Max

from accounts.roles import SIDES, Role
from core import clock
from core.models import AccessLogEntry
from tests.access.pages import address, documented

pytestmark = pytest.mark.once
SIX_MINUTES = timedelta(minutes=6)
# Files with names that are given out without asking, by the reason. One that asks meanwhile has to leave this table.
WITHOUT_ASKING = {
    "One paper about one person, printed, signed and handed over while the person stands there.": {
        "certification:addendum",
        "certification:certificate_credential",
        "certification:certificate_download",
        "certification:certificate_preview",
        "certification:official_download",
        "certification:person_minutes",
        "outcomes:aid_receipt",
        "outcomes:consent_print",
        "outcomes:cv_print",
        "outcomes:introduction_letter",
        "outcomes:passport_print",
        "outcomes:readiness_print",
        "programs:interview_print",
        "reports:rights_print",
        "reports:wali_sheet_print",
    },
    "A photo or scan is part of the page about one record, and shows no more than one paper on the desk.": {
        "certification:evidence_file",
        "certification:outside_scan",
        "certification:receipt_scan",
        "inmates:photo",
        "inmates:remand_scan",
        "outcomes:aid_scan",
        "outcomes:evidence_scan",
        "programs:application_scan",
        "programs:participant_photo",
        "programs:recognized_unit_scan",
        "programs:roll_scan",
    },
    "Minutes, receipt or agenda of one class or meeting, which everybody on it signs or has before them.": {
        "certification:minutes",
        "certification:receipt",
        "programs:hearing_agenda",
        "programs:hearing_minutes",
    },
    "Paper of the day that guards and instructors carry: a daily question is answered without a thought.": {
        "programs:destination_print",
        "programs:movement_print",
        "programs:roll_print",
        "programs:roll_print_week",
        "programs:unlock_print",
    },
}
EXCEPTIONS = {name for names in WITHOUT_ASKING.values() for name in names}


@pytest.fixture(autouse=True)
def _without_a_log():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def readers() -> Iterator[tuple[str, list[str]]]:
    """Each role with the pages that it is to open: one role of each side a page, for they read the same file."""
    taken = set()
    for role in Role:
        opens = [name for name, (methods, allowed) in documented().items() if role in allowed and "GET" in methods]
        mine = [name for name in opens if (name, SIDES[role]) not in taken]
        taken.update((name, SIDES[role]) for name in mine)
        yield role, mine


def given_out(world, role: str, names: list[str]) -> Iterator[str]:
    """Those of the pages that give out a file which names people."""
    client = world.client_of(world.users[role])
    last = AccessLogEntry.objects.aggregate(last=Max("pk", default=0))["last"]
    with clock.moved_to(clock.now() + SIX_MINUTES):
        for name in names:
            answer = client.get(address(name, world, role), {"file": "csv"})
            answer.getvalue()
            entries = list(AccessLogEntry.objects.filter(pk__gt=last).order_by("pk"))
            last = entries[-1].pk if entries else last
            is_file = answer.status_code == 200 and "Content-Disposition" in answer
            if is_file and any(entry.people for entry in entries):
                yield name


def test_a_file_with_names_asks_for_the_password(world):
    found = {name for role, names in readers() for name in given_out(world, role, names)}

    assert (sorted(found - EXCEPTIONS), sorted(EXCEPTIONS - found)) == ([], [])
