"""The case officer's home: each matter of the own wards, and that each number opens as many rows."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from certification.certificates import issue_certificates
from core import clock
from inmates.custody.models.stays import LimitingDate
from inmates.people.models import Person
from programs.attendance import mark_changes
from programs.batches.models import BatchStaff
from programs.interviews.models import Interview, TrainingGoal
from reports.home.work_list import tasks_for
from tests.conftest import MONDAY
from tests.factories import EnrollmentFactory, PersonFactory, SessionFactory, UserFactory
from tests.factories.certification import NumberSeriesFactory, approved, graduates

pytestmark = pytest.mark.django_db


def wali_of(*people: Person) -> User:
    """Their case officer, who has talked with each of them."""
    wali = UserFactory(roles=["case_officer"], facility=people[0].facility)
    for person in people:
        person.case_officer = wali
        person.save()
        Interview.objects.create(person=person, facility=person.facility, held_on=MONDAY.date(), recorded_by=wali)
    return wali


def lines(user) -> list[tuple[str, str]]:
    return [(task.title, task.url) for task in tasks_for(user)]


def leave_on(person, day):
    LimitingDate.objects.filter(person=person).update(date=day)


def test_wards_who_leave_soon_open_their_list(sign_in):
    soon = PersonFactory(full_name="Imam Syahputra", with_custody=True)
    later, stranger = (PersonFactory(facility=soon.facility, with_custody=True) for _ in range(2))
    for person, days in ((soon, 30), (later, 31), (stranger, 3)):
        leave_on(person, MONDAY.date() + timedelta(days=days))
    wali = wali_of(soon, later)

    overdue, (title, url) = lines(wali)

    assert overdue[0] == "2 orang yang segera bebas: ada yang lewat tenggat"
    assert title == "1 binaan dapat bebas dalam 30 hari"
    assert [row.full_name for row in sign_in(wali).get(url).context["page"]] == ["Imam Syahputra"]


def test_certificates_that_were_not_handed_over_open_their_list(sign_in):
    batch = graduates(2)
    NumberSeriesFactory(training_center=batch.training_center)
    officer = UserFactory(roles=["certificate_officer"], training_center=batch.training_center)
    places = list(batch.enrollments.select_related("person"))
    issue_certificates.issue(approved(places[0]), by=officer, render_after=False)
    wali = wali_of(*(place.person for place in places))
    Person.objects.update(facility=batch.facility)

    found = [line for line in lines(wali) if "Sertifikat" in line[0]]

    ((title, url),) = found
    assert title == "Sertifikat 1 binaan belum diserahkan"
    client = sign_in(wali)
    assert [row.pk for row, _held in client.get(url).context["rows"]] == [places[0].person_id]
    assert "Tampilkan semua" in client.get(url).content.decode()


def test_goals_that_are_due_open_their_list(sign_in):
    person = PersonFactory()
    wali = wali_of(person)
    TrainingGoal.objects.create(
        person=person, text="Belajar las", due_on=date(2026, 11, 20), made_at=clock.now(), made_by=wali
    )

    ((title, url),) = lines(wali)

    assert (title, url) == ("1 sasaran lewat tenggat", reverse("programs:interview_list"))
    client = sign_in(wali)
    assert client.get(url).context["goals_in_all"] == 1
    # To be recorded by others: the case officer is told, and asked for nothing.
    home = client.get("/").content.decode()
    assert "Dicatat oleh petugas pembinaan" in home
    assert "Untuk diketahui" in home
    assert "Lewat tenggat" not in home


def test_ward_whose_attendance_is_too_low_is_named():
    place = EnrollmentFactory(person__full_name="Abdul Rahim")
    wali = wali_of(place.person)
    first = SessionFactory(batch=place.batch, date=date(2026, 11, 16))
    BatchStaff.objects.create(batch=place.batch, user=first.instructor, duty="instructor")
    days = (date(2026, 11, 17), date(2026, 11, 18))
    others = [SessionFactory(batch=place.batch, instructor=first.instructor, date=day) for day in days]
    for session in (first, others[0]):
        mark_changes.mark(session, place, by=first.instructor, status="unexcused")
    # Two sessions say little yet.
    assert lines(wali) == []

    mark_changes.mark(others[1], place, by=first.instructor, status="present")

    assert lines(wali) == [("Abdul Rahim: kehadiran 33%", reverse("inmates:detail", args=[place.person.public_id]))]
    assert lines(UserFactory(roles=["case_officer"], facility=place.batch.facility)) == []
