"""Reading the teaching journal: pages and gaps, session by session."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from core import clock
from programs.attendance.models.marks import counts_of_roll
from programs.batches.models import Batch
from programs.journal.models import JournalEntry
from programs.timetable.models.sessions import Session


@dataclass(frozen=True)
class Page:
    """A session and its journal entry. `present` of `marked` people attended; counts only, no names."""

    session: Session
    entry: JournalEntry | None
    present: int
    marked: int

    @property
    def is_missing(self) -> bool:
        """Whether the session has begun and has no entry yet."""
        is_held = self.session.state != Session.State.CANCELLED
        return self.entry is None and is_held and self.session.starts_at <= clock.now()


def with_journal(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with their journal page and the counts of their roll, for `page_of`; one query."""
    return sessions.select_related("unit", "instructor", "journal__written_by").annotate(**counts_of_roll())


def page_of(session: Any) -> Page:
    """The page of a session fetched by `with_journal`."""
    return Page(session, getattr(session, "journal", None), session.present, session.marked)


def missing(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions that have begun, were not cancelled and have no journal entry."""
    standing = sessions.exclude(state=Session.State.CANCELLED)
    return standing.filter(journal__isnull=True, starts_at__lte=clock.now())


def months_of(batch: Batch) -> list[date]:
    """First days of the months in which the batch has sessions, in order."""
    return list(batch.sessions.order_by().dates("date", "month"))


def pages_of(batch: Batch, month: date | None) -> list[Page]:
    """The batch's journal in chronological order: all of it, or the month beginning on `month`; one query."""
    sessions = batch.sessions.all()
    if month:
        sessions = sessions.filter(date__range=(month, clock.month_end(month)))
    return [page_of(session) for session in with_journal(sessions).order_by("starts_at", "pk")]
