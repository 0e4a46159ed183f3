"""Replaces a wrong or lost certificate by one with a new number."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from certification.assessment import certificate_gate
from certification.authority import authority_blockers
from certification.certificates.expected_papers import expected, print_blockers
from certification.certificates.preparation import write
from certification.register.models import Certificate
from core.errors import Blocker, refuse_if
from core.reasons import reason_blockers
from inmates.people.models import Person
from programs.batches.lock_order import hold
from programs.places.models import Enrollment
from programs.registrations import correcting


def blockers(certificate: Certificate, *, by: User) -> list[Blocker]:
    """Why `by` cannot prepare a replacement of this certificate now."""
    reasons = authority_blockers(by, "certification.prepare_certificate", certificate.batch.training_center)
    if certificate.state != Certificate.State.ISSUED:
        reasons.append(Blocker("state", _("Only an issued paper that is in force can be replaced.")))
    if certificate.revocation_is_asked:
        reasons.append(Blocker("revocation", _("Its revocation waits for a decision, which must come first.")))
    if Certificate.objects.filter(enrollment=certificate.enrollment_id, paper=certificate.paper).in_the_making():
        reasons.append(Blocker("in_the_making", _("A replacement is already being prepared.")))
    place = certificate.enrollment_id
    standing = certificate_gate.standings_of(certificate.batch, [place])[place]
    return [
        *reasons,
        *certificate_gate.paper_blockers(standing, certificate.paper),
        *print_blockers(standing, certificate.paper, expected(certificate.batch, certificate.paper)),
    ]


@correcting.papers_in_force.register
def papers_in_force(person: Person) -> list[Blocker]:
    """Issued papers of the person that no replacement in preparation follows: a correction comes with a new paper."""
    issued = Certificate.objects.filter(enrollment__person=person, state=Certificate.State.ISSUED)
    followed = Certificate.objects.filter(replaces__in=issued).in_the_making().values("replaces")
    sentence = _("%(number)s bears the old words. Begin its replacement, then correct them: the new paper has them.")
    numbers = issued.exclude(pk__in=followed).order_by("pk").values_list("number_text", flat=True)
    return [Blocker("paper", sentence % {"number": number}) for number in numbers]


@transaction.atomic
def replace(certificate: Certificate, *, by: User, reason: str) -> Certificate:
    """Prepares the replacement, which is approved and issued like any other and only then supersedes the old one.

    Raises `RuleViolation`.
    """
    hold(batches=[certificate.batch_id])
    Enrollment.objects.select_for_update().get(pk=certificate.enrollment_id)
    certificate = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    reasons = blockers(certificate, by=by)
    reasons += reason_blockers(reason, _("Write why it is replaced, in at least %(count)s characters."), code="reason")
    refuse_if(reasons)
    # The old one stays in force: the holder must never be without a valid paper while waiting for a new one.
    return write(certificate.enrollment, by=by, paper=certificate.paper, replaces=certificate, reason=reason.strip())
