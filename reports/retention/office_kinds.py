"""Kinds of records that every office keeps."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.roles import Side
from accounts.served_requests import ACCESS_REVIEWS, ROLE_REQUESTS
from core.models import AccessLogEntry, Job, JobItem
from inmates.inbox import inbox_tasks
from inmates.inbox.models import InboxTask
from inmates.inbox.served_tasks import TASKS
from reports.retention import (
    served_accesses,
    served_people,
    served_proofs,
)
from reports.retention.kinds import FROM_DECISION, FROM_END, PROPOSAL, RecordKind, of_both


def _about(task: InboxTask) -> str:
    return str(inbox_tasks.KINDS[task.kind].label)


def _accesses(side: Side) -> RecordKind:
    return RecordKind(
        side,
        _("Access log"),
        _("Who looked at what, and whom it showed. A digest of each entry stays, so that the chain of the log holds."),
        _("from the access"),
        PROPOSAL,
        months=24,
        fewest=12,
        rows=served_accesses.entries,
        told=("user_name", "kind", "at"),
        destroy=served_accesses.destroy,
        tables=(AccessLogEntry,),
        units=ngettext_lazy("%d reading", "%d readings"),
    )


def _people(side: Side) -> RecordKind:
    return RecordKind(
        side,
        _("People whose training is long over"),
        _(
            "Photo, NIK, called name, sex, education and adjustments; name and birth too where no certificate names the"
            " person. Places and results stay without a name."
        ),
        # A training center knows of no leaving.
        _("from leaving and the end of the last class")
        if side == Side.FACILITY
        else _("from the end of the last class"),
        PROPOSAL,
        months=60,
        fewest=24,
        rows=served_people.people,
        destroy=served_people.destroy,
        tables=served_people.TABLES,
        units=ngettext_lazy("%d person", "%d people"),
        person="pk",
        by_day=True,
        # Name, photo and NIK stand in one row for both offices.
        is_shared=True,
        is_last=True,
    )


BOTH: dict[str, RecordKind] = {
    "accesses": _accesses(Side.FACILITY),
    "accesses_center": _accesses(Side.CENTER),
    **of_both(
        "tasks",
        _("Tasks"),
        _("Tasks with what was done about them."),
        FROM_END,
        of=TASKS,
        months=24,
        person="person",
        units=ngettext_lazy("%d task", "%d tasks"),
        told=(_about, "opened_at"),
    ),
    **of_both(
        "jobs",
        _("Background work"),
        _("That something was made or sent in the background, with its messages."),
        FROM_END,
        of=served_proofs.JOBS,
        months=12,
        fewest=3,
        tables=(Job, JobItem),
        told=("title", "created_at"),
    ),
    **of_both(
        "holds",
        _("Lifted holds"),
        _("For whom a destruction was on hold, and why."),
        FROM_END,
        of=served_proofs.HOLDS,
        fewest=24,
        person="person",
        told=("placed_at",),
    ),
    **of_both(
        "suspicions",
        _("Suspicious patterns"),
        _("Which account was noticed, and what was found."),
        FROM_END,
        of=served_proofs.SUSPICIONS,
        months=24,
        told=("user_name", "kind", "began_at"),
    ),
    **of_both(
        "role_requests",
        _("Requests for roles"),
        _("Who asked for which roles for whom, and who confirmed."),
        FROM_DECISION,
        of=ROLE_REQUESTS,
        fewest=24,
        told=("user.full_name", "asked_at"),
    ),
    **of_both(
        "access_reviews",
        _("Reviews of access"),
        _("Who could do what in a quarter, and who confirmed it."),
        FROM_DECISION,
        of=ACCESS_REVIEWS,
        fewest=24,
        told=("quarter",),
    ),
    # Last: names go when nothing else of the person is kept.
    "people": _people(Side.FACILITY),
    "people_center": _people(Side.CENTER),
}
