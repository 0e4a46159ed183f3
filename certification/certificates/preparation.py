"""Preparing a certificate, the first of two steps by different people, and withdrawing it before issue."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import certificate_gate
from certification.assessment.standing import Standing
from certification.authority import authority_blockers
from certification.certificates import approved_words
from certification.certificates.expected_papers import Expected, expected, print_blockers
from certification.register.end_papers import end_paper
from certification.register.models import Certificate, NumberSeries
from core import audit
from core.errors import Blocker, RuleViolation, refuse_if
from programs.batches.lock_order import hold
from programs.batches.models import Batch
from programs.places.models import Enrollment

Paper = NumberSeries.Paper


@dataclass(frozen=True)
class Candidate:
    """A participant on the way to a paper: results, current paper if any, and reasons against one.

    `certificate` is the paper of the end of the class: without assessment that of attendance.
    """

    standing: Standing
    certificate: Certificate | None
    blockers: list[Blocker]
    # For those who left early or missed the certificate with a unit passed: the statement, and reasons against it.
    statement: Certificate | None = None
    statement_blockers: list[Blocker] | None = None
    # For an approved paper: what it would now say differently, so that it must be approved again.
    changed: list[Blocker] = field(default_factory=list)

    @property
    def paper(self) -> Certificate | None:
        """The paper made for this participant, certificate or statement."""
        return self.certificate or self.statement

    @property
    def is_for_statement(self) -> bool:
        """Whether a statement of units can be prepared for this participant now."""
        return not self.paper and self.statement_blockers == []

    @property
    def is_ready(self) -> bool:
        """Whether a paper can be prepared for this participant now."""
        return not self.certificate and not self.blockers


def candidates(batch: Batch) -> list[Candidate]:
    """All participants of the batch on the way to its paper; a constant number of queries."""
    made = Certificate.objects.filter(batch=batch).exclude(state=Certificate.State.WITHDRAWN)
    # In order of creation, so that a revoked paper is overridden by its successor.
    rows = made.without_content().select_related("hand_over").order_by("pk")
    newest = {(one.enrollment_id, one.paper): one for one in rows}
    own = end_paper(batch)
    coming, standings = expected(batch, own), certificate_gate.standings(batch)
    coming_statement = expected(batch, Paper.STATEMENT) if any(map(_is_for_statement, standings)) else None
    found = []
    for standing in standings:
        certificate = newest.get((standing.enrollment.pk, own))
        statement = newest.get((standing.enrollment.pk, Paper.STATEMENT))
        reasons = [] if certificate else [*standing.blockers, *print_blockers(standing, own, coming)]
        missing, paper = _statement_reasons(standing, coming_statement), certificate or statement
        changed = approved_words.blockers(paper, standing) if paper else []
        found.append(Candidate(standing, certificate, reasons, statement, missing, changed))
    return found


def _is_for_statement(standing: Standing) -> bool:
    if not standing.competent_units:
        return False
    # While a contested result of somebody who stayed is open, the certificate is still possible; to whoever has
    # completed single units the batch owes nothing more.
    if standing.has_left_or_done:
        return True
    return standing.missed_certificate and not certificate_gate.statement_blockers(standing)


def _statement_reasons(standing: Standing, coming: Expected | None) -> list[Blocker] | None:
    """What is missing for the statement; None for those who do not get one."""
    if coming is None or not _is_for_statement(standing):
        return None
    return [*certificate_gate.statement_blockers(standing), *print_blockers(standing, Paper.STATEMENT, coming)]


def blockers(standing: Standing, *, paper: str, by: User) -> list[Blocker]:
    """Why `by` cannot prepare this paper for the participant now."""
    batch = standing.enrollment.batch
    reasons = authority_blockers(by, "certification.prepare_certificate", batch.training_center)
    own = Certificate.objects.filter(enrollment=standing.enrollment, paper=paper)
    if own.in_the_making().exists():
        reasons.append(Blocker("in_the_making", _("This paper is already being prepared.")))
    elif own.filter(state=Certificate.State.ISSUED).exists():
        reasons.append(Blocker("issued", _("This paper is issued already. Replace it if a word of it is wrong.")))
    coming = expected(batch, paper)
    return [*reasons, *certificate_gate.paper_blockers(standing, paper), *print_blockers(standing, paper, coming)]


@transaction.atomic
def prepare(enrollment: Enrollment, *, by: User, paper: str = "") -> Certificate:
    """Prepares this paper, or that of the end of the class, for the participant. Raises `RuleViolation`."""
    paper = paper or end_paper(enrollment.batch)
    hold(batches=[enrollment.batch_id])
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    refuse_if(blockers(certificate_gate.standing_of(enrollment), paper=paper, by=by))
    return write(enrollment, by=by, paper=paper)


@transaction.atomic
def prepare_batch(batch: Batch, *, by: User) -> list[Certificate]:
    """Prepares certificates for every participant who has earned one and has none, skipping those with blockers.

    Raises `RuleViolation` if there are none.
    """
    # Batch before places, as when it is called off, and places in key order.
    hold(batches=[batch.pk])
    list(Enrollment.objects.select_for_update().filter(batch=batch).order_by("pk"))
    refuse_if(authority_blockers(by, "certification.prepare_certificate", batch.training_center))
    ready = [candidate.standing for candidate in candidates(batch) if candidate.is_ready]
    if not ready:
        raise RuleViolation(
            Blocker("nobody", _("There is nobody for whom a paper can be prepared. See the reasons by person."))
        )
    return write_each([standing.enrollment for standing in ready], by=by, paper=end_paper(batch))


def write(
    enrollment: Enrollment, *, by: User, paper: str, replaces: Certificate | None = None, reason: str = ""
) -> Certificate:
    """Writes the prepared certificate; the caller has checked everything under lock."""
    return write_each([enrollment], by=by, paper=paper, replaces=replaces, replace_reason=reason)[0]


def write_each(enrollments: Iterable[Enrollment], *, by: User, paper: str, **fields: Any) -> list[Certificate]:
    """The same for several places, with the same `fields`; as many statements as for one."""
    about = {"paper": paper, "prepared_by": by, **fields}
    made = [Certificate(enrollment=place, batch_id=place.batch_id, **about) for place in enrollments]
    Certificate.objects.bulk_create(made)
    told = [(one, {"paper": paper, "enrollment": one.enrollment_id}) for one in made]
    audit.record_each("certificate.prepare", by=by, targets=told)
    return made


def withdraw_blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why a certificate in preparation cannot be withdrawn."""
    reasons = authority_blockers(by, "certification.prepare_certificate", certificate.batch.training_center)
    if certificate.state not in (Certificate.State.PREPARED, Certificate.State.APPROVED):
        reasons.append(Blocker("state", _("Only a paper that is not issued yet can be taken back.")))
    return reasons


@transaction.atomic
def withdraw(certificate: Certificate, *, by: User) -> Certificate:
    """Withdraws a certificate before issue; it never gets a number, and another one may be prepared."""
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    refuse_if(withdraw_blockers(certificate, by=by))
    audit.record("certificate.withdraw", by=by, target=certificate, replaces=certificate.replaces_id)
    certificate.state = Certificate.State.WITHDRAWN
    # The link is one to one: if kept, it would block another attempt to replace the same certificate.
    certificate.replaces = None
    certificate.save(update_fields=["state", "replaces"])
    return certificate
