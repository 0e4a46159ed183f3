"""Every printed number of the worked example of forty releases, to one decimal."""

from collections import Counter
from datetime import date, timedelta

import pytest

from outcomes.effect.cohort import M3, M6, M12, M24, W2, WAVES, Answer, Life, Standing
from outcomes.effect.first_work import FirstWork, Span, first_work
from outcomes.effect.funnel import funnel
from outcomes.effect.retention import IN_TRADE, retention, same_place
from outcomes.effect.small_cells import (
    MOST_GROUPS,
    SMALL,
    Hidden,
    blockers,
    difference_blockers,
    hide_line,
    protect,
    ranges,
)
from outcomes.effect.wave_figures import returned_within_a_year, wave_figures
from outcomes.effect.wilson import Share
from tests.outcomes.effect.forty import forty, rows

LIVES = forty()
DAY = date(2026, 6, 30)
BY_CODE = {wave.code: wave for wave in WAVES}
COLUMNS = ("n", "working", "in_trade", "lost", "refused", "withdrawn", "returned", "died", "other")


def percent(share: float | None) -> float:
    return round(100 * share, 1)


def told(share: Share) -> tuple[float, float, float]:
    return percent(share.point), percent(share.low), percent(share.high)


def told_point(point) -> tuple[float, float, float]:
    return percent(point.share), percent(point.low), percent(point.high)


@pytest.mark.parametrize("row", rows("wave_figures"), ids=lambda row: f"{row['report_day']} {row['wave']}")
def test_each_row_of_the_table_is_as_worked_out(row):
    figures = wave_figures(LIVES.values(), BY_CODE[row["wave"]], date.fromisoformat(row["report_day"]))

    assert {name: getattr(figures, name) for name in COLUMNS} == {name: int(row[name]) for name in COLUMNS}
    assert told(figures.share) == (float(row["share"]), float(row["low"]), float(row["high_end"]))
    assert percent(figures.high.point) == float(row["high"])
    assert percent(figures.only_reached.point) == float(row["only_reached"])
    assert figures.working + figures.unknown + figures.returned + figures.died + figures.other == figures.n


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2025, 12, 31)])
def test_a_wave_for_which_nobody_is_due_has_no_share(day):
    figures = wave_figures(LIVES.values(), M24, day)

    assert (figures.n, figures.share.point, figures.share.ends) == (0, None, None)


@pytest.mark.parametrize(
    ("wave", "expected"), [(M6, (24, 60.0, 44.6, 73.7)), (M12, (21, 52.5, 37.5, 67.1))], ids=["m6", "m12"]
)
def test_reached_counts_own_answers_of_all(wave, expected):
    figures = wave_figures(LIVES.values(), wave, DAY)

    assert (figures.reached, *told(Share(figures.reached, figures.n))) == expected


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("has_finished", (34, 85.0, 70.9, 92.9)),
        ("is_competent", (28, 70.0, 54.6, 81.9)),
        ("is_certified", (26, 65.0, 49.5, 77.9)),
        ("is_in_hand", (24, 60.0, 44.6, 73.7)),
    ],
)
def test_steps_of_the_training_count_everybody_admitted(flag, expected):
    count = sum(getattr(life, flag) for life in LIVES.values())

    assert (count, *told(Share(count, len(LIVES)))) == expected


@pytest.mark.parametrize(
    ("belongs", "expected"),
    [
        (lambda life: life.has_finished, (16, 34, (47.1, 31.5, 63.3), 79.4)),
        (lambda life: life.is_competent, (14, 28, (50.0, 32.6, 67.4), 78.6)),
        (lambda life: life.is_certified, (13, 26, (50.0, 32.1, 67.9), 76.9)),
        (lambda life: not life.has_finished, (1, 6, (16.7, 3.0, 56.4), 33.3)),
    ],
    ids=["finished", "competent", "certified", "not finished"],
)
def test_groups_at_six_months(belongs, expected):
    figures = wave_figures(filter(belongs, LIVES.values()), M6, DAY)

    assert (figures.working, figures.n, told(figures.share), percent(figures.high.point)) == expected


@pytest.mark.parametrize(
    ("wave", "of_all", "of_working"),
    [(M6, (8, 40, (20.0, 10.5, 34.8)), (8, 17)), (M12, (9, 40, (22.5, 12.3, 37.5)), (9, 16))],
    ids=["m6", "m12"],
)
def test_in_trade_of_all_and_of_those_working(wave, of_all, of_working):
    figures = wave_figures(LIVES.values(), wave, DAY)

    assert (figures.trade_share.x, figures.trade_share.n, told(figures.trade_share)) == of_all
    assert (figures.trade_of_working.x, figures.trade_of_working.n) == of_working


def test_retention_counts_all_who_worked_at_three_months():
    working = [number for number, life in LIVES.items() if life.is_working_at(M3, DAY)]
    at_6, at_12 = (retention(LIVES.values(), wave, DAY) for wave in (M6, M12))

    assert working == [1, 3, 4, 5, 6, 10, 12, 14, 20, 23, 26, 27, 31, 32, 37]
    assert (at_6.still, at_6.base, told(at_6.share), at_6.unknown) == (14, 15, (93.3, 70.2, 98.8), 0)
    assert (at_12.still, at_12.base, told(at_12.share), at_12.unknown) == (11, 15, (73.3, 48.0, 89.1), 2)
    assert percent(at_12.high.point) == 86.7


