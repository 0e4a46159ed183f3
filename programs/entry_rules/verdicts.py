"""Applies the entry rules in force to one person or to a whole facility at once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from accounts.models import Facility
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import Known, known_of, known_outside
from programs.entry_rules.models import EntryRuleSet, in_force
from programs.entry_rules.parts.rule_part import RulePart, Scene
from programs.entry_rules.rule_parts import CUSTODY, PART_BY_CODE, PARTS, Answer, answer


def default_rules() -> dict[str, dict[str, Any]]:
    """Default parts and parameters for a new version of a program."""
    return {part.code: dict(part.usual) for part in PARTS if part.usual is not None}


def rule_set_of(batch: Batch, *, on: date) -> EntryRuleSet | None:
    """The set in force for the batch on that day: the facility's own, otherwise the program's."""
    return in_force(EntryRuleSet.objects.for_batches([batch], on), batch)


def evaluate(
    batch: Batch, people: Iterable[Person], *, on: date, takes: Mapping[int, Collection[str]] | None = None
) -> dict[int, list[Answer]]:
    """Answers of all rules of the batch in force on `on`, by person (key).

    Uses a fixed number of queries. Custody at this facility is always checked. `takes`: the blocks (signs) that people
    (keys) take in place of the whole course; how long somebody must stay is then judged by these.
    """
    return ask(batch, known_of(people, [batch], takes), on=on)


def ask(batch: Batch, known: Known, *, on: date) -> dict[int, list[Answer]]:
    """Like `evaluate`, with facts already loaded; one query."""
    rules = rule_set_of(batch, on=on)
    return answers_to(rules.parts if rules else {}, batch, known, on=on)


def evaluate_each(
    batches: Iterable[Batch], people: Iterable[Person], *, on: date
) -> dict[int, dict[int, list[Answer]]]:
    """Like `evaluate` for several batches, by batch; still a fixed number of queries."""
    batches = list(batches)
    known = known_of(people, batches)
    sets = list(EntryRuleSet.objects.for_batches(batches, on))
    found = {}
    for batch in batches:
        rules = in_force(sets, batch)
        found[batch.pk] = answers_to(rules.parts if rules else {}, batch, known, on=on)
    return found


def answers_to(parts: dict[str, dict[str, Any]], batch: Batch, known: Known, *, on: date) -> dict[int, list[Answer]]:
    """Answers of these parts, in force or hypothetical, about everybody in the loaded facts; no query.

    People who are not in custody here get only that answer.
    """
    scenes = {pk: Scene(batch, on, known, known.takes.get(pk, ())) for pk in known.facts}
    first: list[tuple[RulePart, dict[str, Any]]] = [(CUSTODY, {})]
    every = [*first, *((part, parts[part.code]) for part in PARTS if part.code in parts)]
    return {
        pk: [answer(part, facts, asked, scenes[pk]) for part, asked in (every if facts.is_in(batch) else first)]
        for pk, facts in known.facts.items()
    }


def verdict_of(answers: Iterable[Answer]) -> Verdict:
    """ "Fails" if any part fails, else "data incomplete" if any is missing, else "not yet known", else "meets"."""
    verdicts = {answer.verdict for answer in answers}
    order = (Verdict.FAILS, Verdict.MISSING, Verdict.UNKNOWN, Verdict.MEETS)
    return next(found for found in order if found in {*verdicts, "meets"})


def unmet(answers: Iterable[Answer]) -> list[Answer]:
    """Answers that prevent entry: failures, missing data, values that cannot be known yet."""
    return sorted((a for a in answers if a.verdict != Verdict.MEETS), key=lambda answer: answer.verdict)


def unmet_first(answers: Iterable[Answer]) -> list[Answer]:
    """All answers, those that prevent entry first."""
    answers = list(answers)
    return [*unmet(answers), *(answer for answer in answers if answer.verdict == Verdict.MEETS)]


def requirements(version: ProgramVersion, *, facility: Facility | None, on: date) -> list[str]:
    """The facility's rules in force on `on`, in plain words; without a facility, only those about learning."""
    rules = rule_set_of(Batch(version=version, facility=facility), on=on)
    parts = rules.parts if rules else {}
    return sentences(parts if facility else of_learning(parts))


def of_learning(parts: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Those of these parts that concern people outside; none of them tells anything of custody."""
    return {code: parts[code] for code in parts if PART_BY_CODE[code].is_of_learning}


def ask_outside(
    batch: Batch,
    records: Mapping[int, Collection[Person]],
    *,
    on: date,
    takes: Mapping[int, Collection[str]] | None = None,
) -> dict[int, list[Answer]]:
    """Answers of the program's rules in force on `on` about people who register for a public class, by the keys of
    `records`: for each the record that is written, and after it any other that is said to be of the same person.

    A fixed number of queries; none but that for the rules if these ask nothing. `takes`: the blocks (signs) that they
    register for, by the same keys.
    """
    rules = rule_set_of(batch, on=on) if records else None
    parts = of_learning(rules.parts) if rules else {}
    if not parts:
        return {}
    known = known_outside(batch, records, takes)
    scenes = {key: Scene(batch, on, known, known.takes.get(key, ())) for key in known.facts}
    asked = [part for part in PARTS if part.code in parts]
    return {
        key: [answer(part, facts, parts[part.code], scenes[key]) for part in asked]
        for key, facts in known.facts.items()
    }


def sentences(parts: dict[str, dict[str, Any]]) -> list[str]:
    """These parts in plain words, in the order in which they are checked."""
    return [part.requirement(parts[part.code]) for part in PARTS if part.code in parts]
