"""Going back to the version that knew no marks taken back: refused in words while there are some."""

import pytest
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.loader import MigrationLoader

from programs.attendance.models.marks import Mark
from tests.factories import EnrollmentFactory, SessionFactory
from tests.factories.certification import mark_all

pytestmark = pytest.mark.django_db


def go_back():
    """The first thing that happens on the way back."""
    loader, name = MigrationLoader(connection), ("programs", "0008_marks_taken_back")
    loader.get_migration(*name).operations[-1].reverse_code(loader.project_state(name).apps, connection.schema_editor())


def test_way_back_is_refused_while_a_mark_is_taken_back():
    place = EnrollmentFactory()
    session = SessionFactory(batch=place.batch)
    mark_all(session, [place])
    Mark.objects.filter(session=session).update(status=None, minutes_late=0, minutes_present=0, note="")

    with pytest.raises(IrreversibleError, match=r"^1 marks were taken back, .* Mark these people again"):
        go_back()


def test_way_back_is_open_where_every_mark_says_something():
    place = EnrollmentFactory()
    mark_all(SessionFactory(batch=place.batch), [place])

    go_back()

    assert Mark.objects.count() == 1
