"""Whose data a breach affects: exactly those whom the access log names, of one answer or of an account's time, or one
person. Only what the office's own staff saw is looked for.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import Blocker, refuse_if
from core.models import AccessLogEntry
from core.reasons import reason_blockers, some_reason
from inmates.people.models import Person
from reports.breaches.breach_recording import asked_blockers, change_blockers, locked, word_blockers
from reports.breaches.models import AffectedPerson, AffectedRemoval, Breach, BreachScope
from reports.data_subjects.people_of_office import people_of

Kind = BreachScope.Kind
# Of an account, at once.
MOST_DAYS = 31
# What is typed as the end is a minute, to its end.
MINUTE = timedelta(minutes=1)
WHOLE_LOG = "core.view_access_log"


def remaining(keys: Collection[int]) -> dict[int, int]:
    """The record that stands for each of these people now, by key; a merged record stands in the one that remains.
    Records destroyed since are missing.
    """
    found = Person.objects.filter(pk__in=keys).values_list("pk", "merged_into")
    return {pk: merged_into or pk for pk, merged_into in found}


def shown_by(entries: Any) -> list[int]:
    """The keys of all people whom these entries of the access log name, in the order of their keys."""
    return sorted({int(key) for people in entries.values_list("people", flat=True) for key in people})


def entries_of(breach: Breach, *, by: User) -> Any:
    """What `by` may choose from in the office's access log. Whoever may not read the whole log finds what the accounts
    of the breach were shown in its spans of time; without any, what was shown in the month before it was found.
    """
    rows = AccessLogEntry.objects.visible_to(by).exclude(people=[])
    if by.has_perm(WHOLE_LOG):
        return rows
    spans = Q()
    scopes = breach.scopes.filter(kind=Kind.ACCOUNT)
    for account, began_at, ended_at in scopes.values_list("user_id", "began_at", "ended_at"):
        if ended_at:
            spans |= Q(user_id=account, at__gte=began_at, at__lt=ended_at + MINUTE)
    return rows.filter(spans or Q(at__gte=breach.found_at - timedelta(days=MOST_DAYS), at__lt=breach.found_at + MINUTE))


def entry_blockers(breach: Breach, entry: AccessLogEntry, *, by: User) -> list[Blocker]:
    """Why the people of this entry cannot be added."""
    found = [*change_blockers(breach, by=by), *asked_blockers(breach)]
    if entry.office != breach.office:
        found.append(Blocker("not_ours", _("Another office keeps these records.")))
    if breach.scopes.filter(entry_id=entry.pk).exists():
        found.append(Blocker("there", _("Its people are counted already.")))
    if not entry.people:
        found.append(Blocker("nobody", _("It showed nobody.")))
    return found


@transaction.atomic
def add_entry(breach: Breach, entry: AccessLogEntry, *, by: User) -> BreachScope:
    """Everybody whom this export, list, print or page showed. Locks the breach; raises `RuleViolation`."""
    breach = locked(breach)
    refuse_if(entry_blockers(breach, entry, by=by))
    people = sorted({int(key) for key in entry.people})
    return _add(breach, people, by=by, kind=Kind.ENTRY, entry_id=entry.pk, user_name=entry.user_name)


def account_blockers(
    breach: Breach, account: User, *, by: User, began_at: datetime, ended_at: datetime
) -> list[Blocker]:
    """Why what this account saw in the span cannot be added."""
    found = [*change_blockers(breach, by=by), *asked_blockers(breach)]
    if account.office_code != breach.office:
        found.append(Blocker("not_ours", _("Another office keeps these records.")))
    if began_at >= ended_at:
        found.append(Blocker("order", _("The end is before the beginning.")))
    elif ended_at - began_at > timedelta(days=MOST_DAYS):
        text = _("The span is longer than %(days)d days. Add a shorter one; several can be added.")
        found.append(Blocker("long", text % {"days": MOST_DAYS}))
    elif not found and not _seen(breach, account, began_at, ended_at).exclude(people=[]).exists():
        found.append(Blocker("nobody", _("In this time the account was shown nobody.")))
    return found


def _seen(breach: Breach, account: User, began_at: datetime, ended_at: datetime) -> Any:
    rows = AccessLogEntry.objects.filter(office=breach.office, user_id=account.pk)
    return rows.filter(at__gte=began_at, at__lt=ended_at + MINUTE).order_by()


@transaction.atomic
def add_account(breach: Breach, account: User, *, by: User, began_at: datetime, ended_at: datetime) -> BreachScope:
    """Everybody whom the account was shown in this time. Locks the breach; raises `RuleViolation`."""
    breach = locked(breach)
    refuse_if(account_blockers(breach, account, by=by, began_at=began_at, ended_at=ended_at))
    people = shown_by(_seen(breach, account, began_at, ended_at))
    span = {"began_at": began_at, "ended_at": ended_at}
    return _add(breach, people, by=by, kind=Kind.ACCOUNT, user_id=account.pk, user_name=account.full_name, **span)


def person_blockers(breach: Breach, person: Person, *, by: User) -> list[Blocker]:
    """Why this person cannot be added."""
    found = [*change_blockers(breach, by=by), *asked_blockers(breach)]
    if not people_of(by).filter(pk=person.pk).exists():
        found.append(Blocker("not_ours", _("Another office answers for this person.")))
    elif breach.affected.counting().filter(person=person).exists():
        found.append(Blocker("there", _("This person is counted already.")))
    return found


@transaction.atomic
def add_person(breach: Breach, person: Person, *, by: User) -> BreachScope:
    """One person. Locks the breach; raises `RuleViolation`."""
    breach = locked(breach)
    refuse_if(person_blockers(breach, person, by=by))
    return _add(breach, [person.pk], by=by, kind=Kind.PERSON)


def _add(breach: Breach, people: list[int], *, by: User, **scope: Any) -> BreachScope:
    """Adds the scope and whoever of its people is not counted yet; four statements whatever their number."""
    standing = remaining(people)
    row = BreachScope.objects.create(
        breach=breach, people=len(people), gone=len(people) - len(standing), recorded_by=by, **scope
    )
    AffectedPerson.objects.bulk_create(
        [AffectedPerson(breach=breach, person_id=pk) for pk in sorted(set(standing.values()))],
        ignore_conflicts=True,
        batch_size=500,
    )
    breach.affected.filter(person_id__in=standing.values(), is_removed=True).update(is_removed=False)
    audit.record("breach.scope", by=by, target=breach, kind=row.kind, scope=row.pk, people=row.people, gone=row.gone)
    return row


def removal_blockers(breach: Breach, *, by: User, reason: str = "") -> list[Blocker]:
    """Why nobody can be taken off the list for this reason."""
    found = [*change_blockers(breach, by=by), *asked_blockers(breach), *word_blockers(reason, by=by)]
    sentence = _("Say in at least %(count)s characters why the person is not affected.")
    return found + reason_blockers(reason or some_reason(), sentence)


@transaction.atomic
def remove(row: AffectedPerson, *, by: User, reason: str) -> AffectedRemoval:
    """Takes somebody off the list who was added by mistake; the row stays, with the reason beside it. Somebody who is
    found again counts again. Locks the breach; raises `RuleViolation`.
    """
    breach = locked(row.breach)
    row = breach.affected.select_for_update(of=("self",)).get(pk=row.pk)
    found = removal_blockers(breach, by=by, reason=reason.strip() or "-")
    if row.is_removed:
        found.append(Blocker("removed", _("This person is off the list already.")))
    refuse_if(found)
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    removal = AffectedRemoval.objects.create(affected=row, reason=reason.strip(), recorded_by=by)
    audit.record("breach.remove", by=by, target=breach, people=[row.person_id], reason=reason.strip())
    return removal
