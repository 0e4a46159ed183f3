from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock, due
from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import people_apart
from programs.batches.models import Batch
from programs.places import place_changes
from programs.selection import ended_applications, place_offers
from programs.selection.models import Application, Hearing, PlaceOffer
from tests.factories import ApplicationFactory, BatchFactory, EnrollmentFactory, EntryRuleSetFactory, UserFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = date(2026, 11, 23)
LATER = datetime(2026, 11, 26, 8, tzinfo=ZoneInfo("Asia/Makassar"))


@pytest.fixture
def batch():
    return BatchFactory(
        state=Batch.State.SELECTING,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 25),
        assessment_on=date(2027, 1, 29),
        capacity=2,
    )


@pytest.fixture
def hearing(batch, chair):
    return Hearing.objects.create(
        batch=batch, held_on=TODAY, place="Aula", chair=chair, state="closed", closed_at=clock.now(), closed_by=chair
    )


@pytest.fixture
def full(batch):
    return [EnrollmentFactory(batch=batch) for _ in range(batch.capacity)]


def on_the_list(batch, hearing, position=1, **changes):
    values = {"state": "reserve", "reserve_position": position, "decided_by_chair": hearing.chair, **changes}
    return ApplicationFactory(batch=batch, hearing=hearing, **values)


def end(place, officer):
    Batch.objects.filter(pk=place.batch_id).update(state="running", starts_on=TODAY)
    place.batch.enrollments.update(starts_on=TODAY)
    place.refresh_from_db()
    return place_changes.end_enrollment(place, by=officer, on=TODAY, reason="withdrew")


def states(batch):
    return list(batch.applications.order_by("reserve_position", "pk").values_list("state", flat=True))


def test_a_place_that_ends_is_offered_to_the_first_of_the_list_once(batch, hearing, full, officer):
    second, first = on_the_list(batch, hearing, 2), on_the_list(batch, hearing, 1)

    end(full[0], officer)

    offer = PlaceOffer.objects.get()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (offer.application, offer.state, offer.expires_on) == (first, "open", date(2026, 11, 25))
    assert (first.state, second.state) == ("offered", "reserve")
    assert batch.enrollments.live().count() == 1, "an offer enrolls nobody"
    assert AuditEvent.objects.filter(action="place.offer").count() == 1


def test_an_offered_place_is_free_for_nobody_else(batch, hearing, full, officer):
    on_the_list(batch, hearing)
    end(full[0], officer)

    assert place_offers.free_places(Batch.objects.get(pk=batch.pk)) == 0


def kept_apart(one, other, by):
    return people_apart.keep_apart(one, other=other, by=by, from_date=TODAY, decided_by="Kepala pengamanan")


def test_nobody_is_offered_a_place_beside_whom_he_must_not_meet(batch, hearing, full, officer):
    first, second = on_the_list(batch, hearing, 1), on_the_list(batch, hearing, 2)
    kept_apart(first.person, full[1].person, officer)

    end(full[0], officer)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("reserve", "offered")


def test_officer_is_told_who_on_the_list_must_be_kept_apart(batch, hearing, full, officer):
    waiting = on_the_list(batch, hearing)
    kept_apart(waiting.person, full[1].person, officer)
    end(full[0], officer)

    with pytest.raises(RuleViolation) as caught:
        place_offers.offer_free_place(Batch.objects.get(pk=batch.pk), by=officer)

    assert codes(caught) == ["apart"]
    assert waiting.person.full_name in str(caught.value)


def test_an_admitted_person_who_withdraws_frees_the_place(batch, hearing, officer):
    EnrollmentFactory(batch=batch)
    admitted = ApplicationFactory(batch=batch, state="admitted", hearing=hearing, decided_by_chair=hearing.chair)
    waiting = on_the_list(batch, hearing)

    ended_applications.withdraw(admitted, by=officer)

    waiting.refresh_from_db()
    assert waiting.state == "offered"


