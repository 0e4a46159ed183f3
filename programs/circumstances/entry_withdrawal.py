"""Undoing a change of circumstance entered by mistake, with a reason and with all its consequences."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Facility, User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from inmates.custody.change_journal import put_back, row_of, stands
from inmates.custody.models.circumstances import Circumstance
from inmates.custody.models.stays import CustodyPeriod, RegisterNumber
from inmates.inbox.inbox_tasks import settle
from inmates.people.models import Person
from programs.circumstances.dependents import dependents_of
from programs.circumstances.inbox_kinds import ARRIVING
from programs.circumstances.training_restored import TRAINING, put_training_back


def blockers(circumstance: Circumstance) -> list[Blocker]:
    """Why the entry cannot be undone: something later depends on it."""
    if circumstance.withdrawn_at:
        return [Blocker("withdrawn", _("This entry has been taken back already."))]
    later = circumstance.person.circumstances.standing().filter(pk__gt=circumstance.pk)
    if later.exists():
        sentence = _("Something was recorded about this person since. Take that back first.")
        return [Blocker("later", sentence)]
    if circumstance.is_departure:
        return _departure_blockers(circumstance)
    if circumstance.is_arrival:
        return _arrival_blockers(circumstance)
    return []


def _departure_blockers(circumstance: Circumstance) -> list[Blocker]:
    if circumstance.person.facility_id is not None:
        return [Blocker("elsewhere", _("The person is in custody again; the departure can no longer be taken back."))]
    reasons = []
    for entry in stay_entries(circumstance):
        row = row_of(entry)
        if not stands(entry, row):
            sentence = _("The data of the stay were changed since. Correct them by hand.")
            return [Blocker("changed", sentence)]
        if isinstance(row, RegisterNumber):
            reasons += _number_blockers(row)
    return reasons


def _number_blockers(number: RegisterNumber) -> list[Blocker]:
    taken = RegisterNumber.objects.open().filter(facility=number.facility_id, number_key=number.number_key)
    if not taken.exists():
        return []
    sentence = _("The register number %(number)s was given to somebody else since. Change that one first.")
    return [Blocker("number_taken", sentence % {"number": number.number})]


def _arrival_blockers(circumstance: Circumstance) -> list[Blocker]:
    found = dependents_of(circumstance.person)
    if not (found.applications or found.places):
        return []
    sentence = _("The person has applied or has a place since. End that first; then the arrival can be taken back.")
    return [Blocker("in_training", sentence)]


def stay_entries(circumstance: Circumstance) -> list[dict[str, Any]]:
    """The changes that the circumstance made to the stay itself."""
    return [entry for entry in circumstance.effects if entry["model"] not in TRAINING]


@transaction.atomic
def withdraw(circumstance: Circumstance, *, by: User, reason: str) -> list[str]:
    """Undoes a wrong entry; returns a sentence for each part of training that could not be restored.

    The entry stays on record with the reason. Raises `RuleViolation`.
    """
    # The facility is locked first: its register numbers are unique, and this may reopen one.
    Facility.objects.select_for_update(no_key=True).get(pk=circumstance.facility_id)
    Person.objects.select_for_update(no_key=True).get(pk=circumstance.person_id)
    circumstance = Circumstance.objects.select_for_update(of=("self",)).get(pk=circumstance.pk)
    unsaid = reason_blockers(reason, _("Say in at least %(count)s characters what was wrong."))
    refuse_if([*blockers(circumstance), *unsaid])
    failed: list[str] = []
    if circumstance.is_departure:
        _put_stay_back(circumstance)
        failed = put_training_back(circumstance, by=by)
        settle(ARRIVING, person=circumstance.person)
    elif circumstance.is_arrival:
        _take_arrival_back(circumstance)
    elif circumstance.movement:
        circumstance.movement.delete()
    circumstance.refresh_from_db()
    circumstance.withdrawn_at, circumstance.withdrawn_by = clock.now(), by
    circumstance.withdrawal_reason = reason.strip()
    circumstance.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    audit.record("person.withdraw_entry", by=by, target=circumstance.person, circumstance=circumstance.pk)
    return failed


def _put_stay_back(circumstance: Circumstance) -> None:
    for entry in stay_entries(circumstance):
        row = row_of(entry)
        assert row is not None  # noqa: S101 - `blockers` has just found this row
        put_back(entry, row)


def _take_arrival_back(circumstance: Circumstance) -> None:
    """Ends the mistaken stay on its first day as a correction, and makes the previous departure current again."""
    person, day = circumstance.person, circumstance.happened_on
    for row in [*person.housings.open(), *person.register_numbers.open()]:
        row.until = max(day, row.from_date or day)
        row.save(update_fields=["until"])
    period = circumstance.period
    if period:
        period.until, period.leaving = max(day, period.from_date or day), CustodyPeriod.Leaving.CORRECTION
        period.save(update_fields=["until", "leaving"])
    left = person.circumstances.standing().filter(kind__in=Circumstance.DEPARTURES).order_by("-pk").first()
    if left:
        left.returned_on = None
        left.save(update_fields=["returned_on"])
    person.facility, person.case_officer = None, None
    person.save(update_fields=["facility", "case_officer"])
