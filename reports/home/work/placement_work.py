"""Introductions on the work list: people to ask, letters to give, and employers to ask for an answer."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from outcomes.placement.stages import of_stage
from reports.home.task import Task, counted_for


def _waiting(user: User) -> dict[str, QuerySet[Any]]:
    """Introductions that wait for the officer, and those whose employer was not heard of for a week."""
    today = clock.today(user.time_zone)
    return {stage: of_stage(user, stage, today).order_by() for stage in ("own", "answer")}


@counted_for("outcomes.introduce", rows=_waiting)
def introductions_waiting(count: dict[str, int]) -> Iterator[Task]:
    """One row for people to ask and letters to give, one for employers to ask."""
    if count["own"]:
        yield Task(
            kind="info",
            icon_name="handshake",
            title=ngettext(
                "%(count)d introduction to go on with", "%(count)d introductions to go on with", count["own"]
            )
            % {"count": count["own"]},
            url=reverse("outcomes:introduction_list", query={"state": "own"}),
            note=_("Ask the person, or give the letter"),
            word=_("Open"),
        )
    if count["answer"]:
        yield Task(
            kind="warn",
            icon_name="smartphone",
            title=ngettext("%(count)d employer to ask", "%(count)d employers to ask", count["answer"])
            % {"count": count["answer"]},
            url=reverse("outcomes:introduction_list", query={"state": "answer"}),
            note=_("The letter was given a week ago"),
            word=_("Due"),
        )
