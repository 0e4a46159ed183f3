"""Wishes of intake interviews added up: who would like to learn what, may enter, and stays until the end.

For a detention center. A training center gets numbers alone, and none below five (`shown_number`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery

from accounts.models import Facility
from inmates.people.models import Person
from programs.catalog.models import ProgramVersion, Vocation
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import known_of
from programs.entry_rules.models import EntryRuleSet, in_force
from programs.entry_rules.rule_preview import batches_to_ask_for
from programs.entry_rules.verdicts import answers_to
from programs.interviews.models import Interview, VocationInterest

TIME_LEFT = "time_left"
FEWEST_SHOWN = 5


@dataclass
class Wished:
    """The people who wish for one vocation: by rank of the wish, those who meet the rules, those who stay too."""

    vocation: Vocation
    by_rank: dict[int, list[Person]] = field(default_factory=lambda: {1: [], 2: [], 3: []})
    meets: list[Person] = field(default_factory=list)
    stays: list[Person] = field(default_factory=list)
    has_rules: bool = True

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
    facility: Facility, versions: Iterable[ProgramVersion], *, on: date, vocations: Iterable[Vocation] | None = None
) -> dict[int, Wished]:
    """Wishes of everybody in custody there, by key of the vocation, with the rules of these versions asked.

    Only the latest interview of a person counts. Somebody meets the rules if nothing but the time that is left speaks
    against entry, and stays if that does not either. Of these vocations, or of all if none are given.
    """
    found = {one.pk: Wished(one) for one in (Vocation.objects.all() if vocations is None else vocations)}
    for vocation, rank, person in _latest(facility):
        if vocation in found:
            found[vocation].by_rank[rank].append(person)
    by_vocation = {version.program.vocation_id: version for version in versions}
    for key in found.keys() - by_vocation.keys():
        found[key].has_rules = False
    _judge(found, by_vocation, facility, on)
    return found


def _latest(facility: Facility) -> list[tuple[int, int, Person]]:
    """Vocation, rank and person of each wish in a person's latest interview; one statement."""
    talks = Interview.objects.filter(person=OuterRef("interview__person")).order_by("-held_on", "-pk")
    rows = VocationInterest.objects.filter(
        interview__person__in=Person.objects.filter(facility=facility), interview=Subquery(talks.values("pk")[:1])
    )
    found = rows.select_related("interview__person").order_by("rank", "pk")
    return [(row.vocation_id, row.rank, row.interview.person) for row in found]


def _judge(found: dict[int, Wished], versions: dict[int, ProgramVersion], facility: Facility, on: date) -> None:
    batches = batches_to_ask_for(versions.values(), facility, on=on)
    people = {person.pk: person for key in versions for person in found[key].people}
    known, sets = known_of(people.values(), batches), list(EntryRuleSet.objects.for_batches(batches, on))
    for key, batch in zip(versions, batches, strict=True):
        rules, wished = in_force(sets, batch), found[key]
        answers = answers_to(rules.parts if rules else {}, batch, known, on=on)
        for person in wished.people:
            against = {answer.kind for answer in answers[person.pk] if answer.verdict != Verdict.MEETS}
            if against <= {TIME_LEFT}:
                wished.meets.append(person)
                if not against:
                    wished.stays.append(person)


def shown_number(number: int, *, for_facility: bool) -> str:
    """The number as the reader's office may know it: small ones tell a training center who is meant."""
    return str(number) if for_facility or number >= FEWEST_SHOWN else f"<{FEWEST_SHOWN}"
