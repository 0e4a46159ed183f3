"""Inbox tasks opened by changes of circumstance."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inmates.inbox.inbox_tasks import Kind, profile_link, register
from inmates.inbox.models import InboxTask


def _arrivals_link(task: InboxTask) -> str:
    return reverse("programs:arrival_list")


# Codes are stored in old rows and must never change; the words may.
ARRIVING = register(
    Kind(
        "programs.arriving",
        _("On the way here"),
        _("%(name)s is on the way here"),
        _("Sent by %(sender)s on %(day)s. Record the arrival when the person is here."),
        "info",
        "users",
        _arrivals_link,
        example=_("For example: the person is here, arrival recorded."),
    )
)
NOT_PUT_BACK = register(
    Kind(
        "programs.not_put_back",
        _("Not put back after a return"),
        _("%(name)s is back, but not everything could be put back"),
        _("%(what)s Decide how to go on."),
        "warn",
        "undo-2",
        profile_link,
        example=_("For example: enrolled again by hand, or: the batch is full, put on the waiting list."),
    )
)
