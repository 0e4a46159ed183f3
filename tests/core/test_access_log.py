"""What one answer shows is one entry, found again by each person in it, on either database."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from core import access
from core.middleware import AccessLogMiddleware
from core.models import AccessLogEntry
from tests.factories import PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def user():
    return UserFactory(roles=["registrar"])


@pytest.fixture
def answered(user):
    """Lets a view answer behind the middleware; gives back what was written."""

    def answered(view, method="get", path="/daftar/?q=ahmad&blok=A", **headers):
        request = getattr(RequestFactory(), method)(path, **headers)
        request.user, request.resolver_match = user, None
        request.session = type("Session", (), {"session_key": "secret"})
        before = AccessLogEntry.objects.count()
        AccessLogMiddleware(view)(request)
        return list(AccessLogEntry.objects.order_by("pk"))[before:]

    return answered


def shows(*people, status=200):
    def view(_request):
        access.shown(*people)
        return HttpResponse(status=status)

    return view


def test_a_list_is_one_entry_with_everybody_in_it(answered, user):
    (entry,) = answered(shows(3, 1, 3, 2, None))

    assert (entry.kind, entry.people, entry.user_id, entry.office) == ("list", [3, 1, 2], user.pk, user.office_code)
    assert (entry.subject_type, entry.subject, entry.query) == ("page", "/daftar/", "q=*&blok=A")
    assert (entry.address, len(entry.session)) == ("127.0.0.1", 16)
    assert "secret" not in entry.session


def test_a_page_about_one_person_is_viewed(answered):
    assert [(entry.kind, entry.people) for entry in answered(shows(7))] == [("view", [7])]


def test_an_answer_that_shows_nobody_or_leads_elsewhere_leaves_no_entry(answered):
    def leads_elsewhere(request):
        access.shown(1)
        return HttpResponseRedirect("/")

    assert answered(shows()) == []
    assert answered(leads_elsewhere) == []


def test_a_refused_form_that_shows_people_leaves_its_entry(answered):
    assert [entry.people for entry in answered(shows(1, 2, status=422), method="post")] == [[1, 2]]


def test_the_entry_of_a_view_takes_the_people_of_the_answer(answered, user):
    def exports(_request):
        access.log(access.Kind.EXPORT, "inmates.person", by=user, what="list of people as csv")
        access.shown(4, 5)
        return HttpResponse()

    (entry,) = answered(exports)

    assert (entry.kind, entry.subject, entry.people, entry.address) == (
        "export",
        "list of people as csv",
        [4, 5],
        "127.0.0.1",
    )


def test_entries_are_one_statement(answered, user, django_assert_num_queries):
    people = PersonFactory.create_batch(3)

    def prints(_request):
        access.log_each(access.Kind.PRINT, people, by=user, what="wali sheet")
        return HttpResponse()

    # Two are of the fixture, which counts and reads.
    with django_assert_num_queries(3):
        assert [entry.subject_id for entry in answered(prints)] == [str(one.pk) for one in people]


def test_what_a_form_logs_is_committed_with_what_it_does(answered, user):
    def acts(_request):
        access.log(access.Kind.PRINT, user, by=user, what="card")
        assert AccessLogEntry.objects.count() == 1
        access.shown(1)
        return HttpResponse()

    assert [entry.subject for entry in answered(acts, method="post")] == ["card", "/daftar/"]


def test_reading_a_name_says_whom_the_answer_shows(answered):
    first, second, third = PersonFactory.create_batch(3)

    def view(_request):
        with access.unseen():
            assert first.full_name
        return HttpResponse(f"{second} {type(third).objects.defer('full_name').get(pk=third.pk).full_name}")

    assert [entry.people for entry in answered(view)] == [[second.pk, third.pk]]


def test_whoever_is_not_signed_in_is_not_watched(rf):
    request = rf.get("/")
    request.user = type("Anonymous", (), {"is_authenticated": False})

    AccessLogMiddleware(shows(1))(request)

    assert AccessLogEntry.objects.count() == 0


def test_entries_are_found_by_whom_they_showed(answered):
    answered(shows(1, 2))
    answered(shows(2, 12))
    answered(shows(21))

    def found(*people):
        return [entry.people for entry in AccessLogEntry.objects.showing(people).order_by("pk")]

    assert found(1) == [[1, 2]]
    assert found(2) == [[1, 2], [2, 12]]
    assert found(12, 21) == [[2, 12], [21]]
    assert found(3) == found() == []
