"""The inbox on the work list: how many matters somebody has to look at."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from inmates.inbox import open_count
from reports.work_list import Task, waits_for


@waits_for("programs.view_inbox")
def tasks_open(user: User) -> Iterator[Task]:
    """Open tasks of the user's roles."""
    count = open_count(user)
    if count:
        yield Task(
            kind="warn",
            icon_name="bell",
            title=ngettext("%(count)d open task", "%(count)d open tasks", count) % {"count": count},
            url=reverse("programs:task_list"),
            note=_("Something has changed that somebody must look at"),
            word=_("Look at it"),
        )
