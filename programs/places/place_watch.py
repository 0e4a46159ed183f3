"""Watches whether holders of places can still keep them: early releases, people to keep apart.

Decides nothing: a change opens a task for the training officer, which is settled once the cause is gone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from programs.entry_rules.course_parts import CoursePart, timetables
from programs.places.inbox_kinds import LEAVES_EARLY, TOGETHER
from programs.places.models import Enrollment
from programs.places.partial_places import blocks_of, courses_of_places
from programs.selection.application_states import PROMISED
from programs.selection.models import Application
from programs.selection.occasions import promise_ends


@dataclass(frozen=True)
class Held:
    """A place in a batch or the promise of one, of the person with that key, who is needed `until` that day."""

    batch: Batch
    person: int
    until: date

    def told(self) -> dict[str, str]:
        """What a task about it says."""
        batch = self.batch
        return {"batch": batch.name, "batch_id": str(batch.public_id), "until": self.until.isoformat()}


def holders(people: Iterable[int]) -> dict[Batch, dict[int, list[str]]]:
    """Which of these people (keys) have a place, an admission or an offer in which live batches.

    For each, the blocks (signs) that are taken, none for the whole course. Two queries, one more for partial places.
    """
    people = list(people)
    placed = Enrollment.objects.live().of_facilities().filter(person__in=people, batch__state__in=LIVE)
    promised = Application.objects.filter(person__in=people, state__in=PROMISED, batch__state__in=LIVE)
    found: dict[Batch, dict[int, list[str]]] = defaultdict(dict)
    # Two queries, since a union could not select the batch along.
    places = list(placed.select_related("batch__facility").order_by("batch", "pk"))
    signs = blocks_of(places)
    for place in places:
        found[place.batch][place.person_id] = signs.get(place.pk, [])
    for row in promised.select_related("batch__facility").order_by("batch", "pk"):
        found[row.batch].setdefault(row.person_id, row.blocks)
    return dict(found)


def holders_of(batch: Batch) -> set[int]:
    """Keys of people with a place, an admission or an offer for the whole of this live batch; two queries.

    Nobody if it is over, or if it is a public class, for which no dates of custody count.
    """
    if not batch.is_live or batch.is_public:
        return set()
    placed = batch.enrollments.live().filter(is_partial=False).values_list("person", flat=True)
    promised = batch.applications.filter(state__in=PROMISED).values_list("person", "blocks")
    return {*placed, *(person for person, blocks in promised if not blocks)}


def end_moved(batch: Batch, before: date) -> None:
    """Rechecks places and promises of the whole course when its end changes from `before` (its `leaves_before`).

    Opens a task for each person who stays until the old end but not the new one, and settles tasks in the opposite
    case.
    """
    now = batch.leaves_before
    if now == before:
        return
    leaving = earliest_leaving(holders_of(batch))
    _recheck([(Held(batch, pk, now), before, day) for pk, day in sorted(leaving.items()) if day])


def _recheck(places: Iterable[tuple[Held, date, date]]) -> None:
    """Opens and settles tasks for places of one batch whose end moved from the second day; the third is that of
    leaving."""
    places = list(places)
    early = [one for one, before, leaves in places if before <= leaves < one.until]
    if early:
        matters = [Matter(one.person, str(one.batch.pk), one.told()) for one in early]
        open_each(LEAVES_EARLY, role=Role.TRAINING_OFFICER, office=early[0].batch.house, matters=matters)
    _settle_reached(one for one, before, leaves in places if one.until <= leaves < before)


def parts_moved(batch: Batch) -> None:
    """Moves the ends of partial places after the timetable has changed, and rechecks the people who hold them.

    One query if there are none. Of whoever takes a public class no dates of custody count.
    """
    if not batch.is_live:
        return
    places = list(batch.enrollments.live().filter(is_partial=True).select_related("batch__facility"))
    courses = courses_of_places(batch, places)
    moved = [place for place in places if place.ends_on != courses[place.pk].leaves_before]
    leaving = {} if batch.is_public or not moved else earliest_leaving(place.person_id for place in moved)
    told = []
    for place in moved:
        before, place.ends_on = place.ends_on, courses[place.pk].leaves_before
        if day := leaving.get(place.person_id):
            told.append((Held(batch, place.person_id, place.ends_on), before, day))
    _recheck(told)
    Enrollment.objects.bulk_update(moved, ["ends_on"])


@leaving_dates_change.register
def watch_leaving(before: Mapping[int, date | None]) -> None:
    """Rechecks places and promises of people whose dates changed, in a fixed number of queries.

    Opens a task if the earliest release date changed and lies before the end and assessment of what is taken of the
    batch; settles it if the date no longer does. An unknown date settles nothing.
    """
    held = _held(holders(before) if before else {})
    now = earliest_leaving(one.person for one in held)
    known = [(one, day) for one in held if (day := now[one.person])]
    _open_early([(one, day) for one, day in known if day < one.until], before)
    _settle_reached(one for one, day in known if day >= one.until)


def _held(found: Mapping[Batch, Mapping[int, list[str]]]) -> list[Held]:
    """Until when everybody is needed; one query, none if all take whole courses."""
    lessons = timetables(batch.pk for batch, people in found.items() if any(people.values()))
    return [
        Held(batch, pk, CoursePart(batch, signs, lessons.get(batch.pk, ())).leaves_before)
        for batch, people in found.items()
        for pk, signs in sorted(people.items())
    ]


def _open_early(places: Iterable[tuple[Held, date]], before: Mapping[int, date | None]) -> None:
    """Opens a task for each place whose person now leaves before its end, unless that was known before."""
    early: dict[Facility, list[Matter]] = defaultdict(list)
    for one, day in places:
        if day != before[one.person]:
            early[one.batch.house].append(_early(one, before[one.person], day))
    for facility, matters in early.items():
        open_each(LEAVES_EARLY, role=Role.TRAINING_OFFICER, office=facility, matters=matters)


def _settle_reached(places: Iterable[Held]) -> None:
    """Settles tasks about places whose person stays until the end."""
    reached = {(one.person, str(one.batch.public_id)) for one in places}
    if reached:
        people = {pk for pk, _batch in reached}
        tasks = InboxTask.objects.open().filter(kind=LEAVES_EARLY.code, person__in=people)
        _settle(task.pk for task in tasks if (task.person_id, task.values["batch_id"]) in reached)


def _early(held: Held, before: date | None, day: date) -> Matter:
    values = {**held.told(), "old": before and before.isoformat(), "new": day.isoformat()}
    return Matter(held.person, str(held.batch.pk), values)


@pair_begins.register
def watch_pair(pair: NonAssociation) -> None:
    """Opens a task for each live batch in which both people have a place or the promise of one."""
    both = {pair.first_id, pair.second_id}
    # Read after locking: either of them may be losing a place or receiving an offer right now.
    hold(batches=_chosen_by(pair.first_id) & _chosen_by(pair.second_id))
    for batch, people in holders(both).items():
        if set(people) == both:
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
def forget_promises(applications: Sequence[Application]) -> None:
    """Stops watching promises that no longer exist."""
    place_is_over(applications[0].batch, [one.person_id for one in applications])


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
