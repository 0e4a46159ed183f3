"""When people are asked: from which day, on which days, and what the days do to waves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import AuditEvent
from inmates.custody.models.stays import CustodyPeriod
from outcomes.followup.codes import DUE_AFTER, Wave
from outcomes.followup.consents import Terms, record_consent
from outcomes.followup.following import due_day, first_day, follow_due, start_following, window_end
from outcomes.followup.models.outcomes import FollowUp
from outcomes.followup.withdrawal import end_what_was_kept_long_enough
from programs.batches.models import Batch
from programs.circumstances.custody_end import leave
from programs.circumstances.entry_withdrawal import withdraw as take_back
from programs.places.models import Enrollment
from tests.factories import EnrollmentFactory, FacilityFactory, TrainingCenterFactory, UserFactory
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, graduate

pytestmark = pytest.mark.django_db
DAYS = st.dates(date(2020, 1, 1), date(2050, 1, 1))


@given(DAYS, st.sampled_from(Wave.values))
def test_waves_fall_on_mondays_within_a_week_of_their_day(began, wave):
    due = due_day(began, wave)

    assert due.weekday() == 0
    assert 0 <= (due - began - DUE_AFTER[wave]).days < 7
    assert (window_end(began, wave) - due).days == (14 if wave == "w2" else 30)


def agree(person, center):
    by = UserFactory(roles=["placement_officer"], training_center=center)
    terms = Terms(answer="yes", channel="spoken", asked_on=date(2026, 11, 20))
    return record_consent(person, center=center, by=by, terms=terms)


@pytest.fixture
def inside():
    """Somebody in custody with a running place who agreed."""
    place = EnrollmentFactory()
    return agree(place.person, place.batch.training_center)


def depart(consent, kind="full_term", on=date(2026, 11, 23), **more):
    by = UserFactory(roles=["registrar"], facility=consent.person.facility)
    # The sentence ends in 2030, so each of these needs its reason.
    return leave(consent.person, by=by, kind=kind, on=on, reason="Putusan baru", **more)


def test_inside_nobody_is_followed(inside):
    assert (inside.followed_from, FollowUp.objects.count()) == (None, 0)


def test_a_release_begins_the_five_waves(inside):
    depart(inside)

    inside.refresh_from_db()
    waves = list(inside.follow_ups.values_list("wave", "due_on", "window_until", "state"))
    assert inside.followed_from == date(2026, 11, 23)
    assert waves == [
        ("w2", date(2026, 12, 7), date(2026, 12, 21), "open"),
        ("m3", date(2027, 2, 22), date(2027, 3, 24), "open"),
        ("m6", date(2027, 5, 24), date(2027, 6, 23), "open"),
        ("m12", date(2027, 11, 29), date(2027, 12, 29), "open"),
        ("m24", date(2028, 11, 27), date(2028, 12, 27), "open"),
    ]


@pytest.mark.parametrize("kind", ["transfer", "escape", "death"])
def test_no_other_departure_begins_them(inside, kind):
    depart(inside, kind)

    inside.refresh_from_db()
    assert (inside.followed_from, FollowUp.objects.count()) == (None, 0)


def test_a_departure_taken_back_counts_anew(inside):
    circumstance = depart(inside)
    by = UserFactory(roles=["registrar"], facility=circumstance.facility)

    take_back(circumstance, by=by, reason="Salah orang dicatat")

    inside.refresh_from_db()
    assert (inside.followed_from, FollowUp.objects.count()) == (None, 0)


def test_the_beginning_stands_in_no_audit_that_the_center_reads(inside):
    depart(inside)

    assert AuditEvent.objects.get(action="consent.follow").chain == "system"


def test_somebody_never_inside_is_followed_from_the_end_of_the_last_batch():
    center = TrainingCenterFactory()
    person = graduate(center)
    Enrollment.objects.update(ends_on=date(2026, 11, 13))
    Batch.objects.update(ends_on=date(2026, 11, 13))

    assert agree(person, center).followed_from == date(2026, 11, 13)


def test_as_long_as_a_batch_goes_on_nobody_is_followed():
    center = TrainingCenterFactory()
    person = graduate(center)
    EnrollmentFactory(person=person, batch__training_center=center, blocks_parallel=False)

    consent = agree(person, center)

    assert consent.followed_from is None
    Enrollment.objects.update(state="ended", ended_on=date(2026, 11, 20), end_reason="withdrew")
    follow_due()
    consent.refresh_from_db()
    assert consent.followed_from is not None


def test_whoever_agrees_late_is_asked_only_for_what_is_to_come():
    center = TrainingCenterFactory()
    person = trained_until(center, date(2026, 4, 1))
    stayed(person, date(2026, 5, 1))

    consent = agree(person, center)

    assert [one.wave for one in consent.follow_ups.all()] == ["m6", "m12", "m24"]
    assert start_following(consent) == []


def test_a_passed_window_is_answered_or_lost():
    waves = [FollowUpFactory(due_on=date(2026, 10, 5), window_until=date(2026, 11, 22)) for _ in range(3)]
    OutcomeFactory(consent=waves[0].consent)
    OutcomeFactory(consent=waves[1].consent, evidence="E1")

    follow_due()

    assert [FollowUp.objects.get(pk=wave.pk).state for wave in waves] == ["done", "lost", "lost"]


def test_the_last_day_of_a_window_is_still_open():
    wave = FollowUpFactory(window_until=date(2026, 11, 23))

    follow_due()

    wave.refresh_from_db()
    assert wave.state == "open"


def test_custody_takes_no_due_wave_off_the_list():
    """The center would know from it: no act of its own did."""
    wave = FollowUpFactory()
    before = list(FollowUp.objects.callable_on(date(2026, 11, 23)))

    wave.consent.person.facility = FacilityFactory()
    wave.consent.person.save()
    follow_due()

    wave.refresh_from_db()
    assert (wave.state, list(FollowUp.objects.callable_on(date(2026, 11, 23)))) == ("open", before)


def test_a_second_round_changes_nothing():
    FollowUpFactory(window_until=date(2026, 11, 1), due_on=date(2026, 10, 1))
    follow_due()
    before = AuditEvent.objects.count()

    follow_due()

    assert AuditEvent.objects.count() == before


def test_an_agreement_that_is_followed_is_not_begun_again():
    consent = ConsentFactory(followed_from=date(2026, 11, 1) - timedelta(days=1))

    assert start_following(consent) == []


def trained_until(center, end):
    """A graduate of a batch that ended on that day."""
    person = graduate(center)
    person.enrollments.update(ends_on=end)
    Batch.objects.filter(enrollments__person=person).update(starts_on=end - timedelta(days=30), ends_on=end)
    return person


def stayed(person, until, leaving="full_term", begins=date(2020, 1, 1)):
    CustodyPeriod.objects.create(
        person=person, facility=FacilityFactory(), from_date=begins, until=until, leaving=leaving
    )


def test_training_years_after_a_release_is_followed_from_its_own_end():
    center = TrainingCenterFactory()
    person = trained_until(center, date(2026, 11, 13))
    stayed(person, date(2022, 3, 1))

    consent = agree(person, center)
    end_what_was_kept_long_enough()

    consent.refresh_from_db()
    assert (consent.followed_from, consent.withdrawn_at, consent.follow_ups.count()) == (date(2026, 11, 13), None, 5)


@pytest.mark.parametrize(
    ("leaving", "until", "began"),
    [
        ("escape", date(2023, 3, 1), date(2026, 11, 13)),
        ("transfer", date(2023, 3, 1), date(2026, 11, 13)),
        ("transfer", date(2026, 11, 14), None),
        ("death", date(2023, 3, 1), None),
        ("correction", date(2026, 11, 20), date(2026, 11, 13)),
    ],
)
def test_a_stay_that_ended_otherwise_falls_back_to_the_end_of_the_batch(leaving, until, began):
    center = TrainingCenterFactory()
    person = trained_until(center, date(2026, 11, 13))
    stayed(person, until, leaving)

    assert first_day(person, center, date(2026, 11, 23)) == began


def test_the_stay_that_ended_last_counts_whenever_it_began():
    center = TrainingCenterFactory()
    person = trained_until(center, date(2026, 9, 1))
    stayed(person, date(2026, 10, 5), begins=None)
    stayed(person, date(2022, 3, 1), "death", begins=date(2021, 1, 1))

    assert first_day(person, center, date(2026, 11, 23)) == date(2026, 10, 5)
