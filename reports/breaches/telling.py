"""Who was told of a breach: the affected people and the authority (UU 27/2022, article 46).

A try that failed is kept and leaves the person untold; `giving_up` ends the tries by two people.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers, some_reason
from reports.breaches.breach_recording import asked_blockers, change_blockers, locked, word_blockers
from reports.breaches.models import AffectedPerson, Breach, TellingAttempt

How = AffectedPerson.How
Why = TellingAttempt.Why
# What a person's row holds until somebody told the person or gave up.
UNTOLD: dict[str, Any] = {"told_on": None, "told_how": "", "told_note": "", "told_by": None}
NOT_GIVEN_UP: dict[str, Any] = {"giving_up_asked_at": None, "giving_up_asked_by": None, "giving_up_reason": ""}


@dataclass(frozen=True)
class Tally:
    """How many people a breach affects: told, given up, and not told yet."""

    total: int
    told: int
    unreached: int

    @property
    def untold(self) -> int:
        """Of whom nothing is recorded yet."""
        return self.total - self.told - self.unreached


def tally(breach: Breach) -> Tally:
    """Whoever was taken off the list is not counted; one query."""
    is_unreached = Q(told_how=How.UNREACHED)
    told = Count("pk", filter=Q(told_on__isnull=False) & ~is_unreached)
    found = breach.affected.counting().aggregate(total=Count("pk"), told=told, gone=Count("pk", filter=is_unreached))
    return Tally(found["total"], found["told"], found["gone"])


def unreached_reasons(breach: Breach) -> list[tuple[str, int]]:
    """Why people were not told so far, the last try of each, with how many; those never tried stand last. One query."""
    last = TellingAttempt.objects.filter(affected=OuterRef("pk")).order_by("-pk").values("why")[:1]
    rows = breach.affected.counting().filter(Q(told_on=None) | Q(told_how=How.UNREACHED)).annotate(last=Subquery(last))
    counts = dict(rows.order_by().values_list("last").annotate(count=Count("pk")))
    found = [(str(why.label), counts[why.value]) for why in Why if why.value in counts]
    untried = counts.get(None, 0) + counts.get("", 0)
    return [*found, (_("Not tried yet"), untried)] if untried else found


def _day_blockers(breach: Breach, on: date, by: User) -> list[Blocker]:
    if on > clock.today(by.time_zone):
        return [Blocker("future", _("This day is in the future."))]
    if on < clock.local(breach.found_at, by.time_zone).date():
        return [Blocker("early", _("This day is before the breach was found."))]
    return []


def people_blockers(
    breach: Breach, people: Collection[int], *, by: User, on: date, how: str, why: str = "", note: str = ""
) -> list[Blocker]:
    """Why it cannot be recorded that these people (keys of their rows) were told, or that it was tried."""
    found = [*change_blockers(breach, by=by), *_day_blockers(breach, on, by)]
    if not people:
        found.append(Blocker("nobody", _("Choose at least one person.")))
    elif breach.affected.counting().filter(pk__in=people, told_on=None).count() != len(set(people)):
        found.append(Blocker("told", _("One of these people was told meanwhile. Look at the list again.")))
    if how == How.UNREACHED:
        if not why:
            found.append(Blocker("why", _("Say why they were not reached.")))
        found += reason_blockers(
            note, _("Say in at least %(count)s characters what was tried: letter, telephone, family.")
        )
    return [*found, *word_blockers(note, by=by)]


@transaction.atomic
def tell_people(
    breach: Breach, people: Collection[int], *, by: User, on: date, how: str, why: str = "", note: str = ""
) -> int:
    """Records that these people were told, or a try that did not reach them; how many.

    Of those not reached `why` is one of `Why` and `note` says what was tried; they stay to be told. Locks the breach;
    raises `RuleViolation`.
    """
    breach = locked(breach)
    refuse_if(people_blockers(breach, people, by=by, on=on, how=how, why=why, note=note))
    rows = breach.affected.filter(pk__in=people)
    why = why if how == How.UNREACHED else ""
    said = {"on": on, "how": how, "why": why, "note": note.strip(), "recorded_by": by}
    found = dict(rows.order_by("pk").values_list("pk", "person"))
    TellingAttempt.objects.bulk_create([TellingAttempt(affected_id=pk, **said) for pk in found], batch_size=500)
    if how != How.UNREACHED:
        rows.update(told_on=on, told_how=how, told_note=note.strip(), told_by=by, **NOT_GIVEN_UP)
    audit.record("breach.tell", by=by, target=breach, people=sorted(found.values()), how=how, why=why, on=on)
    return len(found)


def again_blockers(row: AffectedPerson, *, by: User, reason: str = "") -> list[Blocker]:
    """Why this person cannot be told again."""
    found = [*change_blockers(row.breach, by=by), *asked_blockers(row.breach), *word_blockers(reason, by=by)]
    if not row.told_on:
        found.append(Blocker("untold", _("This person is not told yet.")))
    sentence = _("Say in at least %(count)s characters what happened.")
    return found + reason_blockers(reason or some_reason(), sentence)


@transaction.atomic
def tell_again(row: AffectedPerson, *, by: User, reason: str) -> TellingAttempt:
    """Somebody recorded as told, or given up, is to be told: the letter came back, or an address was found. What was
    recorded stays among the tries. Locks the breach; raises `RuleViolation`.
    """
    breach = locked(row.breach)
    row = breach.affected.select_for_update(of=("self",)).get(pk=row.pk)
    refuse_if(again_blockers(row, by=by, reason=reason.strip() or "-"))
    was, why = row.told_how, Why.RETURNED if row.told_how in (How.SENT, How.FAMILY) else Why.AGAIN
    breach.affected.filter(pk=row.pk).update(**UNTOLD, **NOT_GIVEN_UP)
    on = clock.today(by.time_zone)
    said = {"on": on, "how": How.UNREACHED, "why": why, "note": reason.strip(), "recorded_by": by}
    attempt = TellingAttempt.objects.create(affected=row, **said)
    audit.record("breach.tell_again", by=by, target=breach, people=[row.person_id], was=was, reason=reason.strip())
    return attempt


def authority_blockers(breach: Breach, *, by: User, at: datetime) -> list[Blocker]:
    """Why it cannot be recorded that the authority was told."""
    found = change_blockers(breach, by=by)
    if at > clock.now():
        found.append(Blocker("future", _("This time is in the future.")))
    if at < breach.found_at:
        found.append(Blocker("early", _("This time is before the breach was found.")))
    if breach.authority_told_on:
        found.append(Blocker("told", _("It is recorded already that the authority was told.")))
    return found


@transaction.atomic
def tell_authority(breach: Breach, *, by: User, at: datetime, number: str) -> Breach:
    """Records the letter to the authority, and whether it went within 3 x 24 hours.

    Locks the breach; raises `RuleViolation`.
    """
    breach = locked(breach)
    refuse_if(authority_blockers(breach, by=by, at=at))
    breach.authority_told_at, breach.authority_told_on = at, clock.local(at, by.time_zone).date()
    breach.authority_told_by, breach.authority_number = by, number.strip()
    breach.save(update_fields=["authority_told_at", "authority_told_on", "authority_told_by", "authority_number"])
    audit.record("breach.authority", by=by, target=breach, at=at, is_late=at > breach.deadline)
    return breach
