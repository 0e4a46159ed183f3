"""Work that is due: registered once by whoever owns it, done in every round."""

import pytest

from core import due


@pytest.fixture
def rounds(monkeypatch):
    """A list of its own, so that the work of the site is left alone."""
    monkeypatch.setattr(due, "_rounds", [])


def test_each_work_is_done_once_a_round_however_often_it_was_registered(rounds):
    done = []

    @due.register
    def first():
        done.append("first")

    due.register(first)
    due.register(lambda: done.append("second"))
    due.do_all()
    due.do_all()

    assert done == ["first", "second", "first", "second"]
