"""Whoever decides for a second person says once more who he is: no computer left alone decides for anybody."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import confirming
from core import clock
from reports.retention import legal_holds
from tests.access.pages import patterns
from tests.factories import FacilityFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
# Of these words at least one stands in the name of each view that decides, or undoes.
WORDS = {
    *("accept", "activate", "adopt", "approve", "close", "confirm", "decide", "lift", "merge", "off", "refuse"),
    *("reject", "return", "revoke", "settle", "back", "undo"),
}
NOTHING_CHANGES = "says no: whatever was asked for stays undone, and can be asked for again"
OWN = "somebody's own step, which another person decides on or which needs nobody else"
SHOWS = "a page that is only opened; its form has an address of its own"
NOT_ASKED = {
    "accounts:identity_confirm": "asks itself",
    "certification:blank_settle": OWN,
    "certification:revocation_reject": NOTHING_CHANGES,
    "inmates:import_accept": "one act of the registrar, who sees what comes of it; undoing it asks",
    "outcomes:cohort_file_refuse": NOTHING_CHANGES,
    "outcomes:contact_close": OWN,
    "outcomes:number_settle": OWN,
    "outcomes:pin_cards_settle": OWN,
    "outcomes:plan_return": NOTHING_CHANGES,
    "programs:application_decide": "locked only when the hearing is closed, which asks",
    "programs:calendar_link_revoke": OWN,
    "programs:change_return": "records that somebody came back, which needs nobody else",
    "programs:goal_close": OWN,
    "programs:hearing_decide": "locked only when the hearing is closed, which asks",
    "programs:merge_choose": SHOWS,
    "programs:merge_list": SHOWS,
    "programs:offer_accept": "records what the person offered the place said",
    "programs:registration_accept": OWN,
    "programs:tool_back": "counts tools in the hand of whoever counts",
    "reports:breach_close": OWN,
    "reports:breach_send_back": NOTHING_CHANGES,
    "reports:consent_text_reject": NOTHING_CHANGES,
    "reports:destruction_reject": NOTHING_CHANGES,
}


def test_each_decision_of_a_second_person_asks_who_decides():
    deciding = {
        name: bool(getattr(pattern.callback, "asks_identity", False))
        for name, pattern in patterns()
        if WORDS & set(name.partition(":")[2].split("_"))
    }

    assert {name for name, asks in deciding.items() if not asks} == set(NOT_ASKED)


@pytest.fixture
def hold():
    facility = FacilityFactory()
    person = PersonFactory(facility=facility)
    return legal_holds.place(person, by=UserFactory(roles=["auditor"], facility=facility), reason="Perkara perdata")


def test_hold_is_not_lifted_from_a_computer_left_alone(sign_in, hold):
    head = UserFactory(roles=["auditor"], facility=hold.person.facility)
    pages, url = sign_in(head), reverse("reports:hold_lift", args=[hold.public_id])
    with clock.moved_to(clock.now() + confirming.FRESH + timedelta(minutes=1)):
        asked = pages.post(url, {"reason": "Perkara selesai diputus"}).content.decode()
        told = pages.post(url, {"reason": ""})

    hold.refresh_from_db()
    assert ("Cabut penundaan" in asked, told.status_code, hold.lifted_at) == (True, 422, None)
    assert "confirm-password" not in told.content.decode()
