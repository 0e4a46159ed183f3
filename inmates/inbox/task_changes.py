"""Many tasks of several kinds and offices changed in one act: three statements, whatever their number."""

from collections.abc import Iterable
from typing import Any

from accounts.models import Facility, TrainingCenter
from accounts.roles import Role
from core import clock
from inmates.inbox.inbox_tasks import CHUNK, Kind, renewed
from inmates.inbox.models import InboxTask


class TaskChanges:
    """What an act opens, renews and settles, collected until `write`. `standing`: the tasks it knows, which it has
    locked.
    """

    def __init__(self, standing: Iterable[InboxTask] = ()) -> None:
        self.standing = list(standing)
        self._opened: list[InboxTask] = []
        self._renewed: list[InboxTask] = []
        self._settled: list[int] = []

    def open(
        self,
        kind: Kind,
        *,
        role: Role,
        office: Facility | TrainingCenter,
        matter: str,
        values: dict[str, Any],
        person: int | None = None,
    ) -> None:
        """Opens a task for a matter that has no open one; `person` by key."""
        side = {"facility": office} if isinstance(office, Facility) else {"training_center": office}
        about = {"person_id": person, "matter": matter, "values": values}
        self._opened.append(InboxTask(role=role, kind=kind.code, opened_at=clock.now(), **about, **side))

    def renew(self, task: InboxTask, values: dict[str, Any]) -> None:
        """Updates the wording of an open task, unless it says so already."""
        if task.values != values:
            task.values, task.due_on = renewed(task.values, values), None
            self._renewed.append(task)

    def settle(self, task: InboxTask) -> None:
        """Closes an open task, because its matter is over."""
        self._settled.append(task.pk)

    def write(self) -> None:
        """Writes everything collected. Call it within the transaction of the triggering act."""
        if self._opened:
            # Another user may open one of them at this very moment; one row is enough.
            InboxTask.objects.bulk_create(self._opened, batch_size=CHUNK, ignore_conflicts=True)
        if self._renewed:
            InboxTask.objects.bulk_update(self._renewed, ["values", "due_on"], batch_size=CHUNK)
        if self._settled:
            InboxTask.objects.open().filter(pk__in=self._settled).update(settled_at=clock.now())
