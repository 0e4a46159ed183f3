"""What a list or a head of a page says of a person now: number, status, housing, earliest day of leaving."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, F, FilteredRelation, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility
from inmates.custody.models.stays import Classification, LimitingDate
from inmates.people.models import Person

NEVER = datetime.date(9999, 12, 31)
"""Where sorting needs a day and none is known."""

SENTENCE_END = Q(limiting_dates__kind=LimitingDate.Kind.SENTENCE_END)

NEEDED = {
    "birth_date": _("date of birth"),
    "education": _("education"),
    "block": _("block"),
    "register_class": _("register class"),
    "leaving_on": _("a date that limits training"),
}

WARNED_BEFORE = 10
"""Days before the end of a sentence from which on somebody is reminded of it."""


def with_custody(people: QuerySet[Person]) -> QuerySet[Person]:
    """`people` with `register_number`, `register_class`, `block`, `cell`, `housed_since` as recorded now,
    `sentence_end`, `leaving_on`, the earliest of the known dates that limit training (None: not yet known), and of
    whoever is out of the house `out_as` (a `Movement.Kind`) and `out_since`."""
    in_force = LimitingDate.objects.filter(person=OuterRef("pk"), replaced_at=None).order_by()
    earliest = in_force.values("person").annotate(earliest=Min("date")).values("earliest")
    return people.annotate(
        # Joins with a condition: a subquery for each column would be asked five times a row.
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
    """Whether somebody of `with_custody` should have left before today."""
    return bool(person.sentence_end and person.sentence_end < today)


def sentence_over(on: datetime.date) -> Q:
    """The condition under which somebody of `with_custody` should have left before that day."""
    return Q(sentence_end__lt=on)


def sentence_ends_within(days: int, *, on: datetime.date) -> Q:
    """The condition under which a sentence ends on that day or within so many days after it."""
    return Q(sentence_end__range=(on, on + datetime.timedelta(days=days)))


def earliest_leaving(people: Iterable[int]) -> dict[int, datetime.date | None]:
    """Of each of these people (keys) the earliest of the known dates that limit training; one query."""
    people = list(people)
    in_force = LimitingDate.objects.filter(person__in=people, replaced_at=None).order_by()
    known = dict(in_force.values_list("person").annotate(earliest=Min("date")))
    return {pk: known.get(pk) for pk in people}


def missing_data(person: Person) -> list:
    """Names of what is not known of a person of `with_custody`, though entry to training asks for it.

    Who is on remand has no date yet that could be known.
    """
    is_on_remand = (person.register_class or "").startswith("A")
    return [
        label
        for name, label in NEEDED.items()
        if not getattr(person, name) and not (name == "leaving_on" and is_on_remand)
    ]


def everything_missing(person: Person, today: datetime.date) -> list:
    """Names of what `missing_data` names and of the classifications that are not known today, or expired."""
    unknown = [row["label"] for row in classifications_now(person, today) if not row["value"]]
    return [*missing_data(person), *unknown]


def to_be_completed(on: datetime.date) -> Q:
    """The condition under which `everything_missing` names something on that day."""
    return incomplete() | unclassified(on)


def incomplete() -> Q:
    """The condition under which `missing_data` names something."""
    no_date = Q(leaving_on=None) & ~Q(register_class__startswith="A")
    nothing = [Q(birth_date=None), Q(education=""), Q(block=None), Q(register_class=None), Q(register_class="")]
    condition = no_date
    for part in nothing:
        condition |= part
    return condition


def unclassified(on: datetime.date) -> Q:
    """The condition under which conduct, risk or fitness is not known on that day; what expired is not."""
    condition = Q()
    for kind in Classification.Kind:
        rows = Classification.objects.filter(person=OuterRef("pk"), kind=kind, replaced_at=None, until__gte=on)
        condition |= ~Q(Exists(rows.exclude(from_date__gt=on)))
    return condition


def classifications_now(person: Person, today: datetime.date) -> list[dict]:
    """Each kind with its value in force; one that expired counts as missing and says since when."""
    newest = {row.kind: row for row in person.classifications.all() if row.replaced_at is None}
    return [_classification(kind, newest.get(kind), today) for kind in Classification.Kind]


def _classification(kind: Classification.Kind, row: Classification | None, today: datetime.date) -> dict:
    valid = row is not None and (row.from_date is None or row.from_date <= today) and row.until >= today
    expired_on = row.until if row is not None and row.until < today else None
    return {
        "kind": kind,
        "label": kind.label,
        "value": row.get_value_display() if row is not None and valid else "",
        "until": row.until if row is not None and valid else None,
        "expired_on": expired_on,
    }


def blocks_of(facility: Facility | None) -> list[str]:
    """The blocks in which somebody stays now."""
    rows = Person.objects.filter(facility=facility, housings__until=None, housings__block__isnull=False)
    return sorted(set(rows.order_by().values_list("housings__block", flat=True)))
