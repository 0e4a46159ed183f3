"""The tool sheet of a session for display and print: available, issued, returned."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from core import clock
from core.errors import Blocker
from programs.timetable.closing_checks import Check
from programs.timetable.models.sessions import Session
from programs.tools.closing_tool_checks import checks_of
from programs.tools.models import Consumable, ConsumableIssue, NoToolsOut, Tool, ToolIssue
from programs.tools.tool_issue import tool_blockers


@dataclass
class ToolRow:
    """A tool of the list with its issue at this session, and the reasons against handing it out."""

    tool: Tool
    issue: ToolIssue | None = None
    stopped: Blocker | None = None
    # What the user had ticked on a page that was refused.
    ticked: bool = False
    way: str = ""

    @property
    def is_out(self) -> bool:
        """Whether it is currently issued at this session."""
        return self.issue is not None and not self.issue.returned


@dataclass
class StuffRow:
    """A consumable of the list and its amounts at this session."""

    consumable: Consumable
    issue: ConsumableIssue | None = None


@dataclass
class Sheet:
    """Tools by number, consumables by name. `said` is the statement that nothing is handed out."""

    session: Session
    tools: list[ToolRow] = field(default_factory=list)
    stuff: list[StuffRow] = field(default_factory=list)
    said: NoToolsOut | None = None

    @property
    def out(self) -> list[ToolRow]:
        """Issues not returned yet."""
        return [row for row in self.tools if row.is_out]

    @property
    def back(self) -> list[ToolRow]:
        """Issues returned, or known to be missing."""
        return [row for row in self.tools if row.issue and not row.is_out]

    @property
    def ready(self) -> list[ToolRow]:
        """Tools that can be handed out now, including those already returned in order."""
        return [row for row in self.tools if not row.is_out and not row.stopped]

    @property
    def stopped(self) -> list[ToolRow]:
        """Tools that cannot be handed out, each with its reasons."""
        return [row for row in self.tools if not row.is_out and row.stopped]

    @property
    def weighed(self) -> list[StuffRow]:
        """Consumables that were handed out."""
        return [row for row in self.stuff if row.issue]

    @property
    def checks(self) -> list[Check]:
        """Checks for closing the session."""
        issues = [row.issue for row in self.tools if row.issue]
        return checks_of(self.session, issues, [row.issue for row in self.stuff if row.issue])

    @property
    def issued(self) -> int:
        """Number of tools issued in all."""
        return len([row for row in self.tools if row.issue])

    @property
    def is_listed(self) -> bool:
        """Whether the program has a tool list at all."""
        return bool(self.tools or self.stuff)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was handed out."""
        return not self.issued and not self.weighed


def sheet_of(session: Session) -> Sheet:
    """The current sheet; seven queries, however long the list is."""
    issues = {issue.tool_id: issue for issue in session.tool_issues.select_related("out_by", "back_by")}
    listed = Tool.objects.filter(
        Q(pk__in=Tool.objects.on_list(session).values("pk")) | Q(pk__in=session.tool_issues.values("tool"))
    )
    tools = list(listed)
    reasons = tool_blockers(session, tools)
    for tool in tools:
        if tool.pk in issues:
            issues[tool.pk].tool = tool
    rows = [ToolRow(tool, issues.get(tool.pk), reasons.get(tool.pk)) for tool in tools]
    weights = {issue.consumable_id: issue for issue in session.consumable_issues.select_related("consumable")}
    stuff = list(Consumable.objects.on_list(session).order_by("name"))
    gone = [issue.consumable for key, issue in weights.items() if key not in {one.pk for one in stuff}]
    lines = [StuffRow(one, weights.get(one.pk)) for one in (*stuff, *gone)]
    said = NoToolsOut.objects.filter(session=session).select_related("said_by").first()
    return Sheet(session, rows, lines, said)


def sessions_at(user: User) -> QuerySet[Session]:
    """Today's sessions visible to the user, and earlier ones with tools still out, with their figures."""
    today = clock.today(user.time_zone)
    out = Count("tool_issues", filter=Q(tool_issues__returned=""))
    counted = Session.objects.visible_to(user).annotate(issued=Count("tool_issues"), out=out)
    standing = counted.exclude(state=Session.State.CANCELLED)
    wanted = standing.filter(Q(date=today) | Q(out__gt=0))
    return wanted.select_related("batch__facility", "batch__training_center", "no_tools_out").order_by(
        "starts_at", "pk"
    )
