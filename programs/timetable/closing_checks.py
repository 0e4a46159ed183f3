"""Checks before a session is closed: head counts, tools and marks report in the same form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.ports import Port, Table
from core.statements import Statement
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


Facts = Mapping[str, Any]

CLOSING_FACTS: Table[Callable[[], Any]] = Table()
"""Expressions over rows of sessions, by name. All of them are asked in one query before the checks, so that a check has
to ask only where there is something to tell."""

asked_at_closing: Port[[Session, Facts], list[Check]] = Port()
"""Asked how its own part of a session stands, with all facts: on every look at the roll, and again under the lock
of the session in the transaction that closes it."""


def closing_facts(session: Session) -> Facts:
    """What is known about a session before its closing; one query."""
    facts: Facts = _facts.first(tuple(CLOSING_FACTS), pk=session.pk)
    return facts


@Statement
def _facts(names: tuple[str, ...], pk: int) -> QuerySet:
    return Session.objects.filter(pk=pk).order_by().values(**{name: CLOSING_FACTS[name]() for name in names})


def further_checks(session: Session) -> list[Check]:
    """Checks contributed by other apps, besides marks and head counts."""
    facts = closing_facts(session)
    return [check for checks in asked_at_closing.ask(session, facts) for check in checks]
