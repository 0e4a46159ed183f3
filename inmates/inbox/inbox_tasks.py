"""Opens, acknowledges and settles matters that need attention; defines their kinds and wording."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.backends import KNOWN_WITH_USER
from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.ports import Table
from core.templatetags.dates import day as written_day
from inmates.inbox.models import InboxTask, open_tasks_of_user
from inmates.people.models import Person

Words = str | Promise
Link = Callable[[InboxTask], str]
CHUNK = 500
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Kind:
    """How tasks of a kind read: `title` and `note` take the task's values and `name`, the person's name.

    `in_bulk`: one answer may cover many of them.
    """

    code: str
    label: Words
    title: Words
    note: Words
    urgency: str
    icon_name: str
    link: Link
    # An example of a good answer, and why the matter itself keeps the task open; empty if anyone who looked may close
    # it.
    example: Words = ""
    stays_open: Callable[[InboxTask], str] | None = None
    in_bulk: bool = False


KINDS: Table[Kind] = Table()
KNOWN_WITH_USER.add("open_tasks", open_tasks_of_user)


def register(kind: Kind) -> Kind:
    """Registers a kind of task; each app registers those it opens."""
    return KINDS.add(kind.code, kind)


def profile_link(task: InboxTask) -> str:
    """The person's profile, if still in custody there."""
    person = task.person
    here = person is not None and person.facility_id is not None and person.facility_id == task.facility_id
    return reverse("inmates:detail", args=[person.public_id]) if here else ""


def open_task(
    kind: Kind,
    *,
    role: Role,
    office: Facility | TrainingCenter,
    person: Person | None = None,
    matter: str = "",
    values: dict[str, Any] | None = None,
    due_on: date | None = None,
) -> InboxTask:
    """Opens a task, one per matter: repeating it updates the wording but keeps the original old values.

    Call it within the transaction of the triggering act.
    """
    side = {"facility": office} if isinstance(office, Facility) else {"training_center": office}
    values = values or {}
    # The constraint on open tasks decides between two simultaneous calls.
    found, is_new = InboxTask.objects.select_for_update(of=("self",)).get_or_create(
        **side,
        role=role,
        kind=kind.code,
        person=person,
        matter=matter,
        acknowledged_at=None,
        settled_at=None,
        defaults={"values": values, "due_on": due_on},
    )
    if not is_new:
        found.values, found.due_on = renewed(found.values, values), due_on
        found.save(update_fields=["values", "due_on"])
    return found


@dataclass(frozen=True)
class Matter:
    """One of many matters of a kind: the person (key), what else identifies it, and the values of its sentence."""

    person: int
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def open_each(
    kind: Kind, *, role: Role, office: Facility | TrainingCenter, matters: Iterable[Matter], at: datetime | None = None
) -> None:
    """Like `open_task` for many matters at once, in statements of CHUNK rows, opened at `at` or else now."""
    side = {"facility": office} if isinstance(office, Facility) else {"training_center": office}
    moment = at or clock.now()
    wanted = {
        (one.person, one.name): InboxTask(
            role=role,
            kind=kind.code,
            person_id=one.person,
            matter=one.name,
            values=one.values,
            opened_at=moment,
            **side,
        )
        for one in matters
    }
    known = list(InboxTask.objects.open().filter(kind=kind.code, role=role, **side).select_for_update(of=("self",)))
    standing = [task for task in known if (task.person_id, task.matter) in wanted]
    for task in standing:
        task.values = renewed(task.values, wanted.pop((task.person_id, task.matter)).values)
    # Another user may open one of them at this very moment; one row is enough.
    InboxTask.objects.bulk_create(wanted.values(), batch_size=CHUNK, ignore_conflicts=True)
    InboxTask.objects.bulk_update(standing, ["values"], batch_size=CHUNK)


