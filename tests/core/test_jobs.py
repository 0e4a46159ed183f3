"""Jobs do each item once, go on after a failure and are taken up again after a killed worker."""

import pytest

from core import clock, jobs
from core.errors import Blocker, RuleViolation
from core.models import AuditEvent, Job, JobItem
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def done():
    """What the handler "greeting" was called with; "refuse" breaks a rule, "crash" anything else."""
    seen = []

    def greet(job, item):
        if item.reference == "refuse":
            raise RuleViolation(Blocker("no", "Not this one."))
        if item.reference == "crash":
            raise ZeroDivisionError
        seen.append(item.reference)

    jobs.handlers["greeting"] = greet
    yield seen
    del jobs.handlers["greeting"]


def start(*references, **fields):
    user = UserFactory(roles=["registrar"])
    return jobs.start("greeting", by=user, title="Sapa", items=[(ref, ref) for ref in references], **fields)


def run(job):
    jobs.run_job.func(job.pk)
    job.refresh_from_db()
    return job


def test_every_item_is_done_once(done):
    job = run(start("a", "b", "c"))

    run(job)

    assert (job.state, job.done, job.total, done) == (Job.State.DONE, 3, 3, ["a", "b", "c"])


def test_refused_item_says_why_and_the_others_go_on(done):
    job = run(start("a", "refuse", "b"))

    failed = job.items.get(state=JobItem.State.FAILED)

    assert (job.state, job.done, job.failed, failed.message) == (Job.State.FAILED, 2, 1, "Not this one.")


def test_crashing_item_is_tried_three_times(done):
    job = run(start("crash", "a"))

    failed = job.items.get(state=JobItem.State.FAILED)

    assert (failed.attempts, done) == (3, ["a"])
    assert "three tries" in failed.message or "tiga kali" in failed.message


def test_retry_takes_up_what_failed(done):
    job = run(start("a", "refuse"))
    job.items.filter(reference="refuse").update(reference="b")

    jobs.retry(job, by=job.created_by)
    job = run(job)

    assert (job.state, done) == (Job.State.DONE, ["a", "b"])
    assert AuditEvent.objects.get(action="job.retry").details == {"items": 1}


def test_only_failed_work_that_has_ended_is_repeated_and_only_by_its_starter(done):
    waiting, good, bad = start("a"), run(start("a")), run(start("refuse"))

    found = [
        [reason.code for reason in jobs.retry_blockers(job, by)]
        for job, by in (
            (waiting, waiting.created_by), (good, good.created_by), (bad, UserFactory()), (bad, bad.created_by),
        )
    ]  # fmt: skip

    assert found == [["running"], ["nothing_failed"], ["not_own"], []]
    with pytest.raises(RuleViolation):
        jobs.retry(good, by=good.created_by)


def test_second_worker_leaves_a_running_job_alone(done):
    job = start("a")
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heartbeat=clock.now())

    run(job)

    assert done == []


def test_reaper_finds_silent_jobs_only(done):
    silent, lively, forgotten = start("a"), start("b"), start("c")
    long_ago = clock.now() - 2 * jobs.SILENCE
    Job.objects.filter(pk=silent.pk).update(state=Job.State.RUNNING, heartbeat=long_ago)
    Job.objects.filter(pk=lively.pk).update(state=Job.State.RUNNING, heartbeat=clock.now())
    Job.objects.filter(pk=forgotten.pk).update(created_at=long_ago)

    assert jobs.reap() == 2
    assert Job.objects.get(pk=silent.pk).state == Job.State.DONE
    assert Job.objects.get(pk=lively.pk).state == Job.State.RUNNING


def test_progress_page_is_for_its_owner(done, sign_in):
    job = start("a", "b")

    own = sign_in(job.created_by).get(f"/pekerjaan/{job.public_id}/")
    strange = sign_in(UserFactory(roles=["registrar"])).get(f"/pekerjaan/{job.public_id}/")

    assert (own.status_code, strange.status_code) == (200, 404)
    assert "Sapa" in own.content.decode()


def test_finished_job_leads_to_its_result(done, sign_in):
    job = run(start("a", result_url="/akun/"))

    response = sign_in(job.created_by).get(f"/pekerjaan/{job.public_id}/")

    assert (response.status_code, response["Location"]) == (302, "/akun/")
