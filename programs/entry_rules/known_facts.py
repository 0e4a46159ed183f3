"""Loads the facts the entry rules need about many people, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db.models import CharField, DateField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from core import clock
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import Classification, CustodyPeriod, LimitingDate, RegisterNumber, Suspension
from inmates.custody.people_apart import avoided_by
from inmates.custody.register_numbers import RegisterClass
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.models import ProgramUnit, ProgramVersion
from programs.catalog.unit_codes import code_key
from programs.entry_rules import fact_sources
from programs.entry_rules.course_parts import Lesson, timetables
from programs.entry_rules.fact_sources import TakenPlace


class Dated(NamedTuple):
    """A custody value with its validity; both days are inclusive, None is open-ended."""

    value: str
    from_date: date | None
    until: date | None


@dataclass
class Facts:
    """The facts about one person. Unknown values are None or absent from their mapping."""

    person: Person
    is_sentenced: bool | None = None
    limits: dict[str, date] = field(default_factory=dict)
    held_since: date | None = None
    classes: dict[str, Dated] = field(default_factory=dict)
    suspensions: list[Dated] = field(default_factory=list)
    places: list[TakenPlace] = field(default_factory=list)
    # Keys of places with a certificate in force.
    certified: set[int] = field(default_factory=set)
    # Certificates of outside certification bodies by scheme, each with the key of the batch that led to it.
    outside: list[tuple[int, Dated]] = field(default_factory=list)
    # Papers of remand and the next hearing, by their kind; their value is the day they were recorded.
    remand: dict[str, list[Dated]] = field(default_factory=dict)
    # Normalized codes of units passed here or recognized from elsewhere.
    units: set[str] = field(default_factory=set)
    apart_from: set[int] = field(default_factory=set)

    @property
    def leaves_on(self) -> date | None:
        """The earliest possible day of release."""
        return min(self.limits.values(), default=None)

    def is_in(self, batch: Batch) -> bool:
        """Whether the person is in custody at the batch's facility."""
        return self.person.facility_id == batch.facility_id

    def elsewhere(self, batch: Batch) -> list[TakenPlace]:
        """Places in other batches, current or past."""
        return [place for place in self.places if place.batch.pk != batch.pk]

    def live_elsewhere(self, batch: Batch) -> list[TakenPlace]:
        """Current places in other batches."""
        return [place for place in self.elsewhere(batch) if place.is_live]

    def holds_outside(self, scheme: str, batch: Batch, on: date) -> str:
        """The scheme of a valid outside certificate earned through another batch; empty if there is none."""
        wanted = scheme.strip().casefold()
        for earned_in, row in self.outside:
            is_valid = row.until is None or row.until >= on
            if wanted and row.value.strip().casefold() == wanted and earned_in != batch.pk and is_valid:
                return row.value
        return ""

    def is_certified(self, place: TakenPlace) -> bool:
        """Whether a certificate for this place is in force."""
        return place.key in self.certified

    def has_trained(self, batch: Batch) -> bool:
        """Whether the person ever had a place in another batch, however it ended."""
        return bool(self.elsewhere(batch))


@dataclass
class Known:
    """Facts by person, plus the timetable and the members (with a place or the promise of one) of each batch."""

    facts: dict[int, Facts]
    timetables: dict[int, list[Lesson]] = field(default_factory=dict)
    members: dict[int, set[int]] = field(default_factory=dict)
    # Normalized codes of the core units of each version, by the public id of its program.
    core_units: dict[str, list[set[str]]] = field(default_factory=dict)
    # The blocks (signs) of the batch in question that people (keys) take; whoever is not named takes the whole course.
    takes: Mapping[int, Collection[str]] = field(default_factory=dict)

    def has_passed_units_of(self, program: str, facts: Facts) -> bool:
        """Whether every core unit of some version of the program (public id) is among those passed."""
        return any(core <= facts.units for core in self.core_units.get(program, ()))


def _parts_taken(takes: Mapping[int, Collection[str]] | None) -> dict[int, Collection[str]]:
    """Without those who take the whole course."""
    return {key: signs for key, signs in (takes or {}).items() if signs}


