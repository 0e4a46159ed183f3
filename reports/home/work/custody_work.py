"""Custody data that no import has confirmed for a long time."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from inmates.people.models import Person
from reports.home.task import Task, counted_for


def _old(user: User) -> dict[str, QuerySet[Person]]:
    return {"people": Person.objects.visible_to(user).with_old_custody_data(clock.now())}


@counted_for("inmates.import_people", rows=_old)
def custody_data_old(counts: dict[str, int]) -> Iterator[Task]:
    """People whose custody data no import has confirmed for a week."""
    if count := counts["people"]:
        yield Task(
            kind="warn",
            icon_name="file-spreadsheet",
            title=ngettext(
                "Custody data of %(count)d person are older than a week",
                "Custody data of %(count)d people are older than a week",
                count,
            )
            % {"count": count},
            url=reverse("inmates:list") + "?data=old",
            note=_("Import a new list"),
            word=_("This week"),
        )
