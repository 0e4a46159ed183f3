"""The task that a schedule opens in an inbox."""

from django.utils.translation import gettext_lazy as _

from inmates.inbox.inbox_tasks import Kind, register
from programs.batches.inbox_links import batch_link

# Codes are stored in old rows and never change; wordings may.
SCHEDULE_STUCK = register(
    Kind(
        "programs.schedule_stuck",
        _("Sessions on a closed day"),
        _("%(batch)s has sessions on a closed day"),
        _("Nothing is taught on %(day)s, and the schedule could not follow by itself. %(why)s"),
        "warn",
        "calendar-x",
        batch_link,
        example=_("For example: sessions moved to next week."),
    )
)
