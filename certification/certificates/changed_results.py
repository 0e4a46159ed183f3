"""Asks the certificate officer to replace or revoke papers that print a result changed since."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from certification.assessment.contest_consequences import issued_of, result_changes
from inmates.inbox.inbox_tasks import Kind, open_task, register
from inmates.inbox.models import InboxTask
from programs.places.models import Enrollment


def _certificate_link(task: InboxTask) -> str:
    return reverse("certification:certificate_detail", args=[task.values["certificate"]])


RESULT_CHANGED = register(
    Kind(
        "certification.result_changed",
        _("Certificate with an old result"),
        _("Replace or revoke %(number)s of %(name)s"),
        _("A result was changed after the issue. The paper says what was."),
        "bad",
        "file-text",
        _certificate_link,
        example=_("For example: certificate replaced."),
    )
)


@result_changes.register
def ask_for_replacement(place: Enrollment) -> None:
    """Opens a task for each paper of the place in force, in the transaction of the change."""
    for certificate in issued_of(place):
        values = {"number": certificate.number_text, "certificate": str(certificate.public_id)}
        open_task(
            RESULT_CHANGED,
            role=Role.CERTIFICATE_OFFICER,
            office=place.batch.training_center,
            person=place.person,
            matter=str(certificate.pk),
            values=values,
        )
