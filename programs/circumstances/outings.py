"""Temporary outings (court, hospital, loan to investigators, isolation) and returns.

Training stays open: people are not expected while they are out, and expected again on return unless suspended.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from inmates.custody.in_custody import custody_blockers, locked
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import Movement
from inmates.people.models import Person
from programs.attendance.days_present import last_presence, present_later

OUTINGS = Circumstance.OUTINGS


def blockers(person: Person, *, out_at: datetime) -> list[Blocker]:
    """Why this person cannot be recorded as out since `out_at`."""
    reasons = custody_blockers(person)
    if out_at > clock.now():
        reasons.append(Blocker("future", _("The moment lies in the future. Record it when it has happened.")))
    if person.movements.filter(back_at__isnull=True).exists():
        sentence = _("This person is recorded as out already. Record the return first.")
        reasons.append(Blocker("out_already", sentence))
    elif person.movements.filter(back_at__gt=out_at).exists():
        reasons.append(Blocker("overlap", _("The person was recorded as out at that moment. Check the times.")))
    present = last_presence(person)
    if present and present.starts_at >= out_at:
        reasons.append(present_later(present))
    return reasons


@transaction.atomic
def take_out(person: Person, *, by: User, kind: str, out_at: datetime) -> Circumstance:
    """Records that the person has left the block and is not expected from then on. Raises `RuleViolation`."""
    person = locked(person)
    reasons = blockers(person, out_at=out_at)
    if kind not in OUTINGS:
        reasons.append(Blocker("kind", _("Choose one of the reasons.")))
    refuse_if(reasons)
    movement = Movement.objects.create(person=person, kind=kind, out_at=out_at)
    found = Circumstance.objects.create(
        person=person,
        facility=person.facility,
        kind=kind,
        happened_on=clock.local(out_at, person.facility.time_zone).date(),
        movement=movement,
        recorded_by=by,
    )
    audit.record("person.take_out", by=by, target=person, circumstance=found.pk, kind=kind)
    return found


def return_blockers(circumstance: Circumstance, *, back_at: datetime) -> list[Blocker]:
    """Why the return cannot be recorded for that moment."""
    movement = circumstance.movement
    if circumstance.withdrawn_at or movement is None or movement.back_at is not None:
        return [Blocker("not_out", _("The person is not out for this reason any more."))]
    reasons = []
    if back_at < movement.out_at:
        reasons.append(Blocker("before_leaving", _("The return lies before the person left.")))
    if back_at > clock.now():
        reasons.append(Blocker("future", _("The moment lies in the future. Record it when it has happened.")))
    return reasons


@transaction.atomic
def bring_back(circumstance: Circumstance, *, by: User, back_at: datetime) -> Circumstance:
    """Records the return. Everything is as before; a running suspension continues. Raises `RuleViolation`."""
    person = locked(circumstance.person)
    circumstance = Circumstance.objects.select_for_update(of=("self",)).get(pk=circumstance.pk)
    refuse_if([*custody_blockers(person), *return_blockers(circumstance, back_at=back_at)])
    movement = circumstance.movement
    movement.back_at = back_at
    movement.save(update_fields=["back_at"])
    circumstance.returned_on = clock.local(back_at, circumstance.facility.time_zone).date()
    circumstance.save(update_fields=["returned_on"])
    audit.record("person.bring_back", by=by, target=person, circumstance=circumstance.pk)
    return circumstance
