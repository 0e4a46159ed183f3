"""Handing out tools at a session. For returns, see `tool_return`."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.templatetags.dates import day
from programs.timetable.models.sessions import Session
from programs.timetable.session_lock import locked
from programs.tools import consumable_weighing
from programs.tools.models import NoToolsOut, Tool, ToolIssue
from programs.tools.tool_locks import hold_tools


def access_blockers(session: Session, *, by: User) -> list[Blocker]:
    """Why `by` has no access to the tools of this session."""
    if by.has_perm("programs.issue_tools") and Session.objects.recordable_by(by).filter(pk=session.pk).exists():
        return []
    return [Blocker("not_allowed", _("You do not hand out the tools of this session."))]


def blockers(session: Session, *, by: User) -> list[Blocker]:
    """Why `by` cannot hand out anything at this session now."""
    reasons = access_blockers(session, by=by)
    if session.state != Session.State.PLANNED:
        reasons.append(Blocker("not_open", _("This session is closed or cancelled.")))
    if clock.today(session.batch.time_zone) < session.date:
        sentence = _("Tools are handed out on the day of the session, %(day)s.") % {"day": day(session.date)}
        reasons.append(Blocker("session_in_future", sentence))
    return reasons


def tool_blockers(session: Session, tools: Iterable[Tool]) -> dict[int, Blocker]:
    """Name and reasons of each tool (key) that cannot be handed out at this session; two queries."""
    tools = list(tools)
    listed = set(Tool.objects.on_list(session).filter(pk__in=[tool.pk for tool in tools]).values_list("pk", flat=True))
    away = ToolIssue.objects.open().filter(tool__in=tools).exclude(session=session).select_related("session__batch")
    elsewhere = {issue.tool_id: issue for issue in away}
    found = {tool.pk: _reason(tool, tool.pk in listed, elsewhere.get(tool.pk)) for tool in tools}
    return {key: reason for key, reason in found.items() if reason}


def _reason(tool: Tool, is_listed: bool, issue: ToolIssue | None) -> Blocker | None:
    words = {"tool": str(tool)}
    if tool.state == Tool.State.RETIRED:
        return Blocker("retired", _("%(tool)s is retired and on no list any more.") % words)
    if not is_listed:
        return Blocker("not_listed", _("%(tool)s is not on the list of this program.") % words)
    if tool.state == Tool.State.REPAIR:
        return Blocker("repair", _("%(tool)s is in repair.") % words)
    if tool.state == Tool.State.MISSING:
        return Blocker("missing", _("%(tool)s is missing and being searched for.") % words)
    if issue:
        words |= {"batch": str(issue.session.batch), "day": day(issue.session.date)}
        sentence = _("%(tool)s is still out at %(batch)s, %(day)s. Take it back there first.")
        return Blocker("elsewhere", sentence % words)
    return None


@transaction.atomic
def hand_out(
    session: Session, *, by: User, tools: Iterable[Tool] = (), amounts: Iterable[consumable_weighing.Out] = ()
) -> list[ToolIssue]:
    """Records that these tools are handed out, all or none; returns the new issues.

    A tool already out at this session stays as it is; one returned in order is issued again. Raises `RuleViolation`.
    """
    session = locked(session, no_key=True)
    held, amounts, known = hold_tools(tools), list(amounts), consumable_weighing.weighed(session)
    reasons = [*blockers(session, by=by), *tool_blockers(session, held).values()]
    reasons += [reason for out in amounts for reason in consumable_weighing.out_reasons(session, out, known)]
    if not held and not amounts:
        reasons.append(Blocker("nothing", _("Tick at least one tool, or write an amount.")))
    refuse_if(reasons)
    made = _issue(session, held, by)
    written = [change for out in amounts if (change := consumable_weighing.weigh_out(session, out, known, by=by))]
    _record(session, by, made, written)
    return made


@transaction.atomic
def hand_out_all(session: Session, *, by: User) -> tuple[list[ToolIssue], list[Blocker]]:
    """Hands out every listed tool that can go out; returns the new issues and, by name, the others with reasons."""
    session = locked(session, no_key=True)
    held = hold_tools(Tool.objects.on_list(session))
    refuse_if(blockers(session, by=by))
    stays = tool_blockers(session, held)
    made = _issue(session, [tool for tool in held if tool.pk not in stays], by)
    _record(session, by, made, [])
    return made, [stays[tool.pk] for tool in held if tool.pk in stays]


def _issue(session: Session, tools: list[Tool], by: User) -> list[ToolIssue]:
    known = {issue.tool_id: issue for issue in session.tool_issues.filter(tool__in=tools)}
    now, made = clock.now(), []
    for tool in tools:
        issue = known.get(tool.pk) or ToolIssue(session=session, tool=tool)
        if issue.pk and not issue.returned:
            continue
        issue.out_at, issue.out_by = now, by
        # Issued again after a return in order; the audit keeps the first issue.
        issue.returned, issue.back_at, issue.back_by = "", None, None
        made.append(issue)
    ToolIssue.objects.bulk_create([issue for issue in made if not issue.pk])
    again = [issue for issue in made if issue.tool_id in known]
    ToolIssue.objects.bulk_update(again, ["out_at", "out_by", "returned", "back_at", "back_by"])
    return made


def _record(session: Session, by: User, made: list[ToolIssue], written: list[dict]) -> None:
    if not made and not written:
        return
    # Tools go out now, so an earlier statement that none do no longer holds.
    NoToolsOut.objects.filter(session=session).delete()
    keys = [issue.tool_id for issue in made]
    audit.record("session.hand_out_tools", by=by, target=session, tools=keys, amounts=written)


@transaction.atomic
def say_nothing_out(session: Session, *, by: User) -> NoToolsOut:
    """Records the statement that nothing is handed out at this session; it stands until something is."""
    session = locked(session, no_key=True)
    reasons = blockers(session, by=by)
    if session.tool_issues.exists() or session.consumable_issues.exists():
        reasons.append(Blocker("handed_out", _("Something was handed out at this session already.")))
    refuse_if(reasons)
    said, is_new = NoToolsOut.objects.get_or_create(session=session, defaults={"said_by": by, "said_at": clock.now()})
    if is_new:
        audit.record("session.say_no_tools", by=by, target=session)
    return said
