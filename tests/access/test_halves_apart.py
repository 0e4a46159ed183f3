"""What happens in one half changes nothing that the other half reads: no code, no day, no row more or less.

Every page is read before and after. Words that people write have canaries of their own; this is about all the rest: a
state, a date, a place in a list, that something is there at all.
"""

import difflib
from datetime import date

import pytest

from accounts.roles import Role, Side
from outcomes.followup import withdrawal
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import FollowUp, Outcome
from tests.access.reading import Readers
from tests.factories.followup import OutcomeFactory, contact

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("without_a_log")]


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """The first lines that differ of each page that does."""
    return {name: different(text, after[name]) for name, text in before.items() if text != after[name]}


def different(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))][:6]


def test_what_becomes_of_people_changes_no_page_of_others(world, printed):
    consent = Consent.objects.live().get(person=world.person, training_center=world.center)
    number = contact(consent, "081200007731")
    OutcomeFactory(consent=consent, wave=None, status="MENCARI")
    who = Readers(world, printed, Side.FACILITY, Side.REGION, Side.PROBATION, Side.BOTH)
    center = Readers(world, printed, Side.CENTER)
    center.pages = {Role.PLACEMENT_OFFICER: ["outcomes:consent_detail", "outcomes:consent_list"]}
    before, seen = who.read(), center.read()

    # Not of the one client whose officer may read it.
    Outcome.objects.filter(status="MENCARI").update(status="KERJA_SESUAI", works_since=date(2026, 9, 1))
    number.set_value("081200004412")
    number.save()
    FollowUp.objects.open().update(state=FollowUp.State.LOST)
    assert changed(before, who.read()) == {}

    for one in Consent.objects.live():
        withdrawal.withdraw(one, by=None, channel="holder_page")
    assert changed(before, who.read()) == {}
    # Else there was nothing to be seen.
    assert len(changed(seen, center.read())) == 2
