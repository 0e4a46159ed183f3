"""Which tables and groups are told beside those of another night or another time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.effect.models import StandingFigures
from outcomes.effect.told_figures import ever_told
from outcomes.effect.told_tables import with_the_same_cells, without_few_in_groups

STEPS = ("finished", "competent", "certified", "in_hand")


def row(key, *, n=30, in_hand=20, finished=25, working=12):
    share = {"x": working, "n": n}
    return {"key": key, "n": n, "in_hand": in_hand, "finished": finished, "working": share, "unknown": {"x": 8, "n": n}}


def page(in_hand=40, certified=40):
    funnel = [{"step": step, "x": {"in_hand": in_hand, "certified": certified}.get(step, 50)} for step in STEPS]
    standings = {"working": {"x": 24, "n": 60}, "unknown": {"x": 16, "n": 60}}
    return {"n": 60, "in_hand": {"x": in_hand, "n": 60}, "funnel": funnel, "standings": standings}


def group(value, *, in_hand=20, certified=20):
    funnel = [{"step": step, "x": {"in_hand": in_hand, "certified": certified}.get(step, 25)} for step in STEPS]
    return {"value": value, "figures": {"in_hand": {"x": in_hand, "n": 30}, "funnel": funnel}}


def figures(*rows, groups=(), **of_all):
    return {"page": page(**of_all), "tables": [{"dimension": "batch", "rows": list(rows)}], "groups": list(groups)}


BEFORE = figures(row("A"), row("B"), groups=[group("batch:A")])


def known(told=BEFORE):
    return ever_told(StandingFigures(figures=told))


@pytest.mark.parametrize(
    ("rows", "is_told"),
    [
        ([row("A"), row("B")], True),
        ([row("A", in_hand=26), row("B")], True),
        ([row("A", in_hand=None), row("B")], False),
        ([row("A", working=None), row("B")], False),
        ([row("A")], False),
        # Whoever is new is told as new people are; who was put together with others may be one who was there.
        ([row("A"), row("B"), row("C")], True),
        ([row("A"), row("B"), row("-")], False),
    ],
)
def test_a_table_of_another_night_has_the_same_cells(rows, is_told):
    told = with_the_same_cells(figures(*rows, groups=[group("batch:A"), group("sex:L")]), known())

    assert len(told["tables"]) == is_told
    assert [one["value"] for one in told["groups"]] == (["batch:A", "sex:L"] if is_told else ["sex:L"])


def alone(key, n):
    """The row of a group that is everybody: its size, as the page tells the rest."""
    return row(key, n=n, in_hand=None, finished=None, working=None) | {"unknown": {"x": None, "n": n}}


# Of all sixty, 24 worked, 20 did not, 16 are unknown; 50 finished, and 40 have the paper in hand.
AS_ALL = {"n": 60, "in_hand": 40, "finished": 50, "working": 24}


@pytest.mark.parametrize(
    ("of_group", "unknown", "is_told"),
    [
        ({}, 16, True),
        ({"n": 65, "working": 29}, 16, True),
        # Two of the group got the paper, told of work, or came.
        ({"in_hand": 42}, 16, False),
        ({"working": 26}, 14, False),
        ({"n": 62, "working": 26}, 16, False),
        # Each may differ by five, and what is left by one.
        ({"finished": 56, "in_hand": 45}, 16, False),
        ({"working": None}, 16, False),
    ],
)
def test_a_table_opens_beside_a_group_that_was_everybody(of_group, unknown, is_told):
    before = figures(alone("A", 60))
    before["page"]["standings"]["not_working"] = {"x": 20, "n": 60}
    group = row("A", **{**AS_ALL, **of_group})
    group["unknown"] = {"x": unknown, "n": group["n"]}
    after = figures(group, row("B"))

    assert bool(with_the_same_cells(after, known(before))["tables"]) == is_told


@pytest.mark.parametrize(("in_hand", "told"), [(40, [40, 20]), (45, [45, 20]), (42, [None, None])])
def test_another_time_at_which_a_group_was_everybody_leaves_training_as_it_is(in_hand, told):
    after = figures(row("A", **{**AS_ALL, "in_hand": in_hand}), row("B"))

    (table,) = without_few_in_groups(after, known(figures(alone("A", 60))))["tables"]

    assert [one["in_hand"] for one in table["rows"]] == told


def test_a_table_stays_closed_where_the_page_told_less_of_all_or_groups_were_put_together():
    hidden = figures(alone("A", 60))
    hidden["page"]["standings"] = {}
    group = row("A", **AS_ALL) | {"unknown": {"x": 16, "n": 60}}

    assert with_the_same_cells(figures(group, row("B")), known(hidden))["tables"] == []
    assert with_the_same_cells(figures(group, row("-")), known(figures(alone("A", 60))))["tables"] == []


def test_a_group_that_is_everybody_stands_night_after_night():
    again = figures(alone("A", 60))

    assert with_the_same_cells(again, known(again)) == again


def test_without_figures_nothing_is_taken_away():
    assert with_the_same_cells({}, known()) == {}
    assert with_the_same_cells(BEFORE, known({})) == BEFORE
    assert without_few_in_groups(BEFORE, known({})) == BEFORE


@pytest.mark.parametrize(
    ("rows", "training"),
    [
        ([row("A"), row("B")], [20, 20]),
        ([row("A", in_hand=25), row("B")], [25, 20]),
        ([row("A", in_hand=22), row("B")], [None, None]),
        ([row("A", finished=28), row("B")], [None, None]),
        ([row("A", in_hand=None), row("B")], [None, None]),
        ([row("A", n=32), row("B")], None),
    ],
)
def test_training_of_another_time_differs_by_none_or_by_five_in_every_row(rows, training):
    told = without_few_in_groups(figures(*rows, groups=[group("batch:A"), group("sex:L")]), known())

    assert [[one["in_hand"] for one in table["rows"]] for table in told["tables"]] == ([training] if training else [])
    is_same = training not in (None, [None, None])
    assert [one["value"] for one in told["groups"]] == (["batch:A", "sex:L"] if is_same else ["sex:L"])


def test_few_of_whose_row_is_hidden_are_not_what_all_leave():
    before = figures(row("A"), row("B", in_hand=None), in_hand=40)
    after = figures(row("A", in_hand=25), row("B", in_hand=None), in_hand=47)

    (table,) = without_few_in_groups(after, known(before))["tables"]

    assert [one["in_hand"] for one in table["rows"]] == [None, None]


@pytest.mark.parametrize(
    ("of_group", "of_all", "is_told"),
    [
        ({}, {}, True),
        ({"certified": 25}, {"certified": 45}, True),
        ({"certified": 22}, {"certified": 42}, False),
        # Two of the rest.
        ({"certified": 25}, {"certified": 47}, False),
        ({"in_hand": 25}, {"in_hand": 47}, False),
        ({"in_hand": 22}, {"in_hand": 42}, False),
    ],
)
def test_a_group_by_itself_and_the_rest_differ_by_none_or_by_five(of_group, of_all, is_told):
    after = figures(row("A"), row("B"), groups=[group("batch:A", **of_group)], **of_all)
    after["tables"] = []

    assert bool(without_few_in_groups(after, known())["groups"]) == is_told


@given(st.lists(st.integers(5, 25), min_size=2, max_size=2), st.lists(st.integers(5, 25), min_size=2, max_size=2))
def test_what_both_times_tell_of_a_row_is_never_few_apart(first, second):
    before, after = (figures(row("A", in_hand=one), row("B", in_hand=other)) for one, other in (first, second))

    (table,) = without_few_in_groups(after, known(before))["tables"]

    told = [one["in_hand"] for one in table["rows"]]
    assert all(now is None or not 0 < abs(now - then) < 5 for now, then in zip(told, first, strict=True))
