"""Breaches of personal data: recording one, and what was found out and done since."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from outcomes.needs.neutral_words import words_found
from reports.breaches.models import Breach, BreachStep, BreachVersion
from reports.data_protection_law import too_early_blockers

PERMISSION = "reports.handle_breach"


def power_blockers(by: User) -> list[Blocker]:
    """Why the user has nothing to do with breaches."""
    if by.has_perm(PERMISSION):
        return []
    return [Blocker("not_authorized", _("Head and data protection officer handle breaches."))]


def word_blockers(*texts: str, by: User) -> list[Blocker]:
    """Letters of a training center go where others read them: its texts say nothing of custody."""
    words = words_found(list(texts)) if by.training_center_id else []
    sentence = _("“%(word)s” does not belong here: letters to people and to the authority quote this text.")
    return [Blocker("word", sentence % {"word": word}) for word in words[:1]]


def blockers(*, by: User, what: str, data: str, found_at: datetime, found_by: str, handling: str = "") -> list[Blocker]:
    """Every reason why this breach cannot be recorded."""
    said: dict[str, Any] = {"what": what, "data": data, "found_at": found_at, "found_by": found_by}
    return [*power_blockers(by), *word_blockers(handling, by=by), *_fact_blockers(by=by, **said)]


def _fact_blockers(*, by: User, what: str, data: str, found_at: datetime, found_by: str) -> list[Blocker]:
    found = word_blockers(what, data, found_by, by=by)
    if found_at > clock.now():
        found.append(Blocker("future", _("It was found in the future. Check day and time.")))
    found += too_early_blockers(found_at)
    if not data.strip():
        found.append(Blocker("no_data", _("Say which data it is about.")))
    if not found_by.strip():
        found.append(Blocker("no_finder", _("Say who found it.")))
    return found + reason_blockers(what, _("Say in at least %(count)s characters what happened, when and how."))


@transaction.atomic
def record(
    *, by: User, kind: str, what: str, data: str, found_at: datetime, found_by: str, handling: str = ""
) -> Breach:
    """Records the breach; the 3 x 24 hours count from `found_at`. Raises `RuleViolation`."""
    refuse_if(blockers(by=by, what=what, data=data, found_at=found_at, found_by=found_by, handling=handling))
    row = Breach.objects.create(
        office=by.office_code,
        kind=kind,
        what=what.strip(),
        data=data.strip(),
        found_at=found_at,
        found_by=found_by.strip(),
        recorded_by=by,
    )
    if handling.strip():
        BreachStep.objects.create(breach=row, text=handling.strip(), recorded_by=by)
    audit.record("breach.record", by=by, target=row, kind=kind, found_at=found_at)
    return row


def locked(breach: Breach) -> Breach:
    """The row, locked until the end of the transaction."""
    return Breach.objects.select_for_update(of=("self",)).get(pk=breach.pk)


def change_blockers(breach: Breach, *, by: User) -> list[Blocker]:
    """Why nothing about this breach can be changed."""
    found = power_blockers(by)
    if breach.closed_at:
        found.append(Blocker("closed", _("This breach is closed.")))
    return found


def asked_blockers(breach: Breach) -> list[Blocker]:
    """Why what another person is asked to confirm cannot be changed."""
    text = _("Somebody asks for the closing. Send it back first, so that nobody confirms what was not read.")
    return [Blocker("asked", text)] if breach.closing_asked_at else []


def correction_blockers(
    breach: Breach, *, by: User, kind: str, what: str, data: str, found_at: datetime, found_by: str, reason: str
) -> list[Blocker]:
    """Why the facts of the breach cannot be replaced by these."""
    said: dict[str, Any] = {"what": what, "data": data, "found_at": found_at, "found_by": found_by}
    found = [*change_blockers(breach, by=by), *asked_blockers(breach), *_fact_blockers(by=by, **said)]
    if all(getattr(breach, name) == value for name, value in {**said, "kind": kind}.items()):
        found.append(Blocker("same", _("Nothing is changed.")))
    if found_at > breach.found_at and _told_before(breach, found_at, by.time_zone):
        text = _("Somebody was told before it was found. Check day and time.")
        found.append(Blocker("told_before", text))
    sentence = _("Say in at least %(count)s characters why it is corrected.")
    return [*found, *word_blockers(reason, by=by), *reason_blockers(reason, sentence)]


def _told_before(breach: Breach, found_at: datetime, zone: str) -> bool:
    day = clock.local(found_at, zone).date()
    if breach.authority_told_at and breach.authority_told_at < found_at:
        return True
    is_early = bool(breach.authority_told_on and breach.authority_told_on < day)
    return is_early or breach.affected.counting().filter(told_on__lt=day).exists()


@transaction.atomic
def correct(
    breach: Breach, *, by: User, kind: str, what: str, data: str, found_at: datetime, found_by: str, reason: str
) -> Breach:
    """Replaces the facts; what stood stays as a version. Locks the breach; raises `RuleViolation`."""
    breach = locked(breach)
    facts: dict[str, Any] = {"kind": kind, "what": what.strip(), "data": data.strip(), "found_at": found_at}
    facts |= {"found_by": found_by.strip()}
    refuse_if(correction_blockers(breach, by=by, reason=reason, **facts))
    stood = {name: getattr(breach, name) for name in facts}
    version = BreachVersion.objects.create(breach=breach, replaced_by=by, reason=reason.strip(), **stood)
    for name, value in facts.items():
        setattr(breach, name, value)
    breach.save(update_fields=list(facts))
    changed = sorted(name for name, value in facts.items() if value != stood[name])
    audit.record("breach.correct", by=by, target=breach, version=version.pk, fields=changed, reason=reason.strip())
    return breach


@transaction.atomic
def add_step(breach: Breach, *, by: User, text: str) -> BreachStep:
    """Writes down what was found out or done. Locks the breach; raises `RuleViolation`."""
    breach = locked(breach)
    sentence = _("Say in at least %(count)s characters what was found out or done.")
    refuse_if([*change_blockers(breach, by=by), *word_blockers(text, by=by), *reason_blockers(text, sentence)])
    row = BreachStep.objects.create(breach=breach, text=text.strip(), recorded_by=by)
    audit.record("breach.step", by=by, target=breach, step=row.pk)
    return row
