"""Rows that take the place of a relation's own query."""

import pytest

from core.related import keep_related
from tests.factories import BatchFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_kept_rows_are_what_the_relation_gives_without_asking(django_assert_num_queries):
    session = SessionFactory()
    batch = session.batch

    keep_related(batch, "sessions", [session])

    with django_assert_num_queries(0):
        assert list(batch.sessions.all()) == [session]


def test_a_filtered_relation_is_still_that_of_the_instance():
    session, other = SessionFactory(), SessionFactory()

    keep_related(session.batch, "sessions", [session])

    assert list(session.batch.sessions.filter(pk__in=[session.pk, other.pk])) == [session]


def test_rows_of_one_instance_are_not_those_of_another():
    batch, other = BatchFactory(), BatchFactory()

    keep_related(batch, "sessions", [SessionFactory(batch=batch)])

    assert list(other.sessions.all()) == []
