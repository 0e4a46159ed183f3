"""What is told of counts: nothing small, and nothing small by subtraction of two."""

from itertools import product

import pytest

from reports.region.told_counts import ONE, tell, tell_attendance, tell_percent


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0"), (1, "< 5"), (4, "< 5"), (5, "± 5"), (7, "± 5"), (8, "± 10"), (12, "± 10"), (13, "± 15"), (473, "± 475")],
)
def test_counts_are_hidden_under_five_and_rounded_to_fives(count, words):
    assert str(tell(count)) == words


def test_how_many_people_a_facility_holds_is_told_as_it_is():
    assert [str(tell(count, ONE)) for count in (0, 3, 5, 239)] == ["0", "< 5", "5", "239"]


def possible(told):
    """Every count that is told so."""
    return {count for count in range(80) if tell(count) == told}


@pytest.mark.parametrize("small", [1, 2, 3, 4])
def test_what_is_left_of_a_total_and_the_other_part_may_be_more_than_one_count(small):
    for part in range(5, 60):
        totals, parts = possible(tell(part + small)), possible(tell(part))
        left = {total - other for total, other in product(totals, parts)}

        assert len(left & {1, 2, 3, 4}) > 1


def test_shares_are_made_of_what_is_told_if_neither_side_is_small():
    told = {(part, whole): tell_percent(part, whole) for part in range(30) for whole in (0, 4, 12, 25) if part <= whole}

    assert {pair for pair, percent in told.items() if percent is None} == {
        (0, 0),
        *((part, 4) for part in range(5)),
        # All or none of a group under twenty says something of each of its people.
        *((part, 12) for part in (0, 1, 2, 3, 4, 8, 9, 10, 11, 12)),
        *((part, 25) for part in (0, 1, 2, 3, 4, 21, 22, 23, 24)),
    }
    # 7 of 12 are told as 5 of 10.
    assert (told[7, 12], told[18, 25], told[25, 25]) == (50, 80, 100)


@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_whether_a_few_passed_does_not_follow_from_the_shares_with_and_without_them(hidden):
    """Of so many hidden people some passed; for most groups of others the two shares fit several numbers of them."""
    open_ = 0
    for others, passed in ((n, k) for n in range(10, 40) for k in range(5, n - 4)):
        fits = {
            more
            for more in range(hidden + 1)
            if tell_percent(passed + more, others + hidden) == tell_percent(passed, others + hidden)
        }
        open_ += len(fits) > 1

    assert open_ / sum(n - 9 for n in range(10, 40)) > 0.5


def test_attendance_is_told_to_five_points_of_five_people_and_more():
    assert tell_attendance(90, 120, 4) is None
    assert [tell_attendance(held, 120, 5) for held in (90, 91, 93, 117, 120, 0)] == [75, 75, 80, None, None, None]
    assert [tell_attendance(held, 120, 20) for held in (120, 0)] == [100, 0]
    assert tell_attendance(0, 0, 20) is None
