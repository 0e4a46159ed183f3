"""The task that a missing tool opens in an inbox."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inmates.inbox.inbox_tasks import Kind, register
from inmates.inbox.models import InboxTask
from programs.tools.models import MissingTool


def _case_link(task: InboxTask) -> str:
    return reverse("programs:missing_tool", args=[task.values["case_id"]])


def _still_missing(task: InboxTask) -> str:
    """Why the task stays open: only the outcome of the search settles it. Empty once the case is closed."""
    if MissingTool.objects.open().filter(public_id=task.values["case_id"]).exists():
        return str(_("The tool is still missing. Record in the search how it ended; this task closes by itself then."))
    return ""


# Codes are stored in old rows and never change; wordings may.
MISSING_TOOL = register(
    Kind(
        "programs.missing_tool",
        _("Tool missing"),
        _("%(tool)s is missing"),
        _("Nobody leaves before the search is recorded. Follow the steps, and say how it ended."),
        "bad",
        "search",
        _case_link,
        stays_open=_still_missing,
    )
)
