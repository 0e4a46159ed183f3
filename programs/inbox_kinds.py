"""The kinds of tasks that training opens in an inbox. What the training center reads is silent about custody."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inmates.inbox.inbox_tasks import Kind, profile_link, register
from inmates.inbox.models import InboxTask
from programs.tools.models import MissingTool


def _batch_link(task: InboxTask) -> str:
    return reverse("programs:batch_detail", args=[task.values["batch_id"]])


def _certificates_link(task: InboxTask) -> str:
    return reverse("certification:batch_certificates", args=[task.values["batch_id"]])


def _results_link(task: InboxTask) -> str:
    return reverse("certification:person_sign_off", args=[task.values["place"]])


def _arrivals_link(task: InboxTask) -> str:
    return reverse("programs:arrival_list")


def _case_link(task: InboxTask) -> str:
    return reverse("programs:missing_tool", args=[task.values["case_id"]])


def _still_missing(task: InboxTask) -> str:
    """A line of text finds no tool: the task ends with the search, by what is recorded there."""
    if MissingTool.objects.open().filter(public_id=task.values["case_id"]).exists():
        return str(_("The tool is still missing. Record in the search how it ended; this task closes by itself then."))
    return ""


# Codes stand in rows that were opened long ago and never change; the words may.
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
        _batch_link,
        example=_("For example: finishes the units that can be finished before then."),
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
TOGETHER = register(
    Kind(
        "programs.together",
        _("Must not be together"),
        _("%(name)s and %(other)s are both in %(batch)s"),
        _("It was recorded that these two must not be together. Decide who leaves the batch."),
        "bad",
        "ban",
        _batch_link,
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
        _batch_link,
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
        _batch_link,
    )
)
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
RESULTS_DUE = register(
    Kind(
        "programs.results_due",
        _("Results of one person"),
        _("Sign off the results of %(name)s"),
        _("Left %(batch)s early with %(count)s units passed. The statement of units waits for it."),
        "warn",
        "lock",
        _results_link,
        example=_("For example: results signed off."),
    )
)
HAND_OVER = register(
    Kind(
        "programs.hand_over",
        _("Certificate not handed over"),
        _("Hand over the certificate of %(name)s"),
        _("%(number)s of %(batch)s. The participant can no longer be met at the training: agree with the partner."),
        "warn",
        "send",
        _certificates_link,
        example=_("For example: the family fetches it on Monday, or: sent with a receipt."),
    )
)
MISSING_TOOL = register(
    Kind(
        "programs.missing_tool",
        _("Tool missing"),
        _("%(tool)s is missing"),
        _("Nobody leaves before the search is recorded. Follow the steps, and say how it ended."),
        "bad",
        "search",
        _case_link,
        stays_open=_still_missing,
    )
)
SCHEDULE_STUCK = register(
    Kind(
        "programs.schedule_stuck",
        _("Sessions on a closed day"),
        _("%(batch)s has sessions on a closed day"),
        _("Nothing is taught on %(day)s, and the schedule could not follow by itself. %(why)s"),
        "warn",
        "calendar-x",
        _batch_link,
        example=_("For example: sessions moved to next week."),
    )
)
ABSENT_IN_A_ROW = register(
    Kind(
        "programs.absent_in_a_row",
        _("Absent in a row"),
        _("%(name)s was absent %(count)s times in a row without an excuse"),
        _("%(batch)s, since %(since)s. Talk with the person and write down what comes of it."),
        "warn",
        "user",
        _batch_link,
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
        _batch_link,
        example=_("For example: two sessions planned to make up for it."),
    )
)
