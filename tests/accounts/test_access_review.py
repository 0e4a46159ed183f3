"""The head looks each quarter at who may do what."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import access_review
from accounts.models import AccessReview, User
from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from tests.factories import UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def head():
    return UserFactory(roles=["rutan_head"], full_name="Andi Hasyim")


def confirm(head):
    return access_review.confirm(by=head, seen=access_review.seal_of(access_review.accounts_of(head)))


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026-1"),
        (date(2026, 3, 31), "2026-1"),
        (date(2026, 4, 1), "2026-2"),
        (date(2026, 9, 30), "2026-3"),
        (date(2026, 12, 31), "2026-4"),
    ],
)
def test_quarters(day, quarter):
    assert access_review.quarter_of(day) == quarter


def test_a_review_keeps_what_was_seen_and_is_due_again_in_the_next_quarter(head):
    UserFactory(roles=["registrar"], facility=head.facility, username="registrasi")
    User.objects.update(date_joined=clock.now() - timedelta(days=100))
    assert access_review.to_review(head).count() == 2
    UserFactory(roles=["registrar"])

    review = confirm(head)

    assert not access_review.to_review(head).exists()
    assert review.quarter == "2026-4"
    assert {"user": "registrasi", "roles": ["registrar"], "is_active": True} in review.listed
    assert len(review.listed) == 2
    assert AuditEvent.objects.get(action="accessreview.confirm").details == {"quarter": "2026-4"}
    with pytest.raises(RuleViolation) as refused:
        confirm(head)
    assert codes(refused) == ["reviewed"]
    with clock.moved_to(clock.at(date(2027, 1, 1), clock.now().time(), "Asia/Makassar")):
        assert access_review.to_review(head).count() == 2


def test_whoever_has_no_office_reviews_nothing():
    viewer = UserFactory(roles=["regional_viewer"])

    with pytest.raises(RuleViolation) as refused:
        confirm(viewer)

    assert codes(refused) == ["no_office"]
    assert not access_review.reviews_of(viewer).exists()


def test_the_database_keeps_one_a_quarter_and_office(head):
    confirm(head)
    again = {"facility": head.facility, "quarter": "2026-4", "listed": [], "reviewed_by": head}

    with pytest.raises(IntegrityError), transaction.atomic():
        AccessReview.objects.create(**again)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessReview.objects.create(**{**again, "facility": None, "quarter": "2026-3"})


def test_the_page_lists_confirms_and_the_work_list_asks(sign_in, head):
    UserFactory(roles=["registrar"], facility=head.facility, full_name="Siti Rahmah")
    assert "Tinjau hak akses" not in sign_in(head).get("/").content.decode()
    User.objects.update(date_joined=clock.now() - timedelta(days=100))
    pages, url = sign_in(head), reverse("accounts:access_review")

    assert "Tinjau hak akses 2 akun" in pages.get("/").content.decode()
    assert "Siti Rahmah" in pages.get(url).content.decode()
    seen = pages.get(url).context["seen"]
    assert pages.post(reverse("accounts:access_review_confirm"), {"seen": seen}).status_code == 302

    assert "Andi Hasyim" in pages.get(url).content.decode()
    assert "Tinjau hak akses 2 akun" not in pages.get("/").content.decode()


def test_the_number_of_queries_does_not_grow(sign_in, head, django_assert_num_queries, django_assert_max_num_queries):
    pages, url = sign_in(head), reverse("accounts:access_review")
    pages.get(url)
    with django_assert_max_num_queries(10) as few:
        pages.get(url)
    for _one in range(20):
        UserFactory(roles=["registrar"], facility=head.facility)
    with django_assert_num_queries(len(few)):
        pages.get(url)


def test_what_was_changed_meanwhile_is_looked_at_again(sign_in, head):
    clerk = UserFactory(roles=["registrar"], facility=head.facility)
    pages = sign_in(head)
    seen = pages.get(reverse("accounts:access_review")).context["seen"]
    clerk.groups.clear()

    refused = pages.post(reverse("accounts:access_review_confirm"), {"seen": seen})

    assert refused.status_code == 422
    assert not AccessReview.objects.exists()
