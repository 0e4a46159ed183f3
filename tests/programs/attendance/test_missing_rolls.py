"""Rolls that are not complete: which sessions, how old, for whom."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from programs.attendance import mark_changes
from programs.attendance.missing_rolls import described, missing_rolls
from programs.batches.models import BatchStaff
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory, cancelled

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
LIST = "/sesi/presensi-belum-lengkap/"


@pytest.fixture
def session():
    """Of last Friday."""
    session = SessionFactory(batch__name="Las 4/2026", date=date(2026, 11, 20))
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
    return session


@pytest.fixture
def people(session):
    return [EnrollmentFactory(batch=session.batch, person__full_name=name) for name in ("Abdul", "Budi")]


def found(user):
    return [
        (row.session.pk, row.unmarked, row.marked, row.days, row.needs_supervisor)
        for row in described(list(missing_rolls(user)), user)
    ]


def test_a_session_that_is_over_misses_its_marks_until_the_last_is_there(session, people, officer):
    assert found(officer) == [(session.pk, 2, 0, 3, False)]
    mark_changes.mark(session, people[0], by=officer, status="present")
    assert found(officer) == [(session.pk, 1, 1, 3, False)]
    mark_changes.mark(session, people[1], by=officer, status="sick")
    assert found(officer) == []


def test_after_the_edit_window_only_a_supervisor_records_it(session, people, officer):
    Session.objects.update(
        date=date(2026, 11, 13),
        starts_at=session.starts_at - timedelta(days=7),
        ends_at=session.ends_at - timedelta(days=7),
    )

    assert found(officer) == [(session.pk, 2, 0, 10, True)]


def is_cancelled(session):
    Session.objects.update(**cancelled())


def goes_on(session):
    Session.objects.update(ends_at="2026-11-23T09:00Z")


def is_closed(session):
    Session.objects.update(state="finalized", finalized_by=session.instructor, finalized_at=session.ends_at)


def expects_nobody(session):
    session.batch.enrollments.update(state="ended", ended_on=date(2026, 11, 10), end_reason="withdrew")


@pytest.mark.parametrize("change", [is_cancelled, goes_on, is_closed, expects_nobody])
def test_nothing_is_missing_then(session, people, officer, change):
    change(session)

    assert found(officer) == []


def test_each_sees_the_own_scope(session, people):
    other = UserFactory(roles=["instructor"], training_center=session.batch.training_center)
    head = UserFactory(roles=["rutan_head"], facility=session.batch.facility)
    stranger = UserFactory(roles=["training_officer"])

    assert [len(found(user)) for user in (session.instructor, head, other, stranger)] == [1, 1, 0, 0]


def test_home_leads_to_the_list_and_the_list_to_the_roll(session, people, sign_in):
    client = sign_in(session.instructor)

    assert f'href="{LIST}"' in client.get("/").content.decode()
    page = client.get(LIST).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert reverse("programs:session_roll", args=[session.public_id]) in page
    assert "Las 4/2026" in words
    assert "3 hari" in words
    assert "1 sesi sudah selesai dan masih ada peserta yang belum ditandai" in words


def test_an_empty_list_says_so(session, officer, sign_in):
    assert "Semua presensi lengkap" in sign_in(officer).get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    session, people, officer, sign_in, django_assert_num_queries, count
):
    for number in range(count - 1):
        day = date(2026, 11, 2) + timedelta(days=number % 15)
        hour = session.starts_at.time().replace(hour=6 + number // 15)
        SessionFactory(batch=session.batch, instructor=session.instructor, date=day, clock_time=hour, jp=1)
    client = sign_in(officer)

    # Two of them for the notice that nobody has counted these sessions.
    with django_assert_num_queries(11):
        client.get(LIST)
