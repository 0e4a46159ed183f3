"""Conduct, risk and fitness: judged for a limited time, one of each kind in force."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from inmates.custody.dated_rows import start_blockers
from inmates.custody.in_custody import custody_blockers, locked
from inmates.custody.models.stays import Classification, Source
from inmates.people.models import Person


@transaction.atomic
def classify(
    person: Person,
    *,
    by: User,
    kind: str,
    value: str,
    from_date: datetime.date,
    until: datetime.date,
    source: str = Source.DOCUMENT,
) -> Classification:
    """Records conduct, risk or fitness with its validity, replacing the previous one of the same kind."""
    person = locked(person)
    reasons = [*custody_blockers(person), *start_blockers(person, from_date)]
    if value not in Classification.VALUES_OF[Classification.Kind(kind)]:
        reasons.append(Blocker("value", _("This value does not belong to the kind. Choose another one.")))
    if until < from_date:
        reasons.append(Blocker("validity", _("The validity ends before it begins.")))
    refuse_if(reasons)
    person.classifications.filter(kind=kind, replaced_at=None).update(replaced_at=clock.now())
    row = Classification.objects.create(
        person=person, kind=kind, value=value, from_date=from_date, until=until, source=source
    )
    audit.record("person.classify", by=by, target=person, classification=row.pk)
    return row
