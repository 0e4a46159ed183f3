"""Conduct, risk and fitness: judged for a limited time, one of each kind in force."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from inmates.custody.custody_facts import newest_of
from inmates.custody.dated_rows import start_blockers
from inmates.custody.in_custody import custody_blockers, hold_people, locked
from inmates.custody.models.stays import Classification, Source
from inmates.people.models import Person


@transaction.atomic
def classify(
    person: Person,
    *,
    by: User,
    kind: str,
    value: str,
    from_date: datetime.date,
    until: datetime.date,
    source: str = Source.DOCUMENT,
) -> Classification:
    """Records conduct, risk or fitness with its validity, replacing the previous one of the same kind."""
    person = locked(person)
    reasons = [*custody_blockers(person), *start_blockers(person, from_date)]
    refuse_if([*reasons, *_value_blockers({kind: value}), *_validity_blockers(from_date, until)])
    person.classifications.filter(kind=kind, replaced_at=None).update(replaced_at=clock.now())
    row = Classification.objects.create(
        person=person, kind=kind, value=value, from_date=from_date, until=until, source=source
    )
    audit.record("person.classify", by=by, target=person, classification=row.pk)
    return row


def _value_blockers(values: Mapping[str, str]) -> list[Blocker]:
    if all(value in Classification.VALUES_OF[Classification.Kind(kind)] for kind, value in values.items()):
        return []
    return [Blocker("value", _("This value does not belong to the kind. Choose another one."))]


def _validity_blockers(from_date: datetime.date, until: datetime.date) -> list[Blocker]:
    return [Blocker("validity", _("The validity ends before it begins."))] if until < from_date else []


# --- Of several people at once ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judgement:
    """What was judged of a person (public id): values by kind, valid until the same day.

    `seen` is the `mark_of` the classifications that the page showed.
    """

    person: UUID
    values: Mapping[str, str]
    until: datetime.date
    seen: str


@dataclass(frozen=True)
class Change:
    """A classification that will take the place of `current`; None where there is no such yet."""

    person: Person
    kind: Classification.Kind
    value: Classification.Value
    until: datetime.date
    current: Classification | None


class StaleJudgements(RuleViolation):
    """Somebody else has classified some of the people meanwhile."""


def mark_of(current: Mapping[str, Classification]) -> str:
    """Names the classifications in force of a person, by kind: another one has another mark."""
    return "-".join(str(current[kind].pk) if kind in current else "0" for kind in Classification.Kind.values)


def changes_of(judgements: Sequence[Judgement], *, by: User, from_date: datetime.date) -> list[Change]:
    """What would change if these were recorded by this user; what says the same as before is left out.

    The reasons for a refusal hold in `values` the public id of the `person` concerned, if it is one. Raises
    `RuleViolation`, or `StaleJudgements`. A fixed number of statements.
    """
    wanted = [judgement.person for judgement in judgements]
    people = {one.public_id: one for one in Person.objects.visible_to(by).filter(public_id__in=wanted)}
    current = newest_of(people.values())
    _refuse_stale(judgements, people, current)
    reasons = [
        _of(one, reason) for one in judgements for reason in _judgement_blockers(one, people.get(one.person), from_date)
    ]
    refuse_if([*_future_blockers(by, from_date), *reasons])
    changes = [
        Change(person, Classification.Kind(kind), Classification.Value(value), one.until, current[person.pk].get(kind))
        for one in judgements
        for person in [people[one.person]]
        for kind, value in one.values.items()
    ]
    return [one for one in changes if _is_new(one)]


def _refuse_stale(
    judgements: Sequence[Judgement],
    people: Mapping[UUID, Person],
    current: Mapping[int, Mapping[str, Classification]],
) -> None:
    reason = Blocker("stale", _("Somebody else has classified this person meanwhile. Look at the row again."))
    here = [one for one in judgements if one.person in people]
    stale = [_of(one, reason) for one in here if mark_of(current[people[one.person].pk]) != one.seen]
    if stale:
        raise StaleJudgements(stale)


def _future_blockers(by: User, from_date: datetime.date) -> list[Blocker]:
    if from_date <= clock.today(by.time_zone):
        return []
    return [Blocker("future", _("The day lies in the future. Record the change on the day itself."))]


def _judgement_blockers(judgement: Judgement, person: Person | None, from_date: datetime.date) -> list[Blocker]:
    if person is None:
        return custody_blockers(Person())
    return [*_value_blockers(judgement.values), *_validity_blockers(from_date, judgement.until)]


def _of(judgement: Judgement, reason: Blocker) -> Blocker:
    return replace(reason, values={**reason.values, "person": judgement.person})


def _is_new(change: Change) -> bool:
    now = change.current
    return now is None or (now.value, now.until) != (change.value, change.until)


@transaction.atomic
def classify_all(
    judgements: Sequence[Judgement], *, by: User, from_date: datetime.date, source: str = Source.DOCUMENT
) -> list[Classification]:
    """Records the changes that these judgements make, all or none; a fixed number of statements.

    Raises `RuleViolation`, or `StaleJudgements`, like `changes_of`.
    """
    wanted = [judgement.person for judgement in judgements]
    hold_people(Person.objects.visible_to(by).filter(public_id__in=wanted).values_list("pk", flat=True))
    changes = changes_of(judgements, by=by, from_date=from_date)
    _replace(change.current.pk for change in changes if change.current)
    rows = Classification.objects.bulk_create(
        Classification(
            person=one.person, kind=one.kind, value=one.value, from_date=from_date, until=one.until, source=source
        )
        for one in changes
    )
    audit.record_each("person.classify", by=by, targets=[(row.person, {"classification": row.pk}) for row in rows])
    return rows


def _replace(current: Iterable[int]) -> None:
    Classification.objects.filter(pk__in=list(current)).update(replaced_at=clock.now())
