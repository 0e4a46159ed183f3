"""Returning tools and consumables from a session, and reporting those not returned."""

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked
from programs.tools import consumable_weighing, tool_search
from programs.tools.models import Tool, ToolIssue
from programs.tools.tool_issue import access_blockers
from programs.tools.tool_locks import hold_tools
from programs.tools.tool_register import put_each

Return = ToolIssue.Return

LATE = "late"
"""Tools that are not back, as an address asks for them beside the states of a tool."""


@transaction.atomic
def take_back(
    session: Session,
    *,
    by: User,
    tools: Mapping[Tool, str] | None = None,
    amounts: Iterable[consumable_weighing.Back] = (),
) -> list[ToolIssue]:
    """Records how tools and consumables came back, all or none; returns the issues that ended.

    A missing tool opens a case; a damaged one goes to repair. Works after the session is closed too, for tools found
    later. Raises `RuleViolation`.
    """
    session = locked(session, no_key=True)
    tools = tools or {}
    ways = {tool.pk: way for tool, way in tools.items()}
    held, amounts, weights = hold_tools(tools), list(amounts), consumable_weighing.weighed(session)
    known = {issue.tool_id: issue for issue in session.tool_issues.filter(tool__in=held)}
    reasons = [*access_blockers(session, by=by), *_tool_reasons(held, known, ways)]
    reasons += [reason for back in amounts for reason in consumable_weighing.back_reasons(session, back, weights)]
    if not held and not amounts:
        reasons.append(Blocker("nothing", _("Say of at least one tool how it came back, or write an amount.")))
    refuse_if(reasons)
    ended = _end({known[tool.pk]: ways[tool.pk] for tool in held if not known[tool.pk].returned}, by)
    _follow(ended, held, session, by)
    written = [change for back in amounts if (change := consumable_weighing.weigh_back(back, weights, by=by))]
    _record(session, by, ended, written)
    return ended


def _follow(ended: Iterable[ToolIssue], held: Iterable[Tool], session: Session, by: User) -> None:
    """Sends the damaged ones among the held tools to repair and opens a case for each missing one."""
    ways = {issue.tool_id: issue.returned for issue in ended}
    put_each([tool for tool in held if ways.get(tool.pk) == Return.DAMAGED], Tool.State.REPAIR)
    missing = [tool for tool in held if ways.get(tool.pk) == Return.MISSING]
    tool_search.open_cases(missing, by=by, session=session)


@transaction.atomic
def take_back_rest(session: Session, *, by: User) -> list[ToolIssue]:
    """Records that everything still out was returned in order; returns the issues that ended."""
    session = locked(session, no_key=True)
    held = hold_tools(Tool.objects.filter(issues__in=session.tool_issues.open()))
    refuse_if(access_blockers(session, by=by))
    still_out = session.tool_issues.open().filter(tool__in=held).order_by("tool__number_key")
    ended = _end(dict.fromkeys(still_out, Return.FINE), by)
    _record(session, by, ended, [])
    return ended


def not_back(user: User) -> QuerySet[ToolIssue]:
    """Tools not returned from sessions that are over, as visible to the user."""
    over = Session.objects.visible_to(user).filter(ends_at__lt=clock.now())
    return ToolIssue.objects.open().filter(session__in=over)


def _tool_reasons(tools: Iterable[Tool], known: Mapping[int, ToolIssue], ways: Mapping[int, str]) -> Iterator[Blocker]:
    for tool in tools:
        if reason := _reason(tool, known.get(tool.pk), ways[tool.pk]):
            yield reason


def _reason(tool: Tool, issue: ToolIssue | None, way: str) -> Blocker | None:
    words = {"tool": str(tool)}
    if way not in Return.values:
        return Blocker("no_such_return", _("Say how %(tool)s came back.") % words)
    if issue is None:
        return Blocker("not_out", _("%(tool)s was not handed out at this session.") % words)
    if issue.returned and issue.returned != way:
        words["state"] = issue.get_returned_display().lower()
        sentence = _("Somebody else has recorded %(tool)s as “%(state)s” meanwhile. Look at it together.")
        return Blocker("stale_return", sentence % words)
    return None


def _end(ways: Mapping[ToolIssue, str], by: User) -> list[ToolIssue]:
    """Stores how each came back."""
    for issue, way in ways.items():
        issue.returned, issue.back_at, issue.back_by = way, clock.now(), by
    ToolIssue.objects.bulk_update(ways, ["returned", "back_at", "back_by"])
    return list(ways)


def _record(session: Session, by: User, ended: list[ToolIssue], written: list[dict]) -> None:
    if ended or written:
        ways = {str(issue.tool_id): issue.returned for issue in ended}
        audit.record("session.take_back_tools", by=by, target=session, tools=ways, amounts=written)
