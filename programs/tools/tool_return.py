"""Returning tools and consumables from a session, and reporting those not returned."""

from collections.abc import Iterable, Mapping

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
    ways = {tool.pk: way for tool, way in (tools or {}).items()}
    held, amounts, weights = hold_tools(tools or ()), list(amounts), consumable_weighing.weighed(session)
    known = {issue.tool_id: issue for issue in session.tool_issues.filter(tool__in=held)}
    reasons = access_blockers(session, by=by)
    reasons += [reason for tool in held if (reason := _reason(tool, known.get(tool.pk), ways[tool.pk]))]
    reasons += [reason for back in amounts for reason in consumable_weighing.back_reasons(session, back, weights)]
    if not held and not amounts:
        reasons.append(Blocker("nothing", _("Say of at least one tool how it came back, or write an amount.")))
    refuse_if(reasons)
    still_out = [tool for tool in held if not known[tool.pk].returned]
    ended = [known[tool.pk] for tool in still_out]
    for issue in ended:
        issue.returned = ways[issue.tool_id]
    _end(ended, by)
    put_each([tool for tool in still_out if ways[tool.pk] == Return.DAMAGED], Tool.State.REPAIR)
    missing = [tool for tool in still_out if ways[tool.pk] == Return.MISSING]
    tool_search.open_cases(missing, by=by, session=session)
    written = [change for back in amounts if (change := consumable_weighing.weigh_back(back, weights, by=by))]
    _record(session, by, ended, written)
    return ended


@transaction.atomic
def take_back_rest(session: Session, *, by: User) -> list[ToolIssue]:
    """Records that everything still out was returned in order; returns the issues that ended."""
    session = locked(session, no_key=True)
    held = hold_tools(Tool.objects.filter(issues__in=session.tool_issues.open()))
    refuse_if(access_blockers(session, by=by))
    ended = list(session.tool_issues.open().filter(tool__in=held).order_by("tool__number_key"))
    for issue in ended:
        issue.returned = Return.FINE
    _end(ended, by)
    _record(session, by, ended, [])
    return ended


def not_back(user: User) -> QuerySet[ToolIssue]:
    """Tools not returned from sessions that are over, as visible to the user."""
    over = Session.objects.visible_to(user).filter(ends_at__lt=clock.now())
    return ToolIssue.objects.open().filter(session__in=over)


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


def _end(issues: list[ToolIssue], by: User) -> None:
    """Stores how each came back, which stands on it already."""
    for issue in issues:
        issue.back_at, issue.back_by = clock.now(), by
    ToolIssue.objects.bulk_update(issues, ["returned", "back_at", "back_by"])


def _record(session: Session, by: User, ended: list[ToolIssue], written: list[dict]) -> None:
    if ended or written:
        ways = {str(issue.tool_id): issue.returned for issue in ended}
        audit.record("session.take_back_tools", by=by, target=session, tools=ways, amounts=written)
