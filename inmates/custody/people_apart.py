"""People who must be kept apart: recorded once per pair, checked wherever people are grouped. Never why."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.occasions import Occasion
from inmates.custody.in_custody import custody_blockers, facility_of, hold_people
from inmates.custody.models.circumstances import NonAssociation
from inmates.people.models import Person

pair_begins: Occasion[NonAssociation] = Occasion()
pair_ends: Occasion[NonAssociation] = Occasion()
"""The pair as stored after the act, with both people locked."""


def avoided_by(people: Iterable[int]) -> dict[int, set[int]]:
    """Maps each of these people (keys) to everyone they must be kept apart from; one query."""
    people = set(people)
    found: dict[int, set[int]] = defaultdict(set)
    for first, second in NonAssociation.objects.of(people).values_list("first", "second"):
        for one, other in ((first, second), (second, first)):
            if one in people:
                found[one].add(other)
    return dict(found)


def pairs_of(person: Person) -> QuerySet[NonAssociation]:
    """The person's pairs in force, with both people."""
    return NonAssociation.objects.of([person.pk]).select_related("first", "second").order_by("-from_date", "-pk")


def shown_pairs(person: Person) -> QuerySet[NonAssociation]:
    """Pairs this facility may see: recorded by it, or with both people held there. Hidden pairs count all the same."""
    # A pair recorded elsewhere would reveal where the other person is held.
    both_here = Q(first__facility=person.facility_id, second__facility=person.facility_id)
    return pairs_of(person).filter(Q(facility=person.facility_id) | both_here)


def neighbors_to_avoid(person: Person, *, block: str, cell: str) -> list[Person]:
    """People to be avoided whom the person would or might meet there: where one cell is unknown, in the whole block."""
    others = avoided_by([person.pk]).get(person.pk, set())
    where = Q(housings__until=None, housings__block=block)
    if cell:
        where &= Q(housings__cell__in=(cell, ""))
    return list(Person.objects.filter(where, pk__in=others, facility=person.facility_id).order_by("name_sort", "pk"))


def blockers(one: Person, other: Person) -> list[Blocker]:
    """Reasons why these two cannot be recorded as a pair."""
    reasons = custody_blockers(one)
    if one.pk == other.pk:
        return [
            *reasons,
            Blocker("same", _("These are one and the same person. Choose another one.")),
        ]
    if one.facility_id != other.facility_id:
        reasons.append(Blocker("elsewhere", _("Both people have to be in custody here.")))
    if other.pk in avoided_by([one.pk]).get(one.pk, set()):
        reasons.append(Blocker("known", _("It is already recorded that these two must not be together.")))
    return reasons


@transaction.atomic
def keep_apart(one: Person, *, other: Person, by: User, from_date: date, decided_by: str) -> NonAssociation:
    """Records that two people must be kept apart, in either order; opens a task if they already meet.

    Locks both, as commands that give one of them a place do: of the two commands the later sees the earlier one's
    result.
    """
    hold_people([one.pk, other.pk])
    both = Person.objects.select_related("facility").in_bulk([one.pk, other.pk])
    one, other = both[one.pk], both[other.pk]
    refuse_if([*blockers(one, other), *_day_blockers(one, from_date)])
    # The constraint requires a fixed order, so that the same pair cannot be recorded twice.
    first, second = sorted((one, other), key=lambda person: person.pk)
    pair = NonAssociation.objects.create(
        facility=facility_of(one),
        first=first,
        second=second,
        from_date=from_date,
        decided_by=decided_by.strip(),
        recorded_by=by,
    )
    # Before the audit, whose chain is always the last lock.
    pair_begins.happens(pair)
    for person in (first, second):
        audit.record("person.keep_apart", by=by, target=person, pair=pair.pk)
    return pair


def _day_blockers(one: Person, day: date) -> list[Blocker]:
    if one.facility and day > clock.today(one.facility.time_zone):
        return [_future()]
    return []


def _future() -> Blocker:
    return Blocker("future", _("The day lies in the future. Record it on the day itself."))


@transaction.atomic
def end(pair: NonAssociation, *, by: User, until: date) -> NonAssociation:
    """Ends a pair with `until` as its last day. Locks both, as `keep_apart` does."""
    hold_people([pair.first_id, pair.second_id])
    pair = NonAssociation.objects.select_for_update(of=("self",)).select_related("facility").get(pk=pair.pk)
    reasons = []
    if pair.until:
        reasons.append(Blocker("ended", _("This has ended already.")))
    if until < pair.from_date:
        reasons.append(Blocker("validity", _("The last day lies before the first.")))
    # Queries treat an ended pair as over, so it cannot be ended in advance.
    if until > clock.today(pair.facility.time_zone):
        reasons.append(_future())
    refuse_if(reasons)
    pair.until = until
    pair.save(update_fields=["until"])
    pair_ends.happens(pair)
    for person in (pair.first, pair.second):
        audit.record("person.end_keeping_apart", by=by, target=person, pair=pair.pk)
    return pair
