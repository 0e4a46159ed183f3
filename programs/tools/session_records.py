"""Tool rows that refer to a session."""

from programs.timetable.kept_sessions import Why, keeps
from programs.tools.models import ConsumableIssue, MissingTool, NoToolsOut, ToolIssue

keeps(Why.TOOLS, ToolIssue.objects, ConsumableIssue.objects, MissingTool.objects, NoToolsOut.objects)
