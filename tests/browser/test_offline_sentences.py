"""What the offline roll says follows from what the device keeps, in whatever order answers come."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.tablet import marks, without_network

NOT_BEGUN = "Sesi belum dimulai: presensi tersimpan di perangkat ini"
EARLY = "Di perangkat ini, dikirim setelah sesi dimulai"
# Reading back what is sealed takes its time on an old tablet.
SLOW_READING = """() => {
  const read = crypto.subtle.decrypt.bind(crypto.subtle);
  crypto.subtle.decrypt = async (...given) => {
    await new Promise((go) => setTimeout(go, 1500));
    return read(...given);
  };
}"""


@contextmanager
def unanswered(instructor, address: str):
    """Whatever is asked at this address is answered only when the block ends."""
    held = []

    def hold(route):
        held.append(route)

    instructor.tab.route(address, hold)
    yield held
    for route in held:
        route.continue_()
    instructor.tab.unroute(address, hold)


@pytest.fixture
def soon(taught, site):
    """The session begins in four minutes."""
    taught.session.starts_at = site.moment + timedelta(minutes=4)
    site.ask(taught.session.save)
    return taught


def gone(instructor, sentence: str) -> None:
    expect(instructor.tab.get_by_text(sentence).filter(visible=True)).to_have_count(0)


def test_roll_opened_before_the_server_answers_says_that_its_session_has_not_begun(soon, ready):
    ready.press("Kunci")
    with unanswered(ready, "**/luring/keadaan/"):
        ready.unlock()
        ready.open_roll(soon.batch.name)
        ready.choose_for(soon.names[0], "Hadir")
        ready.says(soon.names[0], EARLY)
        ready.reads(NOT_BEGUN, "1 belum terkirim")
    ready.says(soon.names[0], EARLY)
    ready.reads(NOT_BEGUN)


def test_roll_opened_again_without_network_says_that_its_session_has_not_begun(soon, ready):
    with without_network(ready):
        ready.tab.reload()
        ready.unlock()
        ready.open_roll(soon.batch.name)
        ready.choose_for(soon.names[0], "Hadir")
        ready.says(soon.names[0], EARLY)
        ready.reads(NOT_BEGUN)


def test_session_that_begins_while_its_roll_is_open_is_not_called_future_any_more(soon, ready, site):
    ready.open_roll(soon.batch.name)
    ready.choose_for(soon.names[0], "Hadir")
    ready.reads(NOT_BEGUN)
    site.moment += timedelta(minutes=8)
    ready.says(soon.names[0], "Terkirim")

    gone(ready, NOT_BEGUN)


def test_session_begins_on_a_device_without_network_too(tablet, soon):
    ready = tablet.start()
    ready.context.clock.install()
    ready.sign_in(soon.instructor)
    ready.prepare()
    ready.open_roll(soon.batch.name)
    with without_network(ready):
        ready.choose_for(soon.names[0], "Hadir")
        ready.says(soon.names[0], EARLY)
        ready.reads(NOT_BEGUN)
        ready.context.clock.fast_forward(5 * 60 * 1000)
        ready.says(soon.names[0], "Tersimpan di perangkat, belum terkirim")
        gone(ready, NOT_BEGUN)


def test_mark_made_while_the_queue_is_read_is_shown_and_sent(ready, taught, site):
    first, second = taught.names[:2]
    ready.open_roll(taught.batch.name)
    ready.tab.evaluate(SLOW_READING)
    with unanswered(ready, "**/luring/kirim/") as held:
        ready.choose_for(first, "Hadir")
        # Once it is sent, everything has been read; the second is made while that goes on.
        ready.tab.wait_for_timeout(1600)
        ready.choose_for(second, "Sakit")
        while not held:
            ready.tab.wait_for_timeout(100)
        ready.says(second, "Tersimpan di perangkat, belum terkirim")
        ready.reads("2 belum terkirim")
    ready.says(second, "Terkirim")

    ready.reads("Semua terkirim")
    assert marks(site) == {first: "present", second: "sick"}
