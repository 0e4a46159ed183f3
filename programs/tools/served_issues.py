"""Which tool was out at which session of long ago, and cases of missing tools that are closed."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, Q

from core import destroyed_rows
from core.served_rows import counted
from programs.tools.models import ConsumableIssue, MissingTool, MissingToolStep, NoToolsOut, ToolIssue

TABLES = (ToolIssue, ConsumableIssue, NoToolsOut, MissingTool, MissingToolStep)


def are_kept(session: Any) -> Q:
    """Whether something of this is still kept for the session (a reference in a query)."""
    found = Q()
    for model in (ToolIssue, ConsumableIssue, NoToolsOut, MissingTool):
        found |= Q(Exists(model._default_manager.filter(session=session)))
    return found


def is_searched(session: Any) -> Q:
    """Whether a tool of the session is still looked for: then nothing of it has served its time."""
    return Q(Exists(MissingTool.objects.filter(session=session, closed_at=None)))


def destroy(found: Collection[int]) -> Counter[str]:
    """Deletes what these sessions (keys) tell of tools, within the caller's transaction; how many rows, by table."""
    steps = destroyed_rows.destroy(MissingToolStep.objects.filter(case__session__in=found))
    gone = Counter(missingtoolstep=steps)
    for model in (MissingTool, ToolIssue, ConsumableIssue, NoToolsOut):
        gone += counted(model._default_manager.filter(session__in=found).delete())
    return gone
