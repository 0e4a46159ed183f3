"""From basic to specific: the order of the programs of a vocation, and what somebody may take next.

A program stands above those whose certificate its entry rules ask for, and a basic one below an advanced one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from accounts.models import Facility, User
from programs.batches.models import Batch
from programs.catalog.models import Program, ProgramUnit, ProgramVersion
from programs.catalog.unit_codes import code_key
from programs.entry_rules import fact_sources
from programs.entry_rules.models import EntryRuleSet, in_force

# Longer chains of prerequisites occur nowhere, and rules may ask for each other in a circle.
_HIGHEST = 20


@dataclass(frozen=True)
class Rung:
    """A program that new batches may teach: its open version, its height from 0, and what is needed before."""

    version: ProgramVersion
    height: int
    # Public id of the program whose certificate is needed, and its name at the time of the rule; both may be empty.
    needs: str = ""
    needs_name: str = ""

    @property
    def program(self) -> Program:
        """The program."""
        return self.version.program


@dataclass
class Learned:
    """What somebody has: programs (public ids) with a certificate in force, and attended or finished ones, units
    (normalized codes), vocations.
    """

    programs: set[str] = field(default_factory=set)
    attended: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    vocations: set[int] = field(default_factory=set)


def rungs(user: User, *, on: date) -> list[Rung]:
    """The programs that the user's office may see, by vocation and from the lowest; two queries."""
    return _rungs(ProgramVersion.objects.open().visible_to(user), user.facility, on)


def _rungs(opened: QuerySet[ProgramVersion], facility: Facility | None, on: date) -> list[Rung]:
    """The same of these versions, by the rules of the facility; without one by those of the programs."""
    related = opened.select_related("program__vocation")
    versions = list(related.order_by("program__vocation__name", "program__name", "pk"))
    asked = _prerequisites(versions, facility, on)
    heights = {str(version.program.public_id): 0 for version in versions}
    for _round in range(_HIGHEST):
        for version in versions:
            own, (needs, _name) = str(version.program.public_id), asked[version.pk]
            if needs in heights and needs != own:
                heights[own] = min(max(heights[own], heights[needs] + 1), _HIGHEST)
    found = [Rung(version, heights[str(version.program.public_id)], *asked[version.pk]) for version in versions]
    basic_first: dict[str, int] = {Program.Level.BASIC: 0, Program.Level.ADVANCED: 1}
    return sorted(
        found,
        key=lambda one: (
            one.program.vocation.name,
            one.height,
            basic_first.get(one.program.level, 2),
            one.program.name,
        ),
    )


def ladder(found: Iterable[Rung], vocation: int) -> list[Rung]:
    """The programs of one vocation (key), from the lowest."""
    return [rung for rung in found if rung.program.vocation_id == vocation]


def _prerequisites(
    versions: Collection[ProgramVersion], facility: Facility | None, on: date
) -> dict[int, tuple[str, str]]:
    batches = [Batch(version=version, facility=facility) for version in versions]
    sets = list(EntryRuleSet.objects.for_batches(batches, on))
    found = {}
    for batch in batches:
        rules = in_force(sets, batch)
        asked = rules.parts.get("prerequisite", {}) if rules else {}
        found[batch.version_id] = (asked.get("program", ""), asked.get("name", ""))
    return found


def learned_by(person: int, user: User) -> Learned:
    """What this person (key) has learned, and what is recognized, as far as the user's office may know; two queries."""
    found, certified, center = Learned(), set(), user.training_center_id
    first, *others = fact_sources.dated_rows.ask([person], center)
    for kind, _person, value, _from, _until in first.union(*others, all=True):
        if kind == "certificate":
            certified.add(int(value))
        elif kind == "unit":
            found.units.add(code_key(value))
    for places in fact_sources.places.ask([person], center):
        for _person, place in places:
            program = place.batch.version.program
            found.vocations.add(program.vocation_id)
            if place.is_live or place.is_completed:
                found.attended.add(str(program.public_id))
            if place.key in certified:
                found.programs.add(str(program.public_id))
    return found


def next_steps(person: int, user: User, *, on: date) -> list[Rung]:
    """Programs the person (key) has neither passed, attends nor finished, with prerequisites met by certificates or
    units; only of vocations the person has begun, if there are any.

    Those that build on something passed come first. Five queries.
    """
    return _open_to(rungs(user, on=on), learned_by(person, user))


def steps_after(learned: Learned, center: int, *, on: date) -> list[Rung]:
    """Programs of this center (key) that build on what was passed, or are advanced ones of a vocation in which
    something was passed; by the programs' own rules, so that nothing depends on who asks. Three queries.
    """
    found = _rungs(ProgramVersion.objects.open().filter(program__training_center=center), None, on)
    steps = _open_to(found, learned) if learned.vocations else []
    return [rung for rung in steps if rung.needs or rung.program.level == Program.Level.ADVANCED]


def _open_to(found: Collection[Rung], learned: Learned) -> list[Rung]:
    core = _core_units(rung.version for rung in found)
    passed = learned.programs | {program for program, units in core.items() if units and units <= learned.units}
    open_to = [
        rung
        for rung in found
        if str(rung.program.public_id) not in passed | learned.attended
        and (not rung.needs or rung.needs in passed)
        and (not learned.vocations or rung.program.vocation_id in learned.vocations)
    ]
    return sorted(open_to, key=lambda rung: not rung.needs)


def _core_units(versions: Iterable[ProgramVersion]) -> Mapping[str, set[str]]:
    by_version = {version.pk: str(version.program.public_id) for version in versions}
    found: dict[str, set[str]] = {}
    units = ProgramUnit.objects.filter(version__in=by_version, is_core=True)
    for version, code in units.values_list("version", "code"):
        found.setdefault(by_version[version], set()).add(code_key(code))
    return found


def following(program: Program, found: Iterable[Rung]) -> list[Rung]:
    """The programs that ask for a certificate of this one."""
    return [rung for rung in found if rung.needs == str(program.public_id)]
