"""Tasks about one paper, settled when it is handed over, revoked or replaced."""

from collections.abc import Sequence

from accounts.roles import Role
from certification.certificates.changed_results import RESULT_CHANGED
from certification.certificates.inbox_kinds import HAND_OVER, STATEMENT_DUE
from certification.register.models import Certificate, NumberSeries
from inmates.inbox.inbox_tasks import Matter, open_each, open_task, settle_each
from inmates.people.models import Person


def open_hand_over(certificate: Certificate, person: Person) -> None:
    """Asks the training center to hand the paper over to somebody no longer met at the training."""
    batch = certificate.batch
    open_task(
        HAND_OVER,
        role=Role.CERTIFICATE_OFFICER,
        office=batch.training_center,
        person=person,
        matter=str(certificate.pk),
        values=_values(certificate),
    )


def _values(certificate: Certificate) -> dict[str, str]:
    batch = certificate.batch
    return {"batch": batch.name, "batch_id": str(batch.public_id), "number": certificate.number_text}


def issued(certificates: Sequence[Certificate]) -> None:
    """Settles tasks to prepare these papers, and opens hand-over tasks for those whose holders have left.

    The papers are of one center, and of any of its batches.
    """
    statements = [one for one in certificates if one.paper == NumberSeries.Paper.STATEMENT]
    settle_each(STATEMENT_DUE, matters=[Matter(one.enrollment.person_id, str(one.enrollment_id)) for one in statements])
    inside = [one for one in certificates if not one.batch.is_public]
    gone = [one for one in inside if one.enrollment.person.facility_id != one.batch.facility_id]
    matters = [Matter(one.enrollment.person_id, str(one.pk), _values(one)) for one in gone]
    if matters:
        center = certificates[0].batch.training_center
        open_each(HAND_OVER, role=Role.CERTIFICATE_OFFICER, office=center, matters=matters)


def handed_over(certificates: Sequence[Certificate]) -> None:
    """Settles the hand-over tasks. A task about a changed result stays open."""
    settle_each(HAND_OVER, matters=map(_matter, certificates))


def revoked(certificate: Certificate) -> None:
    """Settles all tasks about a revoked paper."""
    for kind in (HAND_OVER, RESULT_CHANGED):
        settle_each(kind, matters=[_matter(certificate)])


def replaced(successors: Sequence[Certificate]) -> None:
    """Settles tasks about the papers these replace; a pending hand-over passes to the replacement."""
    # A replacement is for the same place.
    new = {str(one.replaces_id): one for one in successors}
    old = [Matter(one.enrollment.person_id, name) for name, one in new.items()]
    settle_each(RESULT_CHANGED, matters=old)
    for matter in settle_each(HAND_OVER, matters=old):
        successor = new[matter.name]
        open_hand_over(successor, successor.enrollment.person)


def _matter(certificate: Certificate) -> Matter:
    return Matter(certificate.enrollment.person_id, str(certificate.pk))
