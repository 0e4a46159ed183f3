"""Days without training: from when, until when and by whose decision; never why."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import audit
from core.errors import Blocker, refuse_if
from inmates.custody.in_custody import custody_blockers, locked
from inmates.custody.models.stays import Source, Suspension
from inmates.people.models import Person


@transaction.atomic
def suspend(
    person: Person, *, by: User, from_date: datetime.date, until: datetime.date | None, decided_by: str
) -> Suspension:
    """Suspends training from a day until another (None: until ended), with who decided it; never why."""
    person = locked(person)
    reasons = custody_blockers(person)
    if until and until < from_date:
        reasons.append(Blocker("validity", _("The suspension ends before it begins.")))
    overlapping = person.suspensions.exclude(until__lt=from_date)
    if until:
        overlapping = overlapping.exclude(from_date__gt=until)
    if overlapping.exists():
        reasons.append(Blocker("overlap", _("Training is already suspended on some of these days.")))
    refuse_if(reasons)
    row = Suspension.objects.create(
        person=person, from_date=from_date, until=until, decided_by=decided_by, source=Source.STAFF
    )
    audit.record("person.suspend", by=by, target=person, suspension=row.pk)
    return row


@transaction.atomic
def end_suspension(suspension: Suspension, *, by: User, until: datetime.date) -> Suspension:
    """Ends a suspension with `until` as its last day: not before its first day nor after its planned end."""
    person = locked(suspension.person)
    suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
    reasons = custody_blockers(person)
    if suspension.from_date and until < suspension.from_date:
        reasons.append(Blocker("validity", _("The suspension ends before it begins.")))
    if suspension.until and until >= suspension.until:
        reasons.append(Blocker("later", _("The suspension ends by itself on or before that day.")))
    refuse_if(reasons)
    suspension.until = until
    suspension.save(update_fields=["until"])
    audit.record("person.end_suspension", by=by, target=person, suspension=suspension.pk)
    return suspension
