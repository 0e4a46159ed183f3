"""Each reason against a pattern, a voided number, and what the proof of the register notices."""

import pytest
from django.db import IntegrityError, transaction

from certification.certificates import (
    issue_certificates,
)
from certification.register import number_series, register_proof
from certification.register.models import CertificateFile, NumberSeries, SeriesNumber
from core import clock
from core.errors import RuleViolation
from tests.factories.certification import (
    NumberSeriesFactory,
    approved,
    graduates,
)
from tests.reasons import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return graduates(1)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("563/{number:04d}/BLK/{year}", []),
        ("{number}/{month}/{year}", []),
        ("{number:04d}/BLK", ["pattern"]),
        ("BLK/{year}", ["pattern"]),
        ("{number:04d}/{year}/{name}", ["pattern"]),
        ("{number:>9}/{year}", ["pattern"]),
        ("{number:04d/{year}", ["pattern"]),
        ("{number.real}/{year}", ["pattern"]),
        ("", ["pattern"]),
    ],
)
def test_patterns_that_cannot_serve(batch, pattern, expected):
    assert codes(number_series.pattern_blockers(pattern, batch.training_center, "certificate")) == expected


def test_pattern_of_another_paper_is_taken(batch):
    series = NumberSeriesFactory(training_center=batch.training_center)

    assert codes(number_series.pattern_blockers(series.pattern, batch.training_center, "statement")) == [
        "pattern_taken"
    ]
    assert codes(number_series.pattern_blockers(series.pattern, batch.training_center, "certificate")) == []


@pytest.mark.parametrize("reason", ["", "rusak", "         x"])
def test_voiding_a_number_needs_a_reason(batch, officer, reason):
    with pytest.raises(RuleViolation) as refused:
        number_series.void_next(batch.training_center, paper="certificate", by=officer, reason=reason)

    assert codes(refused.value.reasons) == ["reason"]
    assert not SeriesNumber.objects.exists()


@pytest.fixture
def enrollment(batch):
    return batch.enrollments.get()


@pytest.fixture
def issued(enrollment, officer):
    return issue_certificates.issue(approved(enrollment), by=officer)


def test_bytes_that_are_not_those_of_their_digest_are_noticed(issued):
    CertificateFile.objects.create(certificate=issued, content=b"%PDF-1.7", sha256="0" * 64)

    assert list(register_proof.contradictions()) == [f"{issued}: the stored file is not the one that was made"]


def test_missing_number_is_noticed(issued):
    NumberSeries.objects.update(last_number=3)

    found = list(register_proof.contradictions())

    assert len(found) == 2
    assert all("nothing stands behind it" in text for text in found)


def test_database_gives_a_number_once(issued):
    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesNumber.objects.create(series=issued.number.series, number=1, given_at=clock.now())
