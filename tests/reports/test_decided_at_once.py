"""Two decide at one moment on what takes two people: one of them does, and nothing is done twice or half."""

from datetime import date

import pytest

from core import jobs
from core.models import AuditEvent, Job
from inmates.people.models import Person
from reports.breaches import closing
from reports.retention import destructions, legal_holds
from reports.retention.models import Destruction
from tests.factories import UserFactory
from tests.reports.breaches.test_breaches import breach_of
from tests.reports.retention.test_destructions import LETTER, has_details, left
from tests.together import done_at_once

pytestmark = pytest.mark.postgres


@pytest.fixture
def proposer(committed):
    return UserFactory(roles=["auditor"])


@pytest.fixture
def deciders(proposer):
    return [UserFactory(roles=[role], facility=proposer.facility) for role in ("rutan_head", "auditor")]


def actions(prefix):
    return sorted(AuditEvent.objects.filter(action__startswith=prefix).values_list("action", flat=True))


@pytest.fixture
def proposed(proposer):
    left(proposer.facility, date(2025, 11, 1))
    return destructions.propose(by=proposer)


def test_a_destruction_is_confirmed_once(proposed, deciders):
    first, second = deciders

    done = done_at_once(
        lambda: destructions.confirm(proposed, by=first), lambda: destructions.confirm(proposed, by=second)
    )

    assert sorted(done) == ["decided", "done"]
    assert actions("destruction.confirm") == ["destruction.confirm"]
    assert Job.objects.filter(kind=destructions.DESTROY).count() == 1


def test_a_destruction_is_confirmed_or_rejected(proposed, deciders):
    first, second = deciders

    done = done_at_once(
        lambda: destructions.confirm(proposed, by=first),
        lambda: destructions.reject(proposed, by=second, reason="Masih ada sengketa atas datanya"),
    )

    assert sorted(done) == ["decided", "done"]
    # Confirmed, the job may have done it by now.
    assert Destruction.objects.get().state in (["confirmed", "done"] if done[0] == "done" else ["rejected"])
    assert Job.objects.filter(kind=destructions.DESTROY).exists() == (done[0] == "done")


def test_a_destruction_is_confirmed_or_taken_back(proposed, proposer, deciders):
    first, _second = deciders

    done = done_at_once(
        lambda: destructions.confirm(proposed, by=first),
        lambda: destructions.reject(proposed, by=proposer, reason="Saya salah melihat tanggalnya"),
    )

    assert sorted(done) == ["decided", "done"]
    assert Destruction.objects.exists() == (done[0] == "done")


def test_a_hold_that_comes_with_the_confirmation_holds(proposed, proposer, deciders):
    first, second = deciders
    person = Person.objects.get(custody_periods__until=date(2025, 11, 1))

    done = done_at_once(
        lambda: destructions.confirm(proposed, by=first),
        lambda: legal_holds.place(person, by=second, reason=LETTER),
    )

    assert done[1] == "done"
    for job in Job.objects.filter(kind=destructions.DESTROY):
        jobs.run_job.func(job.pk)
    assert has_details(person)


@pytest.fixture
def to_close(proposer):
    breach = breach_of(proposer)
    closing.ask(breach, by=proposer, outcome="none", conclusion="Ternyata alamatnya benar")
    return breach


def test_a_breach_is_closed_once(to_close, deciders):
    first, second = deciders

    done = done_at_once(lambda: closing.confirm(to_close, by=first), lambda: closing.confirm(to_close, by=second))

    assert sorted(done) == ["closed", "done"]
    assert actions("breach.close") == ["breach.close"]


def test_a_breach_is_closed_or_sent_back(to_close, deciders):
    first, second = deciders

    done = done_at_once(
        lambda: closing.confirm(to_close, by=first),
        lambda: closing.send_back(to_close, by=second, reason="Belum lengkap ditangani"),
    )

    assert sorted(done) in (["closed", "done"], ["done", "not_asked"])
    to_close.refresh_from_db()
    assert (to_close.closed_at is not None, to_close.outcome) == ((True, "none") if done[0] == "done" else (False, ""))
