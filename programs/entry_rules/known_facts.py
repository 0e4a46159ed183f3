"""What is known of many people at once, in a fixed number of queries, before the entry rules are asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import CharField, DateField, QuerySet, Value
from django.db.models.functions import Cast

from inmates.custody.models.stays import Classification, CustodyPeriod, LimitingDate, RegisterNumber, Suspension
from inmates.custody.people_apart import avoided_by
from inmates.custody.register_numbers import RegisterClass
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules import fact_sources
from programs.entry_rules.fact_sources import TakenPlace

Span = tuple[datetime, datetime]


class Dated(NamedTuple):
    """A value of the custody half with its validity; both days included, None is open."""

    value: str
    from_date: date | None
    until: date | None


@dataclass
class Facts:
    """One person as the rules see them. What is unknown is None or missing from its mapping."""

    person: Person
    is_sentenced: bool | None = None
    limits: dict[str, date] = field(default_factory=dict)
    held_since: date | None = None
    classes: dict[str, Dated] = field(default_factory=dict)
    suspensions: list[Dated] = field(default_factory=list)
    places: list[TakenPlace] = field(default_factory=list)
    # Keys of those places of which a certificate is in force.
    certified: set[int] = field(default_factory=set)
    # Certificates of certification bodies by scheme, each with the key of the batch that led to it.
    outside: list[tuple[int, Dated]] = field(default_factory=list)
    apart_from: set[int] = field(default_factory=set)

    @property
    def leaves_on(self) -> date | None:
        """The earliest of the days on which the person may leave."""
        return min(self.limits.values(), default=None)

    def is_in(self, batch: Batch) -> bool:
        """Whether the person is in custody at the facility of the batch."""
        return self.person.facility_id == batch.facility_id

    def elsewhere(self, batch: Batch) -> list[TakenPlace]:
        """Places in other batches than this one, now or earlier."""
        return [place for place in self.places if place.batch.pk != batch.pk]

    def live_elsewhere(self, batch: Batch) -> list[TakenPlace]:
        """Places in other batches that go on."""
        return [place for place in self.elsewhere(batch) if place.is_live]

    def holds_outside(self, scheme: str, batch: Batch, on: date) -> str:
        """The scheme as a body certified it, by another batch than this one and still valid; empty when it did not."""
        wanted = scheme.strip().casefold()
        for earned_in, row in self.outside:
            is_valid = row.until is None or row.until >= on
            if wanted and row.value.strip().casefold() == wanted and earned_in != batch.pk and is_valid:
                return row.value
        return ""

    def is_certified(self, place: TakenPlace) -> bool:
        """Whether a certificate of this place is in force."""
        return place.key in self.certified

    def has_trained(self, batch: Batch) -> bool:
        """Whether there ever was a place in another batch, however it ended."""
        return bool(self.elsewhere(batch))


@dataclass
class Known:
    """Facts by person, and of batches: when they are taught, and who has or was promised a place in them."""

    facts: dict[int, Facts]
    spans: dict[int, list[Span]] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)


def known_of(people: Iterable[Person], batches: Iterable[Batch]) -> Known:
    """What the rules of these batches need to know of these people: at most five queries, however many of either.

    Of somebody who is in custody elsewhere by now nothing is read: that is known to the facility there alone.
    """
    facts, batches = {person.pk: Facts(person) for person in people}, list(batches)
    here = {batch.facility_id for batch in batches}
    held = [pk for pk, one in facts.items() if one.person.facility_id in here]
    apart = avoided_by(held)
    _fill(facts, held, apart)
    taught = _live_batches(facts.values())
    own = {batch.pk for batch in batches if batch.pk}
    return Known(
        facts,
        spans=_spans(own | taught) if taught - own or (len(own) > 1 and taught) else {},
        members=members_of(own) if apart else {},
    )


def _fill(facts: dict[int, Facts], people: list[int], apart: dict[int, set[int]]) -> None:
    """Notes of these people what stands in the custody half, their places, and whom they must not meet."""
    for kind, person, value, from_date, until in _dated(people):
        _note(facts[person], kind, Dated(value, from_date, until))
    for places in fact_sources.places.ask(people):
        for person, place in places:
            facts[person].places.append(place)
    for person, others in apart.items():
        facts[person].apart_from = others


def _live_batches(facts: Iterable[Facts]) -> set[int]:
    return {place.batch.pk for one in facts for place in one.places if place.is_live}


def _dated(people: list[int]) -> QuerySet:
    """The custody half of these people as rows of kind, person, value, from and until, in one query."""
    # PostgreSQL takes an untyped NULL for text, and the columns of a union must agree.
    nothing = Cast(Value(None), DateField())

    def rows(model: type, kind: object, value: object, from_date: object, until: object) -> QuerySet:
        found = model.objects.filter(person__in=people).order_by()
        return found.values_list(Cast(kind, CharField()), "person", Cast(value, CharField()), from_date, until)

    in_force = {"replaced_at__isnull": True}
    registers = rows(RegisterNumber, Value("register"), "register_class", "from_date", "until")
    stays = rows(CustodyPeriod, Value("stay"), Value(""), "from_date", "until")
    return registers.filter(until=None).union(
        rows(LimitingDate, Value("limit"), "kind", "date", nothing).filter(**in_force),
        rows(Classification, "kind", "value", "from_date", "until").filter(**in_force),
        rows(Suspension, Value("suspension"), Value(""), "from_date", "until"),
        stays.filter(until=None),
        *fact_sources.dated_rows.ask(people),
        all=True,
    )


def _note(facts: Facts, kind: str, row: Dated) -> None:
    if kind == "register":
        facts.is_sentenced = RegisterNumber(register_class=RegisterClass(row.value)).is_sentenced
    elif kind == "stay":
        facts.held_since = row.from_date
    elif kind == "limit" and row.from_date:
        facts.limits[row.value] = row.from_date
    elif kind == "suspension":
        facts.suspensions.append(row)
    elif kind == "certificate":
        facts.certified.add(int(row.value))
    elif kind == "outside":
        batch, _colon, scheme = row.value.partition(":")
        facts.outside.append((int(batch), row._replace(value=scheme)))
    else:
        facts.classes[kind] = row


def members_of(batches: Collection[int]) -> dict[int, set[int]]:
    """Who has a place in each batch, was admitted to it or is offered one."""
    first, *others = fact_sources.members.ask(batches)
    found: dict[int, set[int]] = defaultdict(set)
    for batch, person in first.union(*others):
        found[batch].add(person)
    return found


def _spans(batches: set[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    for lessons in fact_sources.lessons.ask(batches):
        for batch, starts_at, ends_at in lessons:
            found[batch].append((starts_at, ends_at))
    return found