def test_who_only_applied_frees_nothing(batch, hearing, officer):
    waiting = on_the_list(batch, hearing)

    ended_applications.withdraw(ApplicationFactory(batch=batch), by=officer)

    waiting.refresh_from_db()
    assert waiting.state == "reserve"


def has_begun_long_ago(batch, waiting):
    Batch.objects.update(starts_on=TODAY - timedelta(days=4))


def is_finished(batch, waiting):
    Batch.objects.update(state="finished")


def board_has_promised_it(batch, waiting):
    ApplicationFactory(batch=batch, state="admitted", decided_by_chair=waiting.decided_by)
    ApplicationFactory(batch=batch, state="admitted", decided_by_chair=waiting.decided_by)


def list_is_empty(batch, waiting):
    Application.objects.filter(pk=waiting.pk).update(
        state="withdrawn", closing="own_wish", closed_at=clock.now(), reserve_position=None
    )


def has_left(batch, waiting):
    waiting.person.facility = None
    waiting.person.save()


def has_a_place_elsewhere(batch, waiting):
    EnrollmentFactory(person=waiting.person, batch=BatchFactory(facility=batch.facility))


def had_an_offer(batch, waiting):
    waiting.offers.create(expires_on=TODAY, state="expired", answered_at=clock.now())


def is_decided_in_an_open_hearing(batch, waiting):
    Hearing.objects.update(state="open", closed_at=None, closed_by=None)


@pytest.mark.parametrize(
    ("circumstance", "code"),
    [
        (has_begun_long_ago, "too_late"),
        (is_finished, "batch_not_open"),
        (board_has_promised_it, "no_free_place"),
        (list_is_empty, "nobody_waits"),
        (has_left, "nobody_waits"),
        (has_a_place_elsewhere, "nobody_waits"),
        (had_an_offer, "nobody_waits"),
        (is_decided_in_an_open_hearing, "nobody_waits"),
    ],
)
def test_what_keeps_a_place_from_being_offered(batch, hearing, officer, circumstance, code):
    waiting = on_the_list(batch, hearing)
    circumstance(batch, waiting)

    batch = Batch.objects.get(pk=batch.pk)
    assert code in [reason.code for reason in place_offers.offer_blockers(batch)]
    assert place_offers.offer_next(batch, by=officer) is None
    assert not PlaceOffer.objects.filter(state="open").exists()


def test_on_the_last_day_of_entry_a_place_is_still_offered(batch, hearing, officer):
    waiting = on_the_list(batch, hearing)
    Batch.objects.update(starts_on=TODAY - timedelta(days=3), state="running")

    offer = place_offers.offer_free_place(Batch.objects.get(pk=batch.pk), by=officer)

    assert (offer.application, offer.expires_on) == (waiting, TODAY)


def test_only_the_officer_of_the_facility_offers_by_hand(batch, hearing):
    on_the_list(batch, hearing)

    for user in (UserFactory(roles=["training_officer"]), UserFactory(roles=["registrar"], facility=batch.facility)):
        with pytest.raises(RuleViolation) as caught:
            place_offers.offer_free_place(batch, by=user)
        assert codes(caught) == ["not_the_officer"]


@pytest.fixture
def offered(batch, hearing, full, officer):
    first, second = on_the_list(batch, hearing, 1), on_the_list(batch, hearing, 2)
    end(full[0], officer)
    first.refresh_from_db()
    return first, second


def test_accepting_takes_the_place(offered, officer):
    first, _second = offered

    place = place_changes.accept_offer(first, by=officer)

    first.refresh_from_db()
    assert (place.person, place.starts_on, first.state) == (first.person, TODAY, "enrolled")
    assert first.offers.get().state == "accepted"
    assert first.offers.get().answered_by == officer


def test_declining_offers_the_place_to_the_next(offered, officer):
    first, second = offered

    place_offers.decline(first, by=officer)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.closing, second.state) == ("withdrawn", "declined", "offered")
    assert [offer.state for offer in PlaceOffer.objects.order_by("pk")] == ["declined", "open"]


