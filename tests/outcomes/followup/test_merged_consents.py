"""Two records become one: what was agreed to goes along, and nothing of it shows to the office that merges."""

from datetime import date, timedelta

import pytest

from core import clock
from outcomes.followup.merged_consents import move_consents
from outcomes.followup.models.consents import AskedPerson, Consent, hash_of
from outcomes.followup.occasions import consents_become_one
from outcomes.followup.withdrawal import withdraw
from programs.merged_records.record_merge import Merging, rows_that_move
from tests.conftest import MONDAY
from tests.factories import TrainingCenterFactory
from tests.factories.followup import ConsentFactory, FollowUpFactory, OutcomeFactory, contact, graduate

pytestmark = pytest.mark.django_db
NO = {"answer": "no", "by_phone": False, "by_message": False, "followed_from": None}


@pytest.fixture
def center():
    return TrainingCenterFactory()


def test_an_agreement_goes_along(center):
    stays, goes = graduate(center), graduate(center)
    consent = ConsentFactory(person=goes, training_center=center)

    move_consents(Merging(stays, goes))

    consent.refresh_from_db()
    assert consent.person == stays


@pytest.mark.parametrize(
    ("of_stays", "of_goes", "kept"),
    [
        ({}, {**NO, "asked_on": date(2026, 9, 1)}, "goes"),
        ({**NO, "asked_on": date(2026, 9, 1)}, {}, "stays"),
        (NO, {"asked_on": date(2026, 9, 1)}, "goes"),
        ({"asked_on": date(2026, 9, 1)}, {}, "stays"),
        ({}, {"asked_on": date(2026, 9, 1)}, "goes"),
        (NO, {**NO, "asked_on": date(2026, 9, 1)}, "goes"),
    ],
)
def test_of_two_the_later_is_kept_yes_or_no(center, of_stays, of_goes, kept):
    stays, goes = graduate(center), graduate(center)
    two = {
        "stays": ConsentFactory(person=stays, training_center=center, **of_stays),
        "goes": ConsentFactory(person=goes, training_center=center, **of_goes),
    }

    move_consents(Merging(stays, goes))

    found = [(one.pk, one.person, one.person_hash) for one in Consent.objects.all()]
    assert found == [(two[kept].pk, stays, hash_of(stays))]


def test_answers_and_contacts_of_both_are_kept_and_each_wave_once(center):
    stays, goes = graduate(center), graduate(center)
    mine = ConsentFactory(person=stays, training_center=center, asked_on=date(2026, 9, 1))
    theirs = ConsentFactory(person=goes, training_center=center)
    for consent in (mine, theirs):
        contact(consent)
        FollowUpFactory(consent=consent)
        OutcomeFactory(consent=consent)

    move_consents(Merging(stays, goes))

    assert (mine.contacts.count(), mine.outcomes.count(), mine.follow_ups.count()) == (2, 2, 1)


def test_the_office_that_merges_sees_nothing_of_it(center):
    goes = graduate(center)
    ConsentFactory(person=goes, training_center=center)

    assert "outcomes.Consent.person" not in rows_that_move(goes)


def test_later_subjects_move_their_rows_before_the_dropped_one_is_deleted(center):
    stays, goes = graduate(center), graduate(center)
    kept = ConsentFactory(person=stays, training_center=center, asked_on=date(2026, 9, 1))
    dropped, heard = ConsentFactory(person=goes, training_center=center), []
    deed = consents_become_one.register(lambda two: heard.append((two.kept.pk, two.dropped.pk)))
    try:
        move_consents(Merging(stays, goes))
    finally:
        consents_become_one._deeds.remove(deed)

    assert heard == [(kept.pk, dropped.pk)]


def test_a_stop_after_the_yes_of_the_other_record_ends_it_too(center):
    stays, goes = graduate(center), graduate(center)
    given = ConsentFactory(person=goes, training_center=center, recorded_at=MONDAY - timedelta(days=90))
    stopped = ConsentFactory(person=stays, training_center=center)
    withdraw(stopped, by=stopped.recorded_by, channel="phone")

    move_consents(Merging(stays, goes))

    given.refresh_from_db()
    assert (given.person, given.withdrawn_channel, given.person_hash) == (None, "phone", hash_of(stays))


def test_a_yes_after_a_stop_stands(center):
    stays, goes = graduate(center), graduate(center)
    stopped = ConsentFactory(person=stays, training_center=center)
    with clock.moved_to(MONDAY - timedelta(days=90)):
        withdraw(stopped, by=stopped.recorded_by, channel="phone")
    given = ConsentFactory(person=goes, training_center=center)

    move_consents(Merging(stays, goes))

    given.refresh_from_db()
    assert given.person == stays


def test_that_somebody_was_asked_goes_along_once(center):
    stays, goes = graduate(center), graduate(center)
    for person in (stays, goes):
        AskedPerson.objects.create(person=person)

    move_consents(Merging(stays, goes))

    assert [row.person for row in AskedPerson.objects.all()] == [stays]
