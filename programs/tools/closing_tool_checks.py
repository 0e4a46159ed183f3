"""Tool checks before closing a session: all tools returned, consumables within tolerance."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.timetable.closing_checks import CLOSING_FACTS, Check, Facts, asked_at_closing, closing_facts
from programs.timetable.models.sessions import Session
from programs.tools.consumable_weighing import amount_words
from programs.tools.models import Consumable, ConsumableIssue, MissingTool, NoToolsOut, Tool, ToolIssue

MOST_NAMED = 5


def _of_list() -> ExpressionWrapper:
    program_list = OuterRef("facility"), OuterRef("batch__version__program")
    tools, consumables = Tool.objects.on_list_of(*program_list), Consumable.objects.on_list_of(*program_list)
    return ExpressionWrapper(Q(Exists(tools)) | Q(Exists(consumables)), output_field=BooleanField())


CLOSING_FACTS.add("has_tool_list", _of_list)
CLOSING_FACTS.add("is_nothing_out", lambda: Exists(NoToolsOut.objects.filter(session=OuterRef("pk"))))
CLOSING_FACTS.add("has_tools", lambda: Exists(ToolIssue.objects.filter(session=OuterRef("pk"))))
CLOSING_FACTS.add("has_amounts", lambda: Exists(ConsumableIssue.objects.filter(session=OuterRef("pk"))))


@asked_at_closing.register
def tool_checks(session: Session, facts: Facts) -> list[Check]:
    """Checks of the session's tools and consumables; a supervisor's reason can override each."""
    if not facts["has_tools"] and not facts["has_amounts"]:
        return [_untouched(facts)]
    issues = session.tool_issues.select_related("tool").order_by("tool__number_key")
    amounts = session.consumable_issues.select_related("consumable")
    return checks_of(session, list(issues) if facts["has_tools"] else [], list(amounts) if facts["has_amounts"] else [])


def checks_of(session: Session, issues: list[ToolIssue], amounts: list[ConsumableIssue]) -> list[Check]:
    """Like `tool_checks`, for issues already loaded."""
    if not issues and not amounts:
        return [_untouched(closing_facts(session))]
    checks = [_tools(session, issues)] if issues else []
    return checks + ([_consumables(amounts)] if amounts else [])


def _untouched(facts: Facts) -> Check:
    if not facts["has_tool_list"]:
        return Check("tools", "ok", _("This program has no list of tools."))
    if facts["is_nothing_out"]:
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
