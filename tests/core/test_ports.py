"""What subjects above register with a port is asked in that order, and once."""

from collections.abc import Callable

from core.ports import Port


def test_answers_are_asked_in_the_order_in_which_they_came():
    numbers: Port[Callable[[], int]] = Port()

    @numbers.register
    def first():
        return 1

    numbers.register(lambda: 2)

    assert [answer() for answer in numbers] == [1, 2]
    assert first() == 1


def test_what_is_registered_twice_is_asked_once():
    words: Port[str] = Port()

    for word in ("las", "kayu", "las"):
        words.register(word)

    assert list(words) == ["las", "kayu"]
