"""Marks recorded on devices without a network that need a decision."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from programs.offline import doubt_settlement
from programs.offline.models import MarkOperation
from reports.home.task import Task, counted_for


def _in_doubt(user: User) -> dict[str, QuerySet[MarkOperation]]:
    waiting = doubt_settlement.waiting_for(user)
    return {
        "conflicts": waiting.filter(outcome=MarkOperation.Outcome.CONFLICT),
        "rejected": waiting.filter(outcome=MarkOperation.Outcome.REJECTED),
    }


@counted_for("programs.mark_attendance", rows=_in_doubt)
def marks_in_doubt(count: dict[str, int]) -> Iterator[Task]:
    """Conflicts first, because a mark is in question; then entries that could not be accepted."""
    page = "programs:offline_list"
    if conflicts := count["conflicts"]:
        yield Task(
            kind="warn",
            icon_name="smartphone",
            title=ngettext(
                "%(count)d offline mark conflicts with the roll",
                "%(count)d offline marks conflict with the roll",
                conflicts,
            )
            % {"count": conflicts},
            url=reverse(page, query={"state": "conflict"}),
            note=_("Choose which to keep"),
            word=_("Decide"),
        )
    if rejected := count["rejected"]:
        yield Task(
            kind="warn",
            icon_name="smartphone",
            title=ngettext(
                "%(count)d offline mark was not accepted", "%(count)d offline marks were not accepted", rejected
            )
            % {"count": rejected},
            url=reverse(page, query={"state": "rejected"}),
            note=_("See why, and record it on the roll if it is right"),
            word=_("Look at it"),
        )
