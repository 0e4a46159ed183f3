"""Watches whether holders of places can still keep them: early releases, people to keep apart.

Decides nothing: a change opens a task for the training officer, which is settled once the cause is gone.
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

# A batch, the key of somebody with a place in it or the promise of one, and the day that person leaves.
Place = tuple[Batch, int, date]


def holders(people: Iterable[int]) -> dict[Batch, set[int]]:
    """Which of these people (keys) have a place, an admission or an offer in which live batches; two queries."""
    people = list(people)
    placed = Enrollment.objects.live().of_facilities().filter(person__in=people, batch__state__in=LIVE)
    promised = Application.objects.filter(person__in=people, state__in=PROMISED, batch__state__in=LIVE)
    found: dict[Batch, set[int]] = defaultdict(set)
    # Two queries, since a union could not select the batch along.
    for rows in (placed, promised):
        for row in rows.select_related("batch__facility").order_by("batch", "pk"):
            found[row.batch].add(row.person_id)
    return dict(found)


def holders_of(batch: Batch) -> set[int]:
    """Keys of people with a place, an admission or an offer in this live batch; two queries.

    Nobody if it is over, or if it is a public class, for which no dates of custody count.
    """
    if not batch.is_live or batch.is_public:
        return set()
    placed = batch.enrollments.live().values_list("person", flat=True)
    return {*placed, *batch.applications.filter(state__in=PROMISED).values_list("person", flat=True)}


def end_moved(batch: Batch, before: date) -> None:
    """Rechecks every place and promise when the end of the batch changes from `before` (its `leaves_before`).

    Opens a task for each person who stays until the old end but not the new one, and settles tasks in the opposite
    case.
    """
    now = batch.leaves_before
    if now == before:
        return
    leaving = {pk: day for pk, day in earliest_leaving(holders_of(batch)).items() if day}
    early = [Matter(pk, str(batch.pk), _where(batch)) for pk, day in sorted(leaving.items()) if before <= day < now]
    if early:
        open_each(LEAVES_EARLY, role=Role.TRAINING_OFFICER, office=batch.house, matters=early)
    _settle_reached([(batch, pk, day) for pk, day in leaving.items() if now <= day < before])


@leaving_dates_change.register
def watch_leaving(before: Mapping[int, date | None]) -> None:
    """Rechecks places and promises of people whose dates changed, in a fixed number of queries.

    Opens a task if the earliest release date changed and lies before the end and assessment of the batch; settles it
    if the date no longer does. An unknown date settles nothing.
    """
    held = holders(before) if before else {}
    now = earliest_leaving(pk for people in held.values() for pk in people)
    places = [(batch, pk, day) for batch, people in held.items() for pk in sorted(people) if (day := now[pk])]
    _open_early([place for place in places if place[2] < place[0].leaves_before], before)
    _settle_reached([place for place in places if place[2] >= place[0].leaves_before])


def _open_early(places: Iterable[Place], before: Mapping[int, date | None]) -> None:
    """Opens a task for each place whose person now leaves before its end, unless that was known before."""
    early: dict[Facility, list[Matter]] = defaultdict(list)
    for batch, pk, day in places:
        if day != before[pk]:
            early[batch.house].append(_early(pk, batch, before[pk], day))
    for facility, matters in early.items():
        open_each(LEAVES_EARLY, role=Role.TRAINING_OFFICER, office=facility, matters=matters)


def _settle_reached(places: Iterable[Place]) -> None:
    """Settles tasks about places whose person stays until the end."""
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
    """Opens a task for each live batch in which both people have a place or the promise of one."""
    both = {pair.first_id, pair.second_id}
    # Read after locking: either of them may be losing a place or receiving an offer right now.
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
            role, office = Role.TRAINING_OFFICER, batch.house
            open_task(TOGETHER, role=role, office=office, person=pair.first, matter=matter, values=values)


def _chosen_by(person: int) -> set[int]:
    """Batches (keys) of places and open applications. None can be added meanwhile: that needs the person's lock."""
    placed = Enrollment.objects.live().of_facilities().filter(person=person).order_by().values_list("batch", flat=True)
    applied = Application.objects.open().filter(person=person).order_by().values_list("batch", flat=True)
    return {*placed, *applied}


@pair_ends.register
def forget_pair(pair: NonAssociation) -> None:
    """Settles the tasks about two people who may be together again."""
    tasks = InboxTask.objects.open().filter(kind=TOGETHER.code, person__in=(pair.first_id, pair.second_id))
    _settle(task.pk for task in tasks if task.values["pair"] == pair.pk)


@promise_ends.register
def forget_promise(application: Application) -> None:
    """Stops watching a promise that no longer exists."""
    place_is_over(application.batch, [application.person_id])


def place_is_over(batch: Batch, people: Collection[int]) -> list[InboxTask]:
    """Settles tasks about the places or promises of these people (keys) in the batch.

    Returns the tasks as they were.
    """
    if batch.is_public:
        return []
    kinds = [LEAVES_EARLY.code, TOGETHER.code]
    tasks = InboxTask.objects.open().filter(facility=batch.facility_id, role=Role.TRAINING_OFFICER, kind__in=kinds)
    # Filtered in Python: the databases query JSON differently, and open tasks are few.
    of_batch = [task for task in tasks if task.values["batch_id"] == str(batch.public_id)]
    pairs = set(NonAssociation.objects.of(people).values_list("pk", flat=True)) if of_batch else set()
    over = [task for task in of_batch if task.person_id in people or task.values.get("pair") in pairs]
    _settle(task.pk for task in over)
    return over


def place_is_back(tasks: Collection[int]) -> None:
    """Reopens the tasks (keys) that `place_is_over` settled, except where a new one has been opened since."""
    settled = list(InboxTask.objects.filter(pk__in=tasks, acknowledged_at=None).exclude(settled_at=None))
    people, kinds = {task.person_id for task in settled}, {task.kind for task in settled}
    known = {task.names for task in InboxTask.objects.open().filter(person__in=people, kind__in=kinds)}
    again = [task.pk for task in settled if task.names not in known]
    InboxTask.objects.filter(pk__in=again).update(settled_at=None)


def _settle(tasks: Iterable[int]) -> None:
    InboxTask.objects.open().filter(pk__in=list(tasks)).update(settled_at=clock.now())
