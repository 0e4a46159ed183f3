"""Approval of a prepared certificate by the head of the center, never by the person who prepared it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import certificate_gate
from certification.assessment.standing import Standing
from certification.authority import authority_blockers
from certification.certificates import approved_words
from certification.certificates.certificate_rendering import lay_out_ahead
from certification.register.models import Certificate
from core import audit, clock
from core.errors import Blocker, RuleViolation, refuse_if
from core.models import AuditEvent
from core.two_person_decision import second_person_blockers
from programs.batches.lock_order import locked
from programs.batches.models import Batch
from programs.places.models import Enrollment

# A paper and what its holder has earned.
Pair = tuple[Certificate, Standing]


@dataclass(frozen=True)
class Approved:
    """The result for a batch; papers that were added or changed after the page was shown are left out."""

    papers: list[Certificate]
    left_out: list[Certificate]


@dataclass(frozen=True)
class Approval:
    """Who approved and when, and whether it was a repeated approval."""

    at: datetime
    by: str
    again: bool


def blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` may not approve this certificate."""
    reasons = _person_blockers(certificate, by)
    if certificate.state != Certificate.State.PREPARED and not has_changed(certificate):
        reasons.append(Blocker("state", _("Only a prepared paper can be approved.")))
    return reasons


def _person_blockers(certificate: Certificate, by: User) -> list[Blocker]:
    reasons = authority_blockers(by, "certification.approve_certificate", certificate.batch.training_center)
    sentence = _("You prepared this paper yourself, so another person must approve it.")
    return reasons + second_person_blockers(by, certificate.prepared_by_id, sentence)


def has_changed(certificate: Certificate) -> bool:
    """Whether its words have changed since the approval, so that it must be approved again."""
    is_approved = certificate.state == Certificate.State.APPROVED
    return is_approved and bool(
        approved_words.blockers(certificate, certificate_gate.standing_of(certificate.enrollment))
    )


@transaction.atomic
def approve(certificate: Certificate, *, by: User, seen: Mapping[str, str]) -> Certificate:
    """Approves one certificate as `seen` (see `seen_in`), again if its words have changed.

    Raises `RuleViolation`, also if it would now differ from what was seen.
    """
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    refuse_if(blockers(certificate, by=by))
    pair = certificate, certificate_gate.standing_of(certificate.enrollment)
    if not _are_seen([pair], seen):
        raise RuleViolation(Blocker("not_seen", left_out_words([certificate])))
    return _write([pair], by=by)[0]


def _are_seen(pairs: Iterable[Pair], seen: Mapping[str, str]) -> list[Pair]:
    """Papers that would still print what was seen."""
    return [pair for pair in pairs if seen_in([pair]).items() <= seen.items()]


def prepared(pairs: Iterable[Pair]) -> list[Pair]:
    """Papers awaiting their first approval."""
    return [pair for pair in pairs if pair[0].state == Certificate.State.PREPARED]


def changed(pairs: Iterable[Pair]) -> list[Pair]:
    """Papers whose words have changed since the approval, so that they await another one."""
    return [(one, standing) for one, standing in pairs if approved_words.blockers(one, standing)]


def changed_of(certificates: Iterable[Certificate]) -> set[int]:
    """The same for papers of any batches, by key; a constant number of queries, or none."""
    found = [one for one in certificates if one.state == Certificate.State.APPROVED]
    if not found:
        return set()
    earned = certificate_gate.earned_by(Enrollment.objects.filter(pk__in=[one.enrollment_id for one in found]))
    return {one.pk for one in found if approved_words.blockers(one, earned[one.enrollment_id])}


def seen_in(pairs: Iterable[Pair]) -> dict[str, str]:
    """What a page shows for approval: the version of the words by paper (public id)."""
    return {str(one.public_id): approved_words.version_of(standing, one.paper) for one, standing in pairs}


def pairs_of(batch: Batch) -> list[Pair]:
    """Papers of the batch not issued yet."""
    return _pairs(batch, list(Certificate.objects.filter(batch=batch).in_the_making().order_by("pk")))


def _pairs(batch: Batch, found: list[Certificate]) -> list[Pair]:
    standings = certificate_gate.standings_of(batch, {one.enrollment_id for one in found})
    for one in found:
        one.batch = batch
    return [(one, standings[one.enrollment_id]) for one in found]


def approve_batch(batch: Batch, *, by: User, seen: Mapping[str, str]) -> Approved:
    """Approves only those prepared papers of the batch that still match `seen` (see `seen_in`).

    Raises `RuleViolation` if there are none.
    """
    return _approve_seen(batch, prepared, by=by, seen=seen)


def approve_batch_again(batch: Batch, *, by: User, seen: Mapping[str, str]) -> Approved:
    """The same for approved papers whose words have changed since."""
    return _approve_seen(batch, changed, by=by, seen=seen)


@transaction.atomic
def _approve_seen(
    batch: Batch, waiting: Callable[[Iterable[Pair]], list[Pair]], *, by: User, seen: Mapping[str, str]
) -> Approved:
    batch = locked(batch)
    rows = Certificate.objects.select_for_update(of=("self",)).filter(batch=batch).in_the_making()
    found = waiting(_pairs(batch, list(rows.select_related("enrollment__person").order_by("pk"))))
    if not found:
        raise RuleViolation(Blocker("nothing", _("No paper of this batch waits for approval.")))
    as_seen = _are_seen(found, seen)
    left_out = [pair[0] for pair in found if pair not in as_seen]
    if not as_seen:
        raise RuleViolation(Blocker("not_seen", left_out_words(left_out)))
    refuse_if(list(dict.fromkeys(reason for one, _standing in as_seen for reason in _person_blockers(one, by))))
    return Approved(_write(as_seen, by=by), left_out)


def left_out_words(left_out: Iterable[Certificate]) -> str:
    """Says which papers were not approved, why, and what to do."""
    names = ", ".join(one.enrollment.person.full_name for one in left_out)
    sentence = _(
        "Not approved, because added or changed after the page was shown: %(names)s. "
        "Open the page again, look at the previews and approve them then."
    )
    return sentence % {"names": names}


def _write(pairs: Iterable[Pair], *, by: User) -> list[Certificate]:
    """For papers of a single batch."""
    approved = []
    for certificate, standing in pairs:
        approved.append(certificate)
        # Issuing only adds number, code and days to these words.
        certificate.approved_words = approved_words.digests(standing, certificate.paper)
        certificate.state = Certificate.State.APPROVED
        certificate.approved_at = clock.now()
        certificate.approved_by = by
    Certificate.objects.bulk_update(approved, ["state", "approved_at", "approved_by", "approved_words"])
    audit.record_each("certificate.approve", by=by, targets=[(certificate, {}) for certificate in approved])
    transaction.on_commit(partial(lay_out_ahead.enqueue, approved[0].batch_id))
    return approved


def approvals_of(certificate: Certificate) -> list[Approval]:
    """Every approval of the paper, newest first; its row has only the last one. One query."""
    events = AuditEvent.objects.about(certificate).filter(action="certificate.approve").order_by("at", "pk")
    found = [Approval(event.at, event.actor_name, again=place > 0) for place, event in enumerate(events)]
    return found[::-1]
