"""Pairs to be kept apart: said once for both, refused with every reason, never with a reason why."""

from datetime import date, timedelta

import pytest

from core.errors import RuleViolation
from core.models import AuditEvent
from inmates.custody import people_apart
from inmates.custody.models.circumstances import NonAssociation
from tests.conftest import MONDAY
from tests.factories import FacilityFactory, HousingFactory, PersonFactory
from tests.reasons import codes

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TODAY = MONDAY.date()


@pytest.fixture
def keep_apart(registrar):
    def keep_apart(one, other, from_date=TODAY):
        return people_apart.keep_apart(one, other=other, by=registrar, from_date=from_date, decided_by=" Karutan ")

    return keep_apart


def test_pair_holds_for_both_whoever_is_named_first(ahmad, budi, registrar, keep_apart):
    pair = keep_apart(budi, ahmad)

    assert (pair.first, pair.second, pair.decided_by, pair.recorded_by) == (ahmad, budi, "Karutan", registrar)
    assert people_apart.avoided_by([ahmad.pk, budi.pk]) == {ahmad.pk: {budi.pk}, budi.pk: {ahmad.pk}}
    assert [list(people_apart.pairs_of(person)) for person in (ahmad, budi)] == [[pair], [pair]]
    assert [event.action for person in (ahmad, budi) for event in AuditEvent.objects.about(person)] == [
        "person.keep_apart",
        "person.keep_apart",
    ]


def same(ahmad, budi, keep_apart):
    keep_apart(ahmad, ahmad)


def known(ahmad, budi, keep_apart):
    keep_apart(ahmad, budi)
    keep_apart(budi, ahmad)


def elsewhere(ahmad, budi, keep_apart):
    keep_apart(ahmad, PersonFactory())


def gone(ahmad, budi, keep_apart):
    ahmad.facility = None
    ahmad.save()
    keep_apart(ahmad, budi)


def both_gone(ahmad, budi, keep_apart):
    for person in (ahmad, budi):
        person.facility = None
        person.save()
    keep_apart(ahmad, budi)


def tomorrow(ahmad, budi, keep_apart):
    keep_apart(ahmad, budi, from_date=TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("deed", "reasons"),
    [
        (same, ["same"]),
        (known, ["known"]),
        (elsewhere, ["elsewhere"]),
        (gone, ["not_in_custody", "elsewhere"]),
        (both_gone, ["not_in_custody"]),
        (tomorrow, ["future"]),
    ],
)
def test_pair_that_cannot_be_is_refused(ahmad, budi, keep_apart, deed, reasons):
    with pytest.raises(RuleViolation) as caught:
        deed(ahmad, budi, keep_apart)

    assert codes(caught) == reasons


def test_ended_pair_stays_in_the_records_and_can_begin_again(ahmad, budi, registrar, keep_apart):
    pair = people_apart.end(keep_apart(ahmad, budi, from_date=date(2026, 11, 2)), by=registrar, until=TODAY)

    assert (pair.until, people_apart.avoided_by([ahmad.pk])) == (TODAY, {})
    assert AuditEvent.objects.filter(action="person.end_keeping_apart").count() == 2
    assert keep_apart(ahmad, budi).pk != pair.pk
    assert NonAssociation.objects.count() == 2


@pytest.mark.parametrize(
    ("until", "again", "reasons"),
    [
        (TODAY - timedelta(days=1), False, ["validity"]),
        (TODAY + timedelta(days=1), False, ["future"]),
        (TODAY, True, ["ended"]),
    ],
)
def test_end_that_cannot_be_is_refused(ahmad, budi, registrar, keep_apart, until, again, reasons):
    pair = keep_apart(ahmad, budi)
    if again:
        people_apart.end(pair, by=registrar, until=TODAY)

    with pytest.raises(RuleViolation) as caught:
        people_apart.end(pair, by=registrar, until=until)

    assert codes(caught) == reasons


