"""Breaches on the work list; the law allows three times 24 hours to tell people and authority."""

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.templatetags.dates import moment
from reports.breaches.breach_recording import PERMISSION
from reports.breaches.models import TIME_TO_TELL, Breach
from reports.home.task import Task, waits_for


@waits_for(PERMISSION)
def breaches_to_handle(user: User) -> Iterator[Task]:
    """Those of which somebody was not told yet, that nobody closes, and that wait for a second person. One query."""
    mine = Breach.objects.visible_to(user).open()
    count = mine.aggregate(
        untold=Count("pk", filter=Q(pk__in=mine.untold().values("pk"))),
        first=Min("found_at", filter=Q(pk__in=mine.untold().values("pk"))),
        finished=Count("pk", filter=Q(pk__in=mine.to_close().values("pk"))),
        giving_up=Count("pk", filter=Q(pk__in=mine.to_give_up(user).values("pk"))),
        closing=Count("pk", filter=Q(pk__in=mine.to_confirm(user).values("pk"))),
    )
    if count["untold"]:
        title = ngettext(
            "%(count)d breach of data to tell of", "%(count)d breaches of data to tell of", count["untold"]
        )
        deadline = count["first"] + TIME_TO_TELL
        is_late = deadline < clock.now()
        yield Task(
            kind="bad",
            icon_name="shield-check",
            title=title % {"count": count["untold"]},
            url=reverse("reports:breach_list", query={"state": "untold"}),
            note=_("Tell people and authority until %(moment)s") % {"moment": moment(deadline)},
            word=_("Overdue") if is_late else _("Open"),
        )
    if count["finished"]:
        title = ngettext(
            "%(count)d breach is open, to close", "%(count)d breaches are open, to close", count["finished"]
        )
        yield Task(
            kind="warn",
            icon_name="shield-check",
            title=title % {"count": count["finished"]},
            url=reverse("reports:breach_list", query={"state": "told"}),
            note=_("Everybody was told; say how it ended"),
            word=_("Open"),
        )
    if count["giving_up"]:
        title = ngettext(
            "%(count)d breach in which somebody gives people up",
            "%(count)d breaches in which somebody gives people up",
            count["giving_up"],
        )
        yield Task(
            kind="warn",
            icon_name="shield-check",
            title=title % {"count": count["giving_up"]},
            url=reverse("reports:breach_list", query={"state": "giving_up"}),
            note=_("Decide whether further tries are owed"),
            word=_("Waiting for you"),
        )
    if count["closing"]:
        title = ngettext("%(count)d breach of data to close", "%(count)d breaches of data to close", count["closing"])
        yield Task(
            kind="warn",
            icon_name="shield-check",
            title=title % {"count": count["closing"]},
            url=reverse("reports:breach_list", query={"state": "closing"}),
            note=_("Another person says how it ended; confirm it or send it back"),
            word=_("Waiting for you"),
        )
