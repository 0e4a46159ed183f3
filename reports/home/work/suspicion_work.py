"""Patterns that look like misuse, on the work list of the data protection officer."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from reports.home.task import Task, counted_for
from reports.suspicions import settling
from reports.suspicions.models import Suspicion


def _open(user: User) -> dict[str, QuerySet[Suspicion]]:
    return {"suspicions": Suspicion.objects.visible_to(user).open()}


@counted_for(settling.MAY, rows=_open)
def suspicions_open(counts: dict[str, int]) -> Iterator[Task]:
    """Patterns that nobody has looked into."""
    if count := counts["suspicions"]:
        title = ngettext("%(count)d suspicious pattern", "%(count)d suspicious patterns", count)
        yield Task(
            kind="bad",
            icon_name="key-round",
            title=title % {"count": count},
            url=reverse("reports:suspicion_list", query={"state": "open"}),
            note=_("Sign-ins or accesses that look like misuse"),
            word=_("Look into it"),
        )
