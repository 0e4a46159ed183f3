"""What the reconcile found, on the work list of who has to look at it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from reports.home.task import Task, waits_for
from reports.reconcile.findings import findings_for


@waits_for("reports.view_finding")
def contradictions(user: User) -> Iterator[Task]:
    """Contradictions that stood last night; the training officer's are counted with the other work of selection."""
    if user.has_perm("programs.enroll"):
        return
    count = findings_for(user).count()
    if count:
        yield task_of(count)


def task_of(count: int) -> Task:
    """The row that opens the list of them."""
    return Task(
        kind="warn",
        icon_name="search",
        title=ngettext("%(count)d contradiction in the records", "%(count)d contradictions in the records", count)
        % {"count": count},
        url=reverse("reports:finding_list"),
        note=_("Records contradict each other"),
        word=_("Put it right"),
    )
