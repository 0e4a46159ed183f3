"""How many people a comparison needs: the figures that its rules stand on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.effect.comparison import ENOUGH_FOR_EFFECT
from outcomes.effect.power import at_a_cut, by_lot, smallest_fall
from tests.examples import many


@pytest.mark.parametrize(("after", "lot", "cut"), [(0.10, 199, 548), (0.12, 329, 905)])
def test_twenty_percent_that_fall_are_seen_among_so_many(after, lot, cut):
    assert (by_lot(0.20, after), at_a_cut(0.20, after)) == (lot, cut)


def test_a_claim_of_effect_needs_as_many_as_a_fall_by_half_at_a_cut():
    assert ENOUGH_FOR_EFFECT == at_a_cut(0.20, 0.10) == 548


@pytest.mark.parametrize(("a_side", "points"), [(48, 18), (199, 10), (198, 11), (10, None)])
def test_the_smallest_fall_that_so_many_show(a_side, points):
    assert smallest_fall(0.20, a_side) == points


@settings(max_examples=many(100), deadline=None)
@given(st.integers(5, 60), st.integers(10, 2_000))
def test_one_point_less_would_need_more_people(percent, a_side):
    before = percent / 100
    fall = smallest_fall(before, a_side)

    if fall is None:
        assert by_lot(before, 0) > a_side
    else:
        assert by_lot(before, before - fall / 100) <= a_side
        assert fall == 1 or by_lot(before, before - (fall - 1) / 100) > a_side
