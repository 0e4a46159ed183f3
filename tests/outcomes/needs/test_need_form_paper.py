"""The blank form of an employer visit: one sheet, the units on its back, not a word of custody."""

import pymupdf
import pytest
from django.urls import reverse

from outcomes.needs import need_form_paper
from outcomes.needs.neutral_words import words_found
from tests.factories import ProgramVersionFactory, TrainingCenterFactory, UserFactory
from tests.papers import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def center():
    center = TrainingCenterFactory()
    ProgramVersionFactory(program__training_center=center)
    return center


def test_the_form_is_one_sheet_with_the_units_on_its_back(center):
    content = need_form_paper.blank_form(center)

    front, back = pages(content)
    assert "Bila ada lulusan yang cocok" in front
    assert "Mengerjakan Sambungan Las 4" in back


@pytest.mark.parametrize("units", [2, 5, 9, 14])
def test_each_unit_has_its_two_boxes_beside_it_in_whichever_column(units):
    center = TrainingCenterFactory()
    ProgramVersionFactory(program__training_center=center, units=units)

    with pymupdf.open(stream=need_form_paper.blank_form(center)) as document:
        titles = [pymupdf.Rect(word[:4]) for word in document[1].get_text("words") if word[4] == "Mengerjakan"]
        boxes = [drawing["rect"] for drawing in document[1].get_drawings()]

    assert [sum(is_beside(box, title) for box in boxes) for title in titles] == [2] * units


def is_beside(box, title):
    """Whether the square stands on the line of the title, just before it."""
    is_square = 6 < box.width < 12 and abs(box.width - box.height) < 1
    return is_square and title.x0 - 30 < box.x0 < title.x0 and box.y0 < (title.y0 + title.y1) / 2 < box.y1


def test_no_word_of_the_form_tells_where_graduates_come_from(center):
    content = need_form_paper.blank_form(center)

    assert words_found(pages(content)) == []


def test_the_form_is_printed_by_the_center_alone(sign_in, center):
    officer = UserFactory(roles=["blk_coordinator"], training_center=center)

    answer = sign_in(officer).get(reverse("outcomes:need_form_print"))

    assert answer["Content-Disposition"] == 'inline; filename="formulir-kebutuhan-kerja.pdf"'
    assert answer.content.startswith(b"%PDF-")
