"""Custody data that no import has confirmed for a long time."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from inmates.people.models import Person
from reports.home.task import Task, waits_for


@waits_for("inmates.import_people")
def custody_data_old(user: User) -> Iterator[Task]:
    """People whose custody data no import has confirmed for a week."""
    count = Person.objects.visible_to(user).with_old_custody_data(clock.now()).count()
    if count:
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
