"""Officers merging the same two records at the same moment, in either direction, while others write."""

from collections import Counter

import pytest

from inmates.people.models import Person
from programs.circumstances import custody_end
from programs.merged_records import record_merge
from programs.places import place_changes
from programs.places.models import Enrollment
from tests.conftest import MONDAY
from tests.factories import BatchFactory, PersonFactory, UserFactory
from tests.programs.places.test_place_changes import admitted_to
from tests.together import done_at_once

pytestmark = pytest.mark.postgres
REASON = "Sidik jari kedua berkas sama"


@pytest.fixture
def records(committed):
    stays = PersonFactory(full_name="Muhammad Noor", with_custody=True)
    goes = PersonFactory(full_name="Moh. Noor", facility=stays.facility, with_custody=True)
    return stays, goes, UserFactory(roles=["registrar"], facility=stays.facility)


def merging_of(stays, goes, by):
    return lambda: record_merge.merge(stays, goes=goes, by=by, reason=REASON)


def test_of_many_merges_both_ways_one_is_carried_out(records):
    one, other, by = records

    answers = done_at_once(*[merging_of(one, other, by), merging_of(other, one, by)] * 4)

    assert Counter(answers) == {"done": 1, "merged": 7}
    assert Person.objects.exclude(merged_into=None).count() == 1
    assert Person.objects.in_custody().get().custody_periods.count() == 2


def test_record_that_leaves_at_that_moment_is_merged_with_its_departure_or_kept(records):
    stays, goes, by = records

    merged, left = done_at_once(
        merging_of(stays, goes, by),
        lambda: custody_end.leave(goes, by=by, kind="full_term", on=MONDAY.date(), reason="Bebas lebih awal"),
    )

    assert (merged, left) in {("done", "done"), ("done", "not_in_custody")}
    assert list(Person.objects.in_custody()) == [stays]
    assert stays.circumstances.count() == (left == "done")


def test_place_that_is_given_at_that_moment_goes_with_the_person(records):
    stays, goes, by = records
    batch = BatchFactory(facility=stays.facility, state="selecting")
    chair = UserFactory(roles=["board_chair"], facility=batch.facility)
    application = admitted_to(batch, chair, person=goes, submitted_by=chair)
    officer = UserFactory(roles=["training_officer"], facility=batch.facility)

    answers = done_at_once(merging_of(stays, goes, by), lambda: place_changes.enroll(application, by=officer))

    assert answers == ["done", "done"]
    assert Enrollment.objects.get().person == stays
    assert stays.applications.get().state == "enrolled"
