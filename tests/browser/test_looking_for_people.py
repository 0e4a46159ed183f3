"""A guard who marked a name by mistake takes the mark back, and nothing else is sent."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programs.count_alarms import count_alarms
from programs.count_alarms.models import LookedFor
from programs.head_counts import count_records
from tests.factories import UserFactory


@pytest.mark.parametrize("is_seen", [True, False])
def test_a_mark_is_taken_back_with_its_own_button(morning, site, visitor, is_seen):
    session = morning.session
    by = UserFactory(roles=["security_officer"], facility=session.facility)
    count_records.record(session, by=by, people={"left_block": 2})
    count_alarms.say(session, by=by, seen={session.batch.enrollments.first(): is_seen})
    guard = visitor(by)

    guard.go(reverse("programs:count_session", args=[session.public_id]))
    guard.tab.get_by_role("button", name="Batalkan tanda").click()

    guard.reads("Tersimpan.")
    expect(guard.tab.get_by_role("button", name="Batalkan tanda")).to_have_count(0)
    assert site.ask(LookedFor.objects.count) == 0