def _core_units_beside(facts: Mapping[int, Facts], batches: list[Batch]) -> dict[str, list[set[str]]]:
    """The core units to compare passed units with: not read if nobody has passed any."""
    return core_units(batches) if any(one.units for one in facts.values()) else {}


def _may_clash(own: set[int], taught: set[int], parts: Mapping[int, Collection[str]]) -> bool:
    """Whether lessons of these classes (keys) can meet those of another in which somebody is, or of parts of one."""
    return bool(taught - own or (len(own) > 1 and taught) or parts)


def known_of(
    people: Iterable[Person],
    batches: Iterable[Batch],
    takes: Mapping[int, Collection[str]] | None = None,
    *,
    of_one_class: bool = True,
) -> Known:
    """The facts these batches' rules need about these people; at most six queries in all.

    `takes`: the blocks (signs) of the batch, if there is one, that people (keys) take in place of the whole course.
    `of_one_class`: whether to read who is in which class and when its lessons are, which says nothing of a whole year;
    without it at most three queries.
    Nothing is read about people now held elsewhere: only that facility may know it.
    """
    facts, batches = {person.pk: Facts(person) for person in people}, list(batches)
    here = {batch.facility_id for batch in batches}
    held = [pk for pk, one in facts.items() if one.person.facility_id in here]
    apart = avoided_by(held) if of_one_class else {}
    _fill(facts, held, apart)
    taught = _live_batches(facts.values())
    own = {batch.pk for batch in batches if batch.pk}
    parts = _parts_taken(takes)
    is_timed = of_one_class and _may_clash(own, taught, parts)
    return Known(
        facts,
        timetables=timetables(own | taught) if is_timed else {},
        members=members_of(own) if apart else {},
        core_units=_core_units_beside(facts, batches),
        takes=parts,
    )


def _keys_by_record(records: Mapping[int, Collection[Person]]) -> dict[int, list[int]]:
    keys_of: dict[int, list[int]] = defaultdict(list)
    for key, people in records.items():
        for record in people:
            # Of a record that is not made yet nothing is known.
            if record.pk:
                keys_of[record.pk].append(key)
    return keys_of


def known_outside(
    batch: Batch, records: Mapping[int, Collection[Person]], takes: Mapping[int, Collection[str]] | None = None
) -> Known:
    """What the training center of a public class knows about people outside, by the keys of `records`.

    What it learned of a person under another record counts; a place inside that still runs does not, so that nothing
    differs for somebody who is in custody. `takes`: as of `known_of`, by the same keys. At most four queries.
    """
    facts = {key: Facts(next(iter(people))) for key, people in records.items()}
    keys_of = _keys_by_record(records)
    center = batch.training_center_id
    first, *others = fact_sources.dated_rows.ask(list(keys_of), center)
    for kind, person, value, from_date, until in first.union(*others, all=True):
        for key in keys_of[person]:
            _note(facts[key], kind, Dated(value, from_date, until))
    for places in fact_sources.places.ask(list(keys_of), center):
        for person, place in places:
            for key in keys_of[person] if place.batch.is_public or not place.is_live else ():
                facts[key].places.append(place)
    taught = _live_batches(facts.values()) - {batch.pk}
    parts = _parts_taken(takes)
    return Known(
        facts,
        timetables=timetables({batch.pk} | taught) if taught or parts else {},
        core_units=_core_units_beside(facts, [batch]),
        takes=parts,
    )


def _fill(facts: dict[int, Facts], people: list[int], apart: dict[int, set[int]]) -> None:
    """Adds custody facts, places and people to keep apart."""
    for kind, person, value, from_date, until in _dated(people):
        _note(facts[person], kind, Dated(value, from_date, until))
    for places in fact_sources.places.ask(people, None):
        for person, place in places:
            facts[person].places.append(place)
    for person, others in apart.items():
        facts[person].apart_from = others


def _live_batches(facts: Iterable[Facts]) -> set[int]:
    return {place.batch.pk for one in facts for place in one.places if place.is_live}


