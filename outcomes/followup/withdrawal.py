"""Ending an agreement at a word: everything kept under it is deleted in one transaction, and read again to be sure.

What stays is the row of the agreement without its person, its keyed hash, and a proof (UU 27/2022, articles 24 and 43).
"""

from collections.abc import Iterator
from datetime import time, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import TrainingCenter, User
from certification.authority import authority_blockers
from certification.register.check_codes import drawn
from core import audit, clock
from core.due import work_due
from core.errors import Blocker, RuleViolation, refuse_if
from inmates.consents.guardian_consents import not_renewed
from inmates.consents.minors import is_minor
from inmates.consents.models import GuardianConsent
from inmates.custody.models.stays import CustodyPeriod
from inmates.people.models import Person
from outcomes.followup.codes import AskedBy
from outcomes.followup.consents import BOXES
from outcomes.followup.contacts import PERMISSION, ended
from outcomes.followup.models.consents import Consent
from outcomes.followup.models.contacts import Contact
from outcomes.followup.models.outcomes import ContactAttempt, FollowUp, HelpWish, Outcome
from outcomes.followup.models.work_papers import WorkPaper
from outcomes.followup.occasions import answers_expire, consent_ends
from outcomes.followup.shown_papers import delete_scans
from programs.circumstances.occasions import person_leaves

PROOF_LENGTH = 8
# Thirty months, as the text promises.
KEPT_FOR = timedelta(days=913)
DAY = timedelta(days=1)


def blockers(consent: Consent, *, by: User | None) -> list[Blocker]:
    """Why the agreement cannot be withdrawn; `by` None is the holder or the end of the time of keeping."""
    reasons = authority_blockers(by, PERMISSION, consent.training_center) if by else []
    return reasons if consent.withdrawn_at is None else [*reasons, ended()]


@transaction.atomic
def withdraw(consent: Consent, *, by: User | None, channel: str) -> Consent:
    """Ends the agreement, yes or no, and deletes everything under it; the answer has its proof code.

    Raises `RuleViolation`, also if anything were left after deleting, so that nothing is told that did not happen.
    """
    found = Consent.objects.select_for_update(of=("self",)).select_related("training_center")
    held = found.filter(pk=consent.pk).first()
    if held is None:
        raise RuleViolation(ended())
    refuse_if(blockers(held, by=by))
    if channel == AskedBy.EXPIRY:
        answers_expire.happens(held)
    delete_scans(Outcome.objects.filter(consent=held))
    for rows in _kept_under(held):
        rows.delete()
    # Before later subjects, which may write to the chain of the system: everybody locks that one last.
    audit.record("consent.withdraw", by=by, target=held)
    consent_ends.happens(held)
    _blank(held)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_channel = clock.now(), by, channel
    held.proof_code = drawn(PROOF_LENGTH)
    held.save()
    _read_again(held)
    return held


def _blank(consent: Consent) -> None:
    """Forgets all but the hash, the center, and that this answer was given to this text on that day."""
    consent.person = consent.recorded_by = consent.followed_from = None
    consent.channel = consent.reason_of_no = ""
    consent.recorded_at = clock.now()
    for name in BOXES:
        setattr(consent, name, False)


def _kept_under(consent: Consent) -> Iterator[models.QuerySet]:
    yield ContactAttempt.objects.filter(follow_up__consent=consent)
    yield FollowUp.objects.filter(consent=consent)
    yield Outcome.objects.filter(consent=consent)
    yield HelpWish.objects.filter(consent=consent)
    yield WorkPaper.objects.filter(consent=consent)
    yield Contact.objects.filter(consent=consent)


def _read_again(consent: Consent) -> None:
    left = any(rows.exists() for rows in _kept_under(consent))
    if left or Consent.objects.filter(pk=consent.pk, person__isnull=False).exists():
        raise RuleViolation(
            Blocker("left", _("Not everything could be deleted, so nothing was. Tell the administrator."))
        )


@work_due.register
def end_what_was_kept_long_enough() -> None:
    """Ends answers thirty months after they were recorded, or after the first day of their waves if that is later."""
    for center in TrainingCenter.objects.filter(consents__isnull=False).distinct().order_by("pk"):
        over = clock.today(center.time_zone) - KEPT_FOR
        old = Q(followed_from__lte=over) | Q(followed_from__isnull=True)
        recorded = Consent.objects.live().filter(recorded_at__lt=clock.at(over + DAY, time(), center.time_zone))
        for consent in recorded.filter(old, training_center=center).order_by("pk"):
            withdraw(consent, by=None, channel=AskedBy.EXPIRY)


@person_leaves.register
def end_after_a_death(person: Person) -> None:
    """Ends the answers of somebody who died, in the same words as at the end of the time of keeping."""
    stays = CustodyPeriod.objects.filter(person=person, until__isnull=False)
    last = stays.order_by("-until", "-pk").first()
    if last is None or last.leaving != CustodyPeriod.Leaving.DEATH:
        return
    for consent in list(Consent.objects.live().filter(person=person).select_for_update(of=("self",)).order_by("pk")):
        withdraw(consent, by=None, channel=AskedBy.EXPIRY)


@not_renewed.register
def end_what_a_child_agreed_to(row: GuardianConsent) -> None:
    """Ends the agreement of somebody who gave it under 18 and did not answer again at 18, as at its own end."""
    records = [row.person_id, row.person.merged_into_id]
    found = (
        Consent.objects.live()
        .filter(person__in=filter(None, records), training_center=row.training_center_id)
        .select_related("person")
    )
    for consent in found.order_by("pk"):
        if consent.person and is_minor(consent.person.birth_date, consent.asked_on):
            withdraw(consent, by=None, channel=AskedBy.EXPIRY)
