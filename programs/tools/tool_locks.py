"""The order in which rows of tools are locked: the session, then tools by key, then the case, last the audit."""

from collections.abc import Iterable

from programs.timetable.models.sessions import Session
from programs.tools.models import Tool


def hold_session(session: Session) -> Session:
    """The session as it stands now, held until the transaction ends; rows that name it can still be written."""
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    return Session.objects.select_related("batch__facility", "batch__version").get(pk=session.pk)


def hold_tools(tools: Iterable[Tool]) -> list[Tool]:
    """The tools as they stand now, each once, held until the transaction ends, in the order of their numbers."""
    keys = {tool.pk for tool in tools}
    if not keys:
        return []
    # Locked by key, so that two who hold the same tools never wait for each other in a circle.
    list(Tool.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    return list(Tool.objects.filter(pk__in=keys))


def hold_tool(tool: Tool) -> Tool:
    """The tool as it stands now, held until the transaction ends."""
    Tool.objects.select_for_update(no_key=True).get(pk=tool.pk)
    return Tool.objects.select_related("facility", "program").get(pk=tool.pk)
