"""Whether those who hold a place can still keep it: who leaves before the end, who must not be together with whom.

Nothing is decided here: what has changed becomes a task for the training officer, and settles when it is over.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from accounts.models import Facility
from accounts.roles import Role
from core import clock
from inmates.custody.custody_facts import earliest_leaving
from inmates.custody.limiting_dates import leaving_dates_change
from inmates.custody.models.circumstances import NonAssociation
from inmates.custody.people_apart import pair_begins, pair_ends
from inmates.inbox.inbox_tasks import Matter, open_each, open_task
from inmates.inbox.models import InboxTask
from programs.batches.lock_order import hold
from programs.batches.models import LIVE, Batch
from programs.places.inbox_kinds import LEAVES_EARLY, TOGETHER
from programs.places.models import Enrollment
from programs.selection.application_states import PROMISED
from programs.selection.models import Application
from programs.selection.occasions import promise_ends

# A batch, somebody (key) with a place in it or the promise of one, and the day on which that person leaves.
Place = tuple[Batch, int, date]


def holders(people: Iterable[int]) -> dict[Batch, set[int]]:
    """Of these people (keys) who has a place in which live batch, was admitted to it or is offered one; two queries."""
    people = list(people)
    placed = Enrollment.objects.live().filter(person__in=people, batch__state__in=LIVE)
    promised = Application.objects.filter(person__in=people, state__in=PROMISED, batch__state__in=LIVE)
    found: dict[Batch, set[int]] = defaultdict(set)
    # Two queries and no union: a union could not bring the batch along.
    for rows in (placed, promised):
        for row in rows.select_related("batch__facility").order_by("batch", "pk"):
            found[row.batch].add(row.person_id)
    return dict(found)


def holders_of(batch: Batch) -> set[int]:
    """Who (keys) has a place in this live batch, was admitted to it or is offered one; two queries, none when over."""
    if not batch.is_live:
        return set()
    placed = batch.enrollments.live().values_list("person", flat=True)
    return {*placed, *batch.applications.filter(state__in=PROMISED).values_list("person", flat=True)}


def end_moved(batch: Batch, before: date) -> None:
    """Looks again at every place and promise once the batch no longer lasts until `before` (its `leaves_before`).

    A task is opened for whom the old end let stay and the new one does not; it settles for whom it is the other way.
    """
    now = batch.leaves_before
    if now == before:
        return
    leaving = {pk: day for pk, day in earliest_leaving(holders_of(batch)).items() if day}
    early = [Matter(pk, str(batch.pk), _where(batch)) for pk, day in sorted(leaving.items()) if before <= day < now]
    if early:
        open_each(LEAVES_EARLY, role=Role.TRAINING_OFFICER, office=batch.facility, matters=early)
    _settle_reached([(batch, pk, day) for pk, day in leaving.items() if now <= day < before])


@leaving_dates_change.register
def watch_leaving(before: Mapping[int, date | None]) -> None:
    """Looks again at places and promises of people whose dates have changed, in a fixed number of queries.

    A task is opened where the earliest leaving date is another one than before and lies before end and assessment of
    the batch; it settles where the date reaches them. An unknown date settles nothing.
    """
    held = holders(before) if before else {}
    now = earliest_leaving(pk for people in held.values() for pk in people)
    places = [(batch, pk, day) for batch, people in held.items() for pk in sorted(people) if (day := now[pk])]
    _open_early([place for place in places if place[2] < place[0].leaves_before], before)
    _settle_reached([place for place in places if place[2] >= place[0].leaves_before])


def _open_early(places: Iterable[Place], before: Mapping[int, date | None]) -> None:
    """A task for each place whose person now leaves before its end, unless that was known before."""
    early: dict[Facility, list[Matter]] = defaultdict(list)
    for batch, pk, day in places:
        if day != before[pk]:
            early[batch.facility].append(_early(pk, batch, before[pk], day))
    for facility, matters in early.items():
        open_each(LEAVES_EARLY, role=Role.TRAINING_OFFICER, office=facility, matters=matters)


def _settle_reached(places: Iterable[Place]) -> None:
    """Nobody needs to look at a place any more whose person stays until its end."""
    reached = {(pk, str(batch.public_id)) for batch, pk, _day in places}
    if reached:
        people = {pk for pk, _batch in reached}
        tasks = InboxTask.objects.open().filter(kind=LEAVES_EARLY.code, person__in=people)
        _settle(task.pk for task in tasks if (task.person_id, task.values["batch_id"]) in reached)


def _early(pk: int, batch: Batch, before: date | None, day: date) -> Matter:
    values = {**_where(batch), "old": before and before.isoformat(), "new": day.isoformat()}
    return Matter(pk, str(batch.pk), values)


def _where(batch: Batch) -> dict[str, str]:
    return {"batch": batch.name, "batch_id": str(batch.public_id), "until": batch.leaves_before.isoformat()}


@pair_begins.register
def watch_pair(pair: NonAssociation) -> None:
    """Opens a task for each live batch in which both have a place or the promise of one."""
    both = {pair.first_id, pair.second_id}
    # Read behind the locks: one of the two may be losing a place, or be offered one, at this very moment.
    hold(batches=_chosen_by(pair.first_id) & _chosen_by(pair.second_id))
    for batch, people in holders(both).items():
        if people == both:
            values = {
                "other": pair.second.full_name,
                "pair": pair.pk,
                "batch": batch.name,
                "batch_id": str(batch.public_id),
            }
            matter = f"{batch.pk}-{pair.pk}"
            role, office = Role.TRAINING_OFFICER, batch.facility
            open_task(TOGETHER, role=role, office=office, person=pair.first, matter=matter, values=values)


def _chosen_by(person: int) -> set[int]:
    """Batches (keys) of places and open applications. No new one comes meanwhile: that needs the lock of the person."""
    placed = Enrollment.objects.live().filter(person=person).order_by().values_list("batch", flat=True)
    applied = Application.objects.open().filter(person=person).order_by().values_list("batch", flat=True)
    return {*placed, *applied}


@pair_ends.register
def forget_pair(pair: NonAssociation) -> None:
    """The two may be together again: nobody needs to look any more."""
    tasks = InboxTask.objects.open().filter(kind=TOGETHER.code, person__in=(pair.first_id, pair.second_id))
    _settle(task.pk for task in tasks if task.values["pair"] == pair.pk)


@promise_ends.register
def forget_promise(application: Application) -> None:
    """A promise that is gone is not watched any more."""
    place_is_over(application.batch, [application.person_id])


def place_is_over(batch: Batch, people: Collection[int]) -> list[InboxTask]:
    """Settles what was to be looked at because of the places or promises of these people (keys) in the batch.

    Returns the tasks as they were.
    """
    kinds = [LEAVES_EARLY.code, TOGETHER.code]
    tasks = InboxTask.objects.open().filter(facility=batch.facility_id, role=Role.TRAINING_OFFICER, kind__in=kinds)
    # Compared here: both databases look into JSON in ways of their own, and open tasks are few.
    of_batch = [task for task in tasks if task.values["batch_id"] == str(batch.public_id)]
    pairs = set(NonAssociation.objects.of(people).values_list("pk", flat=True)) if of_batch else set()
    over = [task for task in of_batch if task.person_id in people or task.values.get("pair") in pairs]
    _settle(task.pk for task in over)
    return over


def place_is_back(tasks: Collection[int]) -> None:
    """Opens the tasks (keys) again that `place_is_over` settled, but for matters that came up anew since."""
    settled = list(InboxTask.objects.filter(pk__in=tasks, acknowledged_at=None).exclude(settled_at=None))
    people, kinds = {task.person_id for task in settled}, {task.kind for task in settled}
    known = {task.names for task in InboxTask.objects.open().filter(person__in=people, kind__in=kinds)}
    again = [task.pk for task in settled if task.names not in known]
    InboxTask.objects.filter(pk__in=again).update(settled_at=None)


def _settle(tasks: Iterable[int]) -> None:
    InboxTask.objects.open().filter(pk__in=list(tasks)).update(settled_at=clock.now())
