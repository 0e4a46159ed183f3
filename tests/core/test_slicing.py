"""Pages of computed lists, by the last row seen."""

from urllib.parse import parse_qs

import pytest
from django.test import RequestFactory

from core.slicing import slice_page

ROWS = list(range(10))


def page(query="", rows=ROWS, size=4):
    return slice_page(RequestFactory().get(f"/{query}"), rows, key=lambda row: row, size=size)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [0, 1, 2, 3]),
        ("?after=3", [4, 5, 6, 7]),
        ("?after=7", [8, 9]),
        ("?after=9", []),
        ("?before=8", [4, 5, 6, 7]),
        ("?before=2", [0, 1, 2, 3]),
        ("?after=gone", [0, 1, 2, 3]),
        ("?before=gone", [0, 1, 2, 3]),
        ("?after=3&before=8", [4, 5, 6, 7]),
    ],
)
def test_rows_behind_or_before_the_one_named(query, shown):
    assert page(query).rows == shown


@pytest.mark.parametrize(
    ("query", "around", "shown"),
    [
        ("", 5, [4, 5, 6, 7]),
        ("", 9, [8, 9]),
        ("", 0, [0, 1, 2, 3]),
        ("", "gone", [0, 1, 2, 3]),
        ("?after=7", 0, [8, 9]),
    ],
)
def test_without_a_place_in_the_address_it_is_the_page_around_a_row(query, around, shown):
    request = RequestFactory().get(f"/{query}")

    assert slice_page(request, ROWS, key=lambda row: row, size=4, around=around).rows == shown


def test_walk_forth_and_back_meets_every_row_once():
    seen, query = [], ""
    while True:
        found = page(query)
        seen += found.rows
        if not found.next:
            break
        query = found.next
    back = page(found.previous)

    assert seen == ROWS
    assert back.rows == [4, 5, 6, 7]


def test_first_page_has_none_before_and_the_last_none_behind():
    first, last, all_of_it = page(), page("?after=7"), page(size=10)

    assert (bool(first.previous), bool(first.next)) == (False, True)
    assert (bool(last.previous), bool(last.next)) == (True, False)
    assert (all_of_it.previous, all_of_it.next, len(all_of_it)) == ("", "", 10)


def test_nothing_is_a_page_too():
    empty = page(rows=[])

    assert (empty.rows, empty.previous, empty.next) == ([], "", "")


def test_links_keep_the_filters_and_one_place():
    found = page("?hasil=fails&after=3")

    assert parse_qs(found.next[1:]) == {"hasil": ["fails"], "after": ["7"]}
    assert parse_qs(found.previous[1:]) == {"hasil": ["fails"], "before": ["4"]}


def test_two_lists_of_one_page_keep_places_of_their_own():
    request = RequestFactory().get("/?after=3&other-after=7")

    found = slice_page(request, ROWS, key=lambda row: row, size=4, prefix="other-")

    assert found.rows == [8, 9]
    assert parse_qs(found.previous[1:]) == {"after": ["3"], "other-before": ["8"]}
