"""One visit, where the person agreed to visits: met or not, and what was seen (E4) or shown on paper (E5)."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.authority import authority_blockers
from core import audit, clock
from core.errors import Blocker, refuse_if
from core.scans import Scan, scan_blockers, scan_kind
from outcomes.followup.attempts import Noted, note_attempt
from outcomes.followup.codes import Channel, ContactResult, Evidence
from outcomes.followup.contacts import PERMISSION, ended, held
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.outcomes import FollowUp, Outcome
from outcomes.followup.told import Told, note_outcome

RESULTS = (ContactResult.VISIT_MET, ContactResult.VISIT_MISSED)


@dataclass(frozen=True)
class Visit:
    """A visit; `told` only if the person was met, `scan` the picture of the paper that `told` names."""

    at: datetime
    result: str
    told: Told | None = None
    scan: Scan | None = None


def blockers(consent: Consent, visit: Visit, *, by: User) -> list[Blocker]:
    """Why this visit cannot be noted."""
    if not consent.is_agreed:
        return [ended()]
    reasons = authority_blockers(by, PERMISSION, consent.training_center)
    if not consent.may_visit:
        reasons.append(Blocker("visit", _("This person did not agree to visits.")))
    if visit.result not in RESULTS or (visit.result == ContactResult.VISIT_MET) != (visit.told is not None):
        reasons.append(Blocker("result", _("Choose what came of it.")))
    if visit.at > clock.now():
        reasons.append(Blocker("future", _("The moment lies in the future. Note it when it has happened.")))
    if visit.result == ContactResult.VISIT_MISSED and open_wave(consent, visit.at) is None:
        sentence = _("No time is open on that day, so a visit without a meeting is not noted.")
        reasons.append(Blocker("window", sentence))
    if visit.scan and not (visit.told and visit.told.paper):
        reasons.append(Blocker("paper", _("Choose which paper the scan shows.")))
    return reasons + (scan_blockers(visit.scan) if visit.scan else [])


def open_wave(consent: Consent, moment: datetime) -> FollowUp | None:
    """The wave that a visit at that moment answers; None between the times, or if it was answered already."""
    day = clock.local(moment, consent.training_center.time_zone).date()
    return consent.follow_ups.open().filter(due_on__lte=day, window_until__gte=day).first()


@transaction.atomic
def note_visit(consent: Consent, *, by: User, visit: Visit) -> Outcome | None:
    """Notes the visit and, after a meeting, what was told; the answer is None if nobody was met.

    Raises `RuleViolation`, and then nothing of it is kept.
    """
    consent = held(consent)
    refuse_if(blockers(consent, visit, by=by))
    wave = open_wave(consent, visit.at)
    if wave:
        note_attempt(wave, by=by, noted=Noted(Channel.VISIT, visit.result, visit.at))
    if visit.told is None:
        return None
    evidence = Evidence.PAPER if visit.told.paper else Evidence.SEEN
    day = clock.local(visit.at, consent.training_center.time_zone).date()
    told = replace(visit.told, evidence=evidence, told_on=day)
    outcome = note_outcome(consent, by=by, told=told, follow_up=wave)
    if visit.scan:
        outcome.scan.save(f"{outcome.public_id}.{scan_kind(visit.scan)}", ContentFile(visit.scan), save=False)
        outcome.save(update_fields=["scan"])
        audit.record("outcome.attach_scan", by=by, target=outcome, bytes=len(visit.scan))
    return outcome
