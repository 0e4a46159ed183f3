"""Processes that end are started again, with growing pauses and an end to it."""

import os
import sys

import pytest
from structlog.testing import capture_logs

from core import clock
from rutan_blk import supervision
from rutan_blk.supervision import LONG_PAUSE, PAUSES, Child, Supervisor

ENDS = [sys.executable, "-c", "raise SystemExit(3)"]
STAYS = [sys.executable, "-c", "import time; time.sleep(600)"]


class MovedTime:
    """A monotonic clock that a test moves."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return MovedTime()


@pytest.fixture
def supervisor(settings, tmp_path, watch):
    settings.DATA_DIR = tmp_path
    supervisor = Supervisor(needed="web server", monotonic=watch)
    yield supervisor
    supervisor.end()


def wait_for_end(child: Child) -> None:
    if child.process:
        child.process.wait(30)


def test_child_that_ends_is_started_again_after_growing_pauses(supervisor, watch):
    child = Child("background worker", ENDS)
    supervisor.add(child)
    pauses = []

    for pause in PAUSES:
        wait_for_end(child)
        assert supervisor.look_after() is None
        pauses.append(child.again_at - watch.seconds)
        watch.seconds += pause - 0.1
        supervisor.look_after()
        assert child.process is None
        watch.seconds += 0.1
        supervisor.look_after()

    assert pauses == list(PAUSES)
    assert child.process is not None


def test_web_server_that_ends_too_often_stops_everything_with_a_sentence(supervisor, watch):
    child = Child("web server", ENDS)
    supervisor.add(child)

    said = _ended(supervisor, child, watch, times=len(PAUSES) + 1)

    assert said == [None] * len(PAUSES) + [
        "Proses server web berhenti 7 kali dalam 5 menit, jadi semuanya dihentikan. Catatan di atas menyebut sebabnya."
    ]


def test_worker_that_ends_too_often_leaves_the_pages_and_is_tried_again_later(supervisor, watch):
    child, web = Child("background worker", ENDS), Child("web server", STAYS)
    supervisor.add(web)
    supervisor.add(child)

    said = _ended(supervisor, child, watch, times=len(PAUSES) + 1)

    assert said == [None] * (len(PAUSES) + 1)
    assert child.again_at - watch.seconds == LONG_PAUSE
    assert web.process.poll() is None
    watch.seconds += LONG_PAUSE
    supervisor.look_after()
    assert child.process is not None


def test_child_that_cannot_be_started_counts_as_one_that_ended(supervisor, watch):
    child, web = Child("background worker", ENDS), Child("web server", STAYS)
    supervisor.add(web)
    supervisor.add(child)
    wait_for_end(child)
    supervisor.look_after()
    # As where the machine has no memory left for one more process.
    child.command = ["/nowhere/python"]
    watch.seconds = child.again_at

    assert supervisor.look_after() is None

    assert (child.process, child.again_at - watch.seconds) == (None, PAUSES[1])
    assert web.process.poll() is None


def test_ends_of_long_ago_do_not_count(supervisor, watch):
    child = Child("web server", ENDS)
    supervisor.add(child)
    _ended(supervisor, child, watch, times=len(PAUSES))

    watch.seconds += 3600
    supervisor.look_after()
    wait_for_end(child)
    supervisor.look_after()

    assert child.again_at - watch.seconds == PAUSES[0]


def _ended(supervisor, child, watch, *, times):
    """Lets it end so often; what the supervisor answered each time."""
    said = []
    for _time in range(times):
        watch.seconds = max(watch.seconds, child.again_at)
        supervisor.look_after()
        wait_for_end(child)
        said.append(supervisor.look_after())
    return said


def test_child_that_nobody_wants_rests_until_somebody_does(supervisor):
    is_wanted = False
    child = Child("worker for long work", [sys.executable, "-c", "pass"], is_wanted=lambda: is_wanted)
    supervisor.add(child)

    assert (child.process, supervision.read_note()[child.name]["rests"]) == (None, True)
    is_wanted = True
    supervisor.look_after()
    assert child.process is not None
    is_wanted = False
    wait_for_end(child)
    supervisor.look_after()
    assert (child.process, child.state(0)["rests"], child.state(0)["ended_lately"]) == (None, True, 0)


def test_child_that_fails_is_started_again_although_nobody_asks_anew(supervisor, watch):
    is_wanted = True
    child = Child("worker for long work", ENDS, is_wanted=lambda: is_wanted)
    supervisor.add(child)
    is_wanted = False
    wait_for_end(child)

    supervisor.look_after()
    assert (child.process, child.state(0)["rests"]) == (None, False)
    watch.seconds = child.again_at
    supervisor.look_after()

    assert child.process is not None


def test_note_tells_another_process_how_each_is(supervisor, watch):
    child = Child("background worker", ENDS)
    supervisor.add(child)
    wait_for_end(child)
    supervisor.look_after()

    assert supervision.read_note() == {
        "background worker": {"runs": False, "rests": False, "since": "", "ended_lately": 1, "pid": None}
    }


def test_note_of_a_supervisor_that_is_gone_is_not_believed(supervisor):
    supervisor.write_note()
    old = clock.now().timestamp() - supervision.STALE_AFTER - 5
    note = supervision.note_path()

    os.utime(note, (old, old))

    assert supervision.read_note() is None


def test_note_that_was_cut_short_is_no_note(supervisor):
    supervision.note_path().write_text('{"web')

    assert supervision.read_note() is None


def test_nothing_is_noted_where_nothing_can_be_written(supervisor, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "away"

    supervisor.write_note()

    assert supervision.read_note() is None


def test_note_that_cannot_be_written_is_told_once_and_ends_nothing(supervisor, settings, tmp_path):
    written, settings.DATA_DIR = settings.DATA_DIR, tmp_path / "away"

    with capture_logs() as log:
        supervisor.write_note()
        supervisor.write_note()
        settings.DATA_DIR = written
        supervisor.write_note()

    assert [line["event"] for line in log] == ["note_of_processes_not_written", "note_of_processes_written_again"]
    assert "Kosongkan ruang pada disknya" in log[0]["says"]
    assert supervision.read_note() == {}
