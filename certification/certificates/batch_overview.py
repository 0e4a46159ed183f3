"""Progress of a batch's certificates through the four steps of the page."""

from collections.abc import Callable
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
VOID_STATES = (State.REVOKED, State.SUPERSEDED)
ISSUED_STATES = (State.ISSUED, *VOID_STATES)


def _is_in(candidate: Candidate, *states: str) -> bool:
    """Whether the certificate, a statement left aside, has one of these states."""
    return candidate.certificate is not None and candidate.certificate.state in states


def _lacks_file(candidate: Candidate) -> bool:
    return _is_in(candidate, *ISSUED_STATES) and not hasattr(candidate.certificate, "file")


def _is_in_force(paper: Certificate | None) -> bool:
    return paper is not None and paper.state == State.ISSUED


def _is_handed_over(candidate: Candidate) -> bool:
    return hasattr(candidate.paper, "hand_over")


# Which candidates each figure counts.
FIGURES: dict[str, Callable[[Candidate], bool]] = {
    "all": lambda one: True,
    "ready": lambda one: one.is_ready,
    # Whoever gets a statement in place of the certificate is not waited for.
    "blocked": lambda one: bool(one.blockers) and not one.paper and not one.is_for_statement,
    "papers": lambda one: one.paper is not None,
    "prepared": lambda one: _is_in(one, State.PREPARED),
    "approved": lambda one: _is_in(one, State.APPROVED) and not one.changed,
    # Approved, but it would say something else by now.
    "again": lambda one: bool(one.changed),
    "issued": lambda one: _is_in(one, *ISSUED_STATES),
    "in_force": lambda one: _is_in(one, State.ISSUED),
    "no_file": _lacks_file,
    "handed_over": lambda one: _is_in(one, *ISSUED_STATES) and _is_handed_over(one),
    # Statements too.
    "to_hand_over": lambda one: _is_in_force(one.paper) and not _is_handed_over(one),
    # Revoked or replaced before anybody received it.
    "void": lambda one: _is_in(one, *VOID_STATES) and not _is_handed_over(one),
    "statements": lambda one: one.is_for_statement,
}


def tally(candidates: list[Candidate]) -> dict[str, int]:
    """How many stand where, by the name of the figure."""
    return {name: sum(map(counts, candidates)) for name, counts in FIGURES.items()}


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
