"""Block and cell: each move has a date and a source and closes the previous one."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import audit
from core.errors import Blocker, refuse_if
from inmates.custody.dated_rows import close, start_blockers
from inmates.custody.in_custody import custody_blockers, locked
from inmates.custody.models.stays import Housing, Source
from inmates.people.models import Person


@transaction.atomic
def change_housing(
    person: Person, *, by: User, block: str, cell: str, from_date: datetime.date, source: str = Source.STAFF
) -> Housing:
    """Moves the person to another block or cell as of `from_date`."""
    person = locked(person)
    current = person.housings.open().first()
    reasons = [*custody_blockers(person), *start_blockers(person, from_date, current=current)]
    if current and (current.block, current.cell) == (block, cell):
        reasons.append(Blocker("same", _("The person already stays there.")))
    refuse_if(reasons)
    close(current, from_date)
    housing = Housing.objects.create(person=person, block=block, cell=cell, from_date=from_date, source=source)
    audit.record("person.change_housing", by=by, target=person, housing=housing.pk)
    return housing
