"""Cells of the grid from a drawing that is kept look as the template draws each by itself."""

from itertools import product
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from certification.assessment.result_grid import Cell
from certification.templatetags.grades import TEMPLATE, grade_cell

NAMES = ("Ahmad Rifani", "O'Neill <b>", "100% %(unit)s & \\1")
FEEDBACK = ("", "Ulangi las sudut.", '%s "<i>" {{ name }}')
UNIT = SimpleNamespace(short_code="029.1<", position=3)


def row_of(name):
    enrollment = SimpleNamespace(person=SimpleNamespace(full_name=name), public_id=UUID(int=7))
    return SimpleNamespace(standing=SimpleNamespace(enrollment=enrollment))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("is_open", [True, False])
def test_cells_are_drawn_as_by_the_template(language, is_open):
    with translation.override(language):
        for name, result, said, version, attempt, stands, is_held in product(
            NAMES, ("", "K", "BK"), FEEDBACK, (0, 2, 1234), (0, 1, 2), ("", "K"), (False, True)
        ):
            cell = Cell(
                "0a-3", UNIT, result, said, version, attempt, "Siti", "Bisa sendiri", stands=stands, is_held=is_held
            )
            row = row_of(name)
            place = row.standing.enrollment.public_id
            context = {"cell": cell, "name": name, "place": place, "is_open": is_open}

            assert grade_cell(row, cell, is_open) == render_to_string(TEMPLATE, context)
