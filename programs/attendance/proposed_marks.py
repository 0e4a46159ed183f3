"""Marks proposed from announced absences. A proposal counts only once somebody at the session confirms it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from programs.attendance import known_absences, mark_changes, mark_rules
from programs.attendance.attendance_figures import word_of
from programs.attendance.held_roll import Change
from programs.attendance.models.marks import Mark
from programs.attendance.models.session_day import KnownAbsence
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session


@dataclass(frozen=True)
class Proposal:
    """An announced absence as this reader may see it; the training center sees no time, place or source."""

    code: str
    word: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    destination: str = ""
    source: str = ""


def proposal_of(absence: KnownAbsence, reader: User) -> Proposal:
    """The proposal in words for the reader; for a custody reason the training center gets one general word."""
    word = word_of(absence.status, for_facility=reader.facility_id is not None)
    code = mark_rules.code_for(reader, absence.status)
    if not reader.facility_id:
        return Proposal(code, word)
    return Proposal(code, word, absence.starts_at, absence.ends_at, absence.destination, absence.source)


def proposals(session: Session, reader: User) -> dict[int, Proposal]:
    """The proposals for this session, by person (key), for the roll and for its offline copy."""
    return {person: proposal_of(absence, reader) for person, absence in known_absences.known_at(session).items()}


def waiting(session: Session) -> list[Enrollment]:
    """Expected people without a mark who have an announced absence."""
    known = known_absences.known_at(session)
    return [enrollment for enrollment in mark_changes.unmarked(session) if enrollment.person_id in known]


@transaction.atomic
def confirm_known(
    session: Session, *, by: User, only: Enrollment | None = None, but: Collection[int] = ()
) -> list[Mark]:
    """Records the announced absences of this session that have no mark yet, or that of `only` one person.

    Existing marks and the places (keys) in `but` stay as they are. Raises `RuleViolation` if `by` cannot record this
    session.
    """
    known = known_absences.known_at(session)
    people = [one for one in waiting(session) if (only is None or one.pk == only.pk) and one.pk not in but]
    said = {one.pk: mark_rules.code_for(by, known[one.person_id].status) for one in people}
    changes = [Change(one, said[one.pk], version=0) for one in people]
    outcomes = mark_changes.change_each(session, changes, by=by)
    return [mark for mark in (outcome.result() for outcome in outcomes) if mark]
