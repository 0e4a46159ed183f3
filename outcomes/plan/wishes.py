"""Wishes of intake interviews added up: who would like to learn what, may enter, and stays until the end.

For a detention center. A training center gets numbers alone, and none below five (`shown_number`).
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import OuterRef, Subquery

from accounts.models import Facility
from inmates.people.models import Person
from outcomes.plan.plan_lines import LEVELS, Step, step_of
from programs.batches.models import Batch
from programs.catalog.models import Program, ProgramVersion, Vocation
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import Known, known_of
from programs.entry_rules.models import EntryRuleSet, in_force
from programs.entry_rules.rule_preview import batches_to_ask_for
from programs.entry_rules.verdicts import answers_to
from programs.interviews.models import Interview, VocationInterest

TIME_LEFT = "time_left"
# Parts of the rules that ask who is in one class, and when its lessons are: they say nothing of a year.
OF_ONE_CLASS = ("apart", "clash")
FEWEST_SHOWN = 5


@dataclass
class Wished:
    """The people who wish for a level of a vocation: by rank of the wish, who meets the rules, and who stays too."""

    vocation: Vocation
    level: str = LEVELS[0]
    by_rank: dict[int, list[Person]] = field(default_factory=lambda: {1: [], 2: [], 3: []})
    meets: list[Person] = field(default_factory=list)
    stays: list[Person] = field(default_factory=list)
    has_rules: bool = True

    def __str__(self) -> str:
        return f"{self.vocation}, {self.level_label}"

    @property
    def level_label(self) -> str:
        """The level in words."""
        return str(Program.Level(self.level).label)

    @property
    def people(self) -> list[Person]:
        """Everybody who wishes for it, the strongest wishes first."""
        return [person for rank in (1, 2, 3) for person in self.by_rank[rank]]

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many first, second and third wishes."""
        return len(self.by_rank[1]), len(self.by_rank[2]), len(self.by_rank[3])

    def of(self, which: str) -> list[Person]:
        """The people behind a number: "1", "2", "3", "all", "meets" or "stays"."""
        if which in ("meets", "stays"):
            return getattr(self, which)
        return self.by_rank[int(which)] if which in ("1", "2", "3") else self.people


def wishes_at(
    facility: Facility,
    versions: Iterable[ProgramVersion],
    *,
    on: date,
    vocations: Iterable[Vocation] | None = None,
    among: Iterable[Batch] | None = None,
) -> dict[Step, Wished]:
    """Wishes of everybody in custody there, by vocation and level, with the rules of these versions asked.

    Only the latest interview of a person counts. A wish names a vocation alone, so it counts at the lowest level that
    the person has not passed, or at the highest. Somebody meets the rules if nothing but the time that is left speaks
    against entry, and stays if that does not either; who else is in a coming class, or when, is not asked. Of these
    vocations, or of all if none are given. `among`: see `batches_to_ask_for`.
    """
    listed = {one.pk: one for one in (Vocation.objects.all() if vocations is None else vocations)}
    ladders = _ladders(versions, listed)
    found = _nobody_yet(listed, ladders)
    asked = [version for ladder in ladders.values() for version in ladder]
    batches = batches_to_ask_for(asked, facility, on=on, among=among)
    rows = [row for row in _latest(facility) if row[0] in listed]
    known = known_of({person for key, _rank, person in rows if key in ladders}, batches, of_one_class=False)
    for key, rank, person in rows:
        level = _next_level(ladders[key], person, known) if key in ladders else LEVELS[0]
        found[key, level].by_rank[rank].append(person)
    _judge(found, dict(zip(map(step_of, asked), batches, strict=True)), known, on)
    return found


def _ladders(versions: Iterable[ProgramVersion], vocations: Container[int]) -> dict[int, list[ProgramVersion]]:
    """The versions of each of these vocations (keys), the lowest level first."""
    found: dict[int, list[ProgramVersion]] = {}
    for version in sorted(versions, key=lambda one: LEVELS.index(one.program.level)):
        if version.program.vocation_id in vocations:
            found.setdefault(version.program.vocation_id, []).append(version)
    return found


def _nobody_yet(vocations: dict[int, Vocation], ladders: dict[int, list[ProgramVersion]]) -> dict[Step, Wished]:
    """Each vocation's levels, before anybody wishes for them; one without a version has the lowest alone."""
    found: dict[Step, Wished] = {}
    for key, vocation in vocations.items():
        for version in ladders.get(key, ()):
            found[step_of(version)] = Wished(vocation, version.program.level)
    for key in vocations.keys() - ladders.keys():
        found[key, LEVELS[0]] = Wished(vocations[key], has_rules=False)
    return found


def _next_level(ladder: list[ProgramVersion], person: Person, known: Known) -> str:
    facts = known.facts[person.pk]
    completed = {step_of(place.batch.version) for place in facts.places if place.is_completed}
    open_to = [
        version
        for version in ladder
        if step_of(version) not in completed and not known.has_passed_units_of(str(version.program.public_id), facts)
    ]
    return next(iter([*open_to, ladder[-1]])).program.level


def _latest(facility: Facility) -> list[tuple[int, int, Person]]:
    """Vocation, rank and person of each wish in a person's latest interview; one statement."""
    talks = Interview.objects.filter(person=OuterRef("interview__person")).order_by("-held_on", "-pk")
    rows = VocationInterest.objects.filter(
        interview__person__in=Person.objects.filter(facility=facility), interview=Subquery(talks.values("pk")[:1])
    )
    found = rows.select_related("interview__person").order_by("rank", "pk")
    return [(row.vocation_id, row.rank, row.interview.person) for row in found]


def _judge(found: dict[Step, Wished], batches: dict[Step, Batch], known: Known, on: date) -> None:
    sets = list(EntryRuleSet.objects.for_batches(batches.values(), on))
    for step, batch in batches.items():
        rules, wished = in_force(sets, batch), found[step]
        of_these = replace(known, facts={person.pk: known.facts[person.pk] for person in wished.people})
        answers = answers_to(rules.parts if rules else {}, batch, of_these, on=on)
        for person in wished.people:
            against = {answer.kind for answer in answers[person.pk] if answer.verdict != Verdict.MEETS}
            if against <= {TIME_LEFT, *OF_ONE_CLASS}:
                wished.meets.append(person)
                if TIME_LEFT not in against:
                    wished.stays.append(person)


def shown_number(number: int, *, for_facility: bool) -> str:
    """The number as the reader's office may know it: small ones tell a training center who is meant."""
    return str(number) if for_facility or number >= FEWEST_SHOWN else f"<{FEWEST_SHOWN}"
