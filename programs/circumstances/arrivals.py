"""Arrivals of people already on record: transferred, arrested again, recaptured. Their history stays with them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import audit, clock, crypto
from core.errors import Blocker, refuse_if
from inmates.custody.in_custody import once_in_custody
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.stays import CustodyPeriod, Housing, Source
from inmates.custody.register_entries import number_blockers, open_number
from inmates.inbox.inbox_tasks import settle
from inmates.people.models import Person
from inmates.people.names import name_key
from programs.circumstances.inbox_kinds import ARRIVING
from programs.circumstances.training_restored import left_closed, put_training_back, training_entries

Kind = Circumstance.Kind
SALT = "programs.arrival"
FOUND_SALT = "programs.arrival.found"
PROOF_SECONDS = 60 * 60


def on_the_way_to(facility: Facility) -> QuerySet[Circumstance]:
    """Transfers to this facility of people who have not arrived anywhere yet."""
    sent = Circumstance.objects.standing().filter(destination=facility, returned_on=None, person__facility=None)
    return sent.select_related("person", "facility").order_by("happened_on", "pk")


def known_people(*, full_name: str, birth_date: date | None, nik: str = "") -> QuerySet[Person]:
    """People out of custody who may be the person arriving, by NIK or by full name and date of birth.

    Never by name alone: the user must already know whom the search is about.
    """
    same = Q(nik_index=crypto.blind_index(nik, purpose="nik")) if nik else Q(pk__in=[])
    if birth_date and name_key(full_name):
        same |= Q(name_key=name_key(full_name), birth_date=birth_date)
    known = once_in_custody(Person.objects.filter(same, facility=None, merged_into=None))
    return known.order_by("name_sort", "pk")


def found_token(people: Iterable[Person], facility: Facility) -> str:
    """A token for the search results of this facility, so that the search terms never appear in an address."""
    return signing.dumps([facility.pk, *(person.pk for person in people)], salt=FOUND_SALT, compress=True)


def found_by(token: str, facility: Facility) -> list[Person] | None:
    """The people of a `found_token` of this facility who are still out of custody; None if the token is invalid."""
    try:
        searched_at, *keys = signing.loads(token, salt=FOUND_SALT, max_age=PROOF_SECONDS)
    except signing.BadSignature:
        return None
    if searched_at != facility.pk:
        return None
    known = once_in_custody(Person.objects.filter(pk__in=keys, facility=None, merged_into=None))
    return list(known.order_by("name_sort", "pk"))


def proof_of(person: Person, facility: Facility) -> str:
    """A token that allows this facility to receive a person found by search."""
    # Signed and short-lived: otherwise, guessing addresses would reveal who was ever in custody anywhere.
    return signing.dumps([person.pk, facility.pk], salt=SALT)


def may_receive(person: Person, facility: Facility, proof: str | None) -> bool:
    """Whether the person was announced here, last left from here, or was found by name and birth date or by NIK."""
    left = last_departure(person)
    if left and facility.pk in (left.destination_id, left.facility_id):
        return True
    try:
        return signing.loads(proof or "", salt=SALT, max_age=PROOF_SECONDS) == [person.pk, facility.pk]
    except signing.BadSignature:
        return False


def last_departure(person: Person) -> Circumstance | None:
    """The person's last departure from custody, as far as recorded."""
    left = person.circumstances.standing().filter(kind__in=Circumstance.DEPARTURES)
    return left.select_related("facility").order_by("-pk").first()


def kind_of_arrival(person: Person, facility: Facility) -> str:
    """Transfer or readmission."""
    left = last_departure(person)
    came_by_transfer = left is not None and left.kind == Kind.TRANSFER and left.facility_id != facility.pk
    return Kind.TRANSFER_IN if came_by_transfer else Kind.READMISSION


