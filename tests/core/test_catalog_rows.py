"""A catalog is asked for once a minute in each process."""

from datetime import timedelta

from core import clock
from core.catalog_rows import CatalogRows


def test_rows_are_asked_for_once_a_minute():
    stored = ["H"]
    rows = CatalogRows(lambda: stored)

    assert rows() == ("H",)
    stored.append("S")
    assert rows() == ("H",)
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        assert rows() == ("H", "S")


def test_what_is_forgotten_is_asked_for_anew():
    stored = ["H"]
    rows = CatalogRows(lambda: stored)
    rows()

    stored.append("S")
    CatalogRows.forget()

    assert rows() == ("H", "S")
