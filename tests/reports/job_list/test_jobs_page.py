"""The page of background work: the whole office's titles and counts, one's own details."""

import pytest
from django.urls import reverse

from core import clock
from core.models import Job
from tests.factories import FacilityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return UserFactory(roles=["registrar"])


def job_of(user, **fields):
    return Job.objects.create(kind="x", office=user.office_code, created_by=user, **{"title": "Impor", **fields})


def failed_job_of(user):
    job = job_of(user, title="Impor besar", state="failed", total=2, done=1, failed=1, finished_at=clock.now())
    job.items.create(position=1, label="Baris 1 sampai 500", reference="1", state="failed", message="Disk penuh.")
    return job


def test_own_work_opens_and_the_work_of_colleagues_shows_without_its_details(sign_in, registrar):
    colleague = UserFactory(roles=["registrar"], facility=registrar.facility, full_name="Siti Aminah")
    own, foreign = job_of(registrar), failed_job_of(colleague)
    job_of(UserFactory(roles=["registrar"], facility=FacilityFactory()), title="Impor kantor lain")

    html = sign_in(registrar).get(reverse("reports:job_list")).content.decode()

    assert reverse("core:job_detail", args=[own.public_id]) in html
    assert reverse("core:job_detail", args=[foreign.public_id]) not in html
    assert "Siti Aminah" in html
    assert "Impor kantor lain" not in html
    assert "Disk penuh." not in html


def test_as_many_questions_for_thirty_as_for_one(sign_in, registrar, django_assert_num_queries):
    pages, url = sign_in(registrar), reverse("reports:job_list")
    job_of(registrar)
    pages.get(url)
    with django_assert_num_queries(3):
        pages.get(url)

    for _ in range(29):
        job_of(registrar)

    with django_assert_num_queries(3):
        pages.get(url)


def test_office_without_long_work_says_so(sign_in, registrar):
    assert 'class="empty"' in sign_in(registrar).get(reverse("reports:job_list")).content.decode()


def test_failed_work_says_why_and_is_repeated_by_its_button(sign_in, registrar):
    job = failed_job_of(registrar)
    url, retry = (reverse(f"core:{name}", args=[job.public_id]) for name in ("job_detail", "job_retry"))
    pages = sign_in(registrar)

    before = pages.get(url).content.decode()
    answer = pages.post(retry)

    assert "Disk penuh." in before
    assert retry in before
    assert answer["Location"] == url
    job.refresh_from_db()
    assert (job.state, job.failed, job.items.get().state) == ("waiting", 0, "waiting")
    assert retry not in pages.get(url).content.decode()


def test_repeating_what_did_not_fail_is_refused(sign_in, registrar):
    job = job_of(registrar, state="running")

    assert sign_in(registrar).post(reverse("core:job_retry", args=[job.public_id])).status_code == 422


def test_work_of_another_person_cannot_be_repeated(sign_in, registrar):
    job = failed_job_of(UserFactory(roles=["registrar"], facility=registrar.facility))

    assert sign_in(registrar).post(reverse("core:job_retry", args=[job.public_id])).status_code == 404