def test_retention_in_the_trade():
    at_6, at_12 = (retention(LIVES.values(), wave, DAY, among=IN_TRADE) for wave in (M6, M12))

    assert (at_6.base, at_6.still, at_12.still, at_12.unknown) == (6, 6, 5, 1)


def test_nobody_said_to_be_at_the_same_place():
    assert (same_place(LIVES.values(), M12, DAY).still, same_place(LIVES.values(), M12, DAY).base) == (0, 15)


RELEASED = date(2025, 1, 10)
DUE, CLOSES = RELEASED + timedelta(days=91), RELEASED + timedelta(days=121)
NEXT = timedelta(days=1)


@pytest.mark.parametrize("day", [CLOSES - NEXT, CLOSES])
def test_a_wave_counts_from_the_last_day_of_its_window_on(day):
    assert wave_figures([Life(RELEASED)], M3, day).n == int(day == CLOSES)


@pytest.mark.parametrize(
    ("known", "standing"),
    [
        ({"died_on": DUE}, Standing.DIED),
        ({"died_on": DUE + NEXT}, Standing.SEEKING),
        ({"returned_on": DUE}, Standing.RETURNED),
        ({"returned_on": DUE + NEXT}, Standing.SEEKING),
        ({"withdrawn_on": CLOSES}, Standing.WITHDRAWN),
        ({"withdrawn_on": CLOSES + NEXT}, Standing.SEEKING),
        ({"answers": {"m3": Answer(Standing.SEEKING, CLOSES + NEXT)}}, Standing.LOST),
    ],
)
def test_what_happens_counts_on_its_day_and_not_before(known, standing):
    life = Life(RELEASED, **{"answers": {"m3": Answer(Standing.SEEKING, CLOSES)}, **known})

    assert life.standing_at(M3, CLOSES) == standing


def test_returned_within_a_year_counts_all_released_a_year_ago():
    share = returned_within_a_year(LIVES.values(), DAY)

    assert (share.x, share.n) == (2, 40)


@pytest.mark.parametrize(
    ("returned", "report", "expected"), [(365, 365, (1, 1)), (366, 366, (0, 1)), (10, 364, (0, 0))]
)
def test_a_year_has_365_days(returned, report, expected):
    life = Life(RELEASED, returned_on=RELEASED + timedelta(days=returned))

    share = returned_within_a_year([life], RELEASED + timedelta(days=report))

    assert (share.x, share.n) == expected


def test_work_counts_from_the_day_on_which_it_was_told():
    begun = Life(
        date(2024, 1, 1),
        answers={"m3": Answer(Standing.SEEKING, date(2024, 4, 1)), "m6": Answer(Standing.IN_TRADE, date(2024, 7, 1))},
        first_work_on=date(2024, 3, 1),
        first_work_told_on=date(2024, 7, 1),
    )

    assert first_work([begun], date(2024, 6, 30)).spans == (Span(91),)
    assert first_work([begun], date(2024, 7, 1)).spans == (Span(60, has_worked=True),)


def test_time_to_first_work_as_worked_out():
    found = first_work(LIVES.values(), DAY)

    assert (found.events, len(found.spans), found.without_information) == (20, 31, 9)
    assert sorted(span.days for span in found.spans if span.has_worked) == [
        *(5, 6, 8, 9, 10, 10, 11, 12, 13, 14, 40, 60, 65, 70, 75, 120, 140, 150, 300, 310)
    ]
    assert sorted(span.days for span in found.spans if span.has_left) == [45, 60, 150]
    censored = Counter(span.days for span in found.spans if not (span.has_worked or span.has_left))
    assert censored == {14: 2, 91: 1, 182: 1, 365: 4}


@pytest.mark.parametrize(
    ("day", "expected"),
    [(30, (32.3, 18.8, 51.6)), (91, (51.7, 34.8, 70.9)), (182, (64.9, 46.8, 82.3)), (365, (76.6, 57.3, 91.6))],
)
def test_kaplan_meier_as_worked_out(day, expected):
    assert told_point(first_work(LIVES.values(), DAY).kaplan_meier(day)) == expected


@pytest.mark.parametrize(("day", "expected"), [(30, 32.3), (91, 50.1), (182, 61.8), (365, 70.8)])
def test_aalen_johansen_as_worked_out(day, expected):
    point = first_work(LIVES.values(), DAY).aalen_johansen(day)

    assert percent(point.share) == expected
    assert point.low < point.share < point.high


def test_median_and_bounds_of_ever_working():
    found = first_work(LIVES.values(), DAY)

    assert found.median_day == 75
    assert told(found.ever) == (50.0, 35.2, 64.8)
    assert (found.ever_high.x, percent(found.ever_high.point)) == (33, 82.5)


