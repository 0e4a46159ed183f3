"""Certificates from before that wait for a second person stand on the first page of whoever may be that person."""

import pytest

from certification.earlier_certificates import earlier_ends
from tests.factories.accounts import TrainingCenterFactory
from tests.factories.certification import staff
from tests.factories.earlier import confirmed, recorded, row
from tests.reports.home.test_work_list import tasks_for

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def center():
    return TrainingCenterFactory(code="BLK-TPN")


def titles_of(user):
    return [(task.title, task.url) for task in tasks_for(user) if "terdahulu" in task.url]


def test_rows_of_somebody_else_wait_for_the_head(center, sign_in):
    recorded(center, row(), row(number="893/018/BLK/2019"))
    head = staff(center, "blk_head")

    ((title, url),) = titles_of(head)

    assert title.startswith("2 sertifikat")
    assert len(sign_in(head).get(url).context["page"].rows) == 2
    assert titles_of(staff(center, "certificate_officer")) == []
    assert titles_of(staff(TrainingCenterFactory(), "blk_head")) == []


def test_an_end_that_was_asked_waits_too(center, sign_in):
    head = staff(center, "blk_head")
    (certificate,) = confirmed(center, row())
    assert titles_of(head) == []
    earlier_ends.ask(
        certificate, by=staff(center, "certificate_officer"), end_state="revoked", reason="Nama pemegang keliru"
    )

    ((title, url),) = titles_of(head)

    assert "1 sertifikat" in title
    assert len(sign_in(head).get(url).context["page"].rows) == 1
    earlier_ends.approve(certificate, by=head)
    assert titles_of(head) == []
