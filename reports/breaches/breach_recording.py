"""Breaches of personal data: recording one, and what was found out and done since."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from outcomes.needs.neutral_words import words_found
from reports.breaches.models import Breach, BreachStep

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
    found = [*power_blockers(by), *word_blockers(what, data, found_by, handling, by=by)]
    if found_at > clock.now():
        found.append(Blocker("future", _("It was found in the future. Check day and time.")))
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


@transaction.atomic
def add_step(breach: Breach, *, by: User, text: str) -> BreachStep:
    """Writes down what was found out or done. Locks the breach; raises `RuleViolation`."""
    breach = locked(breach)
    sentence = _("Say in at least %(count)s characters what was found out or done.")
    refuse_if([*change_blockers(breach, by=by), *word_blockers(text, by=by), *reason_blockers(text, sentence)])
    row = BreachStep.objects.create(breach=breach, text=text.strip(), recorded_by=by)
    audit.record("breach.step", by=by, target=breach, step=row.pk)
    return row
