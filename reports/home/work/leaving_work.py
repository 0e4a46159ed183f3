"""Who should have left, who leaves soon, and what people who left are still owed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from inmates.custody.custody_facts import WARNED_BEFORE, sentence_ends_within, sentence_over, with_custody
from inmates.people.models import Person
from inmates.profile.owed_papers import waits
from inmates.profile.released_people import released_by
from reports.home.task import Task, counted_for

LAST_DAYS = 3


def _rows(user: User) -> dict[str, QuerySet[Any]]:
    today = clock.today(user.time_zone)
    people = with_custody(Person.objects.visible_to(user))
    return {
        "overdue": people.filter(sentence_over(today)),
        "ending": people.filter(sentence_ends_within(WARNED_BEFORE, on=today)),
        "last_days": people.filter(sentence_ends_within(LAST_DAYS, on=today)),
        "owed": released_by(user).filter(waits()),
    }


@counted_for("inmates.view_leaving", rows=_rows)
def leaving(count: dict[str, int]) -> Iterator[Task]:
    """People past the end of their sentence, people whose sentence ends soon, and debts to people who left."""
    if count["overdue"]:
        yield _overdue(count["overdue"])
    if count["ending"]:
        yield _ending(count["ending"], count["last_days"])
    if count["owed"]:
        yield _owed(count["owed"])


def _overdue(count: int) -> Task:
    title = ngettext(
        "%(count)d person is past the end of the sentence", "%(count)d people are past the end of the sentence", count
    )
    return Task(
        kind="bad",
        icon_name="triangle-alert",
        title=title % {"count": count},
        url=reverse("inmates:list", query={"leaving": "overdue"}),
        note=_("Record the release, or correct the date"),
        word=_("Late"),
    )


def _ending(count: int, last_days: int) -> Task:
    title = ngettext(
        "The sentence of %(count)d person ends within 10 days",
        "The sentences of %(count)d people end within 10 days",
        count,
    )
    note = ngettext("%(count)d of them within 3 days", "%(count)d of them within 3 days", last_days)
    return Task(
        kind="warn" if last_days else "info",
        icon_name="door-open",
        title=title % {"count": count},
        url=reverse("inmates:list", query={"leaving": "ending"}),
        note=note % {"count": last_days} if last_days else _("Prepare the release"),
        word=_("This week") if last_days else _("Soon"),
    )


def _owed(count: int) -> Task:
    title = ngettext("%(count)d person has left without a paper", "%(count)d people have left without a paper", count)
    return Task(
        kind="warn",
        icon_name="award",
        title=title % {"count": count},
        url=reverse("inmates:released_list", query={"owed": "yes"}),
        note=_("A certificate was not handed over, or a statement of units is due"),
        word=_("Look at it"),
    )
