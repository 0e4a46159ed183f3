"""Inbox tasks about papers the training center still owes; they say nothing about custody."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inmates.inbox.inbox_tasks import Kind, register
from inmates.inbox.models import InboxTask


def _certificates_link(task: InboxTask) -> str:
    return reverse("certification:batch_certificates", args=[task.values["batch_id"]])


# Codes are stored in old rows and never change; wordings may.
STATEMENT_DUE = register(
    Kind(
        "programs.statement_due",
        _("Statement of units"),
        _("Prepare the statement of units of %(name)s"),
        _("Left %(batch)s early with %(count)s units passed."),
        "info",
        "file-text",
        _certificates_link,
        example=_("For example: statement prepared, waits for approval."),
    )
)
HAND_OVER = register(
    Kind(
        "programs.hand_over",
        _("Paper not handed over"),
        _("Hand over the paper of %(name)s"),
        _("%(number)s of %(batch)s. The participant can no longer be met at the training: agree with the partner."),
        "warn",
        "send",
        _certificates_link,
        example=_("For example: the family fetches it on Monday, or: sent with a receipt."),
    )
)
