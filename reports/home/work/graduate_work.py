"""Graduates to be called today, and help they asked for."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from outcomes.followup import waiting_numbers
from outcomes.followup.models.outcomes import FollowUp, HelpWish, Outcome
from reports.home.task import Task, counted_for

LATE = timedelta(days=7)


def _waiting(user: User) -> dict[str, QuerySet]:
    today = clock.today(user.time_zone)
    due = FollowUp.objects.visible_to(user).callable_on(today)
    return {
        "graduates_due": due,
        "graduates_late": due.filter(due_on__lte=today - LATE),
        "graduates_helped": Outcome.objects.visible_to(user).wanting_help(),
        "graduates_moved": waiting_numbers.to_ask_about(user),
        "graduates_wishing": HelpWish.objects.visible_to(user).waiting(),
    }


@counted_for("outcomes.follow_up", rows=_waiting)
def graduates(counts: dict[str, int]) -> Iterator[Task]:
    """Calls that are due, with those a week late, new numbers to be asked about, and help that was asked for."""
    if due := counts["graduates_due"]:
        late = counts["graduates_late"]
        title = ngettext("%(count)d graduate is to be called", "%(count)d graduates are to be called", due)
        yield Task(
            kind="warn" if late else "info",
            icon_name="smartphone",
            title=title % {"count": due},
            note=_("%(count)d of them a week late or more") % {"count": late} if late else "",
            url=reverse("outcomes:call_list"),
            word=_("Due"),
        )
    if helped := counts["graduates_helped"] + counts["graduates_wishing"]:
        title = ngettext("%(count)d graduate asked for help", "%(count)d graduates asked for help", helped)
        yield Task(
            kind="warn",
            icon_name="handshake",
            title=title % {"count": helped},
            url=reverse("outcomes:help_list"),
            word=_("Waiting"),
        )
    if moved := counts["graduates_moved"]:
        title = ngettext("%(count)d graduate typed a new number", "%(count)d graduates typed a new number", moved)
        yield Task(
            kind="info",
            icon_name="smartphone",
            title=title % {"count": moved},
            note=_("Ask at the old one whether it is right"),
            url=f"{reverse('outcomes:consent_list')}?jawaban=nomor",
            word=_("Waiting"),
        )
