"""The figures of absence alarms while PostgreSQL believes that tables which somebody is filling are empty."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from programs.attendance import absence_alarms
from programs.attendance.models.marks import AttendanceStatus, Mark
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.factories import BatchFactory, EnrollmentFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
BATCHES, PEOPLE, DAYS = 12, 16, 60


@pytest.fixture
def filled():
    """Classes of sixteen people with sixty sessions each; the places of the last class."""
    first = SessionFactory()
    people = [EnrollmentFactory(batch=first.batch).person for _ in range(PEOPLE)]
    places = list(Enrollment.objects.filter(batch=first.batch))
    for _ in range(BATCHES - 1):
        batch = BatchFactory(version=first.batch.version, facility=first.batch.facility)
        places += [
            copied(places[number], batch=batch, person=person, blocks_parallel=False)
            for number, person in enumerate(people)
        ]
    Enrollment.objects.bulk_create(places[PEOPLE:])
    sessions = [
        copied(
            first, batch_id=batch, date=first.date + day, starts_at=first.starts_at + day, ends_at=first.ends_at + day
        )
        for number, batch in enumerate(dict.fromkeys(place.batch_id for place in places))
        for day in [timedelta(days=DAYS * number + n + 1) for n in range(DAYS)]
    ]
    Session.objects.bulk_create(sessions)
    by_batch = {}
    for session in sessions:
        by_batch.setdefault(session.batch_id, []).append(session)
    absent = AttendanceStatus.objects.get(code="unexcused")
    mark = {"status": absent, "minutes_present": 0, "recorded_by": first.instructor, "happened_at": first.starts_at}
    Mark.objects.bulk_create(
        Mark(session=session, enrollment=place, **mark) for place in places for session in by_batch[place.batch_id]
    )
    return places[-PEOPLE:]


def copied(row, **changes):
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    made = type(row)(**values)
    made.public_id = uuid.uuid4()
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def test_figures_are_there_at_once_though_every_table_is_believed_empty(filled):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_class SET reltuples = 0, relpages = greatest(1, pg_relation_size(oid) / 8192)"
            " WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"
        )
        cursor.execute("SET LOCAL statement_timeout = '1s'")

        absence_alarms.look_at([place.pk for place in filled])

    assert absence_alarms.InboxTask.objects.count() == 4 * PEOPLE
