"""Files of devices: short ones are taken at once, long ones by a job that keeps them only until all is taken."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import jobs
from core.models import Job, JobItem
from programs.offline import queue_files
from programs.offline.models import MarkOperation, OfflinePack
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tests.programs.offline.test_offline_pages import queue

pytestmark = pytest.mark.django_db
ADDRESS = "programs:offline_upload"
STRANGE = (
    "3 presensi dalam berkas tidak dapat diterima: tidak terbaca, atau bukan untuk sesi dan peserta yang disiapkan. "
    "Catat pada presensi sesinya."
)


@pytest.fixture
def send(taught, sign_in):
    def send(content):
        file = SimpleUploadedFile("presensi-luring.json", json.dumps(content).encode())
        return sign_in(taught.instructor).post(reverse(ADDRESS), {"file": file})

    return send


def told(answer):
    return [str(message) for message in answer.wsgi_request._messages]


def run(job):
    jobs.run_job.func(job.pk)
    return Job.objects.get(pk=job.pk)


def test_marks_that_no_row_can_name_are_told_and_stop_no_other(taught, tablet, send):
    elsewhere = replace(tablet.marks(1), session=uuid4())
    nobody = replace(tablet.marks(1), person=uuid4())

    answer = send(queue(taught, tablet.marks(0), elsewhere, nobody, replace(tablet.marks(2), note="x" * 300)))

    assert told(answer) == [
        "1 presensi sudah ada di server.",
        STRANGE,
    ]
    assert taught.marks() == {0: ("present", 1)}


@pytest.mark.parametrize("count", [queue_files.MOST_AT_ONCE, queue_files.MOST_AT_ONCE + 1])
def test_only_a_long_file_is_taken_by_a_job(taught, tablet, send, count):
    # Of a pack that is over nothing is recorded, which is quick.
    OfflinePack.objects.update(made_at=MONDAY - timedelta(days=4), expires_at=MONDAY - timedelta(days=1))
    marks = [tablet.marks(number % 3) for number in range(count)]

    answer = send(queue(taught, *marks))

    job = Job.objects.first()
    if count > queue_files.MOST_AT_ONCE:
        assert answer["Location"] == reverse("core:job_detail", args=[job.public_id])
        assert (job.total, job.items.last().label, told(answer)) == (21, "Presensi 201 sampai 201", [])
        assert MarkOperation.objects.count() == 0
    else:
        assert (answer["Location"], job) == (reverse(ADDRESS), None)
        assert MarkOperation.objects.count() == count


def test_job_takes_every_mark_once_in_the_order_of_the_device_and_keeps_nothing_of_the_file(taught, tablet):
    marks = [tablet.marks(number % 3, ("present", "sick")[number // 3 % 2], note="Nota") for number in range(23)]
    taught.sends(marks[0])

    job = run(queue_files.start(taught.pack, reversed(marks), by=taught.instructor))

    assert (job.state, job.done, job.failed, job.parameters) == ("done", 3, 0, {"pack": taught.pack.pk})
    assert MarkOperation.objects.count() == 23
    assert taught.marks() == {0: ("sick", 8), 1: ("sick", 8), 2: ("present", 7)}
    assert job.result_url == reverse("programs:offline_list")


def test_file_stays_sealed_with_the_job_as_long_as_a_part_of_it_waits(taught, tablet):
    marks = [tablet.marks(number % 3, note="Nota rahasia") for number in range(11)]
    job = queue_files.start(taught.pack, marks, by=taught.instructor)
    first, last = job.items.all()

    queue_files.take_part(job, first)
    JobItem.objects.filter(pk=first.pk).update(state=JobItem.State.DONE)

    assert Job.objects.get().parameters.keys() == {"pack", "sealed"}
    assert "rahasia" not in str(job.parameters)
    queue_files.take_part(job, last)
    assert Job.objects.get().parameters == {"pack": taught.pack.pk}


def test_nobody_else_sends_the_file(taught, tablet):
    with pytest.raises(ValueError, match="its own user"):
        queue_files.start(taught.pack, [tablet.marks(0)], by=UserFactory(roles=["instructor"]))

    assert not Job.objects.exists()


def test_what_waits_is_read_back_as_it_was(taught, tablet):
    mark = tablet.marks(0, "late", base=4, minutes_late=15, note="ban “bocor”")

    assert (queue_files._from_text(queue_files._as_text([mark])), mark.made_at) == ([mark], MONDAY)
