"""What each round sees of the site: written into the log when it changes, and kept for the pages."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from core import clock, health, health_watch
from core.health import Finding, Part, State
from core.health_watch import Fault, SiteState
from core.ports import Table
from tests.conftest import MONDAY

MINUTE = timedelta(minutes=1)


@pytest.fixture
def signer(monkeypatch, settings, tmp_path):
    """The one part of a site, well at first; a test sets what it answers."""
    settings.DATA_DIR = tmp_path
    answer = {"found": Finding(State.OK, "It answers.")}
    parts = Table()
    parts["signer"] = Part("Penyegel", lambda: answer["found"])
    monkeypatch.setattr(health, "parts", parts)
    return answer


def watch(minutes):
    with clock.moved_to(MONDAY + minutes * MINUTE), capture_logs() as lines:
        health_watch.watch()
    return [(line["event"], line["part"], line["says"], line["log_level"]) for line in lines]


def state(minutes):
    with clock.moved_to(MONDAY + minutes * MINUTE):
        return SiteState.now()


DEAD = Finding(State.FAILED, "Start it.")
TOLD = ("part_needs_a_look", "signer", "Start it.", "error")


def test_fault_is_logged_when_it_begins_once_an_hour_and_when_it_ends(signer):
    assert watch(0) == []
    signer["found"] = DEAD

    assert [watch(minutes) for minutes in (1, 2, 60, 61)] == [[TOLD], [], [], [TOLD]]
    signer["found"] = Finding(State.OK, "It answers.")
    assert watch(62) == [("part_is_well_again", "signer", "Start it.", "warning")]
    assert watch(63) == []


def test_pages_know_since_when_and_forget_after_a_day(signer):
    signer["found"] = DEAD
    watch(1)
    watch(2)
    begun = MONDAY + MINUTE
    assert state(3) == SiteState([Fault("Penyegel", State.FAILED, "Start it.", begun)], [], [])

    signer["found"] = Finding(State.OK, "It answers.")
    watch(5)
    ended = Fault("Penyegel", State.FAILED, "Start it.", begun, MONDAY + 5 * MINUTE)
    assert state(6) == SiteState([], [], [ended])

    watch(5 + 24 * 60)
    assert state(5 + 24 * 60) == SiteState([], [], [])


def test_page_that_is_drawn_has_read_the_database(signer):
    health.parts["database"] = health.parts.pop("signer")
    signer["found"] = DEAD
    watch(0)

    assert state(1).failed == []


def test_database_that_was_away_is_told_once_it_is_back(signer):
    health.parts["database"] = health.parts.pop("signer")
    signer["found"] = DEAD
    watch(0)
    signer["found"] = Finding(State.OK, "It answers.")

    assert watch(1) == [("part_is_well_again", "database", "Start it.", "warning")]
    assert state(1).ended == [Fault("Penyegel", State.FAILED, "Start it.", MONDAY, MONDAY + MINUTE)]


def test_what_was_seen_long_ago_tells_nothing_of_now(signer):
    signer["found"] = DEAD
    watch(0)

    assert state(6).failed == []


def test_cheap_part_is_asked_by_the_page_itself_whatever_was_kept(signer):
    health.parts["disk"] = Part("Disk", lambda: signer["found"], lambda: signer["found"])
    watch(0)
    signer["found"] = DEAD

    assert [fault.title for fault in state(1).failed] == ["Disk"]


def test_disk_that_is_full_keeps_no_page_from_telling_it(signer, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    health.parts["disk"] = Part("Disk", lambda: DEAD, lambda: DEAD)

    assert watch(0)
    assert [fault.says for fault in state(1).failed] == ["Start it."]
