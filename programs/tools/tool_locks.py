"""The lock order for tools: session, tools by key, case, then the audit chain."""

from collections.abc import Iterable

from programs.tools.models import Tool


def hold_tools(tools: Iterable[Tool]) -> list[Tool]:
    """The current tools without duplicates, locked until the transaction ends, sorted by number."""
    keys = {tool.pk for tool in tools}
    if not keys:
        return []
    # Locked in key order to avoid deadlocks.
    list(Tool.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    return list(Tool.objects.filter(pk__in=keys))


def hold_tool(tool: Tool) -> Tool:
    """The current tool, locked until the transaction ends."""
    Tool.objects.select_for_update(no_key=True).get(pk=tool.pk)
    return Tool.objects.select_related("facility", "program").get(pk=tool.pk)
