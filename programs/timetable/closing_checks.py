"""Checks before a session is closed: head counts, tools and marks report in the same form."""

from dataclasses import dataclass

from core.ports import Port
from programs.timetable.models.sessions import Session

# A count can be explained, but no reason can replace a mark for somebody whose whereabouts are unknown.
NEVER_OVERRIDDEN = frozenset({"unmarked"})


@dataclass(frozen=True)
class Check:
    """One check before closing; `state` is ok, bad or unknown. `address`: the page where it is settled, if another."""

    code: str
    state: str
    message: str
    address: str = ""

    @property
    def is_count(self) -> bool:
        """Whether a supervisor's reason can override it."""
        return self.code not in NEVER_OVERRIDDEN


asked_at_closing: Port[[Session], list[Check]] = Port()
"""Asked how its own part of a session stands: on every look at the roll, and again under the lock of the session in the
transaction that closes it."""


def further_checks(session: Session) -> list[Check]:
    """Checks contributed by other apps, besides marks and head counts."""
    return [check for checks in asked_at_closing.ask(session) for check in checks]
