"""Bars of papers: each share is told by a number, and what is missing is seen."""

import pytest

from reports.kept.paper_parts import drawn


@pytest.mark.parametrize(
    ("part", "whole", "share", "width"),
    [
        (0, 0, "–", 0),
        (0, 20, "0%", 0),
        (53.2, 74.0, "71%", 71.9),
        (995, 1000, "99%", 97.5),
        (999, 1000, "99%", 97.5),
        (1000, 1000, "100%", 100),
        (24, 20, "120%", 100),
    ],
)
def test_bar_that_is_not_full_shows_what_is_missing(part, whole, share, width):
    (row,) = drawn([{"name": "Las", "part": part, "whole": whole}])

    assert (row["share"], row["width"]) == (share, width)