def renewed(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The new values of a task, with the old value from before the first change."""
    return {**now, "old": before["old"]} if "old" in before else now


def acknowledge_blockers(task: InboxTask) -> list[Blocker]:
    """Reasons why the task cannot be acknowledged now."""
    if task.is_open:
        stays_open = KINDS[task.kind].stays_open
        why = stays_open(task) if stays_open else ""
        return [Blocker("not_over", why)] if why else []
    return [Blocker("not_open", _("Somebody has already acknowledged this task, or it has settled itself."))]


@transaction.atomic
def acknowledge(task: InboxTask, *, by: User, note: str) -> InboxTask:
    """Records who looked at the matter, when, and with what outcome. Raises `RuleViolation`."""
    task = InboxTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    refuse_if(acknowledge_blockers(task))
    task.acknowledged_at, task.acknowledged_by, task.note = clock.now(), by, note.strip()
    task.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
    audit.record("task.acknowledge", by=by, target=task, kind=task.kind, person=task.person_id)
    return task


def bulk_kinds() -> list[str]:
    """Codes of the kinds that can be answered in bulk."""
    return [kind.code for kind in KINDS.values() if kind.in_bulk]


def many_blockers(tasks: Collection[InboxTask]) -> list[Blocker]:
    """Reasons why these tasks cannot be answered together."""
    if not tasks:
        return [Blocker("nothing", _("No open task is ticked. Tick at least one."))]
    if any(task.kind not in bulk_kinds() for task in tasks):
        return [Blocker("single", _("A task of this kind is answered on its own."))]
    return []


@transaction.atomic
def acknowledge_many(tasks: QuerySet[InboxTask], *, by: User, note: str) -> int:
    """Gives one answer to all `tasks` still open; returns how many. Raises `RuleViolation`."""
    # By key: the given query may have joins that cannot be locked.
    wanted = InboxTask.objects.open().filter(pk__in=tasks.order_by().values("pk")).order_by("pk")
    found = list(wanted.select_for_update(of=("self",)))
    refuse_if(many_blockers(found))
    now = clock.now()
    for task in found:
        task.acknowledged_at, task.acknowledged_by, task.note = now, by, note.strip()
    InboxTask.objects.bulk_update(found, ["acknowledged_at", "acknowledged_by", "note"], batch_size=CHUNK)
    done = [(task, {"kind": task.kind, "person": task.person_id}) for task in found]
    audit.record_each("task.acknowledge", by=by, targets=done)
    return len(found)


def settle(kind: Kind, *, person: Person | None = None, matter: str | None = None) -> int:
    """Closes the open tasks of a kind about a person, or about nobody, because the matter is over; returns how many."""
    tasks = InboxTask.objects.open().filter(kind=kind.code, person=person)
    if matter is not None:
        tasks = tasks.filter(matter=matter)
    return tasks.update(settled_at=clock.now())


def settle_each(kind: Kind, *, matters: Iterable[Matter]) -> list[Matter]:
    """Like `settle` for many matters at once; returns those that had an open task. At most two queries."""
    wanted = {(one.person, one.name): one for one in matters}
    if not wanted:
        return []
    tasks = InboxTask.objects.open().filter(kind=kind.code, person__in={one.person for one in wanted.values()})
    found = {pk: (person, matter) for pk, person, matter in tasks.order_by("pk").values_list("pk", "person", "matter")}
    over = {pk: of for pk, of in found.items() if of in wanted}
    if over:
        InboxTask.objects.open().filter(pk__in=over).update(settled_at=clock.now())
    return [wanted[of] for of in dict.fromkeys(over.values())]


def pass_on(person: Person, *, to: Person) -> None:
    """Moves all tasks from one record to another; if both have an open one about the same matter, one is settled."""
    for task in InboxTask.objects.filter(person=person):
        task.person = to
        same = {
            name: getattr(task, name) for name in ("facility", "training_center", "role", "kind", "person", "matter")
        }
        if task.is_open and InboxTask.objects.open().filter(**same).exists():
            task.settled_at = clock.now()
        task.save(update_fields=["person", "settled_at"])


@dataclass(frozen=True)
class Line:
    """A task as shown on pages."""

    task: InboxTask
    label: str
    title: str
    note: str
    urgency: str
    icon_name: str
    url: str
    example: str = ""
    in_bulk: bool = False

    @property
    def is_change(self) -> bool:
        """True if it is about a change from a previous value; an unknown value is empty."""
        return "new" in self.task.values

    @property
    def old(self) -> str:
        return _worded(self.task.values.get("old"))

    @property
    def new(self) -> str:
        return _worded(self.task.values.get("new"))


def line_of(task: InboxTask) -> Line:
    """The task worded in the reader's language."""
    kind = KINDS[task.kind]
    values = {name: _worded(value) for name, value in task.values.items()}
    words = {"name": task.person.full_name if task.person else "", **values}
    note, title = str(kind.note) % words, str(kind.title) % words
    link, example = kind.link(task), str(kind.example)
    return Line(task, str(kind.label), title, note, kind.urgency, kind.icon_name, link, example, kind.in_bulk)


def _worded(value: Any) -> str:
    """Formats an ISO date for the reader; anything else stays."""
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return written_day(date.fromisoformat(value))
    return "" if value is None else str(value)


def open_count(user: User) -> int:
    """The number of open tasks visible to the user."""
    # Counted in the query that loaded the user; users loaded elsewhere have no count.
    if user.open_tasks is not None:
        return user.open_tasks
    return InboxTask.objects.open().visible_to(user).count()


MISSING_FROM_FILE = register(
    Kind(
        "inmates.missing",
        gettext_lazy("Not in the new list"),
        gettext_lazy("Is %(name)s still here?"),
        gettext_lazy("Not in the custody list of %(day)s. Record the release or transfer, or confirm the stay."),
        "warn",
        "users",
        profile_link,
        example=gettext_lazy("For example: release recorded, or: is still here."),
        in_bulk=True,
    )
)
