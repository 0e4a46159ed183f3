"""Applications that end without a decision: taken back, at the person's request, or with their batch."""

from django.db import transaction

from accounts.models import User
from core import audit, clock
from core.errors import refuse_if
from programs.batches.lock_order import hold, locked
from programs.batches.models import Batch
from programs.selection.application_decisions import as_seen
from programs.selection.application_states import Closing, State, move, move_blockers
from programs.selection.models import Application
from programs.selection.place_offers import offer_next


@transaction.atomic
def withdraw(
    application: Application, *, by: User, closing: str = Closing.OWN_WISH, seen: int | None = None
) -> Application:
    """Closes an application, giving a reason; if it held a place, that place is offered to the next person.

    `seen` is the revision that the officer saw; if it is outdated, raises `StaleDecision`. None skips this check.
    """
    batch = locked(application.batch)
    application = as_seen(application, seen)
    refuse_if(move_blockers(application, State.WITHDRAWN, by=by))
    return _withdrawn(application, batch, by=by, mover=by, closing=closing)


@transaction.atomic
def end_at_request(application: Application, *, by: User) -> Application:
    """Closes an open application whose agreement the person withdrew at the facility.

    What is no longer open stays as it is. The caller asks whether `by` may say so.
    """
    hold(people=[application.person_id])
    batch = locked(application.batch)
    application = as_seen(application, None)
    if application.state not in Application.OPEN_STATES:
        return application
    return _withdrawn(application, batch, by=by, mover=None, closing=Closing.OWN_WISH)


def _withdrawn(application: Application, batch: Batch, *, by: User, mover: User | None, closing: str) -> Application:
    """Closes it, named with `by`; `mover` is None where that needs no role. The caller holds the locks."""
    freed = application.state in (State.ADMITTED, State.OFFERED)
    ending = {"closing": closing, "closed_at": clock.now(), "closed_by": by}
    application = move(application, State.WITHDRAWN, by=mover, answered_by=by, **ending)
    audit.record("application.withdraw", by=by, target=application, closing=closing)
    if freed:
        offer_next(batch, by=by)
    return application


def lapse_open(batch: Batch, *, by: User | None, closing: str) -> None:
    """Closes every open application of a batch that is over; the caller holds the lock of the batch."""
    for application in batch.applications.open():
        move(application, State.LAPSED, by=None, closing=closing, closed_at=clock.now(), closed_by=by)
        audit.record("application.lapse", by=by, target=application, closing=closing)
