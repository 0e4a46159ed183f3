"""Tools on the work list: open searches, and tools not returned from sessions that are over."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from programs.tools.models import MissingTool
from programs.tools.tool_return import LATE, not_back
from reports.home.task import Task, counted_for


def _away(user: User) -> dict[str, QuerySet[Any]]:
    """Open searches and unreturned tools, each for users who can do something about it."""
    rows: dict[str, QuerySet[Any]] = {}
    if user.has_perm("programs.search_tool"):
        rows["missing"] = MissingTool.objects.visible_to(user).open()
    if user.has_perm("programs.issue_tools") or user.has_perm("programs.search_tool"):
        rows["out"] = not_back(user)
    return rows


@counted_for("programs.view_tools", rows=_away)
def tools_away(count: dict[str, int]) -> Iterator[Task]:
    """One row for open searches and one for unreturned tools."""
    if count["missing"]:
        yield Task(
            kind="bad",
            icon_name="search",
            title=ngettext("%(count)d tool is missing", "%(count)d tools are missing", count["missing"])
            % {"count": count["missing"]},
            url=reverse("programs:missing_tool_list"),
            note=_("Record the steps of the search, and how it ended"),
            word=_("Search"),
        )
    if count["out"]:
        yield Task(
            kind="bad",
            icon_name="wrench",
            title=ngettext("%(count)d tool is not back", "%(count)d tools are not back", count["out"])
            % {"count": count["out"]},
            url=reverse("programs:tool_list", query={"state": LATE}),
            note=_("The session is over; take them back or say what is missing"),
            word=_("Late"),
        )