def test_whoever_is_offered_nothing_cannot_answer(offered, officer):
    _first, second = offered

    for answer in (place_changes.accept_offer, place_offers.decline):
        with pytest.raises(RuleViolation) as caught:
            answer(second, by=officer)
        assert codes(caught) == ["no_offer"]


def test_withdrawing_while_offered_closes_the_offer(offered, officer):
    first, second = offered

    ended_applications.withdraw(first, by=officer, closing="unavailable")

    second.refresh_from_db()
    assert [offer.state for offer in PlaceOffer.objects.order_by("pk")] == ["closed", "open"]
    assert second.state == "offered"


def test_an_offer_that_nobody_answers_goes_to_the_next(offered):
    first, second = offered

    assert place_offers.expire_offers() == 0
    with clock.moved_to(LATER):
        assert place_offers.expire_offers() == 1
        assert place_offers.expire_offers() == 0

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.reserve_position, second.state) == ("reserve", 3, "offered")
    assert AuditEvent.objects.get(action="place.offer_expire").actor_name == "system"


def test_an_offer_of_yesterday_cannot_be_accepted_any_more(offered, officer):
    first, _second = offered

    with clock.moved_to(LATER), pytest.raises(RuleViolation) as caught:
        place_changes.accept_offer(first, by=officer)

    assert codes(caught) == ["offer_expired"]


def test_after_the_last_day_of_entry_nobody_accepts(offered, officer):
    first, _second = offered
    first.offers.update(expires_on=date(2026, 12, 31))

    with clock.moved_to(LATER + timedelta(days=2)), pytest.raises(RuleViolation) as caught:
        place_changes.accept_offer(first, by=officer)

    assert codes(caught) == ["too_late"]


def test_whoever_no_longer_meets_the_rules_goes_back_to_the_board(offered, officer):
    first, _second = offered
    EntryRuleSetFactory(version=first.batch.version, parts={"age": {"minimum": 90}})

    with pytest.raises(RuleViolation) as caught:
        place_changes.accept_offer(first, by=officer)

    assert codes(caught) == ["rules_not_met"]


def test_due_work_expires_offers(offered):
    with clock.moved_to(LATER):
        due.do_all()

    assert PlaceOffer.objects.filter(state="expired").count() == 1


def test_a_race_for_an_expired_offer_ends_it_once(offered):
    first, _second = offered
    offer = first.offers.get()
    with clock.moved_to(LATER):
        assert place_offers._expire(offer) is True
        assert place_offers._expire(offer) is False


def test_what_is_open_lapses_with_the_batch(batch, hearing, offered, officer):
    waiting = ApplicationFactory(batch=batch)

    ended_applications.lapse_open(batch, by=officer, closing="batch_over")

    assert set(batch.applications.values_list("state", "closing")) == {("lapsed", "batch_over")}
    waiting.refresh_from_db()
    assert (waiting.state_before, PlaceOffer.objects.get().state) == ("submitted", "closed")


@pytest.mark.parametrize(
    ("parallel", "state", "offer_state"), [(False, "reserve", "closed"), (True, "offered", "open")]
)
def test_an_offer_that_clashes_with_a_place_taken_elsewhere_is_taken_back(
    batch, hearing, full, officer, parallel, state, offer_state
):
    type(batch.version).objects.filter(pk=batch.version_id).update(allows_parallel_batches=parallel)
    first, second = on_the_list(batch, hearing, 1), on_the_list(batch, hearing, 2)
    end(full[0], officer)
    elsewhere = BatchFactory(facility=batch.facility, state="selecting")
    closed = {"held_on": TODAY, "chair": hearing.chair, "state": "closed", "closed_at": clock.now()}
    decided = Hearing.objects.create(batch=elsewhere, place="Aula", closed_by=hearing.chair, **closed)
    admitted = ApplicationFactory(
        batch=elsewhere, person=first.person, state="admitted", hearing=decided, decided_by_chair=hearing.chair
    )
    EntryRuleSetFactory(version=elsewhere.version, parts={})

    place_changes.enroll(admitted, by=officer)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.reserve_position, first.offers.get().state) == (state, 1, offer_state)
    assert second.state == ("reserve" if parallel else "offered")
