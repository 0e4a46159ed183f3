"""What a thing given in a detention center means for getting ready to leave: its item is done, as long as it stands."""

from accounts.models import User
from core import clock
from outcomes.aids.codes import ITEM_OF
from outcomes.aids.models import FacilityAid
from outcomes.leaving.models import Readiness
from outcomes.leaving.readiness_records import Mark, blockers, record_readiness

State = Readiness.State


def settle(aid: FacilityAid, *, by: User) -> None:
    """Marks the item of its kind as done, if it can still be settled."""
    item = ITEM_OF.get(aid.kind)
    if item is not None:
        _mark(aid, item, State.DONE, by=by)


def open_again(aid: FacilityAid, *, by: User) -> None:
    """Opens the item again when a thing was taken back, unless another one stands or somebody marked it otherwise."""
    item = ITEM_OF.get(aid.kind)
    kinds = [kind for kind, code in ITEM_OF.items() if code == item]
    if FacilityAid.objects.standing().filter(person=aid.person_id, kind__in=kinds).exists():
        return
    last = Readiness.objects.in_force().filter(person=aid.person_id, item__code=item).order_by("-pk").first()
    if item is not None and last and last.state == State.DONE:
        _mark(aid, item, State.OPEN, by=by)


def _mark(aid: FacilityAid, item: str, state: str, *, by: User) -> None:
    on = aid.given_on if state == State.DONE else clock.today(by.time_zone)
    marks = {item: Mark(state)}
    # After a release most items are closed; then there is nothing to mark.
    if not blockers(aid.person, marks, on=on, by=by):
        record_readiness(aid.person, by=by, on=on, marks=marks)
