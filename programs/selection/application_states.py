"""The states of an application, the allowed transitions, and who may make them.

Any pair missing from `TRANSITIONS` is refused for everybody. No other code changes a state, except that undoing a
change of circumstance reopens the applications it had closed.
"""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core import clock
from core.errors import Blocker, refuse_if
from programs.selection.models import Application, PlaceOffer
from programs.selection.occasions import promise_ends

State = Application.State
Closing = Application.Closing
PROMISED = (State.ADMITTED, State.OFFERED)

# Automatic transitions: a place becomes free, a deadline passes, a batch ends, an agreement is withdrawn.
SYSTEM = "system"
BOARD = frozenset({Role.BOARD_CHAIR.value})
REVIEW = frozenset({Role.BOARD_CHAIR.value, Role.RUTAN_HEAD.value})
OFFICER = frozenset({Role.TRAINING_OFFICER.value})
KEEPERS = frozenset({Role.TRAINING_OFFICER.value, Role.REGISTRAR.value})
ITSELF = frozenset({SYSTEM})

TRANSITIONS: dict[tuple[str, str], frozenset[str]] = {
    (State.SUBMITTED, State.ADMITTED): BOARD,
    (State.SUBMITTED, State.RESERVE): BOARD,
    (State.SUBMITTED, State.REJECTED): BOARD,
    (State.SUBMITTED, State.WITHDRAWN): KEEPERS | ITSELF,
    (State.SUBMITTED, State.LAPSED): ITSELF,
    (State.ADMITTED, State.RESERVE): BOARD,
    (State.ADMITTED, State.REJECTED): BOARD,
    (State.ADMITTED, State.ENROLLED): OFFICER,
    (State.ADMITTED, State.WITHDRAWN): KEEPERS | ITSELF,
    (State.ADMITTED, State.LAPSED): ITSELF,
    (State.RESERVE, State.ADMITTED): BOARD,
    (State.RESERVE, State.REJECTED): BOARD,
    (State.RESERVE, State.OFFERED): ITSELF,
    (State.RESERVE, State.WITHDRAWN): KEEPERS | ITSELF,
    (State.RESERVE, State.LAPSED): ITSELF,
    (State.OFFERED, State.ENROLLED): OFFICER,
    (State.OFFERED, State.RESERVE): ITSELF,
    (State.OFFERED, State.WITHDRAWN): KEEPERS | ITSELF,
    (State.OFFERED, State.LAPSED): ITSELF,
    (State.REJECTED, State.ADMITTED): REVIEW,
    (State.REJECTED, State.RESERVE): REVIEW,
    (State.WITHDRAWN, State.SUBMITTED): KEEPERS,
    (State.WITHDRAWN, State.ADMITTED): KEEPERS,
    (State.WITHDRAWN, State.RESERVE): KEEPERS,
}
# What becomes of an open offer when its application moves on.
OFFER_ENDS = {State.ENROLLED: PlaceOffer.State.ACCEPTED, State.RESERVE: PlaceOffer.State.EXPIRED}


def can_move(before: str, after: str) -> bool:
    """Whether the transition exists at all."""
    return (before, after) in TRANSITIONS


def may_move(before: str, after: str, by: User | None) -> bool:
    """Whether `by` may make the transition; None means that it happens automatically."""
    roles = TRANSITIONS.get((before, after), frozenset())
    return SYSTEM in roles if by is None else by.has_role(*roles) if roles else False


def move_blockers(application: Application, to: str, *, by: User | None) -> list[Blocker]:
    """Why `by` cannot move this application to the state `to`; None means that the move is automatic."""
    words = {"state": application.get_state_display(), "outcome": State(to).label}
    if not can_move(application.state, to):
        sentence = _("An application that is “%(state)s” cannot become “%(outcome)s”.")
        return [Blocker("no_such_transition", sentence % words)]
    if not may_move(application.state, to, by):
        sentence = _("Your role cannot bring an application from “%(state)s” to “%(outcome)s”.")
        return [Blocker("not_your_role", sentence % words)]
    return []


def move(application: Application, to: str, *, by: User | None, **fields: object) -> Application:
    """Moves the application to the state `to`, setting `fields` and clearing what belonged to the old state.

    Ends an open offer, and drops the reserve position unless the new state keeps it. The caller holds the lock. Raises
    `RuleViolation`.
    """
    refuse_if(move_blockers(application, to, by=by))
    if application.state == State.OFFERED:
        _end_offer(application, to, fields)
    for name in ("answered_by", "offer_ends"):
        fields.pop(name, None)
    if to not in (State.RESERVE, State.OFFERED):
        fields["reserve_position"] = None
    if to in Application.CLOSED_STATES:
        fields["state_before"] = application.state
    before, application.state, application.revision = application.state, to, application.revision + 1
    for name, value in fields.items():
        setattr(application, name, value)
    application.save()
    if _loses_promise(before, to):
        promise_ends.happens([application])
    return application


def _loses_promise(before: str, to: str) -> bool:
    """Whether others must know: any move away from a promise ends it, except enrollment, which fulfills it."""
    return before in PROMISED and to not in (*PROMISED, State.ENROLLED)


def move_decided(moves: Sequence[tuple[Application, str, Mapping[str, object]]], *, by: User) -> None:
    """Moves several applications of one batch, each to its state with its fields (the same names for all), in one
    statement; one that stays in its state only gets the fields. None has an open offer, and none is closed by this.
    The caller holds the lock. Raises `RuleViolation`.
    """
    refuse_if([found for one, to, _fields in moves if one.state != to for found in move_blockers(one, to, by=by)])
    lost = [one for one, to, _fields in moves if _loses_promise(one.state, to)]
    names = {"state", "revision", *(name for _one, _to, fields in moves for name in fields)}
    for one, to, fields in moves:
        one.state, one.revision = to, one.revision + 1
        for name, value in fields.items():
            setattr(one, name, value)
    Application.objects.bulk_update([one for one, _to, _fields in moves], sorted(names))
    if lost:
        promise_ends.happens(lost)


def move_each(applications: Sequence[Application], to: str, *, by: User) -> None:
    """The same for several applications without an open offer, in one statement. The caller holds their locks."""
    refuse_if([reason for one in applications for reason in move_blockers(one, to, by=by)])
    for one in applications:
        one.state, one.revision, one.reserve_position = to, one.revision + 1, None
    Application.objects.bulk_update(applications, ["state", "revision", "reserve_position"])


def _end_offer(application: Application, to: str, fields: Mapping[str, object]) -> None:
    ending = fields.get("offer_ends") or OFFER_ENDS.get(State(to), PlaceOffer.State.CLOSED)
    if fields.get("closing") == Closing.DECLINED:
        ending = PlaceOffer.State.DECLINED
    application.offers.filter(state=PlaceOffer.State.OPEN).update(
        state=ending, answered_at=clock.now(), answered_by=fields.get("answered_by")
    )


def last_position(application: Application) -> int:
    """The position behind everybody on this batch's reserve list, including those with an open offer."""
    listed = application.batch.applications.filter(state__in=[State.RESERVE, State.OFFERED])
    positions = listed.exclude(pk=application.pk).values_list("reserve_position", flat=True)
    return max((position or 0 for position in positions), default=0) + 1
