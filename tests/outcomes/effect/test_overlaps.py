"""What two figures of one cohort would tell together is hidden, and what they do not tell stays."""

from dataclasses import replace
from datetime import timedelta

from outcomes.effect.cohort import M3, M6, M12, Answer, Life, Standing
from outcomes.effect.effect_page import curve_parts
from outcomes.effect.overlaps import hide_what_overlaps
from tests.outcomes.effect.test_shown_figures import JOINT, RELEASED, cohort, life, shown


def begun(lives: list[Life], day: int = 20) -> list[Life]:
    return [replace(one, first_work_on=RELEASED + timedelta(days=day)) for one in lives]


def returned(count: int, day: int, **fields) -> list[Life]:
    out = RELEASED + timedelta(days=day)
    return [replace(one, returned_on=out, **fields) for one in cohort(seeking=count)]


def test_a_curve_beside_nothing_close_has_its_counts():
    figures = shown([*begun(cohort(in_trade=30)), *cohort(seeking=20, lost=20)])

    curve = figures["first_work"]
    assert (curve["ever"]["x"], curve["without"], curve.get("is_rounded")) == (30, 20, None)


def test_ever_worked_without_those_working_is_not_few():
    """Thirty-three worked, thirty work: three lost it."""
    figures = shown([*begun(cohort(in_trade=30)), *begun(cohort(seeking=3)), *cohort(seeking=40, lost=40)])

    curve = figures["first_work"]
    assert (figures["standings"]["working"]["x"], curve["is_rounded"]) == (30, True)
    assert (curve["ever"]["x"], curve["without"], curve["ever_high"]) == (None, None, None)
    parts = curve_parts(curve, has_custody=True)
    assert (parts["is_rounded"], parts["rows"][-1]["percent"]) == (True, "45,0%")
    higher = {**curve, "points": [{**point, "p": 55.0} for point in curve["points"]]}
    assert "kira-kira separuh" in curve_parts(higher, has_custody=True)["title"]


def test_no_curve_where_even_rounded_it_leaves_too_little_room():
    assert shown([*begun(cohort(in_trade=20)), *begun(cohort(seeking=3)), *cohort(seeking=17)])["first_work"] is None


def test_few_who_were_not_followed_for_the_whole_year_are_in_no_bound():
    early = Answer(Standing.SEEKING, M12.due_on(RELEASED) - timedelta(days=5))
    few = [replace(one, answers={**one.answers, "m12": early}) for one in cohort(seeking=3)]

    curve = shown([*begun(cohort(in_trade=30)), *few, *cohort(seeking=20, lost=20)])["first_work"]

    assert (curve["ever"]["x"], curve["without"], curve["ever_high"]) == (30, 20, None)


def test_who_came_back_between_two_times_is_told_at_none():
    figures = shown([*cohort(in_trade=30, seeking=20, lost=20), *returned(8, 30), *returned(2, 120)], JOINT)

    at_m3 = next(row for row in figures["waves"] if row["wave"] == "m3")
    for at in (figures, at_m3):
        assert [at["standings"][name]["x"] for name in ("returned", "died", "other")] == [None] * 3
    assert figures["standings"]["not_working"]["x"] == 30


def test_who_came_back_within_a_year_is_not_told_beside_fewer_at_a_time():
    """Two of them have ended their agreement, so at every time they stand among those."""
    gone = returned(2, 5, withdrawn_on=RELEASED + timedelta(days=400))
    figures = shown([*cohort(in_trade=30, seeking=20, lost=20), *returned(8, 5), *gone, *withdrawn(8)], JOINT)

    assert (figures["standings"]["returned"]["x"], figures["returned"]["x"]) == (8, None)


def withdrawn(count: int) -> list[Life]:
    return [replace(one, withdrawn_on=RELEASED + timedelta(days=400)) for one in cohort(seeking=count)]


def test_who_kept_working_is_not_told_beside_few_who_began_since():
    late = [replace(life(), answers={"m6": Answer(Standing.IN_TRADE, M6.due_on(RELEASED))}) for _ in range(3)]
    figures = shown([*cohort(in_trade=30, seeking=20, lost=20), *late])

    assert [row["base"] for row in figures["retention"] if row["wave"] == "m6"] == [None]


def test_few_without_a_certificate_are_not_told_by_the_steps_of_work():
    without = {"is_in_hand": False}
    lives = [*cohort(in_trade=20, other_work=20, seeking=20, lost=20)]
    lives += [life(Standing.IN_TRADE, **without) for _ in range(6)] + [life(Standing.OTHER_WORK, **without)]

    steps = {step["step"]: step["x"] for step in shown(lives)["funnel"]}

    assert (steps["working"], steps["in_trade"]) == (40, None)


def test_who_works_since_three_months_is_not_told_beside_few_others_in_the_trade():
    late = [replace(life(Standing.IN_TRADE), answers={"m6": Answer(Standing.IN_TRADE, M6.due_on(RELEASED))})] * 4
    seen = [replace(one, answers={**one.answers, "m3": Answer(Standing.SEEKING, M3.due_on(RELEASED))}) for one in late]
    figures = shown([*cohort(in_trade=20, other_work=20, seeking=20, lost=20), *seen])

    steps = {step["step"]: step["x"] for step in figures["funnel"]}
    assert (steps["in_trade"], steps["still"]) == (24, None)


def test_what_was_hidden_once_stays_hidden():
    figures = shown([*begun(cohort(in_trade=30)), *begun(cohort(seeking=3)), *cohort(seeking=40, lost=40)])

    assert hide_what_overlaps(figures) == figures
