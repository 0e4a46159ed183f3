"""Inbox tasks opened by places. Those read by the training center do not mention custody."""

from django.utils.translation import gettext_lazy as _

from inmates.inbox.inbox_tasks import Kind, register
from programs.batches.inbox_links import batch_link

# Codes are stored in old rows and never change; wordings may.
LEAVES_EARLY = register(
    Kind(
        "programs.leaves_early",
        _("Leaves before the batch ends"),
        _("%(name)s leaves before %(batch)s ends"),
        _(
            "The batch and its assessment last until %(until)s, beyond the earliest leaving date. "
            "Decide with the board how to go on."
        ),
        "warn",
        "triangle-alert",
        batch_link,
        example=_("For example: finishes the units that can be finished before then."),
    )
)
TOGETHER = register(
    Kind(
        "programs.together",
        _("Must not be together"),
        _("%(name)s and %(other)s are both in %(batch)s"),
        _("It was recorded that these two must not be together. Decide who leaves the batch."),
        "bad",
        "ban",
        batch_link,
        example=_("For example: one of them moved to the other batch."),
    )
)
LEFT_BATCH = register(
    Kind(
        "programs.left_batch",
        _("Left a running batch"),
        _("%(name)s has left %(batch)s"),
        _("From %(day)s on %(taken)s of %(capacity)s places are taken. Decide how the class goes on."),
        "warn",
        "log-out",
        batch_link,
    )
)
LEFT_TRAINING = register(
    Kind(
        "programs.left_training",
        _("Participant has left"),
        _("%(name)s no longer takes part in %(batch)s"),
        _("%(reason)s, from %(day)s on."),
        "info",
        "user",
        batch_link,
    )
)
