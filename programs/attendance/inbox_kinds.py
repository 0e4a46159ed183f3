"""Inbox tasks opened by attendance. The training center reads them, so they never mention custody."""

from django.utils.translation import gettext_lazy as _

from inmates.inbox.inbox_tasks import Kind, register
from programs.batches.inbox_links import batch_link

# Codes are stored in old rows and must never change; the words may.
ABSENT_IN_A_ROW = register(
    Kind(
        "programs.absent_in_a_row",
        _("Absent in a row"),
        _("%(name)s was absent %(count)s times in a row without an excuse"),
        _("%(batch)s, since %(since)s. Talk with the person and write down what comes of it."),
        "warn",
        "user",
        batch_link,
        example=_("For example: talked with the person, comes again from Monday on."),
    )
)
LOW_ATTENDANCE = register(
    Kind(
        "programs.low_attendance",
        _("Attendance too low"),
        _("%(name)s has been present for %(percent)s%%, %(threshold)s%% are needed"),
        _("%(batch)s. Plan a session to make up for it, or talk with the person."),
        "warn",
        "activity",
        batch_link,
        example=_("For example: two sessions planned to make up for it."),
    )
)
