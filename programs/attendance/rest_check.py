"""The question asked before the rest is recorded as present against the head counts.

People who deserve a look come first, each with what is known; then all others.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from core.ports import Port
from programs.attendance.mark_changes import keys_said_missing, rest_blockers, rest_of
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session

recorded_meanwhile: Port[[Session, Collection[Enrollment], User], Mapping[int, str]] = Port()
"""Asked for the page: what was recorded elsewhere about these places since the session, in words for the reader."""


@dataclass(frozen=True)
class Doubt:
    """A person who deserves a look before being marked as present, and why."""

    place: Enrollment
    words: list[str]


@dataclass(frozen=True)
class RestCheck:
    """The people whom "the rest present" would mark: `doubts`, then `others`. `counts` explains the misfit."""

    counts: str
    doubts: list[Doubt]
    others: list[Enrollment]

    @property
    def people(self) -> int:
        """How many people would be marked."""
        return len(self.doubts) + len(self.others)


def rest_check(session: Session, reader: User) -> RestCheck | None:
    """The question for `reader`; None if the rest fits the head counts. A fixed number of queries."""
    rest = rest_of(session)
    against = {reason.code: str(reason) for reason in rest_blockers(session, rest)}
    if not against:
        return None
    words = _words_of(session, rest, reader)
    return RestCheck(
        counts=against.get("more_than_arrived", ""),
        doubts=[Doubt(place, words[place.pk]) for place in rest if place.pk in words],
        others=[place for place in rest if place.pk not in words],
    )


def _words_of(session: Session, rest: Collection[Enrollment], reader: User) -> dict[int, list[str]]:
    missing, said = keys_said_missing(session), _("said at the head count not to be here")
    words = {place.pk: [said] for place in rest if place.pk in missing}
    for recorded in recorded_meanwhile.ask(session, rest, reader):
        for key, told in recorded.items():
            words.setdefault(key, []).append(told)
    return words
