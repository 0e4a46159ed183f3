"""Sources of a port are asked in the order of registration, each once; a table has one entry per code."""

import pytest

from core.ports import Port, Table


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


def test_source_that_fails_can_be_passed_over():
    lengths: Port[[str], int] = Port()
    lengths.register(len)

    assert [source("las") for source in lengths] == [3]


def test_entry_is_found_by_its_code_and_may_be_declared_again():
    words: Table[str] = Table()

    assert words.add("weld", "las") == "las"
    words.add("weld", "las")

    assert words == {"weld": "las"}


def test_two_entries_for_one_code_are_an_error():
    words: Table[str] = Table()
    words.add("weld", "las")

    with pytest.raises(ValueError, match="declared twice: weld"):
        words.add("weld", "solder")
