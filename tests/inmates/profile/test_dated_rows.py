"""The dated rows of a person as one query keeps them."""

from datetime import date, time

import pytest

from core import clock
from inmates.custody.models.stays import Classification, LimitingDate, Movement, Suspension
from inmates.people.models import Person
from inmates.profile.dated_rows import TABLES, keep_dated_rows
from tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
COURT = clock.at(date(2026, 11, 2), time(9), "Asia/Makassar")


@pytest.fixture
def person():
    """Somebody with two rows in each table, or as many as may stand there at once."""
    person = PersonFactory(with_custody=True)
    for day in (2, 9):
        Suspension.objects.create(person=person, from_date=date(2026, 11, day), decided_by="Kepala")
    Movement.objects.create(person=person, kind="court", out_at=COURT, back_at=COURT + clock.MINUTE)
    Movement.objects.create(person=person, kind="loan", out_at=COURT + 2 * clock.MINUTE)
    Classification.objects.create(
        person=person, kind="risk", value="high", until="2026-12-01", replaced_at=COURT, source="import"
    )
    LimitingDate.objects.create(person=person, kind="sentence_end", date="2026-01-01", replaced_at=COURT)
    return person


def kept(person):
    return {
        relation: [[getattr(row, name) for name in ("pk", "person_id", *filter(None, names))] for row in rows.all()]
        for relation, (_model, names) in TABLES.items()
        for rows in [getattr(person, relation)]
    }


def test_relations_give_what_they_would_give_by_themselves(person, django_assert_num_queries):
    told = kept(Person.objects.get(pk=person.pk))
    other = Person.objects.get(pk=person.pk)

    keep_dated_rows(other)

    with django_assert_num_queries(0):
        assert kept(other) == told
    assert {relation for relation, rows in told.items() if rows} == set(TABLES)


def test_a_column_that_was_not_read_is_fetched_when_asked_for(person):
    keep_dated_rows(person)

    assert [row.left_at for row in person.custody_periods.all()] == [None]


def test_rows_of_somebody_else_stay_away(person):
    stranger = PersonFactory()

    keep_dated_rows(stranger)

    assert [row for relation in TABLES for row in getattr(stranger, relation).all()] == []
