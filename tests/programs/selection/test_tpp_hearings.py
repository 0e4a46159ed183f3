"""What becomes of an open hearing when its batch is over."""

from datetime import date

import pytest

from core.models import AuditEvent
from programs.batch_lifecycle import batch_plan
from programs.batches.models import Batch
from programs.selection import application_decisions, tpp_hearings
from tests.factories import ApplicationFactory, BatchFactory, UserFactory
from tests.sitting import sitting

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def batch():
    return BatchFactory(state=Batch.State.SELECTING)


@pytest.fixture
def hearing(batch, officer):
    chair, member = (UserFactory(roles=[role], facility=batch.facility) for role in ("board_chair", "board_member"))
    ApplicationFactory(batch=batch)
    return sitting(by=officer, batch=batch, held_on=date(2026, 11, 23), place="Aula", chair=chair, members=[member])


def test_cancelling_a_batch_calls_its_open_hearing_off(batch, hearing, officer):
    batch_plan.cancel(batch, by=officer, cause="other", reason="Dana belum turun tahun ini")

    hearing.refresh_from_db()
    assert (hearing.state, hearing.closed_by) == ("off", officer)
    assert AuditEvent.objects.filter(action="hearing.call_off").count() == 1
    assert [reason.code for reason in tpp_hearings.closing_blockers(hearing, by=hearing.chair)] == ["hearing_closed"]


def test_a_closed_hearing_stays_closed_when_its_batch_is_cancelled(batch, hearing, officer):
    application_decisions.decide(
        batch.applications.get(), by=hearing.chair, outcome="rejected", reason="Tidak memenuhi syarat program"
    )
    tpp_hearings.close_hearing(hearing, by=hearing.chair)

    batch_plan.cancel(batch, by=officer, cause="other", reason="Dana belum turun tahun ini")

    hearing.refresh_from_db()
    assert (hearing.state, hearing.closed_by) == ("closed", hearing.chair)


def test_the_page_of_a_cancelled_batch_says_that_the_hearing_was_called_off(client, batch, hearing, officer):
    batch_plan.cancel(batch, by=officer, cause="other", reason="Dana belum turun tahun ini")
    client.force_login(officer)

    page = client.get(f"/seleksi/{batch.public_id}/").content.decode()

    assert "Ditiadakan" in page
    assert "/tutup/" not in page
