"""Who was told of a breach: the affected people and the authority (UU 27/2022, article 46)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from reports.breaches.breach_recording import change_blockers, locked, word_blockers
from reports.breaches.models import AffectedPerson, Breach

How = AffectedPerson.How


def _day_blockers(breach: Breach, on: date, by: User) -> list[Blocker]:
    if on > clock.today(by.time_zone):
        return [Blocker("future", _("This day is in the future."))]
    if on < clock.local(breach.found_at, by.time_zone).date():
        return [Blocker("early", _("This day is before the breach was found."))]
    return []


def people_blockers(
    breach: Breach, people: Collection[int], *, by: User, on: date, how: str, note: str = ""
) -> list[Blocker]:
    """Why it cannot be recorded that these people (keys of their rows) were told."""
    found = [*change_blockers(breach, by=by), *_day_blockers(breach, on, by)]
    if not people:
        found.append(Blocker("nobody", _("Choose at least one person.")))
    elif breach.affected.filter(pk__in=people, told_on=None).count() != len(set(people)):
        found.append(Blocker("told", _("One of these people was told meanwhile. Look at the list again.")))
    if how == How.UNREACHED:
        found += reason_blockers(note, _("Say in at least %(count)s characters how else they are told, as in public."))
    return [*found, *word_blockers(note, by=by)]


@transaction.atomic
def tell_people(breach: Breach, people: Collection[int], *, by: User, on: date, how: str, note: str = "") -> int:
    """Records that these people were told; how many.

    Of those not reached `note` says what else was done. Locks the breach; raises `RuleViolation`.
    """
    breach = locked(breach)
    refuse_if(people_blockers(breach, people, by=by, on=on, how=how, note=note))
    rows = breach.affected.filter(pk__in=people)
    keys = sorted(rows.values_list("person", flat=True))
    told = rows.update(told_on=on, told_how=how, told_note=note.strip(), told_by=by)
    audit.record("breach.tell", by=by, target=breach, people=keys, how=how, on=on)
    return told


def authority_blockers(breach: Breach, *, by: User, on: date) -> list[Blocker]:
    """Why it cannot be recorded that the authority was told."""
    found = [*change_blockers(breach, by=by), *_day_blockers(breach, on, by)]
    if breach.authority_told_on:
        found.append(Blocker("told", _("It is recorded already that the authority was told.")))
    return found


@transaction.atomic
def tell_authority(breach: Breach, *, by: User, on: date, number: str) -> Breach:
    """Records the letter to the authority. Locks the breach; raises `RuleViolation`."""
    breach = locked(breach)
    refuse_if(authority_blockers(breach, by=by, on=on))
    breach.authority_told_on, breach.authority_told_by, breach.authority_number = on, by, number.strip()
    breach.save(update_fields=["authority_told_on", "authority_told_by", "authority_number"])
    is_late = on > clock.local(breach.deadline, by.time_zone).date()
    audit.record("breach.authority", by=by, target=breach, on=on, is_late=is_late)
    return breach
