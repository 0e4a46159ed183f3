"""What happens in one half changes nothing that the other half reads: no code, no day, no row more or less.

Every page is read before and after. Words that people write have canaries of their own; this is about all the rest: a
state, a date, a place in a list, that something is there at all.
"""

import difflib
from datetime import date

import pytest

from accounts.roles import Role, Side
from inmates.custody.models.stays import CustodyPeriod, Movement, RegisterNumber
from inmates.people.models import Person
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
    center.pages = {Role.PLACEMENT_OFFICER: ["outcomes:consent_detail"]}
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
    assert len(changed(seen, center.read())) == 1


@pytest.mark.parametrize("is_back", [True, False], ids=["back in custody", "released"])
def test_where_people_are_and_were_changes_no_page_of_the_center(world, printed, is_back):
    who, facility = Readers(world, printed, Side.CENTER), Readers(world, printed, Side.FACILITY)
    facility.pages = {Role.REGISTRAR: ["inmates:list", "inmates:export_csv"]}
    before, seen = who.read(), facility.read()

    followed = Person.objects.filter(consents__isnull=False, facility=None)
    until = {} if is_back else {"until": date(2026, 11, 1), "leaving": CustodyPeriod.Leaving.FULL_TERM}
    for person in followed:
        CustodyPeriod.objects.filter(person=person, until=None).update(until=date(2025, 1, 1), leaving="full_term")
        CustodyPeriod.objects.create(person=person, facility=world.facility, from_date=date(2026, 1, 5), **until)
    RegisterNumber.objects.update(register_class="A.III")
    CustodyPeriod.objects.filter(until=None).update(from_date=date(2024, 3, 4))
    Movement.objects.update(kind=Movement.Kind.HOSPITAL)
    if is_back:
        Person.objects.filter(pk__in=list(followed.values_list("pk", flat=True))).update(facility=world.facility)

    assert changed(before, who.read()) == {}
    assert len(changed(seen, facility.read())) == 2
