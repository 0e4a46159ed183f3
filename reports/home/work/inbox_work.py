"""The inbox on the work list: the number of matters that need attention."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from inmates.inbox.inbox_tasks import KINDS, open_count
from inmates.inbox.models import InboxTask
from reports.home.task import Task, counted_for, waits_for


@waits_for("inmates.view_inbox")
def tasks_open(user: User) -> Iterator[Task]:
    """Open tasks of the user's roles."""
    count = open_count(user)
    if count:
        yield Task(
            kind="warn",
            icon_name="bell",
            title=ngettext("%(count)d open task", "%(count)d open tasks", count) % {"count": count},
            url=reverse("inmates:task_list"),
            note=_about(user),
            word=_("Look at it"),
        )


MOST_KINDS = 3


def _about(user: User) -> str:
    """What the tasks are about, the latest first."""
    kinds = InboxTask.objects.open().visible_to(user).order_by().values("kind").annotate(latest=Max("opened_at"))
    labels = [str(KINDS[row["kind"]].label) for row in kinds.order_by("-latest", "kind")]
    more = ["…"] if len(labels) > MOST_KINDS else []
    return ", ".join([*labels[:MOST_KINDS], *more])


def _overdue(user: User) -> dict[str, QuerySet[Any]]:
    return {"overdue": InboxTask.objects.visible_to(user).overdue(clock.today(user.time_zone))}


@counted_for("inmates.view_inbox", rows=_overdue)
def tasks_overdue(count: dict[str, int]) -> Iterator[Task]:
    """Tasks of the user's roles whose day has passed."""
    if count["overdue"]:
        yield Task(
            kind="bad",
            icon_name="bell",
            title=ngettext("%(count)d task is overdue", "%(count)d tasks are overdue", count["overdue"])
            % {"count": count["overdue"]},
            url=reverse("inmates:task_list", query={"view": "late"}),
            note=_("The day by which they were due has passed"),
            word=_("Overdue"),
        )
