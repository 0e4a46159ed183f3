"""Current facts about a person for lists and page heads: number, status, housing, earliest day of leaving."""

import datetime
from collections.abc import Iterable, Mapping

from django.db.models import Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility
from core.statements import Statement
from inmates.custody.models.stays import Classification, LimitingDate
from inmates.people.models import Person

NEVER = datetime.date(9999, 12, 31)
"""Sorts unknown dates last."""

SENTENCE_END = Q(limiting_dates__kind=LimitingDate.Kind.SENTENCE_END)

NEEDED = {
    "birth_date": _("date of birth"),
    "education": _("education"),
    "block": _("block"),
    "register_class": _("register class"),
    "leaving_on": _("a date that limits training"),
}

WARNED_BEFORE = 10
"""Days before the end of a sentence at which reminders begin."""


def with_custody(people: QuerySet[Person]) -> QuerySet[Person]:
    """Annotates `people` with the current `register_number`, `register_class`, `block`, `cell` and `housed_since`, with
    `sentence_end`, and with `leaving_on`, the earliest known date that limits training (None: not yet known). People
    out of the house also have `out_as` (a `Movement.Kind`) and `out_since`.
    """
    in_force = LimitingDate.objects.filter(person=OuterRef("pk"), replaced_at=None).order_by()
    earliest = in_force.values("person").annotate(earliest=Min("date")).values("earliest")
    return people.annotate(
        # Filtered joins: the database would evaluate a subquery per column five times per row.
        open_number=FilteredRelation("register_numbers", condition=Q(register_numbers__until=None)),
        open_housing=FilteredRelation("housings", condition=Q(housings__until=None)),
        open_end=FilteredRelation("limiting_dates", condition=Q(limiting_dates__replaced_at=None) & SENTENCE_END),
        open_outing=FilteredRelation("movements", condition=Q(movements__back_at=None)),
        register_number=F("open_number__number"),
        register_class=F("open_number__register_class"),
        block=F("open_housing__block"),
        cell=F("open_housing__cell"),
        housed_since=F("open_housing__from_date"),
        sentence_end=F("open_end__date"),
        out_as=F("open_outing__kind"),
        out_since=F("open_outing__out_at"),
        class_order=Coalesce(F("open_number__register_class"), Value("")),
        block_order=Coalesce(F("open_housing__block"), Value("")),
        cell_order=Coalesce(F("open_housing__cell"), Value("")),
        leaving_on=Subquery(earliest),
        leaving_order=Coalesce(Subquery(earliest), NEVER),
    )


def is_overdue(person: Person, today: datetime.date) -> bool:
    """True if somebody from `with_custody` should have left before today."""
    return bool(person.sentence_end and person.sentence_end < today)


def sentence_over(on: datetime.date) -> Q:
    """Matches people from `with_custody` who should have left before that day."""
    return Q(sentence_end__lt=on)


def sentence_ends_within(days: int, *, on: datetime.date) -> Q:
    """Matches people whose sentence ends on that day or within the given number of days after it."""
    return Q(sentence_end__range=(on, on + datetime.timedelta(days=days)))


def earliest_leaving(people: Iterable[int]) -> dict[int, datetime.date | None]:
    """The earliest known date that limits training for each of these people (keys); one query."""
    people = list(people)
    in_force = LimitingDate.objects.filter(person__in=people, replaced_at=None).order_by()
    known = dict(in_force.values_list("person").annotate(earliest=Min("date")))
    return {pk: known.get(pk) for pk in people}


def missing_data(person: Person) -> list:
    """Names of the facts required for training that are unknown for a person from `with_custody`.

    People on remand have no such date yet, so theirs is not missing.
    """
    is_on_remand = (person.register_class or "").startswith("A")
    return [
        label
        for name, label in NEEDED.items()
        if not getattr(person, name) and not (name == "leaving_on" and is_on_remand)
    ]


def everything_missing(
    person: Person, today: datetime.date, newest: Mapping[str, Classification] | None = None
) -> list:
    """Names from `missing_data`, plus the classifications that are unknown or expired today.

    `newest` is what `newest_of` tells of the person, if already loaded.
    """
    if newest is None:
        newest = _newest(person)
    unknown = [kind.label for kind in Classification.Kind if not is_valid(newest.get(kind), today)]
    return [*missing_data(person), *unknown]


def to_be_completed(on: datetime.date) -> Q:
    """Matches people for whom `everything_missing` is not empty on that day."""
    return incomplete() | unclassified(on)


def incomplete() -> Q:
    """Matches people for whom `missing_data` is not empty."""
    no_date = Q(leaving_on=None) & ~Q(register_class__startswith="A")
    nothing = [Q(birth_date=None), Q(education=""), Q(block=None), Q(register_class=None), Q(register_class="")]
    condition = no_date
    for part in nothing:
        condition |= part
    return condition


def unclassified(on: datetime.date) -> Q:
    """Matches people whose conduct, risk or fitness is unknown on that day; an expired one counts as unknown."""
    condition = Q()
    for kind in Classification.Kind:
        rows = Classification.objects.filter(person=OuterRef("pk"), kind=kind, replaced_at=None, until__gte=on)
        condition |= ~Q(Exists(rows.exclude(from_date__gt=on)))
    return condition


def classifications_now(person: Person, today: datetime.date) -> list[dict]:
    """The current value of each kind; an expired one counts as missing and carries its date of expiry."""
    newest = _newest(person)
    return [_classification(kind, newest.get(kind), today) for kind in Classification.Kind]


def newest_of(people: Iterable[Person]) -> dict[int, dict[str, Classification]]:
    """The current classifications of each person (key) by kind; one query."""
    found: dict[int, dict[str, Classification]] = {person.pk: {} for person in people}
    for row in _current(people=list(found)) if found else ():
        found[row.person_id][row.kind] = row
    return found


@Statement
def _current(people: list[int]) -> QuerySet[Classification]:
    return Classification.objects.filter(person__in=people, replaced_at=None)


def _newest(person: Person) -> dict[str, Classification]:
    return {row.kind: row for row in person.classifications.all() if row.replaced_at is None}


def is_valid(row: Classification | None, today: datetime.date) -> bool:
    """Whether the classification, if any, holds today."""
    return row is not None and (row.from_date is None or row.from_date <= today) and row.until >= today


def _classification(kind: Classification.Kind, row: Classification | None, today: datetime.date) -> dict:
    valid = is_valid(row, today)
    expired_on = row.until if row is not None and row.until < today else None
    return {
        "kind": kind,
        "label": kind.label,
        "value": row.get_value_display() if row is not None and valid else "",
        "until": row.until if row is not None and valid else None,
        "expired_on": expired_on,
    }


def blocks_of(facility: Facility | None) -> list[str]:
    """The blocks that currently house somebody."""
    return sorted(block for (block,) in (_blocks(facility=facility.pk) if facility else ()))


@Statement
def _blocks(facility: int) -> QuerySet:
    rows = Person.objects.filter(facility=facility, housings__until=None, housings__block__isnull=False)
    return rows.order_by().values_list("housings__block").distinct()
