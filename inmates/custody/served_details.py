"""Custody details of people who left long ago: register numbers, blocks, dates, papers; that they were here stays."""

from collections import Counter
from collections.abc import Collection
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from accounts.models import Facility
from inmates.custody.models.circumstances import Circumstance, NonAssociation
from inmates.custody.models.remand import RemandPaper
from inmates.custody.models.stays import (
    Classification,
    CustodyPeriod,
    Housing,
    LimitingDate,
    Movement,
    RegisterNumber,
    Suspension,
)
from inmates.people.models import Person

DETAILS: tuple[type[Model], ...] = (
    RegisterNumber,
    Housing,
    LimitingDate,
    Classification,
    Suspension,
    Circumstance,
    Movement,
    RemandPaper,
)


def left_people(facility: Facility) -> QuerySet[Person]:
    """Whoever left custody from this facility last, with `since`: the day of leaving."""
    stays = CustodyPeriod.objects.filter(person=OuterRef("pk")).order_by("-until", "-pk")
    left = Person.objects.filter(facility=None).annotate(
        since=Subquery(stays.values("until")[:1]), left_from=Subquery(stays.values("facility")[:1])
    )
    return left.filter(left_from=facility.pk)


def people(facility: Facility, *, has_more: Q) -> QuerySet[Person]:
    """Those of whom details are still kept; `has_more` says who has details that others keep.

    The stays themselves are kept: training is counted by them, and figures ask whether somebody came back.
    """
    has_details = Q()
    for model in DETAILS:
        has_details |= Q(Exists(model._default_manager.filter(person=OuterRef("pk"))))
    apart = NonAssociation.objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))
    return left_people(facility).filter(has_details | Q(Exists(apart)) | has_more)


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes the details of these people (keys) with scans of their papers; how many rows went, by table.

    Within the caller's transaction; the files go once it is committed.
    """
    scans = list(RemandPaper.objects.filter(person__in=found).exclude(scan="").values_list("scan", flat=True))
    gone: Counter[str] = Counter()
    for model in DETAILS:
        gone[model._meta.model_name or ""] += model._default_manager.filter(person__in=found).delete()[0]
    apart = NonAssociation.objects.filter(Q(first__in=found) | Q(second__in=found))
    gone["nonassociation"] += apart.delete()[0]
    Person.objects.filter(pk__in=found).update(case_officer=None, custody_as_of=None)
    for name in scans:
        transaction.on_commit(partial(default_storage.delete, name))
    return gone