def blockers(person: Person, facility: Facility, *, number: str, entered: date) -> list[Blocker]:
    """Why this person cannot be received here with this register number on that day."""
    if person.merged_into_id:
        return [Blocker("merged", _("This record was merged with another one. Receive the person by that one."))]
    if person.facility_id:
        return [Blocker("in_custody", _("This person is in custody already. First the leaving has to be recorded."))]
    reasons = []
    left = last_departure(person)
    if left and left.kind == Kind.DEATH:
        reasons.append(Blocker("dead", _("The death of this person is recorded. Take that entry back if it is wrong.")))
    if entered > clock.today(facility.time_zone):
        reasons.append(Blocker("future", _("The day lies in the future. Record the arrival on the day itself.")))
    last = person.custody_periods.exclude(until=None).order_by("-until").first()
    if last and last.until and entered < last.until:
        reasons.append(Blocker("before_leaving", _("The day lies before the person left custody the last time.")))
    # Not saved: the number is checked as if the person were already here.
    newcomer = Person(pk=person.pk, facility=facility)
    return reasons + number_blockers(newcomer, number)


@transaction.atomic
def receive(
    person: Person, *, by: User, facility: Facility, number: str, entered: date, block: str = "", cell: str = ""
) -> tuple[Circumstance, list[str]]:
    """Opens a new stay with its register number and housing; a running suspension continues.

    After an escape from this facility, applications and places are restored. Returns the arrival and a sentence for
    each one that could not be. Raises `RuleViolation`.
    """
    Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
    person = Person.objects.select_for_update(no_key=True, of=("self",)).get(pk=person.pk)
    refuse_if(blockers(person, facility, number=number, entered=entered))
    left, kind = last_departure(person), kind_of_arrival(person, facility)
    period = _open_stay(person, facility, number, entered, block.strip(), cell.strip())
    arrival = Circumstance.objects.create(
        person=person, facility=facility, kind=kind, happened_on=entered, period=period, recorded_by=by
    )
    _take_over_pairs(person, facility, by)
    settle(ARRIVING, person=person)
    failed: list[str] = []
    if left:
        left.returned_on = max(entered, left.happened_on)
        left.save(update_fields=["returned_on"])
        # A release or transfer ended training for good; an escape was nobody's decision.
        if left.kind == Kind.ESCAPE and left.facility_id == facility.pk:
            failed = put_training_back(left, by=by)
    audit.record("person.receive", by=by, target=person, circumstance=arrival.pk, kind=kind)
    return arrival, failed


def outlook(person: Person, facility: Facility) -> dict[str, Any]:
    """The effects of receiving the person here, for the page: its kind, what is restored, and what is not."""
    left = last_departure(person)
    returns = left is not None and left.kind == Kind.ESCAPE and left.facility_id == facility.pk
    today = clock.today(facility.time_zone)
    return {
        "kind": Kind(kind_of_arrival(person, facility)),
        "left": left,
        # Back where the last stay was, so no other office has recorded anything meanwhile.
        "is_return": left is not None and left.facility_id == facility.pk,
        "put_back": len(training_entries(left)) if left and returns else 0,
        "left_closed": left_closed(left) if left and returns else [],
        "suspensions": person.suspensions.on(today),
    }


def _open_stay(person: Person, facility: Facility, number: str, entered: date, block: str, cell: str) -> CustodyPeriod:
    person.facility, person.custody_as_of = facility, clock.now()
    person.save(update_fields=["facility", "custody_as_of"])
    open_number(person, facility, number, entered)
    if block:
        Housing.objects.create(person=person, block=block, cell=cell, from_date=entered, source=Source.STAFF)
    return CustodyPeriod.objects.create(person=person, facility=facility, from_date=entered, source=Source.STAFF)


def _take_over_pairs(person: Person, facility: Facility, by: User) -> None:
    """Moves records of people to be kept apart to the facility where both now are, so that it knows at once."""
    both_here = NonAssociation.objects.of([person.pk]).filter(first__facility=facility, second__facility=facility)
    pairs = list(both_here.exclude(facility=facility).select_related("first", "second").order_by("pk"))
    NonAssociation.objects.filter(pk__in=[pair.pk for pair in pairs]).update(facility=facility)
    moved = [
        (one, {"pair": pair.pk, "facility": facility.pk, "before": pair.facility_id})
        for pair in pairs
        for one in (pair.first, pair.second)
    ]
    audit.record_each("person.move_keeping_apart", by=by, targets=moved)
