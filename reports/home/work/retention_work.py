"""Destruction on the work list: what waits for a second person, and once a month what has served its time."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from reports.home.task import Task, counted_for
from reports.retention.legal_holds import PERMISSION
from reports.retention.models import Destruction, DueCount


def _rows(user: User) -> dict[str, QuerySet[Any]]:
    """Proposals of others, and kinds of records that are due and that nobody has proposed."""
    proposed = Destruction.objects.under_way().filter(office=OuterRef("office"))
    return {
        "proposed": Destruction.objects.visible_to(user).waiting().exclude(proposed_by=user),
        "due": DueCount.objects.visible_to(user).filter(~Exists(proposed), due__gt=0),
    }


@counted_for(PERMISSION, rows=_rows)
def records_to_destroy(count: dict[str, int]) -> Iterator[Task]:
    """One row for each."""
    if count["proposed"]:
        yield Task(
            kind="warn",
            icon_name="hourglass",
            title=ngettext(
                "%(count)d destruction of records waits for a second person",
                "%(count)d destructions of records wait for a second person",
                count["proposed"],
            )
            % {"count": count["proposed"]},
            url=reverse("reports:retention", query={"only": "proposed"}),
            note=_("Look at what is destroyed, then confirm or reject it"),
            word=_("Waiting for you"),
        )
    if count["due"]:
        yield Task(
            kind="info",
            icon_name="hourglass",
            title=ngettext(
                "Records of %(count)d kind have served their time",
                "Records of %(count)d kinds have served their time",
                count["due"],
            )
            % {"count": count["due"]},
            url=reverse("reports:retention", query={"only": "due"}),
            note=_("Propose their destruction; another person confirms it"),
            word=_("Due"),
        )
