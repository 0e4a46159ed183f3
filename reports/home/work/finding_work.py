"""The reconcile's findings on the work list of the responsible role."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from reports.home.task import Task, counted_for
from reports.reconcile.findings import findings_for
from reports.reconcile.models import Finding


def _found(user: User) -> dict[str, QuerySet[Finding]]:
    """Those of the training officer are counted with the other selection work."""
    return {} if user.has_perm("programs.enroll") else {"findings": findings_for(user)}


@counted_for("reports.view_finding", rows=_found)
def contradictions(counts: dict[str, int]) -> Iterator[Task]:
    """Contradictions found last night."""
    if counts["findings"]:
        yield task_of(counts["findings"])


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
