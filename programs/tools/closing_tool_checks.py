"""Tool checks before closing a session: all tools returned, consumables within tolerance."""

from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.statements import Statement
from programs.timetable.closing_checks import Check, asked_at_closing
from programs.timetable.models.sessions import Session
from programs.tools.consumable_weighing import amount_words
from programs.tools.models import Consumable, ConsumableIssue, MissingTool, NoToolsOut, Tool, ToolIssue

MOST_NAMED = 5


@asked_at_closing.register
def tool_checks(session: Session) -> list[Check]:
    """Checks of the session's tools and consumables; a supervisor's reason can override each."""
    issues = list(session.tool_issues.select_related("tool").order_by("tool__number_key"))
    known = None if issues else _known(session)
    if known and not known.has_amounts:
        return [_untouched(known)]
    return checks_of(session, issues, list(session.consumable_issues.select_related("consumable")))


def checks_of(session: Session, issues: list[ToolIssue], amounts: list[ConsumableIssue]) -> list[Check]:
    """Like `tool_checks`, for issues already loaded."""
    if not issues and not amounts:
        return [_untouched(_known(session))]
    checks = [_tools(session, issues)] if issues else []
    return checks + ([_consumables(amounts)] if amounts else [])


class _Known(NamedTuple):
    """What is recorded about a session's tools, without their names."""

    is_listed: bool
    is_nothing_out: bool
    has_amounts: bool


def _known(session: Session) -> _Known:
    return _Known(*_KNOWN.first(pk=session.pk, facility=session.facility_id, program=session.batch.version.program_id))


def _recorded(pk: int, facility: int, program: int) -> QuerySet[Any]:
    tools, consumables = Tool.objects.on_list_of(facility, program), Consumable.objects.on_list_of(facility, program)
    recorded = [NoToolsOut.objects, ConsumableIssue.objects]
    is_listed = ExpressionWrapper(Q(Exists(tools)) | Q(Exists(consumables)), output_field=BooleanField())
    known: list[Any] = [is_listed, *(Exists(rows.filter(session=pk)) for rows in recorded)]
    return Session.objects.filter(pk=pk).order_by().values_list(*known)


_KNOWN = Statement(_recorded)


def _untouched(known: _Known) -> Check:
    if not known.is_listed:
        return Check("tools", "ok", _("This program has no list of tools."))
    if known.is_nothing_out:
        return Check("tools", "ok", _("No tool was handed out."))
    sentence = _(
        "It is not recorded which tools were handed out. Hand them out on the tool sheet, or record that none were."
    )
    return Check("tools", "unknown", sentence)


def _tools(session: Session, issues: list[ToolIssue]) -> Check:
    searched = session.missing_tools.exclude(state=MissingTool.State.FOUND).select_related("tool")
    # Ticked as returned but later reported missing at the board, it is still missing.
    missing = {case.tool_id: str(case.tool) for case in searched}
    out = [str(issue.tool) for issue in issues if not issue.returned]
    if missing:
        return Check("tools", "bad", _("Missing: %(tools)s.") % {"tools": _named(list(missing.values()))})
    if out:
        words = {"out": len(issues), "back": len(issues) - len(out), "tools": _named(out)}
        return Check("tools", "bad", _("Tools handed out %(out)s, returned %(back)s. Not back: %(tools)s.") % words)
    return Check("tools", "ok", _("Tools handed out and returned: %(out)s.") % {"out": len(issues)})


def _named(names: list[str]) -> str:
    shown, rest = names[:MOST_NAMED], len(names) - MOST_NAMED
    more = [ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest}] if rest > 0 else []
    return ", ".join([*shown, *more])


def _consumables(amounts: list[ConsumableIssue]) -> Check:
    waiting = [issue.consumable.name for issue in amounts if issue.amount_back is None]
    if waiting:
        return Check("consumables", "bad", _("Not weighed back yet: %(names)s.") % {"names": _named(waiting)})
    apart = [
        f"{issue.consumable.name} ({amount_words(issue.consumable, issue.difference)})"
        for issue in amounts
        if not issue.agrees
    ]
    if apart:
        sentence = _("Out differs from back and used by more than is allowed: %(names)s.")
        return Check("consumables", "bad", sentence % {"names": _named(apart)})
    return Check("consumables", "ok", _("Consumables agree."))
