"""The figures of the home page, and that they are those of the own office."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certification.certificates import hand_overs, issue_certificates
from certification.register.models import Certificate
from core import clock
from programs.batches.models import Batch
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.home import home_counts
from tests.conftest import MONDAY
from tests.factories import BatchFactory, EnrollmentFactory, PersonFactory, SessionFactory, UserFactory, cancelled
from tests.factories.certification import NumberSeriesFactory, approved, graduates, mark_all

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_sessions_of_today_with_marks_and_people():
    place = EnrollmentFactory()
    EnrollmentFactory(batch=place.batch)
    session = SessionFactory(batch=place.batch)
    mark_all(session, [place])
    SessionFactory(batch=place.batch, date=MONDAY.date().replace(day=24))
    SessionFactory(batch=BatchFactory())
    officer = UserFactory(roles=["training_officer"], facility=place.batch.facility)

    assert [(row.pk, row.marked, row.enrolled) for row in home_counts.sessions_today(officer)] == [(session.pk, 1, 2)]

    Session.objects.filter(pk=session.pk).update(**cancelled())
    assert list(home_counts.sessions_today(officer)) == []


def test_who_is_marked_and_not_expected_any_more_is_among_the_people_of_the_session():
    place = EnrollmentFactory()
    left = EnrollmentFactory(batch=place.batch)
    session = SessionFactory(batch=place.batch)
    mark_all(session, [place, left])
    Enrollment.objects.filter(pk=left.pk).update(state="ended", ended_on=session.date, end_reason="withdrew")
    officer = UserFactory(roles=["training_officer"], facility=place.batch.facility)

    assert [(row.marked, row.enrolled) for row in home_counts.sessions_today(officer)] == [(2, 2)]


def test_places_of_batches_that_select_or_run():
    place = EnrollmentFactory(batch__name="Las 1", batch__capacity=10)
    facility = place.batch.facility
    BatchFactory(facility=facility, name="Las 2", state=Batch.State.SELECTING, capacity=12)
    BatchFactory(facility=facility, name="Las 3", state=Batch.State.PLANNED)
    EnrollmentFactory(batch=place.batch, state="ended", ended_on=MONDAY.date(), end_reason="withdrew")

    rows = home_counts.seats(UserFactory(roles=["training_officer"], facility=facility))
    assert [(row["name"], row["part"], row["whole"]) for row in rows] == [("Las 1", 1, 10), ("Las 2", 0, 12)]
    assert rows[0]["url"] == reverse("programs:batch_detail", args=[place.batch.public_id])


def test_certificates_by_what_happens_to_them_next():
    batch = graduates(1)
    approved(batch.enrollments.get())
    graduates(1)
    head = UserFactory(roles=["blk_head"], training_center=batch.training_center)

    assert [row["number"] for row in home_counts.certificate_counts(head)] == [0, 1, 0, 0]


def test_each_number_of_certificates_opens_as_many_rows(sign_in):
    batch = graduates(4)
    NumberSeriesFactory(training_center=batch.training_center)
    officer = UserFactory(roles=["certificate_officer"], training_center=batch.training_center)
    first, second, third, _fourth = batch.enrollments.all()
    old, fresh = (
        issue_certificates.issue(approved(place), by=officer, render_after=False) for place in (first, second)
    )
    approved(third)
    Certificate.objects.filter(pk=old.pk).update(issued_on=MONDAY.date().replace(month=10))
    hand_overs.hand_over(fresh, by=officer, handed_on=MONDAY.date(), received_by=second.person.full_name)
    client = sign_in(UserFactory(roles=["blk_head"], training_center=batch.training_center))

    counts = client.get("/").context["certificate_counts"]

    assert [count["number"] for count in counts] == [0, 1, 1, 1]
    shown = [client.get(count["url"]).context["page"].total for count in counts]
    assert shown == [count["number"] for count in counts]


def test_number_of_old_custody_data_opens_as_many_people(sign_in):
    registrar = UserFactory(roles=["registrar"])
    for days in (1, 8, 9):
        PersonFactory(facility=registrar.facility, custody_as_of=clock.now() - timedelta(days=days))
    client = sign_in(registrar)

    (task,) = [task for task in client.get("/").context["tasks"] if task.icon_name == "file-spreadsheet"]

    assert len(client.get(task.url).context["page"]) == 2


def test_people_in_custody_and_in_training():
    place = EnrollmentFactory()
    # A place in a class that has not begun is no training yet.
    EnrollmentFactory(batch__facility=place.batch.facility, batch__state="selecting")
    PersonFactory()

    assert home_counts.people_line(UserFactory(roles=["registrar"], facility=place.batch.facility)) == {
        "people": 2,
        "training": 1,
    }


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Selamat malam"),
        (3, "Selamat malam"),
        (4, "Selamat pagi"),
        (12, "Selamat siang"),
        (16, "Selamat sore"),
        (20, "Selamat malam"),
    ],
)
def test_greeting_follows_the_clock_of_the_office(sign_in, hour, words):
    client = sign_in(UserFactory(roles=["auditor"]))

    with clock.moved_to(MONDAY.replace(hour=hour)):
        assert words in client.get("/").content.decode()


def test_home_asks_the_database_as_often_for_many_as_for_few(sign_in, django_assert_num_queries):
    place = EnrollmentFactory()
    officer = UserFactory(roles=["training_officer"], facility=place.batch.facility)
    client = sign_in(officer)
    client.get("/")
    with django_assert_num_queries(14):
        client.get("/")
    for _ in range(9):
        SessionFactory(batch=EnrollmentFactory(batch__facility=officer.facility).batch)
    with django_assert_num_queries(14):
        client.get("/")
