"""A guard with a telephone: from the home page to the count, with the thumb and by keyboard."""

from playwright.sync_api import expect

from programs.head_counts import count_records
from tests.browser import roll
from tests.factories import UserFactory, count_heads

PHONE = {"width": 390, "height": 844}


def test_guard_counts_on_the_telephone_and_sees_the_workshop_afterwards(morning, site, visitor):
    count_heads(morning.session, 2, leave_out=("left_block", "left_workshop", "back_in_block"))
    guard = visitor(UserFactory(roles=["security_officer"], facility=morning.session.facility))
    guard.tab.set_viewport_size(PHONE)

    guard.go("/")
    guard.follow("Hitungan orang 1 sesi belum selesai")
    guard.tab.get_by_role("link", name="Bengkel las").click()
    arrived = guard.tab.locator("[data-point=arrived]")
    expect(arrived).to_contain_text("Sudah dihitung, belum tampil")
    roll.count_at_block(guard, morning.session, 3)

    expect(arrived.locator(".chain__n")).to_have_text("2")
    assert guard.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert site.ask(lambda: count_records.figures(morning.session)) == {
        "left_block": 3,
        "arrived": 2,
        "back_in_block": 3,
    }
