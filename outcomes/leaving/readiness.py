"""How far people are with what they need before leaving: due days, what is late, who is listed.

Every due day is counted from the earliest known day of leaving when it is asked, so it moves with that day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from core.catalog_rows import CatalogRows
from inmates.people.models import Person
from outcomes.leaving.contact_answers import has_answered
from outcomes.leaving.models import Readiness, ReadinessItem, ReadinessNote
from programs.places.models import Enrollment

# The agreement to be contacted: others ask for it and keep the answer.
ANSWERED_ELSEWHERE = "SETUJU"
# Notes that say where a thing is kept; the way home is no thing.
ONLY_OF_THINGS = frozenset({"kept", "family"})
SOON = timedelta(days=30)
# Earlier than any day of the catalog.
NOTHING_DUE = -1000

State = Readiness.State
facility_items = CatalogRows(ReadinessItem.objects.of_facility)
"""What the detention center settles, in the order of the catalog."""


@dataclass(frozen=True)
class Line:
    """One thing to settle for one person: its days, and what was recorded last."""

    item: ReadinessItem
    begins_on: date
    due_on: date
    state: str
    row: Readiness | None = None

    @property
    def is_settled(self) -> bool:
        return self.state in Readiness.SETTLED

    @property
    def is_answered_elsewhere(self) -> bool:
        return self.item.code == ANSWERED_ELSEWHERE

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    def is_late(self, today: date) -> bool:
        """True once the due day has passed with something left to do."""
        return not self.is_settled and self.due_on < today

    def has_begun(self, today: date) -> bool:
        """True from the day on which it can be begun."""
        return self.begins_on <= today


@dataclass(frozen=True)
class Progress:
    """What one person still needs, counted to one day of leaving."""

    person: Person
    leaves_on: date
    lines: tuple[Line, ...]
    today: date

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def settled(self) -> int:
        return sum(line.is_settled for line in self.lines)

    @property
    def late(self) -> list[Line]:
        """What is overdue, longest first."""
        return sorted((line for line in self.lines if line.is_late(self.today)), key=attrgetter("due_on"))

    @property
    def next_line(self) -> Line | None:
        """What is due next; an overdue one first."""
        return min((line for line in self.lines if not line.is_settled), key=attrgetter("due_on"), default=None)

    @property
    def days_left(self) -> int:
        """Days until the day of leaving; negative once it has passed."""
        return (self.leaves_on - self.today).days


def is_wanted(item: ReadinessItem, *, is_trained: bool) -> bool:
    """Whether this is settled for somebody: nobody asks people for an agreement whom no training center has trained."""
    return is_trained or not (item.is_for_trained or item.code == ANSWERED_ELSEWHERE)


def is_offered(note: ReadinessNote, item: ReadinessItem) -> bool:
    """Whether the note can be chosen for this item: its own, or a general one that means something there."""
    if note.item_id is None:
        return item.part != ReadinessItem.Part.HOME or note.code not in ONLY_OF_THINGS
    return note.item_id == item.pk


def first_day() -> timedelta:
    """How long before the day of leaving the first thing is begun."""
    return timedelta(days=max((-item.begins_days for item in facility_items()), default=0))


def leaving_soon(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """Those of `people` (from `with_custody`) who may leave so soon that preparing has begun, with `is_late` (1 or 0).

    People whose day has passed while they are still here are among them.
    """
    return with_lateness(people.filter(leaving_on__lte=on + first_day()), on=on)


def with_lateness(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """Annotates `people` (from `with_custody`) with `is_late`: 1 if something is overdue on that day."""
    days = sorted({item.done_by_days for item in facility_items()}, reverse=True)
    # Overdue is what had to be done by D + days < on; the first that matches stands for all earlier ones.
    passed = [When(leaving_on__lt=on - timedelta(days=day), then=Value(day)) for day in days]
    people = people.annotate(passed_days=Case(*passed, default=Value(NOTHING_DUE), output_field=IntegerField()))
    settled = Readiness.objects.settled().filter(person=OuterRef(OuterRef("pk")), item=OuterRef("pk"))
    due = ReadinessItem.objects.of_facility().filter(done_by_days__lte=OuterRef("passed_days"))
    waiting = due.exclude(code=ANSWERED_ELSEWHERE).filter(~Exists(settled))
    trained = Exists(Enrollment.objects.of_facilities().filter(person=OuterRef("pk")))
    late = Q(Exists(waiting.filter(is_for_trained=False))) | (trained & Q(Exists(waiting.filter(is_for_trained=True))))
    late |= trained & Q(Exists(due.filter(code=ANSWERED_ELSEWHERE))) & ~has_answered()
    return people.annotate(is_late=Case(When(late, then=Value(1)), default=Value(0), output_field=IntegerField()))


def progress_of(
    people: Iterable[Person], *, today: date, leaves_on: Mapping[int, date] | None = None, short: bool = False
) -> dict[int, Progress]:
    """How far each of these people (from `with_custody`, with a known day of leaving) is, by key; three queries.

    `leaves_on` names the day for people who have left; `short` keeps only what is still owed after a sudden release.
    """
    found = {person.pk: person for person in people}
    days = leaves_on or {pk: person.leaving_on for pk, person in found.items()}
    rows: dict[tuple[int, int], Readiness] = {}
    for row in Readiness.objects.known().filter(person__in=found).select_related("note", "recorded_by"):
        rows[row.person_id, row.item_id] = row
    trained = set(Enrollment.objects.of_facilities().filter(person__in=found).values_list("person_id", flat=True))
    answered = set(Person.objects.filter(has_answered(), pk__in=found).values_list("pk", flat=True))
    wanted = [item for item in facility_items() if item.is_on_short_list or not short]
    return {
        pk: Progress(
            person,
            days[pk],
            tuple(
                _line(item, days[pk], rows.get((pk, item.pk)), is_answered=pk in answered)
                for item in wanted
                if is_wanted(item, is_trained=pk in trained)
            ),
            today,
        )
        for pk, person in found.items()
    }


def _line(item: ReadinessItem, leaves_on: date, row: Readiness | None, *, is_answered: bool) -> Line:
    begins_on, due_on = (leaves_on + timedelta(days=days) for days in (item.begins_days, item.done_by_days))
    state = row.state if row else State.OPEN
    if item.code == ANSWERED_ELSEWHERE:
        state, row = (State.DONE if is_answered else State.OPEN), None
    return Line(item, begins_on, due_on, state, row)


class Group(TextChoices):
    """The heading under which somebody is listed."""

    LATE = "late", _("Something is overdue")
    PASSED = "passed", _("The day has passed, still here")
    SOON = "soon", _("Leaves within 30 days")
    LATER = "later", _("Leaves later")


def group_of(person: Person, *, on: date) -> Group:
    """The group of somebody from `leaving_soon`; the groups follow each other as the list is sorted."""
    if person.is_late:
        return Group.LATE
    if person.leaving_on < on:
        return Group.PASSED
    return Group.SOON if person.leaving_on <= on + SOON else Group.LATER


def grouped(
    people: Iterable[Person], progress: Mapping[int, Progress], *, on: date
) -> list[tuple[Group, list[Progress]]]:
    """The people of a page of `leaving_soon` under their headings, in the order of the list."""
    return [
        (group, [progress[person.pk] for person in found])
        for group, found in groupby(people, key=lambda person: group_of(person, on=on))
    ]


def narrowing(which: str, *, on: date) -> Q:
    """Matches the people of `leaving_soon` who may leave soon ("soon"), should have left ("passed"), or for whom
    something is overdue ("late"); everybody for anything else.
    """
    if which == Group.LATE:
        return Q(is_late=1)
    if which == Group.SOON:
        return Q(leaving_on__range=(on, on + SOON))
    return Q(leaving_on__lt=on) if which == Group.PASSED else Q()
