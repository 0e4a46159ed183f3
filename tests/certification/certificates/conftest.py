import pytest

from certification.certificates import issue_certificates
from tests.factories.certification import approved, graduates


@pytest.fixture
def batch():
    return graduates(3)


@pytest.fixture
def issued(batch, officer):
    people = batch.enrollments.order_by("person__name_sort", "pk")
    return [issue_certificates.issue(approved(one), by=officer, render_after=False) for one in people]
