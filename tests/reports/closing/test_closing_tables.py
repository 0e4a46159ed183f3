"""Tables by sex and age: small groups stand together, and no cell tells of a few people."""

from reports.closing.closing_rows import ClosingRows
from reports.closing.closing_tables import tables_of


def people(*groups):
    """Rows of places: so many of a sex and standing, "" for whoever has not passed, "left" for leavers."""
    found = []
    for sex, standing, count in groups:
        for _number in range(count):
            state = "ended" if standing == "left" else "completed"
            row = {"person": len(found), "state": state, "standing": standing, "sex": sex, "age": "18"}
            found.append(row)
    return ClosingRows(places=found, sessions=[], marks=[], results=[], certificates=[], applications=[])


def test_table_tells_what_no_small_cell_gives_away():
    rows = people(("L", "competent", 12), ("L", "", 9), ("P", "competent", 8), ("P", "", 13))

    assert tables_of(rows) == {
        "sex": [{"group": "L", "stayed": 9, "competent": 12}, {"group": "P", "stayed": 13, "competent": 8}],
        # One age alone is no table.
        "age": [],
    }


def test_few_people_are_hidden_with_what_would_tell_of_them():
    rows = people(("L", "competent", 20), ("L", "left", 2), ("L", "", 6), ("P", "competent", 9), ("P", "left", 7))

    lines = tables_of(rows)["sex"]

    # Two men left: the column says nine, so the women who left are hidden too.
    assert [line["left"] for line in lines] == [None, None]


def test_group_of_fewer_than_five_does_not_stand_alone():
    assert tables_of(people(("L", "competent", 15), ("P", "competent", 1)))["sex"] == []