def _dated(people: list[int]) -> QuerySet:
    """Custody facts of these people as rows of kind, person, value, from and until; one query."""
    # PostgreSQL types a bare NULL as text, but the columns of a union must agree.
    nothing = Cast(Value(None), DateField())

    def rows(model: type, kind: object, value: object, from_date: object, until: object) -> QuerySet:
        found = model.objects.filter(person__in=people).order_by()
        return found.values_list(Cast(kind, CharField()), "person", Cast(value, CharField()), from_date, until)

    in_force = {"replaced_at__isnull": True}
    recorded = Concat(Cast("recorded_at", CharField()), Value("|"), "person__facility__time_zone")
    registers = rows(RegisterNumber, Value("register"), "register_class", "from_date", "until")
    stays = rows(CustodyPeriod, Value("stay"), Value(""), "from_date", "until")
    return registers.filter(until=None).union(
        rows(LimitingDate, Value("limit"), "kind", "date", nothing).filter(**in_force),
        rows(Classification, "kind", "value", "from_date", "until").filter(**in_force),
        rows(Suspension, Value("suspension"), Value(""), "from_date", "until"),
        rows(RemandPaper, "kind", recorded, "from_date", "until").filter(**in_force),
        stays.filter(until=None),
        *fact_sources.dated_rows.ask(people, None),
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
    elif kind in RemandPaper.Kind.values:
        facts.remand.setdefault(kind, []).append(row._replace(value=_recorded_day(row.value)))
    elif kind == "unit":
        facts.units.add(code_key(row.value))
    elif kind == "outside":
        batch, _colon, scheme = row.value.partition(":")
        facts.outside.append((int(batch), row._replace(value=scheme)))
    else:
        facts.classes[kind] = row


def passed_codes(person: int) -> set[str]:
    """Normalized codes of the units that this person (key) has passed in facilities or elsewhere; one query."""
    return _unit_codes([person], None)[person]


def passed_outside(batch: Batch, records: Mapping[int, Collection[Person]]) -> dict[int, set[str]]:
    """Likewise those that the training center of a public class knows of people, by all their records; keys are those
    of `records`."""
    made = {key: [one.pk for one in people if one.pk] for key, people in records.items()}
    codes = _unit_codes([pk for keys in made.values() for pk in keys], batch.training_center_id)
    return {key: {code for pk in keys for code in codes[pk]} for key, keys in made.items()}


def _unit_codes(people: Sequence[int], center: int | None) -> dict[int, set[str]]:
    first, *others = fact_sources.dated_rows.ask(people, center)
    found: dict[int, set[str]] = defaultdict(set)
    for kind, person, code, _from, _until in first.union(*others, all=True):
        if kind == "unit":
            found[person].add(code_key(code))
    return found


def _recorded_day(told: str) -> str:
    """The local day (ISO) of "moment|time zone"; databases write the moment with or without its offset from UTC."""
    written, _bar, zone = told.partition("|")
    moment = datetime.fromisoformat(written)
    return clock.local(moment if moment.tzinfo else moment.replace(tzinfo=UTC), zone).date().isoformat()


def core_units(batches: Iterable[Batch]) -> dict[str, list[set[str]]]:
    """The core units of every program of these batches' centers, by version that was ever opened; one query."""
    centers = {batch.training_center_id for batch in batches}
    rows = ProgramUnit.objects.filter(version__program__training_center__in=centers, is_core=True)
    units = rows.exclude(version__state=ProgramVersion.State.DRAFT).order_by("version")
    by_version: dict[tuple[str, int], set[str]] = defaultdict(set)
    for program, version, code in units.values_list("version__program__public_id", "version", "code"):
        by_version[str(program), version].add(code_key(code))
    found: dict[str, list[set[str]]] = defaultdict(list)
    for (taught, _version), codes in by_version.items():
        found[taught].append(codes)
    return found


def members_of(batches: Collection[int]) -> dict[int, set[int]]:
    """The people in each batch who have a place, were admitted or hold an offer."""
    first, *others = fact_sources.members.ask(batches)
    found: dict[int, set[int]] = defaultdict(set)
    for batch, person in first.union(*others):
        found[batch].add(person)
    return found
