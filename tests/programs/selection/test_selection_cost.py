"""What selection asks of the database, of three people and of sixty (times: `benchmarks/selection_at_scale.py`)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inmates.custody.models.stays import Classification
from programs.entry_rules import rule_preview
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, EntryRuleSetFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)
FEW, MANY = 3, 60


@pytest.fixture
def rules(batch):
    return EntryRuleSetFactory(version=batch.version, facility=batch.facility)


@pytest.fixture
def client_of_officer(batch, sign_in):
    return sign_in(UserFactory(roles=["training_officer"], facility=batch.facility))


def applicants(batch, count):
    """Of each three one meets the rules, one is in training already, and of one nothing is known."""
    for number in range(count):
        row = ApplicationFactory(batch=batch)
        for kind, value in (("conduct", "good"), ("risk", "low"), ("fitness", "fit")) if number % 3 else ():
            Classification.objects.create(
                person=row.person, kind=kind, value=value, from_date=date(2026, 1, 5), until=date(2027, 6, 30)
            )
        if number % 3 == 1:
            EnrollmentFactory(person=row.person, batch=BatchFactory(facility=batch.facility))


def queries(work):
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def test_the_rules_of_a_program_are_asked_about_a_facility_in_a_fixed_number_of_queries(batch, rules):
    def ask():
        return rule_preview.preview(rules, batch, on=TODAY)

    applicants(batch, FEW)
    few = queries(ask)
    applicants(batch, MANY - FEW)

    assert len(ask()) == MANY
    assert (few, queries(ask)) == (few, few)
    assert few <= 8


def address(name, batch, query=""):
    return reverse(f"programs:{name}", args=[batch.public_id]) + query


@pytest.mark.parametrize(
    ("page", "most"),
    [
        (lambda batch: address("selection_detail", batch), 15),
        (lambda batch: address("application_new", batch, "?q=contoh"), 15),
        (lambda batch: reverse("programs:selection_list"), 15),
        (lambda batch: reverse("inmates:list") + "?q=contoh", 15),
    ],
)
def test_a_page_asks_the_same_of_three_people_and_of_sixty(batch, rules, client_of_officer, page, most):
    applicants(batch, FEW)
    client_of_officer.get(page(batch))
    few = queries(lambda: client_of_officer.get(page(batch)))
    applicants(batch, MANY - FEW)

    assert queries(lambda: client_of_officer.get(page(batch))) == few
    assert few <= most


def test_the_pages_of_the_ranking_hold_everybody_once(batch, rules, client_of_officer):
    applicants(batch, MANY)
    seen, following = [], address("selection_detail", batch)

    while following:
        page = client_of_officer.get(following).context["page"]
        seen += [one.application.pk for one in page]
        following = page.next and address("selection_detail", batch, page.next)

    assert sorted(seen) == sorted(set(seen))
    assert set(seen) == {row.pk for row in batch.applications.all() if not row.person.enrollments.exists()}, (
        "who fails stands below the table, with the reasons"
    )
