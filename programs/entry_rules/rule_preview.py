"""Previews what entry rules would decide about everybody in the facility today, before they take effect."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.db.models import QuerySet

from accounts.models import Facility
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.catalog.models import ProgramVersion
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import known_of
from programs.entry_rules.models import EntryRuleSet
from programs.entry_rules.rule_parts import Answer
from programs.entry_rules.verdicts import answers_to, unmet, verdict_of

# Assumed if no batch is planned: it starts in a month and teaches eight lessons a day, five days a week.
MONTH = timedelta(days=30)
LESSONS_A_WEEK = 40
# Batches that take applications, now or later.
OPEN = (Batch.State.PLANNED, Batch.State.SELECTING)


@dataclass(frozen=True)
class Found:
    """One person with all answers."""

    person: Person
    answers: list[Answer]

    @property
    def verdict(self) -> Verdict:
        """The overall verdict."""
        return verdict_of(self.answers)

    @property
    def why_not(self) -> list[Answer]:
        """Answers that failed or lack data."""
        return unmet(self.answers)


def batch_to_ask_for(version: ProgramVersion, facility: Facility, *, on: date) -> Batch:
    """The next batch of this version here that is open to applicants, or else a hypothetical one."""
    return batches_to_ask_for([version], facility, on=on)[0]


def batches_to_ask_for(
    versions: Iterable[ProgramVersion], facility: Facility, *, on: date, among: Iterable[Batch] | None = None
) -> list[Batch]:
    """Like `batch_to_ask_for` for several versions, in their order; one query.

    None if `among` holds all batches of these versions here from `on` on, with version and program.
    """
    versions = list(versions)
    rows = _open_from(versions, facility, on) if among is None else among
    coming: dict[int, Batch] = {}
    for batch in sorted(rows, key=lambda one: (one.starts_on, one.pk)):
        if batch.state in OPEN and batch.starts_on >= on:
            coming.setdefault(batch.version_id, batch)
    return [coming.get(version.pk) or _hypothetical(version, facility, on) for version in versions]


def _open_from(versions: list[ProgramVersion], facility: Facility, on: date) -> QuerySet[Batch]:
    rows = Batch.objects.filter(version__in=versions, facility=facility, state__in=OPEN, starts_on__gte=on)
    return rows.select_related("version__program")


def _hypothetical(version: ProgramVersion, facility: Facility, on: date) -> Batch:
    starts_on = on + MONTH
    # In five-day weeks, so a batch that begins on a Monday ends on a Friday.
    ends_on = starts_on + timedelta(weeks=ceil(version.total_jp / LESSONS_A_WEEK)) - timedelta(days=3)
    assessment_on = ends_on + timedelta(days=3)
    return Batch(
        version=version,
        facility=facility,
        training_center_id=version.program.training_center_id,
        starts_on=starts_on,
        ends_on=ends_on,
        assessment_on=assessment_on,
    )


def preview(rules: EntryRuleSet, batch: Batch, *, on: date) -> list[Found]:
    """Everybody in custody at the batch's facility, sorted by name; a fixed number of queries."""
    people = list(Person.objects.filter(facility=batch.facility_id).order_by("name_sort", "pk"))
    answers = answers_to(rules.parts, batch, known_of(people, [batch]), on=on)
    return [Found(person, answers[person.pk]) for person in people]


def counts(found: list[Found]) -> dict[str, int]:
    """Numbers of people who meet the rules, fail them, or cannot be judged yet."""
    verdicts = [one.verdict for one in found]
    return {verdict.value: verdicts.count(verdict) for verdict in Verdict}
