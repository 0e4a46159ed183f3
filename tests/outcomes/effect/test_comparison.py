"""Admitted and reserve: the numbers of the example, and each condition that keeps a difference from being told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.effect.comparison import ALLOWED, REFUSED, Candidate, compare, fisher, newcombe
from outcomes.effect.wilson import Share
from tests.examples import many


def percent(*values):
    return tuple(round(100 * value, 1) for value in values)


def test_the_example_of_48_and_36():
    admitted, reserve = Share(6, 48), Share(7, 36)

    assert percent(admitted.point, *admitted.ends) == (12.5, 5.9, 24.7)
    assert percent(reserve.point, *reserve.ends) == (19.4, 9.8, 35.0)
    assert percent(*newcombe(admitted, reserve)) == (-6.9, -23.9, 8.6)
    assert round(fisher(admitted, reserve), 2) == 0.54


def many_candidates(a_side=120, *, returned=(8, 9), hearings=6):
    """Both sides in turns over the hearings, alike in everything; the first of each side returned."""
    found = []
    for is_admitted, count in ((True, returned[0]), (False, returned[1])):
        for number in range(a_side):
            rank = number // hearings + 1 + (0 if is_admitted else a_side)
            traits = {"age": 30.0 + number % 7, "time_left": 400.0 + number % 9, "schooling": 3.0, "earlier": 1.0}
            traits |= {"schooling": 3.0 + number % 2, "earlier": float(number % 3)}
            found.append(
                Candidate(
                    number % hearings, rank, is_admitted, (("need", 40),), has_returned=number < count, traits=traits
                )
            )
    return found


def unmet(candidates):
    return [str(condition.words) for condition in compare(candidates).conditions if not condition.is_met]


def changed(candidates, which, **fields):
    return [replace(one, **fields) if which(number, one) else one for number, one in enumerate(candidates)]


def test_a_difference_is_told_if_every_condition_holds():
    found = compare(many_candidates())

    assert (found.is_shown, found.supports_effect, found.sentence) == (True, False, ALLOWED)
    assert (found.admitted, found.reserve, found.hearings) == (Share(8, 120), Share(9, 120), 6)


def test_a_claim_of_effect_needs_548_on_each_side():
    assert compare(many_candidates(548)).supports_effect
    assert not compare(many_candidates(547)).supports_effect


ALL = many_candidates()


@pytest.mark.parametrize(
    ("candidates", "words"),
    [
        (many_candidates(99), ["Paling sedikit 100 orang di setiap sisi"]),
        (many_candidates(returned=(4, 5)), ["Paling sedikit 10 yang kembali seluruhnya"]),
        (many_candidates(hearings=4), ["Paling sedikit 5 sidang TPP"]),
        (
            changed(ALL, lambda _number, one: one.is_admitted, rank=1),
            ["Paling sedikit 4 peringkat di setiap sisi"],
        ),
        (changed(ALL, lambda number, _one: number < 24, was_moved=True), ["Dipindah melewati batas: di bawah 10%"]),
        (
            changed(ALL, lambda number, _one: number == 0, weights=(("need", 50),)),
            ["Skor dan bobot tetap sebelum sidang TPP"],
        ),
        (
            changed(ALL, lambda number, one: one.is_admitted and number < 10, is_followed=False, has_returned=False),
            ["Diikuti setahun: paling sedikit 95% dari keduanya", "Paling sedikit 10 yang kembali seluruhnya"],
        ),
        (
            changed(ALL, lambda _number, one: one.is_admitted, traits={**ALL[0].traits, "age": 50.0}),
            [
                "Umur pada sidang TPP, tahun",
                "Sisa waktu pada sidang TPP, hari",
                "Pendidikan, jenjang",
                "Masa tahanan sebelumnya",
            ],
        ),
    ],
    ids=["people", "returns", "hearings", "ranks", "moved", "weights", "followed", "balance"],
)
def test_each_condition_refuses_by_itself(candidates, words):
    found = compare(candidates)

    assert unmet(candidates) == words
    assert (found.is_shown, found.sentence) == (False, REFUSED)


def test_48_and_36_are_refused():
    candidates = [one for one in many_candidates(48, returned=(6, 0)) if one.is_admitted]
    candidates += [one for one in many_candidates(36, returned=(0, 7)) if not one.is_admitted]

    found = compare(candidates)

    assert (found.admitted, found.reserve, found.is_shown) == (Share(6, 48), Share(7, 36), False)


def test_hearings_without_a_reserve_list_do_not_count():
    assert compare([one for one in ALL if one.is_admitted]).hearings == 0
    assert not compare([]).is_shown


@settings(max_examples=many(100), deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_difference_lies_in_its_interval_and_p_in_0_to_1(n, m, data):
    one, other = Share(data.draw(st.integers(0, n)), n), Share(data.draw(st.integers(0, m)), m)

    difference, low, high = newcombe(one, other)

    assert -1 <= low <= difference <= high <= 1
    assert 0 < fisher(one, other) <= 1
    assert fisher(one, other) == pytest.approx(fisher(other, one))
