"""What is looked at before a session is closed: heads, tools and marks each say how they stand in the same words."""

from dataclasses import dataclass

from core.ports import Port
from programs.timetable.models.sessions import Session

# Somebody of whom nobody knows where they were is no matter of counting: no reason stands in place of a mark.
NEVER_OVERRIDDEN = frozenset({"unmarked"})


@dataclass(frozen=True)
class Check:
    """One thing looked at before closing; `state`: ok, bad or unknown."""

    code: str
    state: str
    message: str

    @property
    def is_count(self) -> bool:
        """Whether a supervisor's reason can stand in its place."""
        return self.code not in NEVER_OVERRIDDEN


asked_at_closing: Port[[Session], list[Check]] = Port()
"""Asked how its own part of a session stands: on every look at the roll, and again under the lock of the session in the
transaction that closes it."""


def further_checks(session: Session) -> list[Check]:
    """How the parts of the session stand that are no matter of marks and head counts."""
    return [check for checks in asked_at_closing.ask(session) for check in checks]
