"""Whoever registers with a port is asked in that order, and once."""

from core.ports import Port


def test_all_are_asked_in_the_order_in_which_they_came():
    doubled_and_squared: Port[[int], int] = Port()

    @doubled_and_squared.register
    def doubled(number):
        return 2 * number

    doubled_and_squared.register(lambda number: number * number)

    assert doubled_and_squared.ask(3) == [6, 9]
    assert doubled(4) == 8


def test_whoever_registers_twice_is_asked_once():
    lengths: Port[[str], int] = Port()

    lengths.register(len)
    lengths.register(len)

    assert lengths.ask("las") == [3]


def test_without_anybody_there_is_no_answer():
    assert Port().ask() == []
