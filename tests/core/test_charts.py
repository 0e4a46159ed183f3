"""Charts as SVG: they say what they show, stay within their frame, and need no color."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts import (
    INKS,
    Bar,
    Curve,
    Month,
    Point,
    interval_bar,
    line_of_months,
    shares_beside,
    spark_line,
    step_curve,
)
from tests.examples import many

POINTS = [Point(0, 0, 0, 0), Point(91, 20, 10, 30), Point(365, 50, 40, 60)]


def curve(points=POINTS, **more):
    beside = [(point.x, point.y + 1) for point in points]
    return Curve(points, beside, [(0, "0"), (365, "12")], "bulan", "Naik ke 50 persen", **more)


def looks(svg):
    return re.findall(r'class="([^"]*)"', svg)


def test_a_curve_says_what_it_shows():
    svg = ElementTree.fromstring(step_curve(curve()))

    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Naik ke 50 persen")
    assert [text.text for text in svg.iter() if text.tag.endswith("text")][-1] == "50%"


def test_where_few_are_left_the_line_is_dashed():
    firm, dashed = step_curve(curve()), step_curve(curve(dashed_from=91))

    assert ("line-1 line-dashed" in looks(firm), "line-1 line-dashed" in looks(dashed)) == (False, True)


def test_on_paper_every_look_is_an_ink():
    svg = step_curve(curve(dashed_from=91), on_paper=True)

    assert looks(svg) == ["chart "]
    assert INKS["line-1 line-dashed"] in svg


def test_two_shares_differ_by_shape_too():
    bars = [Bar("A", "6 dari 48", 12.5, 5.9, 24.7, "12,5%"), Bar("B", "7 dari 36", 19.4, 9.8, 35.0, "19,4%")]

    svg = shares_beside(bars, label="A dan B")

    assert (svg.count("<circle"), svg.count("<rect")) == (1, 1)


@pytest.mark.parametrize(("bound", "bands"), [(70, 1), (40, 0), (None, 0)])
def test_an_interval_has_a_band_up_to_what_is_possible(bound, bands):
    assert looks(interval_bar(30, 40, 50, bound, "40%")).count("band-1") == bands


def test_words_cannot_leave_their_place():
    assert "<script>" not in interval_bar(1, 2, 3, None, '"><script>')


@settings(max_examples=many(100), deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=13))
def test_no_point_lies_outside_the_frame(shares):
    values = sorted(shares)
    points = [Point(30.0 * number, y, max(y - 5, 0), min(y + 5, 100)) for number, y in enumerate(values, 1)]

    svg = ElementTree.fromstring(step_curve(curve(points)))

    for line in svg.iter():
        for place in (line.get("points") or "").split():
            x, y = map(float, place.split(","))
            assert 0 <= x <= 490
            assert -1 <= y <= 290


def test_counts_by_month_stand_on_one_line_that_a_hidden_one_parts():
    months = [Month(name, count, str(count)) for name, count in zip("JFMAM", (0, 40, None, 20, 38), strict=True)]
    drawing = line_of_months(months, label="Peserta naik", width=220, height=154)

    assert drawing.count("<polyline") == 2
    # From 46 to 188 across; 0 at 110, 40 at 10 down.
    assert re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawing) == [
        ("46.0", "110.0"),
        ("81.5", "10.0"),
        ("152.5", "60.0"),
        ("188.0", "15.0"),
    ]
    assert re.findall(r'text-anchor="end" >(\d+)<', drawing) == ["0", "10", "20", "30", "40"]
    assert 'aria-label="Peserta naik"' in drawing


def test_a_year_without_anybody_has_a_line_on_the_ground():
    drawing = line_of_months([Month("J", 0, "0")], label="Tidak ada")

    assert (drawing.count("<circle"), drawing.count("<polyline")) == (1, 0)


def test_a_small_line_ends_in_a_point_unless_its_last_count_is_hidden():
    drawing = spark_line([3, 6, 12], label="Naik")

    assert 'points="2.0,17.5 48.0,13.0 94.0,4.0"' in drawing
    assert '<circle cx="94.0" cy="4.0"' in drawing
    assert "<circle" not in spark_line([3, 6, None], label="Naik")
