"""What random lives and commands at one moment have found, each in its shortest form."""

from datetime import date, timedelta

import pytest

from core import clock
from core.errors import RuleViolation
from core.models import AuditEvent
from programs.batch_lifecycle import batch_plan
from programs.batches.models import Batch
from programs.circumstances import custody_end, entry_withdrawal
from programs.places import place_changes
from programs.selection import application_decisions, place_offers
from programs.selection.models import Application, Hearing
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, SessionFactory
from tests.factories.certification import mark_all
from tests.programs.places.test_place_changes import admitted_to
from tests.reasons import codes

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
REASON = "Instruktur tidak tersedia"


@pytest.fixture
def batch():
    return BatchFactory(
        state=Batch.State.SELECTING,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
    )


@pytest.mark.parametrize(("ends_on", "found"), [(TODAY, []), (TODAY - timedelta(days=1), ["too_late"])])
def test_nobody_enters_a_batch_after_its_last_day(batch, ends_on, found):
    batch.state, batch.starts_on, batch.ends_on = Batch.State.RUNNING, date(2026, 11, 2), ends_on
    batch.save()

    assert [reason.code for reason in place_changes.blockers(admitted_to(batch))] == found


def test_a_batch_that_is_called_off_ends_suspensions_with_the_places(batch, officer):
    place = EnrollmentFactory(batch=batch, state="suspended")
    place.suspensions.create(from_date=date(2026, 12, 8), reason="illness")

    batch_plan.cancel(batch, by=officer, cause="other", reason=REASON)

    place.refresh_from_db()
    assert (place.state, place.ended_on, place.end_reason) == ("ended", date(2026, 12, 7), "called_off")
    assert not place.suspensions.exists(), "a pause that never began"
    assert AuditEvent.objects.filter(action="enrollment.end", target_id=str(place.pk)).count() == 1


def test_a_running_suspension_ends_with_the_batch_that_is_called_off(officer):
    batch = BatchFactory(facility=officer.facility)
    place = EnrollmentFactory(batch=batch, state="suspended")
    pause = place.suspensions.create(from_date=date(2026, 11, 10), reason="illness")

    batch_plan.cancel(batch, by=officer, cause="other", reason=REASON)

    pause.refresh_from_db()
    assert pause.until == TODAY


def test_whoever_was_there_on_the_day_keeps_the_day_although_the_batch_is_called_off(officer):
    batch = BatchFactory(facility=officer.facility)
    place = EnrollmentFactory(batch=batch)
    session = SessionFactory(batch=batch, date=TODAY)
    mark_all(session, [place])

    with clock.moved_to(session.ends_at):
        batch_plan.cancel(batch, by=officer, cause="other", reason=REASON)

    place.refresh_from_db()
    assert place.ended_on == TODAY + timedelta(days=1)


@pytest.mark.parametrize("outcome", ["admitted", "reserve"])
def test_a_later_hearing_cannot_take_in_somebody_who_has_left(batch, officer, registrar, chair, outcome):
    rejected = ApplicationFactory(batch=batch, state="rejected", decided_by_chair=chair)
    Hearing.objects.create(batch=batch, held_on=TODAY, place="Aula", chair=chair)
    custody_end.leave(rejected.person, by=registrar, kind="full_term", on=TODAY, reason="Bebas lebih awal")

    with pytest.raises(RuleViolation) as caught:
        application_decisions.decide(
            rejected, by=chair, outcome=outcome, reason="Sudah bebas, dicatat keliru", override=True
        )

    assert codes(caught) == ["not_in_custody"]


@pytest.fixture
def offered(batch, officer, chair):
    """The first of two on the reserve list is offered the only place."""
    Batch.objects.update(capacity=1)
    hearing = Hearing.objects.create(
        batch=batch, held_on=TODAY, place="Aula", chair=chair, state="closed", closed_at=clock.now(), closed_by=chair
    )
    fields = {"state": "reserve", "hearing": hearing, "decided_by_chair": chair, "batch": batch}
    first, second = (ApplicationFactory(reserve_position=number, **fields) for number in (1, 2))
    place_offers.offer_free_place(batch, by=officer)
    first.refresh_from_db()
    return first, second


@pytest.mark.parametrize(("is_alone", "state"), [(True, "offered"), (False, "reserve")])
def test_an_offer_closed_by_mistake_is_made_again_while_the_place_is_free(offered, registrar, is_alone, state):
    first, second = offered
    if is_alone:
        Application.objects.filter(pk=second.pk).update(state="rejected", reserve_position=None)

    departure = custody_end.leave(first.person, by=registrar, kind="full_term", on=TODAY, reason="Bebas lebih awal")
    entry_withdrawal.withdraw(departure, by=registrar, reason="Orang lain yang dimaksud")

    first.refresh_from_db()
    assert first.state == state
    assert first.batch.applications.filter(state="offered").count() == 1


@pytest.mark.parametrize("ending", ["declined", "expired", "accepted"])
def test_whoever_answered_an_offer_gets_no_second_one(offered, officer, ending):
    first, _second = offered
    first.offers.update(state=ending, answered_at=clock.now())
    Application.objects.filter(pk=first.pk).update(state="reserve")

    assert first not in place_offers.in_line(first.batch)