def test_without_competing_events_both_curves_are_the_same():
    spans = tuple(Span(day, has_worked=day % 3 != 0) for day in range(5, 100, 4))
    found = FirstWork(spans, 0)

    km, aj = found.kaplan_meier(100), found.aalen_johansen(100)
    assert (aj.share, aj.low, aj.high) == pytest.approx((km.share, km.low, km.high))


def test_fewer_than_ten_events_make_no_curve_and_few_at_risk_a_dashed_one():
    found = first_work(LIVES.values(), DAY)

    assert found.has_curve
    assert not FirstWork(found.spans[:9], 0).has_curve
    # The fifth from the end is the last that leaves five at risk.
    assert found.dashed_from == 310
    assert FirstWork(tuple(Span(day) for day in (1, 2, 3, 4, 5, 6)), 0).dashed_from == 2


def test_funnel_of_the_worked_example():
    steps = [(step.step, step.count) for step in funnel(LIVES.values(), M12, DAY)]

    assert steps == [
        ("released", 40),
        ("asked", 40),
        ("applied", 40),
        ("admitted", 40),
        ("finished", 34),
        ("competent", 28),
        ("certified", 26),
        ("in_hand", 24),
        ("working", 12),
        ("in_trade", 8),
        ("still", 5),
    ]


def test_small_cells_of_a_table_with_one_small_cell():
    table = protect([[22, 9, 7], [14, 3, 8], [11, 6, 12], [18, 12, 5]])

    assert table.hidden == {
        (1, 1): Hidden.SMALL,
        (1, 2): Hidden.WITH_IT,
        (0, 1): Hidden.WITH_IT,
        (0, 2): Hidden.WITH_IT,
    }
    assert ranges(table.counts, table.hidden) == {(1, 1): (0, 11)}
    assert (table.totals_only, blockers(table)) == (False, [])


def test_a_table_by_vocation_of_forty_people_prints_totals_only():
    by_vocation = {}
    for life in LIVES.values():
        figures = by_vocation.setdefault(life.traits["vocation"], Counter())
        standing = life.standing_at(M6, DAY)
        known = standing not in (Standing.LOST, Standing.REFUSED, Standing.WITHDRAWN)
        figures["working" if life.is_working_at(M6, DAY) else "not" if known else "unknown"] += 1
    counts = [[figures["working"], figures["not"], figures["unknown"]] for figures in by_vocation.values()]

    table = protect(counts)

    assert counts == [[4, 2, 4], [4, 3, 3], [6, 2, 2], [2, 2, 1], [1, 2, 2]]
    assert {cell for cell, why in table.hidden.items() if why == Hidden.WITH_IT} == {(2, 0)}
    assert (table.totals_only, sum(row[0] for row in counts)) == (True, 17)
    assert all(table.shown(row, column) is None for row in range(5) for column in range(3))


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([10, 20, 30], {}),
        ([10, 3, 30], {0, 1}),
        ([10, 0, 30], {}),
        ([1, 2, 40, 9], {0, 1, 3}),
        ([3, 3, 40], {0, 1}),
        ([3, 0, 0], {0, 1, 2}),
    ],
)
def test_a_line_hides_never_one_cell_alone_and_never_a_small_sum(counts, hidden):
    assert set(hide_line(counts)) == set(hidden)


@pytest.mark.parametrize(
    ("part", "whole", "code"),
    [(40, 40, []), (0, 40, []), (37, 40, ["differs_by_few"]), (3, 40, ["differs_by_few"]), (20, 40, [])],
)
def test_a_choice_that_differs_by_one_to_four_people_is_refused(part, whole, code):
    assert [reason.code for reason in difference_blockers(part, whole)] == code


def test_all_or_none_of_a_small_group_is_hidden():
    table = protect([[0, 12, 8], [19, 0, 0], [30, 40, 50], [25, 35, 45]])

    assert (1, 0) in table.hidden
    assert (0, 0) not in table.hidden
    assert all(high - low >= SMALL for low, high in ranges(table.counts, table.hidden).values()) or table.totals_only


def test_a_table_of_which_half_is_small_prints_totals_and_hides_every_cell():
    counts = [[3, 4, 9], [2, 3, 4], [30, 40, 50]]

    table = protect(counts)

    assert table.totals_only
    assert len(table.hidden) == 9
    assert [table.shown(2, column) for column in range(3)] == [None, None, None]
    assert (table.reason(0, 0), table.reason(2, 0)) == (Hidden.SMALL, Hidden.WITH_IT)


def test_a_table_without_groups_hides_nothing():
    assert (protect([]).hidden, protect([]).totals_only) == ({}, False)


@pytest.mark.parametrize(("groups", "has_totals_only"), [(MOST_GROUPS, False), (MOST_GROUPS + 1, True)])
def test_a_table_of_very_many_groups_prints_totals(groups, has_totals_only):
    table = protect([[20, 30, 3 if group < 20 else 40] for group in range(groups)])

    assert table.totals_only is has_totals_only
    assert blockers(table) == []


def test_two_weeks_have_a_window_of_their_own():
    assert (W2.due, W2.window, [wave.window for wave in WAVES[1:]]) == (14, 14, [30] * 4)
