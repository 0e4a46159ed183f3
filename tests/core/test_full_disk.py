"""What counts as a full disk, and what the site and its jobs do about one."""

import errno
import sqlite3

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from core import full_disk, jobs
from core.models import Job
from core.views import server_error
from tests.factories import UserFactory

pytestmark = pytest.mark.engines


def of_sqlite(code):
    error = sqlite3.OperationalError("disk")
    error.sqlite_errorcode = code
    return error


class OfPostgresql(Exception):
    pgcode = "53100"


def wrapped(cause):
    try:
        try:
            raise cause
        except type(cause) as error:
            raise OperationalError("disk") from error
    except OperationalError as error:
        return error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "full"),
        OSError(errno.EDQUOT, "quota"),
        OSError(errno.EFBIG, "too large"),
        of_sqlite(sqlite3.SQLITE_FULL),
        wrapped(of_sqlite(sqlite3.SQLITE_IOERR_WRITE)),
        wrapped(OfPostgresql()),
    ],
    ids=["no space", "quota", "limit", "sqlite", "write of sqlite", "postgresql"],
)
def test_full_disk_is_known_however_it_is_said(error):
    assert full_disk.is_full(error)


@pytest.mark.parametrize(
    "error", [None, OSError(errno.ENOENT, "none"), OperationalError("locked"), of_sqlite(sqlite3.SQLITE_BUSY)]
)
def test_other_failures_are_no_full_disk(error):
    assert not full_disk.is_full(error)


def page_of(error):
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get("/"))


def test_page_says_that_the_disk_is_full_and_what_to_do():
    answer = page_of(wrapped(of_sqlite(sqlite3.SQLITE_FULL)))

    assert answer.status_code == 507
    assert "Penyimpanan server penuh" in answer.content.decode()
    assert "du -xh" in answer.content.decode()


def test_any_other_fault_keeps_its_own_page():
    answer = page_of(ZeroDivisionError())

    assert answer.status_code == 500
    assert "Penyimpanan" not in answer.content.decode()


@pytest.mark.django_db
def test_job_on_a_full_disk_waits_for_the_reaper_and_blames_no_item(monkeypatch, django_capture_on_commit_callbacks):
    full = [True]

    def work(job, item):
        if full:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setitem(jobs.handlers, "test.full", work)
    job = jobs.start("test.full", by=UserFactory(roles=["registrar"]), title="Uji", items=[("satu", "1")])
    for _time in range(jobs.MAX_ATTEMPTS):
        with pytest.raises(OSError, match="full"):
            jobs.run_job.func(job.pk)
        Job.objects.filter(pk=job.pk).update(state="waiting")
    assert job.items.get().state == "waiting"

    full.clear()
    jobs.run_job.func(job.pk)

    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 1)
