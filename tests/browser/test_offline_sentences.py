"""What the offline roll says follows from what the device keeps, in whatever order answers come."""

from contextlib import contextmanager

from tests.browser.tablet import marks

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
