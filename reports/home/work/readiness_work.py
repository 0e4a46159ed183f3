"""What people who leave soon still need."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person
from outcomes.leaving import readiness
from reports.home.task import Task, waits_for


@waits_for("outcomes.change_readiness")
def overdue_before_leaving(user: User) -> Iterator[Task]:
    """People for whom something that has to be settled before leaving is overdue.

    Counted apart from the others: its conditions come from the catalog, which no kept statement may ask.
    """
    today = clock.today(user.time_zone)
    people = readiness.leaving_soon(with_custody(Person.objects.visible_to(user)), on=today)
    count = people.filter(is_late=1).count()
    if not count:
        return
    title = ngettext(
        "Something is overdue for %(count)d person who leaves soon",
        "Something is overdue for %(count)d people who leave soon",
        count,
    )
    yield Task(
        kind="warn",
        icon_name="clipboard-check",
        title=title % {"count": count},
        url=reverse("outcomes:readiness_list", query={"which": "late"}),
        note=_("Papers, the way home, tools: counted back from the day of leaving"),
        word=_("Overdue"),
    )
