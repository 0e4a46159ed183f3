"""Registrations for public classes that came to nothing, with the records of people whom only they made."""

from collections import Counter
from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import SET_NULL, F, Model, QuerySet

from accounts.models import TrainingCenter
from inmates.consents.models import GuardianConsent
from inmates.imports import dependents
from inmates.people.models import Person
from inmates.people.open_matters import open_matters
from programs.registrations.models import Registration

State = Registration.State
CAME_TO_NOTHING = (State.DECLINED, State.WITHDRAWN)


@open_matters.register
def undecided() -> QuerySet[Any]:
    """Registrations that wait for a decision."""
    return Registration.objects.open()


def registrations(center: TrainingCenter) -> QuerySet[Registration]:
    """Declined and withdrawn registrations of the center, with `since`: when that was decided."""
    rows = Registration.objects.filter(batch__training_center=center, state__in=CAME_TO_NOTHING, enrollment=None)
    return rows.annotate(since=F("decided_at"))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes these registrations (keys), and people whom nothing else names; how many rows went, by table.

    Within the caller's transaction.
    """
    rows = Registration.objects.filter(pk__in=found)
    people = set(rows.values_list("person", flat=True))
    gone = Counter(registration=rows.delete()[0])
    alone = Person.objects.filter(pk__in=people - _named_elsewhere(people), facility=None, merged_from=None)
    photos = list(alone.exclude(photo="").values_list("photo", flat=True))
    gone["person"] = alone.count()
    alone.delete()
    for name in photos:
        transaction.on_commit(partial(default_storage.delete, name))
    return gone


def _named_elsewhere(people: Collection[int]) -> set[int]:
    found = set(Registration.objects.filter(person__in=people).values_list("person", flat=True))
    found |= set(Registration.objects.filter(known_as__in=people).values_list("known_as", flat=True))
    # A matter that is open needs its person, though its row could do without.
    for rows in open_matters.ask():
        found |= set(rows.filter(person__in=people).values_list("person", flat=True))
    naming: list[type[Model]] = [GuardianConsent, *dependents.models()]
    for model in naming:
        # A row that stays without the person keeps nobody.
        if getattr(model._meta.get_field("person").remote_field, "on_delete", None) is SET_NULL:
            continue
        found |= set(model._default_manager.filter(person__in=people).values_list("person", flat=True))
    return found
