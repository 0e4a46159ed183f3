"""Whoever has everything that is public guesses who was trained in custody no better than by the share of them.

With `HIDDEN_YEARS` that many years of full classes are tried, without it one of small classes; in both, 400 classes,
since fewer prove nothing: by chance alone 60 classes reach an area of 0.63. Files of certificates are too dear for
thousands; a few of each kind are compared byte by byte.
"""

import os
from random import Random
from statistics import median

import pymupdf
import pytest

from certification.certificates import certificate_rendering, issue_certificates
from certification.papers.file_sizes import STEP
from certification.register.models import Certificate
from tests.certification.hidden_classes.judging import judge
from tests.certification.hidden_classes.limits import MOST, NEAR, SEEN, USUAL
from tests.certification.hidden_classes.year import FULL, SMALL, Year
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import approved, graduates, staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
YEARS = int(os.environ.get("HIDDEN_YEARS", "0"))
SIZES = FULL if YEARS else SMALL
MODELS = ("logistic", "boosted", "nearest")
judged = []


@pytest.mark.parametrize("seed", range(1, max(1, YEARS) + 1))
def test_a_stranger_cannot_tell_the_classes_of_a_year_apart(seed, tmp_path):
    Year(seed, sizes=SIZES)

    found = judge(tmp_path, seed=seed)

    judged.append(found)
    assert (found.classes, found.certificates > 5_900 or not YEARS) == (400, True)
    assert found.above(MOST) == {}
    assert found.near <= found.base + NEAR


def test_over_all_years_there_is_next_to_nothing_to_learn():
    """After the years above; one alone says little."""
    if len(judged) > 2:
        assert [median(found.areas[name] for found in judged) for name in MODELS] <= [USUAL] * len(MODELS)


def test_the_learners_see_classes_that_are_issued_by_themselves(tmp_path):
    """Positive control: on any day, class after class, and a stranger to whom every certificate was shown."""
    Year(1, classes=120, sizes=SMALL, issues="")

    found = judge(tmp_path, shown=1)

    assert max(found.areas[name] for name in MODELS) > SEEN
    assert found.near > found.base + NEAR


def test_the_learners_see_hours_that_a_paper_tells(tmp_path):
    """Positive control: hours attended, of which classes in custody lose some; as papers once told them."""
    year, random = Year(1, classes=120, sizes=SMALL), Random(1)
    issued = Certificate.objects.issued().order_by("number__series__year", "number__number")
    order = issued.values_list("enrollment", flat=True)
    hours = [100 - random.randrange(3, 12) * (not year.earned[place].enrollment.is_public) for place in order]

    found = judge(tmp_path, told=hours)

    assert max(found.areas[name] for name in MODELS) > SEEN


def test_files_of_both_kinds_are_alike(files):
    told = {key: {metadata[key] for _size, metadata, _kind in files} for key in files[0][1] if key != "title"}

    assert {key: values for key, values in told.items() if len(values) > 1} == {}
    assert ({size % STEP for size, _metadata, _kind in files}, len({size for size, *_rest in files})) == ({0}, 1)
    assert {kind for *_rest, kind in files} == {True, False}


@pytest.fixture
def files():
    """Size, metadata and kind of two files of each kind, issued on one day."""
    center = TrainingCenterFactory()
    officer, found = staff(center, "certificate_officer"), []
    for is_open in (False, True):
        batch = graduates(2, training_center=center, **({"is_open": True} if is_open else {}))
        for place in batch.enrollments.all():
            issued = issue_certificates.issue(approved(place), by=officer, render_after=False)
            content = bytes(certificate_rendering.render(issued).content)
            with pymupdf.open(stream=content) as document:
                found.append((len(content), dict(document.metadata), is_open))
    return found
