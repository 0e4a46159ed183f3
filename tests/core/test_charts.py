"""Charts as SVG: they say what they show, stay within their frame, and need no color."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts import INKS, Bar, Curve, Point, interval_bar, shares_beside, step_curve
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
