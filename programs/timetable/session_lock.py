"""The lock of a session: those who mark, count, close, move, teach and lend tools at one session take turns.

Its place in the order of all locks is told in `programs.batches.lock_order`.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.errors import Blocker, RuleViolation
from core.statements import Statement
from programs.timetable.models.sessions import Session


def hold_session(pk: int, *, no_key: bool = False) -> None:
    """Locks the session until the transaction ends; with `no_key`, rows that refer to it can still be written.

    Raises `RuleViolation` if it has been deleted.
    """
    found = Session.objects.select_for_update(no_key=no_key).filter(pk=pk).order_by("pk").values_list("pk").first()
    if found is None:
        raise _gone()


def hold_sessions(batches: Iterable[int]) -> None:
    """Locks all sessions of these batches (keys) until the transaction ends."""
    list(Session.objects.filter(batch__in=batches).select_for_update().order_by("pk").values_list("pk"))


def locked(session: Session, *, no_key: bool = False) -> Session:
    """The session with its batch as both stand once the lock is held; see `hold_session`."""
    # Two queries: what a locking query joins may predate the wait for the lock.
    hold_session(session.pk, no_key=no_key)
    return Session.objects.select_related("batch__facility", "batch__training_center", "batch__version").get(
        pk=session.pk
    )


def locked_with_batch_before(session: Session) -> Session:
    """The locked session as it stands, its batch as it stood before the wait; one query, for the many marks of a day.

    A batch does not change while it runs. Raises `RuleViolation` if the session has been deleted.
    """
    held: Session | None = _held.first(pk=session.pk)
    if held is None:
        raise _gone()
    return held


@Statement
def _held(pk: int) -> QuerySet:
    related = "batch__facility", "batch__training_center", "batch__version"
    return Session.objects.select_for_update(of=("self",)).select_related(*related).filter(pk=pk)


def _gone() -> RuleViolation:
    return RuleViolation(Blocker("session_gone", _("This session is gone. Load the page again.")))
