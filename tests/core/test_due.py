"""Recurring work: registered once by its owner, done in every round."""

import pytest

from core import due

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def _forgotten_afterwards():
    """What a test registers is done in no other test."""
    before = list(due.work_due)
    yield
    due.work_due._sources[:] = before


@pytest.mark.usefixtures("_forgotten_afterwards")
def test_each_work_is_done_once_a_round_however_often_it_was_registered():
    done = []

    @due.work_due.register
    def first():
        done.append("first")

    due.work_due.register(first)
    due.work_due.register(lambda: done.append("second"))
    due.do_all()
    due.do_all()

    assert done == ["first", "second", "first", "second"]


@pytest.mark.usefixtures("_forgotten_afterwards")
def test_work_that_fails_stops_no_other():
    done = []

    @due.work_due.register
    def broken():
        raise ValueError("no such batch")

    due.work_due.register(lambda: done.append("after it"))
    due.do_all()

    assert done == ["after it"]


@pytest.mark.usefixtures("_forgotten_afterwards")
def test_work_that_takes_its_process_with_it_comes_last_the_next_time(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    done = []

    @due.work_due.register
    def hangs():
        if not done:
            # As the limit of time does: nothing after it is done.
            raise KeyboardInterrupt
        done.append("hangs")

    @due.work_due.register
    def after():
        done.append("after")

    with pytest.raises(KeyboardInterrupt):
        due.do_all()
    due.do_all()
    due.do_all()

    assert done == ["after", "hangs", "hangs", "after"]


@pytest.mark.usefixtures("_forgotten_afterwards")
def test_works_that_end_each_round_keep_no_other_from_being_done(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    done, hanging = [], {"first", "second"}

    def work(name):
        def do():
            if name in hanging:
                raise KeyboardInterrupt
            done.append(name)

        do.__qualname__ = name
        return do

    for name in ("first", "second", "third"):
        due.work_due.register(work(name))
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            due.do_all()
    assert done == ["third"]

    hanging.remove("second")
    with pytest.raises(KeyboardInterrupt):
        due.do_all()
    assert done == ["third", "third", "second"]

    hanging.clear()
    due.do_all()
    due.do_all()
    assert done[3:] == ["third", "second", "first", "first", "second", "third"]
