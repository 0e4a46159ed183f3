"""Why a kept report cannot be approved, whatever its kind and whoever approves it."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Blocker
from core.shown_acts import seen_blockers
from core.templatetags.dates import day
from core.two_person_decision import second_person_blockers
from reports.kept.keeping import whole_blockers
from reports.kept.models import KeptApproval, KeptReport


def approve_blockers(report: KeptReport, *, by: User, is_approved: bool) -> list[Blocker]:
    """What stands against an approval by somebody who may approve such reports."""
    reasons = []
    if is_approved:
        reasons.append(Blocker("approved", _("This report is approved already.")))
    if report.versions().filter(number__gt=report.number).exists():
        reasons.append(Blocker("corrected", _("A later report corrects this one. Approve that one.")))
    sentence = _("You made this report yourself, so another person must approve it.")
    return reasons + second_person_blockers(by, report.made_by_id, sentence)


def seen_blockers_of(report: KeptReport, seen: str | None) -> list[Blocker]:
    """Why the report is not approved under its lock: a page showed another one, or it says no more what it said."""
    return [*seen_blockers(seen, report.digest), *whole_blockers(report)]


def state_words(approval: KeptApproval | None, *, is_newest: bool) -> str:
    """Where a report of one office stands, in words."""
    if approval:
        said = {"day": day(approval.approved_at), "name": approval.approved_by.full_name}
        return _("Approved on %(day)s, %(name)s") % said
    return _("Waits for the head's approval") if is_newest else _("Corrected by a later report")
