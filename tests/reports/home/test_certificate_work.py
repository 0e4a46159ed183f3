"""What waits after the issue: each number opens the list that makes it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from certification.certificates import issue_certificates
from certification.register.models import Certificate
from reports.home.work_list import tasks_for
from tests.factories.certification import approved, graduates, staff
from tests.factories.outside import candidate, certified, outside_test

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def told(user):
    return {task.url: task.title for task in tasks_for(user)}


def test_what_ends_and_who_waits_too_long_is_told_to_the_officer():
    batch = graduates(1)
    center = batch.training_center
    officer = staff(center, "certificate_officer")
    own = issue_certificates.issue(approved(batch.enrollments.get()), by=officer, render_after=False)
    Certificate.objects.filter(pk=own.pk).update(valid_until=TODAY + timedelta(days=90))
    test = outside_test(center, held_on=TODAY - timedelta(days=91))
    certified(test, issued_on=TODAY - timedelta(days=80), valid_until=TODAY + timedelta(days=10))
    for result in ("K", ""):
        candidate(test, result=result)
    candidate(outside_test(center, held_on=TODAY - timedelta(days=90)))
    expiry = reverse("certification:expiry")

    found = told(officer)

    assert found[f"{expiry}?jenis=latihan"] == "1 sertifikat pelatihan berakhir dalam 90 hari"
    assert found[f"{expiry}?jenis=kompetensi"] == "1 sertifikat kompetensi berakhir dalam 90 hari"
    assert found[reverse("certification:outside_waiting", query={"state": "late"})] == (
        "2 orang menunggu sertifikat kompetensi lebih dari 90 hari"
    )
    assert reverse("certification:outside_waiting", query={"state": "late"}) not in told(staff(center, "blk_head"))


def test_nothing_waits_without_a_reason():
    officer = staff(graduates(1).training_center, "certificate_officer")

    assert not [url for url in told(officer) if "masa-berlaku" in url or "menunggu" in url]
