"""Opening, acknowledging and settling matters that somebody must look at; which kinds there are and their words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Facility, TrainingCenter, User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from inmates.models import InboxTask, Inmate

Words = str | Promise
Link = Callable[[InboxTask], str]


@dataclass(frozen=True)
class Kind:
    """How tasks of one kind read: `title` and `note` take the task's values and `name`, the person's name."""

    code: str
    label: Words
    title: Words
    note: Words
    urgency: str
    icon_name: str
    link: Link


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Makes a kind of task known; each app registers those that it opens."""
    KINDS[kind.code] = kind
    return kind


def profile_link(task: InboxTask) -> str:
    """The profile, where the person is still in custody there."""
    person = task.inmate
    here = person is not None and person.facility_id is not None and person.facility_id == task.facility_id
    return reverse("inmates:detail", args=[person.public_id]) if here else ""


def open_task(
    kind: Kind,
    *,
    role: Role,
    office: Facility | TrainingCenter,
    inmate: Inmate | None = None,
    matter: str = "",
    values: dict[str, Any] | None = None,
    due_on: date | None = None,
) -> InboxTask:
    """One open task for one matter: a second one brings the words of the first up to date, its old values stay.

    Call it within the transaction of what makes somebody look.
    """
    side = {"facility": office} if isinstance(office, Facility) else {"training_center": office}
    key = key_of(kind.code, role, office.code, inmate, matter)
    values = values or {}
    found, is_new = InboxTask.objects.select_for_update().get_or_create(
        key=key,
        acknowledged_at=None,
        settled_at=None,
        defaults={"role": role, "kind": kind.code, "inmate": inmate, "values": values, "due_on": due_on, **side},
    )
    if not is_new:
        first = {"old": found.values["old"]} if "old" in found.values else {}
        found.values, found.due_on = {**values, **first}, due_on
        found.save(update_fields=["values", "due_on"])
    return found


def key_of(kind: str, role: str, office: str, inmate: Inmate | None, matter: str) -> str:
    """What names one matter."""
    return ":".join([office, role, kind, str(inmate.pk if inmate else ""), matter])


def acknowledge_blockers(task: InboxTask) -> list[Blocker]:
    """Why the task cannot be acknowledged now."""
    if task.is_open:
        return []
    return [Blocker("not_open", _("Somebody has already acknowledged this task, or it has settled itself."))]


@transaction.atomic
def acknowledge(task: InboxTask, *, by: User, note: str) -> InboxTask:
    """Notes who looked at the matter, when, and what came of it. Raises `RuleViolation`."""
    task = InboxTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    refuse_if(acknowledge_blockers(task))
    task.acknowledged_at, task.acknowledged_by, task.note = clock.now(), by, note.strip()
    task.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
    audit.record("task.acknowledge", by=by, target=task, kind=task.kind, inmate=task.inmate_id)
    return task


def settle(kind: Kind, *, inmate: Inmate, matter: str | None = None) -> int:
    """Ends the open tasks of a kind about a person because the matter is over; returns how many."""
    tasks = InboxTask.objects.open().filter(kind=kind.code, inmate=inmate)
    if matter is not None:
        tasks = tasks.filter(key__endswith=f":{inmate.pk}:{matter}")
    return tasks.update(settled_at=clock.now())


@dataclass(frozen=True)
class Line:
    """A task as pages show it."""

    task: InboxTask
    label: str
    title: str
    note: str
    urgency: str
    icon_name: str
    url: str

    @property
    def old(self) -> str:
        return str(self.task.values.get("old", ""))

    @property
    def new(self) -> str:
        return str(self.task.values.get("new", ""))


def line_of(task: InboxTask) -> Line:
    """The words of a task in the reader's language."""
    kind = KINDS[task.kind]
    words = {"name": task.inmate.full_name if task.inmate else "", "old": "", "new": "", **task.values}
    note, title = str(kind.note) % words, str(kind.title) % words
    return Line(task, str(kind.label), title, note, kind.urgency, kind.icon_name, kind.link(task))


MISSING_FROM_FILE = register(
    Kind(
        "inmates.missing",
        gettext_lazy("Not in the new list"),
        gettext_lazy("Is %(name)s still here?"),
        gettext_lazy("Not in the custody list of %(day)s. Record the release or transfer, or confirm the stay."),
        "warn",
        "users",
        profile_link,
    )
)
