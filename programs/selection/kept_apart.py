"""Whom somebody would meet in a batch and must not: asked before a place is given, taken up or offered."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import Blocker
from inmates.custody.people_apart import avoided_by
from inmates.people.models import Person
from programs.batches.models import Batch
from programs.entry_rules.findings import Verdict
from programs.entry_rules.known_facts import members_of
from programs.entry_rules.parts.of_custody import Apart
from programs.selection.models import Application


def apart_blockers(batch: Batch, person: int, application: Application | None) -> list[Blocker]:
    """Whom the person (key) would meet in the batch and must not, unless the board admitted all the same.

    The override of either of the two counts, if their being kept apart is among what the board saw.
    """
    members = members_of([batch.pk]).get(batch.pk, set()) - {person}
    others = avoided_by([person]).get(person, set()) & members
    if not others or (application and overrules_apart(application)):
        return []
    theirs = Application.objects.filter(batch=batch, person__in=others, is_override=True)
    others -= {one.person_id for one in theirs if overrules_apart(one)}
    names = Person.objects.filter(pk__in=others).order_by("name_sort", "pk").values_list("full_name", flat=True)
    sentence = _(
        "Must not be together with %(name)s, who has a place in this batch or is to get one. "
        "Withdraw one of the two, or record that they need not be kept apart any more."
    )
    return [Blocker("apart", sentence % {"name": name}) for name in names]


def with_somebody_to_avoid(batch: Batch, people: Iterable[int]) -> set[int]:
    """Who of these people (keys) has anybody in the batch to avoid, whatever the board said; two queries for any."""
    avoided = avoided_by(people)
    if not avoided:
        return set()
    members = members_of([batch.pk]).get(batch.pk, set())
    return {person for person, others in avoided.items() if others & members}


def overrules_apart(application: Application) -> bool:
    """Whether the board admitted by override and saw that somebody in the batch must be kept apart."""
    saw = {(row["kind"], row["answer"]) for row in application.decision_answers}
    return application.is_override and (Apart.code, Verdict.FAILS.value) in saw
