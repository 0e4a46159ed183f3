"""The learners learn what there is to learn, and nothing where there is nothing."""

from random import Random

import pytest

from tests.certification.hidden_classes.guessing import MODELS, Row, auc, by_batch, chance, held_out

RANDOM = Random(7)


def world(size, *, told):
    """Classes of 8, of two kinds; the first feature tells the kind, the second marks the class alone."""
    rows = []
    for batch in range(size):
        kind, mark = int(batch % 5 < 2), RANDOM.random()
        rows += [Row(batch, kind, [RANDOM.gauss(told * kind, 1), mark, RANDOM.random()]) for _ in range(8)]
    return rows


@pytest.mark.parametrize(
    ("scores", "expected"), [([1, 2, 3, 4], 1.0), ([4, 3, 2, 1], 0.0), ([1, 1, 1, 1], 0.5), ([1, 3, 2, 4], 0.75)]
)
def test_area_under_the_curve(scores, expected):
    assert auc(scores, [0, 0, 1, 1]) == expected


@pytest.mark.parametrize("name", MODELS)
def test_a_model_finds_what_tells_the_kind(name):
    rows = world(150, told=1.5)

    scores = held_out(rows, by_batch(rows, 3, Random(1)), MODELS[name])

    assert auc(scores, [row.kind for row in rows]) > 0.75


@pytest.mark.parametrize("name", MODELS)
def test_a_model_finds_nothing_in_marks_of_classes(name):
    rows = world(300, told=0)

    scores = held_out(rows, by_batch(rows, 3, Random(1)), MODELS[name])

    assert 0.42 < auc(scores, [row.kind for row in rows]) < 0.58


def test_chance_is_wide_where_a_class_scores_as_one_and_narrow_where_it_does_not():
    rows = world(100, told=0)

    of_class = chance([row.known[1] for row in rows], rows, Random(1))
    of_each = chance([row.known[2] for row in rows], rows, Random(1))

    assert 0.5 < of_each < 0.62 < of_class < 0.8


def test_a_split_by_certificate_is_refused():
    rows = world(10, told=0)

    with pytest.raises(ValueError, match="in two folds"):
        held_out(rows, [at % 3 for at in range(len(rows))], MODELS["logistic"])


def test_a_split_by_certificate_would_learn_classes_by_heart():
    """Why it is refused: with classes in several folds, a mark of the class alone would tell its kind."""
    marks = [RANDOM.random() for _class in range(40)]
    rows = [Row(number, number % 40 % 2, [marks[number % 40]]) for number in range(1600)]

    scores = held_out(rows, [row.batch // 40 % 3 for row in rows], MODELS["nearest"])

    assert auc(scores, [row.kind for row in rows]) > 0.9
