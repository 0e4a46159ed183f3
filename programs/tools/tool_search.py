"""Missing tools: the steps of the search, each recorded once, and its outcome.

The steps follow tool control rules elsewhere: nobody leaves until all tools are back, and each act is recorded in
writing (Idaho Department of Correction, SOP 509.02.01.001; Washington County, Utah, CC 03, section on missing tools).
No comparable Indonesian standard was found; the guards' own logbook remains the last step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from inmates.inbox import inbox_tasks
from inmates.inbox.task_changes import TaskChanges
from programs.timetable.models.sessions import Session
from programs.tools.inbox_kinds import MISSING_TOOL
from programs.tools.models import MissingTool, MissingToolStep, Tool, ToolIssue
from programs.tools.tool_locks import hold_tool
from programs.tools.tool_register import put, put_each

TOLD = (Role.SECURITY_OFFICER, Role.TRAINING_OFFICER, Role.RUTAN_HEAD)


@dataclass(frozen=True)
class Step:
    """A step of the search. Codes are stored in append-only rows; wordings may change."""

    code: str
    label: str | Promise
    hint: str | Promise


STEPS = (
    Step(
        "stop_work",
        gettext_lazy("Stop work"),
        gettext_lazy("Machines off; every tool lies on the bench and is counted again."),
    ),
    Step(
        "hold_people",
        gettext_lazy("Hold everybody in place"),
        gettext_lazy("Nobody leaves the workshop, nobody comes in; heads are counted."),
    ),
    Step(
        "search_workshop",
        gettext_lazy("Search the workshop"),
        gettext_lazy("Benches, machines, cupboards, scrap, bins, drains, the way to the door."),
    ),
    Step(
        "search_people",
        gettext_lazy("Search people and blocks"),
        gettext_lazy("Everybody who was there, then the way back and the cells."),
    ),
    Step(
        "report_head",
        gettext_lazy("Report to the head"),
        gettext_lazy("The head of the office decides how long the search goes on and who else is told."),
    ),
    Step(
        "record",
        gettext_lazy("Write it in the book"),
        gettext_lazy("Enter the number, the hour and the names of those who searched in the guards' logbook."),
    ),
)


def next_step(case: MissingTool) -> Step | None:
    """The next step to take; None when all have been taken."""
    taken = {step.code for step in case.steps.all()}
    return next((step for step in STEPS if step.code not in taken), None)


def report_blockers(tool: Tool, *, by: User, text: str = "") -> list[Blocker]:
    """Why the tool cannot be reported missing."""
    reasons = _searcher_blockers(tool, by)
    if tool.state == Tool.State.MISSING:
        reasons.append(Blocker("already", _("%(tool)s is already being searched for.") % {"tool": tool}))
    if tool.state == Tool.State.RETIRED:
        reasons.append(Blocker("retired", _("%(tool)s is retired and on no list any more.") % {"tool": tool}))
    if not text.strip():
        reasons.append(Blocker("text_missing", _("Say how it was noticed.")))
    return reasons


@transaction.atomic
def report(tool: Tool, *, by: User, text: str) -> MissingTool:
    """Opens a case for a missing tool and ends its issue. Raises `RuleViolation`."""
    tool = hold_tool(tool)
    refuse_if(report_blockers(tool, by=by, text=text))
    issue = tool.issues.select_related("session").first()
    if issue and not issue.returned:
        issue.returned, issue.back_at, issue.back_by = ToolIssue.Return.MISSING, clock.now(), by
        issue.save(update_fields=["returned", "back_at", "back_by"])
    # A loss noticed later at the board is attributed to the session that had the tool last, unless that is closed.
    is_open = issue is not None and issue.session.state == Session.State.PLANNED
    return open_case(tool, by=by, session=issue.session if issue and is_open else None, text=text.strip())


def open_case(tool: Tool, *, by: User, session: Session | None = None, text: str = "") -> MissingTool:
    """Opens a case for a locked tool and notifies everybody who can act."""
    return open_cases([tool], by=by, session=session, text=text)[0]


def open_cases(tools: Sequence[Tool], *, by: User, session: Session | None = None, text: str = "") -> list[MissingTool]:
    """The same for several tools of one facility, in their order; as many statements as for one."""
    if not tools:
        return []
    put_each(tools, Tool.State.MISSING)
    about = {"session": session, "reported_by": by, "report": text, "missed_at": clock.now()}
    cases = MissingTool.objects.bulk_create(MissingTool(tool=tool, **about) for tool in tools)
    told = {"session": session.pk if session else None}
    audit.record_each("missing_tool.report", by=by, targets=[(case, {"tool": case.tool_id, **told}) for case in cases])
    tasks, office = TaskChanges(), tools[0].facility
    for case in cases:
        values = {"tool": str(case.tool), "case_id": str(case.public_id)}
        for role in TOLD:
            tasks.open(MISSING_TOOL, role=role, office=office, matter=str(case.pk), values=values)
    tasks.write()
    return cases


def step_blockers(case: MissingTool, code: str, *, by: User, taken_at: datetime) -> list[Blocker]:
    """Why this step cannot be recorded now."""
    reasons = [*_searcher_blockers(case.tool, by), *_open_blockers(case)]
    taken = list(case.steps.all())
    following = next_step(case)
    if code in {step.code for step in taken}:
        reasons.append(Blocker("taken", _("Somebody has recorded this step already.")))
    elif following and code != following.code:
        sentence = _("First comes: %(step)s.") % {"step": following.label}
        reasons.append(Blocker("order", sentence))
    if taken_at > clock.now():
        reasons.append(Blocker("future", _("This moment is still to come. Check day and time.")))
    if taken_at < (taken[-1].taken_at if taken else case.missed_at - clock.MINUTE * 60 * 24):
        reasons.append(Blocker("too_early", _("That is before the step that was taken earlier. Check day and time.")))
    return reasons


@transaction.atomic
def take_step(case: MissingTool, code: str, *, by: User, taken_at: datetime, note: str = "") -> MissingToolStep:
    """Records a step permanently. Raises `RuleViolation`."""
    case = _held(case)
    refuse_if(step_blockers(case, code, by=by, taken_at=taken_at))
    step = MissingToolStep.objects.create(
        case=case, code=code, note=note.strip(), taken_at=taken_at, taken_by=by, recorded_at=clock.now()
    )
    audit.record("missing_tool.step", by=by, target=case, step=code)
    return step


def found_blockers(case: MissingTool, *, by: User, outcome: str) -> list[Blocker]:
    """Why the case cannot be closed as found."""
    return [*_searcher_blockers(case.tool, by), *_open_blockers(case), *_outcome_blockers(outcome)]


def write_off_blockers(case: MissingTool, *, by: User, outcome: str) -> list[Blocker]:
    """Why the tool cannot be written off: only the head may do so, and only after the full procedure."""
    reasons = _searcher_blockers(case.tool, by)
    if not by.has_perm("programs.write_off_tool"):
        reasons.append(Blocker("not_head", _("Only the head of the office gives a tool up.")))
    if following := next_step(case):
        sentence = _("The procedure is not finished. Next comes: %(step)s.") % {"step": following.label}
        reasons.append(Blocker("steps_open", sentence))
    return [*reasons, *_open_blockers(case), *_outcome_blockers(outcome)]


@transaction.atomic
def close_found(case: MissingTool, *, by: User, outcome: str) -> MissingTool:
    """Closes the case and puts the tool back in use. Raises `RuleViolation`."""
    case = _held(case)
    refuse_if(found_blockers(case, by=by, outcome=outcome))
    return _end(case, MissingTool.State.FOUND, Tool.State.IN_USE, by, outcome)


@transaction.atomic
def write_off(case: MissingTool, *, by: User, outcome: str) -> MissingTool:
    """Writes the tool off and removes it from the list. Raises `RuleViolation`."""
    case = _held(case)
    refuse_if(write_off_blockers(case, by=by, outcome=outcome))
    return _end(case, MissingTool.State.WRITTEN_OFF, Tool.State.RETIRED, by, outcome)


def _end(case: MissingTool, state: str, tool_state: str, by: User, outcome: str) -> MissingTool:
    put(case.tool, tool_state)
    case.state, case.closed_at, case.closed_by, case.outcome = state, clock.now(), by, outcome.strip()
    case.save(update_fields=["state", "closed_at", "closed_by", "outcome"])
    audit.record("missing_tool.close", by=by, target=case, tool=case.tool_id, state=state)
    inbox_tasks.settle(MISSING_TOOL, matter=str(case.pk))
    return case


def _held(case: MissingTool) -> MissingTool:
    """The current case, locked with its tool until the transaction ends."""
    tool = hold_tool(case.tool)
    MissingTool.objects.select_for_update(no_key=True).get(pk=case.pk)
    case = MissingTool.objects.select_related("session").get(pk=case.pk)
    case.tool = tool
    return case


def _searcher_blockers(tool: Tool, by: User) -> list[Blocker]:
    if by.has_perm("programs.search_tool") and Tool.objects.visible_to(by).filter(pk=tool.pk).exists():
        return []
    return [Blocker("not_allowed", _("You do not search for the tools of this office."))]


def _open_blockers(case: MissingTool) -> list[Blocker]:
    if case.state == MissingTool.State.OPEN:
        return []
    return [Blocker("closed", _("This search is closed. Nothing can be added to it."))]


def _outcome_blockers(outcome: str) -> list[Blocker]:
    sentence = _("Say how it ended, in at least %(count)s characters.")
    return reason_blockers(outcome, sentence, code="outcome_missing")