@pytest.mark.parametrize(
    ("block", "cell", "names"),
    [("B", "3", ["Budi Santoso"]), ("B", "4", []), ("B", "", ["Budi Santoso"]), ("A", "3", []), ("A", "", [])],
)
def test_neighbors_to_avoid_are_those_of_the_cell_or_else_the_block(ahmad, facility, keep_apart, block, cell, names):
    budi = PersonFactory(facility=facility, full_name="Budi Santoso")
    HousingFactory(person=budi, block="B", cell="3")
    HousingFactory(person=PersonFactory(facility=facility), block="B", cell="3")
    keep_apart(ahmad, budi)

    assert [person.full_name for person in people_apart.neighbors_to_avoid(ahmad, block=block, cell=cell)] == names


@pytest.mark.parametrize("cell", ["", "3", "4"])
def test_who_is_to_be_avoided_may_be_in_any_cell_while_the_own_is_not_recorded(ahmad, facility, keep_apart, cell):
    budi = PersonFactory(facility=facility)
    HousingFactory(person=budi, block="B", cell="")
    keep_apart(ahmad, budi)

    assert people_apart.neighbors_to_avoid(ahmad, block="B", cell=cell) == [budi]


def test_neighbors_to_avoid_stand_by_name_and_live_in_this_office_now(ahmad, facility, keep_apart):
    zaini, candra, moved, elsewhere = (
        PersonFactory(facility=facility, full_name=name) for name in ("Zaini", "Candra", "Hendra", "Yusuf")
    )
    for person in (zaini, candra, elsewhere):
        HousingFactory(person=person, block="B", cell="3")
    HousingFactory(person=moved, block="B", cell="3", until=TODAY)
    HousingFactory(person=moved, block="C", cell="3")
    for person in (zaini, candra, moved, elsewhere):
        keep_apart(ahmad, person)
    elsewhere.facility = FacilityFactory()
    elsewhere.save()

    assert people_apart.neighbors_to_avoid(ahmad, block="B", cell="3") == [candra, zaini]


def test_whom_each_of_several_people_avoids_and_nobody_who_was_not_asked_about(ahmad, budi, facility, keep_apart):
    candra, hendra = PersonFactory(facility=facility), PersonFactory(facility=facility)
    for one, other in [(ahmad, budi), (candra, ahmad), (candra, budi)]:
        keep_apart(one, other)

    assert people_apart.avoided_by(iter([ahmad.pk, hendra.pk])) == {ahmad.pk: {budi.pk, candra.pk}}
    assert people_apart.avoided_by([]) == {}


def test_pairs_of_a_person_stand_with_the_newest_first(ahmad, budi, facility, keep_apart):
    candra, hendra = PersonFactory(facility=facility), PersonFactory(facility=facility)
    newest = keep_apart(ahmad, budi)
    old = keep_apart(ahmad, candra, from_date=TODAY - timedelta(days=2))
    later = keep_apart(hendra, ahmad, from_date=TODAY - timedelta(days=2))

    assert list(people_apart.pairs_of(ahmad)) == [newest, later, old]


def test_pair_may_end_on_its_first_day_and_both_records_say_so(ahmad, budi, registrar, keep_apart):
    pair = people_apart.end(keep_apart(ahmad, budi), by=registrar, until=TODAY)
    pair.refresh_from_db()

    assert pair.until == TODAY
    assert [
        (event.action, event.actor_id, event.details)
        for person in (ahmad, budi)
        for event in AuditEvent.objects.about(person).order_by("pk")
    ] == [
        ("person.keep_apart", registrar.pk, {"pair": pair.pk}),
        ("person.end_keeping_apart", registrar.pk, {"pair": pair.pk}),
    ] * 2


def test_pair_stays_shown_where_it_was_recorded_after_the_other_has_left(ahmad, budi, keep_apart):
    pair = keep_apart(ahmad, budi)
    budi.facility = FacilityFactory()
    budi.save()

    assert list(people_apart.shown_pairs(ahmad)) == [pair]
    assert list(people_apart.shown_pairs(budi)) == []


def test_pairs_of_a_person_are_shown_where_they_were_recorded_or_both_are(ahmad, budi, keep_apart):
    pair = keep_apart(ahmad, budi)
    assert list(people_apart.shown_pairs(ahmad)) == [pair]

    here = FacilityFactory()
    ahmad.facility = here
    ahmad.save()
    assert list(people_apart.shown_pairs(ahmad)) == []

    budi.facility = here
    budi.save()
    assert list(people_apart.shown_pairs(ahmad)) == [pair]
