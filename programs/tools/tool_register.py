"""The register of a facility's tools: numbers, data, states."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from programs.catalog.models import Program
from programs.tools.models import Tool, ToolIssue
from programs.tools.tool_locks import hold_tool

LONGEST_KEY = 80
State = Tool.State
# "Missing" is not included: only a case makes a tool missing, and only closing the case changes that.
TRANSITIONS: dict[str, frozenset[str]] = {
    State.IN_USE: frozenset({State.REPAIR, State.RETIRED}),
    State.REPAIR: frozenset({State.IN_USE, State.RETIRED}),
    State.RETIRED: frozenset({State.IN_USE}),
    State.MISSING: frozenset(),
}


@dataclass(frozen=True)
class Details:
    """Register data of a tool; `number` as engraved."""

    program: Program
    number: str
    name: str
    board: str = ""
    place: str = ""
    is_dangerous: bool = False


def number_key(number: str) -> str:
    """Normalizes a tool number: "las 14", "LAS-014" and "Las.0014" are the same.

    Numbers are zero-padded so that keys sort numerically.
    """
    text = unicodedata.normalize("NFKC", number).upper()
    # Before removing separators: 1-2 is not 12.
    padded = re.sub(r"[0-9]+", lambda found: found[0].lstrip("0").zfill(4), text)
    return "".join(char for char in padded if char.isalnum())


def blockers(details: Details, *, by: User, facility: Facility | None, tool: Tool | None = None) -> list[Blocker]:
    """Why a new tool, or `tool`, cannot have these data."""
    reasons = keeper_blockers(by, facility)
    if not Program.objects.visible_to(by).filter(pk=details.program.pk).exists():
        reasons.append(Blocker("no_such_program", _("Choose one of the programs that are taught at your office.")))
    key = number_key(details.number)
    if not key or len(key) > LONGEST_KEY:
        reasons.append(Blocker("number_unreadable", _("Write the number that is engraved, such as LAS-014.")))
    others = Tool.objects.filter(facility=facility, number_key=key)
    if other := (others.exclude(pk=tool.pk) if tool else others).first():
        sentence = _("The number %(number)s is already that of “%(name)s”. Engrave another one.")
        reasons.append(Blocker("number_taken", sentence % {"number": other.number, "name": other.name}))
    if tool and (tool.program_id, tool.number_key) != (details.program.pk, key):
        reasons += out_blockers(tool)
    return reasons


def out_blockers(tool: Tool) -> list[Blocker]:
    """Why the register data cannot change while the tool is issued."""
    issue = ToolIssue.objects.open().filter(tool=tool).select_related("session__batch").first()
    if issue is None:
        return []
    sentence = _("%(tool)s is handed out to %(batch)s. Take it back first.")
    return [Blocker("out", sentence % {"tool": tool, "batch": issue.session.batch})]


@transaction.atomic
def add_tool(details: Details, *, by: User, facility: Facility) -> Tool:
    """Adds a tool to the facility's register. Raises `RuleViolation`."""
    hold_register(facility)
    refuse_if(blockers(details, by=by, facility=facility))
    tool = Tool.objects.create(facility=facility, number_key=number_key(details.number), **vars(details))
    audit.record("tool.add", by=by, target=tool, number=tool.number, program=tool.program_id)
    return tool


@transaction.atomic
def change_tool(tool: Tool, *, by: User, details: Details) -> Tool:
    """Changes the register data and returns the tool; unchanged data are not written."""
    hold_register(tool.facility)
    tool = hold_tool(tool)
    refuse_if(blockers(details, by=by, facility=tool.facility, tool=tool))
    changed = [name for name, value in vars(details).items() if getattr(tool, name) != value]
    for name in changed:
        setattr(tool, name, getattr(details, name))
    if changed:
        tool.number_key = number_key(tool.number)
        tool.save(update_fields=[*changed, "number_key"])
        audit.record("tool.change", by=by, target=tool, number=tool.number, fields=changed)
    return tool


def move_blockers(tool: Tool, *, by: User, to: str, reason: str = "") -> list[Blocker]:
    """Why the tool cannot change to this state."""
    reasons = keeper_blockers(by, tool.facility)
    if to not in TRANSITIONS[tool.state]:
        words = {"tool": tool, "state": tool.get_state_display().lower()}
        sentence = _("%(tool)s is %(state)s; that cannot be changed here.")
        reasons.append(Blocker("no_such_move", sentence % words))
    reasons += reason_blockers(reason, _("Say why, in at least %(count)s characters."))
    return reasons + out_blockers(tool)


@transaction.atomic
def move(tool: Tool, *, by: User, to: str, reason: str) -> Tool:
    """Sends the tool to repair, retires it, or puts it back in use."""
    tool = hold_tool(tool)
    refuse_if(move_blockers(tool, by=by, to=to, reason=reason))
    before = tool.state
    put(tool, to, note=reason.strip())
    audit.record(
        "tool.set_state", by=by, target=tool, number=tool.number, before=before, state=to, reason=tool.state_note
    )
    return tool


def put(tool: Tool, state: str, *, note: str = "") -> None:
    """Sets the state; the caller locks the tool, checks the reasons and writes the audit."""
    put_each([tool], state, note=note)


def put_each(tools: Collection[Tool], state: str, *, note: str = "") -> None:
    """The same for several tools; one statement."""
    for tool in tools:
        tool.state, tool.state_since, tool.state_note = state, clock.now(), note
    Tool.objects.bulk_update(tools, ["state", "state_since", "state_note"])


def keeper_blockers(by: User, facility: Facility | None) -> list[Blocker]:
    """Why `by` may not edit the register of this facility."""
    if facility and by.has_perm("programs.change_tools") and by.facility_id == facility.pk:
        return []
    return [Blocker("not_allowed", _("You do not keep the register of tools of this office."))]


def hold_register(facility: Facility | None) -> None:
    """Serializes edits, so that the second of two users adding the same number sees the first one's row."""
    if facility:
        Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
