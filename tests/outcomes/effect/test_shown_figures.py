"""What may be read of a cohort: nothing small, nothing that totals or another figure give away."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.effect import effect_file
from outcomes.effect.cohort import M3, M6, M12, Answer, Life, Standing
from outcomes.effect.effect_page import curve_parts, funnel_title, page_parts, table_rows
from outcomes.effect.figure_words import STEPS
from outcomes.effect.first_work import first_work
from outcomes.effect.funnel import Step
from outcomes.effect.group_tables import OTHERS, groups_of, table_blockers, table_shown, tables_shown
from outcomes.effect.shown_figures import Reader, counts_behind, figures_shown, first_work_shown
from outcomes.effect.small_cells import SMALL
from tests.examples import many
from tests.outcomes.effect.forty import forty

DAY = date(2026, 6, 30)
RELEASED = date(2024, 3, 4)
TRAITS = ("program", "batch", "level", "fund", "sex", "age", "half", "facility")
JOINT, PAGE = Reader(splits_returned=True), Reader()


def life(standing=None, *, program="LAS", **fields) -> Life:
    answers = {wave.code: Answer(standing, wave.due_on(RELEASED)) for wave in (M3, M6, M12)} if standing else {}
    flags = {"has_finished": True, "is_competent": True, "is_certified": True, "is_in_hand": True} | fields
    return Life(RELEASED, answers=answers, traits=dict.fromkeys(TRAITS, (program, program)), **flags)


def cohort(**counts) -> list[Life]:
    """So many lives of each standing; `program=` for all."""
    program = counts.pop("program", "LAS")
    return [
        life(None if name == "lost" else Standing(name), program=program)
        for name, count in counts.items()
        for _ in range(count)
    ]


def shown(lives, reader=PAGE):
    return figures_shown(lives, M6, DAY, reader)


def counts(figures, *names):
    return [figures["standings"][name]["x"] for name in names]


def test_a_large_cohort_is_shown_whole():
    figures = shown(cohort(in_trade=30, other_work=20, seeking=25, no_work=10, lost=15))

    assert counts(figures, "working", "in_trade", "other_work", "seeking", "other", "unknown", "lost") == [
        *(50, 30, 20, 25, 10, 15, 15)
    ]
    assert (figures["n"], figures["high"], figures["in_hand"]["x"]) == (100, 65.0, 100)
    assert figures["standings"]["working"] == {"x": 50, "n": 100, "p": 50.0, "low": 40.4, "high": 59.6, "why": ""}


def test_a_small_part_hides_its_sibling_and_everything_made_of_it():
    figures = shown(cohort(in_trade=3, other_work=40, seeking=30, lost=30))

    assert counts(figures, "working", "in_trade", "other_work") == [43, None, None]
    assert figures["standings"]["in_trade"] == {
        "x": None,
        "n": 103,
        "p": None,
        "low": None,
        "high": None,
        "why": "small",
    }


def test_a_small_top_hides_all_below_it():
    figures = shown(cohort(in_trade=3, seeking=40, lost=30))

    assert counts(figures, "working", "in_trade", "other_work", "unknown") == [None, None, None, None]
    assert figures["high"] is None
    assert [step["x"] for step in figures["funnel"] if step["step"] in ("working", "in_trade", "still")] == [None] * 3


def test_returned_stand_apart_in_joint_papers_alone():
    lives = [
        *cohort(in_trade=30, seeking=20, lost=20),
        *(replace(one, returned_on=RELEASED + timedelta(days=30)) for one in cohort(seeking=8)),
    ]

    page, paper = shown(lives), shown(lives, JOINT)

    assert ("returned" in page["standings"], page["returned"]) == (False, None)
    assert counts(page, "seeking", "other") == [20, 8]
    assert (counts(paper, "returned"), paper["returned"]["x"]) == ([8], 8)
    assert counts(paper, "other", "died") == [0, 0]


def test_a_training_center_reads_a_funnel_from_admission():
    figures = shown(cohort(in_trade=30, lost=30), Reader(Step.ADMITTED))

    assert next(step["step"] for step in figures["funnel"]) == "admitted"


def test_a_step_that_few_people_separate_from_the_one_before_is_hidden():
    lives = [*cohort(in_trade=30, seeking=9, lost=30), *(life(Standing.SEEKING, is_in_hand=False) for _ in range(3))]

    steps = {step["step"]: step["x"] for step in shown(lives)["funnel"]}

    assert (steps["certified"], steps["in_hand"], steps["working"]) == (72, None, 30)


def test_who_works_without_a_certificate_is_not_told_by_the_difference():
    lives = [*cohort(in_trade=30, lost=30), *(life(Standing.OTHER_WORK, is_in_hand=False) for _ in range(4))]

    figures = shown(lives)

    assert figures["standings"]["working"]["x"] == 34
    assert {step["step"]: step["x"] for step in figures["funnel"]}["working"] is None


def test_a_wave_that_has_not_closed_for_everybody_is_not_shown():
    late = replace(life(Standing.SEEKING), released_on=date(2026, 1, 20))
    figures = shown([*cohort(in_trade=30, lost=30), late])

    assert [(row["wave"], row["n"]) for row in figures["waves"]] == [
        ("w2", 61),
        ("m3", 61),
        ("m6", None),
        ("m12", None),
        ("m24", None),
    ]


def test_the_bound_hides_beside_hidden_parts():
    figures = shown(cohort(in_trade=30, seeking=40, lost=26, refused=4))

    assert (counts(figures, "lost", "refused"), figures["high"]) == ([None, None], None)


@settings(max_examples=many(60), deadline=None)
@given(st.lists(st.integers(0, 30), min_size=10, max_size=10))
def test_no_few_of_the_rest_are_a_group_taken_from_all(numbers):
    names = ("in_trade", "other_work", "seeking", "no_work", "lost")
    part = cohort(**dict(zip(names, numbers[:5], strict=True)))
    rest = cohort(**dict(zip(names, numbers[5:], strict=True)))
    if len(part) < SMALL or len(rest) < SMALL:
        return
    group, everybody = figures_shown(part, M6, DAY, PAGE, beside=part + rest), shown(part + rest)
    for name, share in group["standings"].items():
        of_all = everybody["standings"][name]["x"]
        if share["x"] is not None and of_all is not None:
            assert of_all - share["x"] not in range(1, SMALL)


def test_few_of_the_rest_without_certificate_are_not_told():
    part = [life(Standing.SEEKING, is_in_hand=number < 20) for number in range(30)]
    rest = [life(Standing.SEEKING, is_in_hand=number < 27) for number in range(30)]

    assert figures_shown(part, M6, DAY, PAGE, beside=part + rest)["in_hand"]["x"] is None


def test_a_table_within_a_table_prints_totals_where_it_would_tell_a_hidden_count():
    lives = [
        replace(life(standing), traits={"program": (program, program), "batch": (batch, batch)})
        for program, batch, standings in (
            ("LAS", "LAS 1", [Standing.IN_TRADE] * 6 + [Standing.SEEKING] * 20),
            ("LAS", "LAS 2", [Standing.IN_TRADE] * 3 + [Standing.SEEKING] * 23),
            ("OTO", "OTO 1", [Standing.IN_TRADE] * 12 + [Standing.SEEKING] * 20),
        )
        for standing in standings
    ]
    program, batch = tables_shown(lives, ("program", "batch"), M6, DAY)

    assert [row["working"]["x"] for row in program["rows"]] == [9, 12]
    assert batch["totals_only"]
    assert not any(row["is_open"] for row in batch["rows"])
    assert [row["in_hand"] for row in batch["rows"]] == [None] * 3


def test_tables_of_the_same_people_without_hidden_counts_are_both_printed():
    lives = cohort(in_trade=20, seeking=20, lost=20) + cohort(in_trade=20, seeking=20, lost=20, program="OTO")

    assert [table["totals_only"] for table in tables_shown(lives, ("program", "batch"), M6, DAY)] == [False, False]


def test_the_curve_rises_where_five_people_begin_to_work_and_nowhere_else():
    lives = [
        replace(life(Standing.IN_TRADE), first_work_on=RELEASED + timedelta(days=day))
        for day in (*[10] * 3, *[20] * 3, *[100] * 5, *[300] * 7, *[340] * 2)
    ] + cohort(seeking=20)
    points = {point["day"]: point["p"] for point in shown(lives)["first_work"]["points"]}

    assert {day for day in points if points[day] > 0} == {day for day in points if day >= 30}
    assert points[14] == 0
    assert len(set(points.values())) == 4
    assert points[335] == points[122] < points[365]


def test_no_curve_from_fewer_than_ten_events():
    nine = [replace(one, first_work_on=RELEASED + timedelta(days=20)) for one in cohort(in_trade=9)]
    ten = [replace(one, first_work_on=RELEASED + timedelta(days=20)) for one in cohort(in_trade=10)]

    assert shown([*nine, *cohort(seeking=40)])["first_work"] is None
    assert shown([*ten, *cohort(seeking=40)])["first_work"]["ever"]["x"] == 10


def test_the_worked_example_has_its_curve_and_tells_no_day_of_one_person():
    lives = [replace(one, traits=dict.fromkeys(TRAITS, ("A", "A"))) for one in forty().values()]

    figures = shown(lives, JOINT)
    curve = first_work_shown(first_work(lives, DAY))

    assert (first_work(lives, DAY).dashed_from, curve["dashed_from"], curve["points"][-1]["p"]) == (310, 304, 70.8)
    assert "median_day" not in curve
    # Nine told nothing, and twelve are not known at six months: three told something at another time.
    assert (figures["first_work"]["without"], figures["first_work"]["points"][-1]["p"]) == (None, 70)
    parts = page_parts(figures, has_custody=True)
    assert "27" not in str(parts["curve"]["title"])
    assert curve_parts(None, has_custody=True) is None


def test_a_table_of_one_group_tells_nothing_that_the_page_hides():
    table = table_shown(cohort(in_trade=12, seeking=8, lost=10), "program", M6, DAY)

    (row,) = table["rows"]
    assert (row["n"], row["unknown"]["x"], row["finished"], row["is_open"]) == (30, None, None, False)
    assert (table["totals_only"], table["is_everybody"]) == (True, True)


def test_groups_under_five_are_put_together_with_the_next_smallest():
    lives = [
        *cohort(in_trade=20, program="LAS"),
        *cohort(in_trade=8, program="OTO"),
        *cohort(in_trade=2, program="TIK"),
    ]

    groups = [(group.label, len(group.lives)) for group in groups_of(lives, "program")]

    assert [size for _label, size in groups] == [20, 10]
    assert groups_of(lives, "program")[-1].key == OTHERS


def test_a_table_tells_of_each_group_how_many_work():
    lives = [
        *cohort(in_trade=20, seeking=22, lost=21, program="LAS"),
        *cohort(in_trade=12, seeking=15, lost=9, program="OTO"),
    ]

    table = table_shown(lives, "program", M6, DAY)

    assert [(row["label"], row["n"], row["working"]["x"], row["is_open"]) for row in table["rows"]] == [
        ("LAS", 63, 20, True),
        ("OTO", 36, 12, True),
    ]
    assert table_blockers(lives, "program", M6, DAY) == []
    assert [row["count"] for row in table_rows(table)] == ["20", "12"]


def test_a_table_of_few_people_prints_the_size_of_its_groups():
    lives = [
        *cohort(in_trade=4, seeking=2, lost=4, program="LAS"),
        *cohort(in_trade=2, seeking=2, lost=2, program="OTO"),
    ]

    table = table_shown(lives, "program", M6, DAY)

    assert table["totals_only"]
    assert [(row["n"], row["working"]["x"], row["is_open"]) for row in table["rows"]] == [
        (10, None, False),
        (6, None, False),
    ]


STANDINGS = st.sampled_from(["in_trade", "other_work", "seeking", "no_work", "refused", "lost"])


@settings(max_examples=many(100), deadline=None)
@given(
    st.lists(
        st.tuples(STANDINGS, st.sampled_from(["LAS", "OTO", "TIK"]), st.sets(st.sampled_from(["F", "K", "S", "H"]))),
        min_size=5,
        max_size=120,
    )
)
def test_nothing_small_is_printed_of_any_cohort(people):
    lives = [
        life(
            None if name == "lost" else Standing(name),
            program=program,
            has_finished="F" in flags,
            is_competent="K" in flags,
            is_certified="S" in flags,
            is_in_hand="H" in flags,
        )
        for name, program, flags in people
    ]
    figures = shown(lives, JOINT)
    table = table_shown(lives, "program", M6, DAY)

    printed = [row[2] for row in effect_file.rows(figures, [table])]
    assert not [count for count in printed if count is not None and 0 < count < SMALL]
    # No number of a hidden share is left in its row.
    for row in effect_file.rows(figures, [table]):
        assert row[2] is not None or row[8] == "" or row[4:7] == [None, None, None] or "Kaplan" in row[8]
    assert table_blockers(lives, "program", M6, DAY) == []
    page_parts(figures, has_custody=False)
    assert funnel_title(figures)


def test_rows_behind_the_counts_sum_to_everybody_and_name_nobody():
    rows = counts_behind(forty().values(), M6, DAY)

    assert sum(row["count"] for row in rows) == 40
    assert sum(row["count"] for row in rows if row["at_wave"] in ("in_trade", "other_work")) == 17
    assert set(rows[0]) == {
        *("asked", "applied", "admitted", "finished", "competent", "certified", "in_hand", "at_wave", "at_m3", "count")
    }


def test_who_refused_is_told_at_every_time_or_at_none():
    """At three months six were lost, at six months one: the difference would tell how many refused."""
    told = [life(Standing.SEEKING) for _ in range(25)] + [life(Standing.IN_TRADE) for _ in range(25)]
    refused = [replace(life(), has_refused=True) for _ in range(5)]
    late = [replace(one, answers={"m6": one.answers["m6"]}) for one in told[:9]]
    figures = shown([*late, *told[9:], *refused, life()])

    (at_m3,) = [row for row in figures["waves"] if row["wave"] == "m3"]
    assert (at_m3["standings"]["refused"]["x"], at_m3["standings"]["lost"]["x"], at_m3["high"]) == (None, None, None)
    assert counts(figures, "working", "unknown", "refused", "lost") == [25, 6, None, None]


@pytest.mark.parametrize("step", list(Step))
def test_every_step_has_words(step):
    assert str(STEPS[step])


# How well work is known


def graded(standing, grade, count):
    answer = {M6.code: Answer(standing, M6.due_on(RELEASED), grade=grade)}
    return [replace(life(), answers=answer) for _ in range(count)]


def grades(figures, name="working"):
    return [one["x"] if not one["why"] else one["why"] for one in figures["grades"].get(name, ())]


def test_grades_of_work_sum_to_all_who_work():
    lives = [
        *graded(Standing.IN_TRADE, "E2", 20),
        *graded(Standing.OTHER_WORK, "E2", 14),
        *graded(Standing.IN_TRADE, "E5", 7),
        *graded(Standing.OTHER_WORK, "E5", 8),
        *graded(Standing.SEEKING, "E3", 9),
    ]

    assert grades(shown(lives)) == [34, 0, 0, 15]
    assert grades(shown(lives), "in_trade") == [20, 0, 0, 7]


def test_few_people_of_a_grade_are_hidden_and_then_no_grades_of_the_trade_are_told():
    lives = [*graded(Standing.IN_TRADE, "E2", 20), *graded(Standing.OTHER_WORK, "E4", 6)]
    lives += [*graded(Standing.IN_TRADE, "E5", 3), *graded(Standing.SEEKING, "E3", 9)]

    assert grades(shown(lives)) == [20, 0, "with_it", "small"]
    assert "in_trade" not in shown(lives)["grades"]


def test_a_group_tells_no_grades():
    lives = [*graded(Standing.IN_TRADE, "E2", 20), *graded(Standing.SEEKING, "E3", 9)]

    assert figures_shown(lives, M6, DAY, PAGE, beside=[*lives, *graded(Standing.IN_TRADE, "E5", 20)])["grades"] == {}


GRADED = st.lists(
    st.tuples(
        st.sampled_from(["in_trade", "other_work"]), st.sampled_from(["E2", "E3", "E4", "E5"]), st.integers(0, 12)
    ),
    max_size=12,
)


@settings(max_examples=many(200), deadline=None)
@given(GRADED, st.integers(0, 30))
def test_no_grade_of_few_people_can_be_computed(parts, lost):
    lives = [one for name, grade, count in parts for one in graded(Standing(name), grade, count)]
    figures = shown([*lives, *cohort(lost=lost)])

    counts = [sum(count for _name, other, count in parts if other == grade) for grade in ("E2", "E3", "E4", "E5")]
    hidden = [count for count, one in zip(counts, figures["grades"].get("working", ()), strict=False) if one["why"]]
    assert not hidden or (len(hidden) > 1 and sum(hidden) >= SMALL)
    assert all(not 0 < one["x"] < SMALL for line in figures["grades"].values() for one in line if one["x"])
    assert not (hidden and "in_trade" in figures["grades"])
