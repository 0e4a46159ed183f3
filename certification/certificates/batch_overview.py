"""Progress of a batch's certificates through the four steps of the page."""

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from certification.certificates import approval
from certification.certificates.preparation import Candidate
from certification.register.models import Certificate
from core.errors import Blocker
from core.models import Job
from programs.batches.models import Batch

State = Certificate.State
JOBS = ("certificate.issue", "certificate.render")
ISSUED_STATES = (State.ISSUED, State.REVOKED, State.SUPERSEDED)
VOID_STATES = (State.REVOKED, State.SUPERSEDED)


def tally(candidates: list[Candidate]) -> dict[str, int]:
    """How many stand where: ready, prepared, approved, to be approved again, issued, without file, handed over or not,
    void before they were (revoked, replaced), blocked, and how many have left with a statement of units to be prepared.
    """
    changed = sum(1 for one in candidates if one.certificate and one.changed)
    states = Counter(one.certificate.state for one in candidates if one.certificate)
    certificates = [one.certificate for one in candidates if one.certificate]
    in_force = [one.paper for one in candidates if one.paper and one.paper.state == State.ISSUED]
    return {
        "all": len(candidates),
        "ready": sum(1 for one in candidates if one.is_ready),
        # Whoever gets a statement in place of the certificate is not waited for.
        "blocked": sum(1 for one in candidates if one.blockers and not one.paper and not one.is_for_statement),
        "papers": sum(1 for one in candidates if one.paper),
        "prepared": states[State.PREPARED],
        "approved": states[State.APPROVED] - changed,
        "again": sum(1 for one in candidates if one.changed),
        "issued": sum(states[state] for state in ISSUED_STATES),
        "in_force": states[State.ISSUED],
        "no_file": sum(1 for one in certificates if one.is_issued and not hasattr(one, "file")),
        "handed_over": sum(1 for one in certificates if one.is_issued and hasattr(one, "hand_over")),
        "to_hand_over": sum(1 for one in in_force if not hasattr(one, "hand_over")),
        "void": sum(1 for one in certificates if one.state in VOID_STATES and not hasattr(one, "hand_over")),
        "statements": sum(1 for one in candidates if one.is_for_statement),
    }


def shared(candidates: list[Candidate]) -> list[Blocker]:
    """Reasons shared by all participants without a paper: they concern the batch and are shown once."""
    held = [one.blockers for one in candidates if one.blockers and not one.paper and one.statement_blockers is None]
    if len(held) < 2:
        return []
    return [reason for reason in held[0] if all(reason in others for others in held[1:])]


def steps(batch: Batch, candidates: list[Candidate]) -> list[dict[str, Any]]:
    """The four steps with their progress; the first incomplete one is now. None if nobody can begin yet."""
    count = tally(candidates)
    again = sum(1 for one in candidates if one.certificate and one.changed)
    whole = count["ready"] + count["prepared"] + again + count["approved"] + count["issued"]
    if not whole:
        return []
    parts = [
        (_("Prepare"), count["prepared"] + again + count["approved"] + count["issued"], whole),
        (_("Approve"), count["approved"] + count["issued"], whole),
        (_("Issue"), count["issued"], whole),
        # What was revoked in the office is handed over to nobody.
        (_("Hand over"), count["handed_over"], whole - count["void"]),
    ]
    found, is_now = [], True
    for name, number, of in parts:
        complete = number >= of
        state = "done" if complete else "now" if is_now else "todo"
        is_now = is_now and complete
        note = _("%(done)d of %(all)d") % {"done": number, "all": of}
        found.append({"name": name, "state": state, "note": note})
    return found


def to_approve(candidates: list[Candidate], *, by: User) -> list[dict[str, Any]]:
    """For approvers: papers awaiting approval for the first time, and those awaiting it again."""
    if not by.has_perm("certification.approve_certificate"):
        return []
    papers = [(one.paper, one.standing, one.changed) for one in candidates if one.paper]
    first = approval.prepared([(paper, standing) for paper, standing, _changed in papers])
    once_more = [(paper, standing) for paper, standing, changed in papers if changed]
    return [
        {
            "again": again,
            "rows": waiting,
            "seen": approval.seen_in(waiting),
            "is_own": any(paper.prepared_by_id == by.pk for paper, _standing in waiting),
        }
        for again, waiting in ((False, first), (True, once_more))
        if waiting
    ]


def changed_facts(candidates: list[Candidate]) -> str:
    """What has changed on approved papers since their approval, without duplicates."""
    return ", ".join(dict.fromkeys(fact for one in candidates for why in one.changed for fact in why.values["facts"]))


def running_job(batch: Batch, user: User) -> Job | None:
    """This user's unfinished job for the batch, to show its progress."""
    # Jobs do not refer to a batch, but their result page does.
    own = Job.objects.unfinished().filter(kind__in=JOBS, created_by=user, result_url__contains=str(batch.public_id))
    return own.first()
