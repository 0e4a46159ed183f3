"""Giving up to tell somebody of a breach: one person says why, another agrees or has it tried on.

UU 27/2022, article 46 wants everybody told. Whoever cannot be reached is given up only after a try that is recorded.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from core.two_person_decision import second_person_blockers
from reports.breaches.breach_recording import change_blockers, locked, word_blockers
from reports.breaches.models import AffectedPerson, AffectedQuerySet, Breach, BreachStep, TellingAttempt
from reports.breaches.telling import NOT_GIVEN_UP


def may_be_given_up(breach: Breach) -> AffectedQuerySet:
    """Those who are not told, were tried to reach, and whom nobody gives up yet."""
    rows = breach.affected.counting().filter(told_on=None, giving_up_asked_at=None)
    return rows.filter(Exists(TellingAttempt.objects.filter(affected=OuterRef("pk"))))


def asked_and_possible(breach: Breach) -> dict[str, int]:
    """How many people somebody gives up and nobody decided on (`asked`), and how many could be given up (`possible`).
    One query.
    """
    tried = Exists(TellingAttempt.objects.filter(affected=OuterRef("pk")))
    rows = breach.affected.counting().filter(told_on=None).annotate(is_tried=tried)
    asked = Q(giving_up_asked_at__isnull=False)
    return rows.aggregate(asked=Count("pk", filter=asked), possible=Count("pk", filter=~asked & Q(is_tried=True)))


def ask_blockers(breach: Breach, people: Collection[int], *, by: User, reason: str) -> list[Blocker]:
    """Why these people (keys of their rows) cannot be given up for this reason."""
    found = [*change_blockers(breach, by=by), *word_blockers(reason, by=by)]
    if not people:
        found.append(Blocker("nobody", _("Choose at least one person.")))
    elif may_be_given_up(breach).filter(pk__in=people).count() != len(set(people)):
        text = _("Give up only whom somebody tried to reach. Record the try first, or look at the list again.")
        found.append(Blocker("untried", text))
    sentence = _("Say in at least %(count)s characters why no further try helps, and how else it is told.")
    return [*found, *reason_blockers(reason, sentence)]


@transaction.atomic
def ask(breach: Breach, people: Collection[int], *, by: User, reason: str) -> int:
    """Asks another person to agree that these people are not reached; how many. Locks the breach; raises
    `RuleViolation`.
    """
    breach = locked(breach)
    refuse_if(ask_blockers(breach, people, by=by, reason=reason))
    rows = breach.affected.filter(pk__in=people)
    keys = sorted(rows.values_list("person", flat=True))
    rows.update(giving_up_asked_at=clock.now(), giving_up_asked_by=by, giving_up_reason=reason.strip())
    audit.record("breach.ask_giving_up", by=by, target=breach, people=keys, reason=reason.strip())
    return len(keys)


def decision_blockers(breach: Breach, people: Collection[int], *, by: User) -> list[Blocker]:
    """Why `by` cannot decide whether these people are given up."""
    found = change_blockers(breach, by=by)
    asked = breach.affected.counting().giving_up().filter(pk__in=people)
    rows = list(asked.values_list("giving_up_asked_by", flat=True))
    if not people:
        found.append(Blocker("nobody", _("Choose at least one person.")))
    elif len(rows) != len(set(people)):
        found.append(Blocker("not_asked", _("Of one of these people nobody asks it any more. Look at the list again.")))
    first = by.pk if by.pk in rows else None
    return found + second_person_blockers(by, first, _("You give them up. Let another person decide."))


@transaction.atomic
def agree(breach: Breach, people: Collection[int], *, by: User) -> int:
    """These people are not reached, and no further try is owed; how many. Locks the breach; raises `RuleViolation`."""
    breach = locked(breach)
    refuse_if(decision_blockers(breach, people, by=by))
    rows = list(breach.affected.filter(pk__in=people).order_by("pk"))
    on = clock.today(by.time_zone)
    for row in rows:
        row.told_on, row.told_how, row.told_by = on, AffectedPerson.How.UNREACHED, by
        row.told_note = row.giving_up_reason
    AffectedPerson.objects.bulk_update(rows, ["told_on", "told_how", "told_by", "told_note"], batch_size=100)
    audit.record("breach.give_up", by=by, target=breach, people=sorted(row.person_id for row in rows))
    return len(rows)


@transaction.atomic
def try_on(breach: Breach, people: Collection[int], *, by: User, reason: str) -> int:
    """Further tries are owed; the reason stands among the steps, in no letter. How many people. Locks the breach;
    raises `RuleViolation`.
    """
    breach = locked(breach)
    sentence = _("Write in at least %(count)s characters what else is to be tried.")
    found = [*decision_blockers(breach, people, by=by), *word_blockers(reason, by=by)]
    refuse_if([*found, *reason_blockers(reason, sentence)])
    rows = breach.affected.filter(pk__in=people)
    keys = sorted(rows.values_list("person", flat=True))
    rows.update(**NOT_GIVEN_UP)
    BreachStep.objects.create(breach=breach, text=reason.strip(), is_internal=True, recorded_by=by)
    audit.record("breach.try_on", by=by, target=breach, people=keys, reason=reason.strip())
    return len(keys)
