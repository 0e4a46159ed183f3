"""The reconcile's findings on the work list of the responsible role."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from reports.home.task import Task, waits_for
from reports.reconcile.findings import findings_for


@waits_for("reports.view_finding")
def contradictions(user: User) -> Iterator[Task]:
    """Contradictions found last night; the training officer's are counted with the other selection work."""
    if user.has_perm("programs.enroll"):
        return
    count = findings_for(user).count()
    if count:
        yield task_of(count)


def task_of(count: int) -> Task:
    """The row that opens their list."""
    return Task(
        kind="warn",
        icon_name="search",
        title=ngettext("%(count)d contradiction in the records", "%(count)d contradictions in the records", count)
        % {"count": count},
        url=reverse("reports:finding_list"),
        note=_("Records contradict each other"),
        word=_("Put it right"),
    )
