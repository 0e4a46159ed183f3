"""Register numbers of people: each has a date and a source and closes the previous one."""

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Facility, User
from core import audit
from core.errors import Blocker, RuleViolation, refuse_if
from inmates.custody.dated_rows import close, start_blockers
from inmates.custody.in_custody import facility_of, locked
from inmates.custody.models.stays import RegisterNumber, Source
from inmates.custody.register_numbers import NUMBER_LENGTH, normalize, register_class, tidy
from inmates.people.models import Person


def number_blockers(person: Person, number: str) -> list[Blocker]:
    """Reasons why the person cannot have this number: it must be readable, at most 40 characters long, and not
    in use.
    """
    if not normalize(number):
        return [Blocker("number_blank", _("The register number has neither letter nor digit."))]
    if len(tidy(number)) > NUMBER_LENGTH:
        return [Blocker("number_long", _("The register number is longer than 40 characters."))]
    held = RegisterNumber.objects.open().filter(facility=person.facility, number_key=normalize(number))
    if held.exclude(person=person.pk).exists():
        return [Blocker("number_taken", _("Another person already has this register number."))]
    return []


@transaction.atomic
def change_register_number(
    person: Person, *, by: User, number: str, from_date: datetime.date, source: str = Source.STAFF
) -> RegisterNumber:
    """Gives the person a new register number, for example when the case moves to the next register."""
    # Numbers of a facility are assigned one at a time, so that no two people get the same one. The facility is locked
    # before the person, as arrivals and imports do.
    facility = Facility.objects.select_for_update(no_key=True).get(pk=facility_of(person).pk)
    person = locked(person)
    if person.facility_id != facility.pk:
        sentence = _("The person has left this detention center meanwhile. Nothing was recorded.")
        raise RuleViolation(Blocker("not_in_custody", sentence))
    current = person.register_numbers.open().first()
    reasons = [*start_blockers(person, from_date, current=current), *number_blockers(person, number)]
    if current and current.number == tidy(number):
        reasons.append(Blocker("same", _("The person already has this register number.")))
    refuse_if(reasons)
    close(current, from_date)
    opened = open_number(person, facility, number, from_date, source)
    audit.record("person.change_register_number", by=by, target=person, register_number=opened.pk)
    return opened


def open_number(
    person: Person, facility: Facility, number: str, from_date: datetime.date, source: str = Source.STAFF
) -> RegisterNumber:
    """Writes the number and the facts derived from it; `number_blockers` decides whether it is allowed."""
    return RegisterNumber.objects.create(
        person=person,
        facility=facility,
        number=tidy(number),
        number_key=normalize(number),
        register_class=register_class(number),
        from_date=from_date,
        source=source,
    )
