"""Jobs do each item once, go on after a failure and are taken up again after a killed worker."""

import errno
from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from core import clock, jobs, lanes
from core.errors import Blocker, RuleViolation
from core.lanes import Lane
from core.models import AuditEvent, Job, JobItem
from tests.factories import UserFactory
from tests.together import made_to_wait

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


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


def test_item_that_takes_its_worker_with_it_is_given_up_after_three_tries(done, monkeypatch):
    def kill(job, item):
        if item.reference == "kill":
            raise KeyboardInterrupt
        done.append(item.reference)

    monkeypatch.setitem(jobs.handlers, "greeting", kill)
    job = start("kill", "a")
    for _try in range(jobs.MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            run(job)
        Job.objects.update(state=Job.State.WAITING)

    run(job)

    failed = job.items.get(state=JobItem.State.FAILED)
    assert (job.state, failed.reference, done) == (Job.State.FAILED, "kill", ["a"])
    assert "three tries" in failed.message or "tiga kali" in failed.message


@pytest.fixture
def together(done):
    """The groups with which the group handler of "greeting" was called."""
    seen = []

    def greet(job, items):
        seen.append([item.reference for item in items])
        if any("crash" in item.reference for item in items):
            raise ZeroDivisionError
        return {item.pk: "Not this one." for item in items if "refuse" in item.reference}

    jobs.group_handlers["greeting"] = greet
    yield seen
    del jobs.group_handlers["greeting"]


def test_items_of_one_step_that_follow_each_other_are_done_together(together):
    job = run(start(*(f"a:{n}" for n in range(12)), "b:1", "b:refuse", "c:1"))

    failed = job.items.get(state=JobItem.State.FAILED)

    assert [len(group) for group in together] == [10, 2, 2]
    assert (job.done, job.failed, failed.reference, failed.message) == (14, 1, "b:refuse", "Not this one.")


def test_group_that_breaks_is_done_one_by_one(together, done):
    job = run(start("a:1", "a:crash", "a:2"))

    assert (together, done) == ([["a:1", "a:crash", "a:2"]], ["a:1", "a:crash", "a:2"])
    assert (job.state, job.done) == (Job.State.DONE, 3)


def test_item_that_failed_before_keeps_no_other_from_its_group(together, done):
    job = start("a:1", "a:2", "a:3")
    job.items.filter(reference="a:1").update(attempts=1)

    run(job)

    assert (done, together) == (["a:1"], [["a:2", "a:3"]])


def test_what_a_slow_worker_has_done_meanwhile_is_not_done_again(together):
    job = start("a:1", "a:2")
    items = list(job.items.all())
    job.items.filter(reference="a:2").update(state=JobItem.State.DONE)

    assert jobs._do_together(job, items)

    assert together == [["a:1"]]


def test_group_on_a_full_disk_waits(together, monkeypatch):
    def full(job, items):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setitem(jobs.group_handlers, "greeting", full)
    job = start("a:1", "a:2")

    with pytest.raises(OSError, match="full"):
        run(job)

    assert set(job.items.values_list("state", "attempts")) == {("waiting", 0)}


def test_items_that_took_their_worker_with_them_go_alone_the_next_time(together, done, monkeypatch):
    def killed(job, items):
        raise KeyboardInterrupt

    with monkeypatch.context() as meanwhile:
        meanwhile.setitem(jobs.group_handlers, "greeting", killed)
        job = start("a:1", "a:2")
        with pytest.raises(KeyboardInterrupt):
            run(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)

    run(job)

    assert (done, together) == (["a:1", "a:2"], [])


def test_progress_is_told_while_the_work_goes_on(done, monkeypatch):
    monkeypatch.setattr(jobs, "TELL_EVERY", 0)
    seen = []
    jobs.handlers["greeting"] = lambda job, item: seen.append(Job.objects.get(pk=job.pk).done)

    run(start("a", "b", "c"))

    assert seen == [0, 1, 2]


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
            (waiting, waiting.created_by),
            (good, good.created_by),
            (bad, UserFactory()),
            (bad, bad.created_by),
        )
    ]

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


@pytest.fixture
def queue(settings):
    """The tasks that wait, as a worker would find them."""
    settings.TASKS = {"default": {**settings.TASKS["default"], "BACKEND": "django_tasks_db.DatabaseBackend"}}
    return lambda: [(task.queue_name, task.args_kwargs["args"]) for task in DBTaskResult.objects.ready()]


def test_worker_whose_clock_was_ahead_is_not_waited_for(done):
    job = start("a")
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, heartbeat=clock.now() + timedelta(hours=1))

    assert jobs.reap() == 1
    assert done == ["a"]


def test_reaper_queues_a_job_once_while_no_worker_runs(done, queue):
    job = start("a")
    Job.objects.filter(pk=job.pk).update(created_at=clock.now() - 2 * jobs.SILENCE)

    assert [jobs.reap(), jobs.reap()] == [1, 0]
    assert queue() == [("default", [job.pk])]


def test_job_gives_way_after_its_turn(done, queue, monkeypatch):
    monkeypatch.setattr(jobs, "TURN", 0)
    job = run(start("a", "b"))

    assert (job.state, job.done, done, queue()) == (Job.State.WAITING, 1, ["a"], [("default", [job.pk])])


def test_job_gives_way_when_its_worker_is_asked_to_stop(done, queue):
    jobs.stops.set()
    try:
        job = run(start("a", "b"))
    finally:
        jobs.stops.clear()

    assert (job.state, done, queue()) == (Job.State.WAITING, ["a"], [("default", [job.pk])])


def test_long_kind_is_queued_in_its_own_lane_and_asks_for_its_worker(done, queue, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setitem(jobs.lane_of_kind, "greeting", Lane.LONG)
    job = start("a")
    Job.objects.filter(pk=job.pk).update(created_at=clock.now() - 2 * jobs.SILENCE)
    assert not lanes.is_long_asked_for()

    jobs.reap()

    assert (queue(), lanes.is_long_asked_for()) == ([("long", [job.pk])], True)


def test_worker_that_was_taken_for_dead_leaves_its_job_to_the_other_one(done, monkeypatch):
    monkeypatch.setattr(jobs, "TELL_EVERY", 0)

    def greet(job, item):
        done.append(item.reference)
        Job.objects.filter(pk=job.pk).update(attempts=job.attempts + 1)

    monkeypatch.setitem(jobs.handlers, "greeting", greet)
    job = run(start("a", "b"))

    assert (job.state, job.finished_at, done) == (Job.State.RUNNING, None, ["a"])


@pytest.mark.postgres
def test_item_that_a_slow_worker_does_after_all_is_not_given_up_by_another(committed, done):
    job = start("a")
    Job.objects.update(state=Job.State.WAITING)
    job.items.update(attempts=jobs.MAX_ATTEMPTS, state=JobItem.State.WAITING)

    with transaction.atomic():
        job.items.select_for_update().get()
        waiting = made_to_wait(lambda: jobs.run_job.func(job.pk))
        job.items.update(state=JobItem.State.DONE)
    waiting.result(timeout=60)

    job.refresh_from_db()
    assert (job.state, job.done, job.items.get().state) == (Job.State.DONE, 1, JobItem.State.DONE)


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
