"""Requests for correction, erasure and objection on the work list; the law allows three times 24 hours."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.templatetags.dates import moment
from reports.home.task import Task, waits_for
from reports.rights.models import TIME_TO_ANSWER, RightsRequest


@waits_for("reports.answer_subject")
def rights_to_answer(user: User) -> Iterator[Task]:
    """The office's requests without an answer."""
    found = RightsRequest.objects.visible_to(user).open().aggregate(count=Count("pk"), first=Min("received_at"))
    if found["count"]:
        deadline = found["first"] + TIME_TO_ANSWER
        is_late = deadline < clock.now()
        title = ngettext(
            "%(count)d request about data is not answered",
            "%(count)d requests about data are not answered",
            found["count"],
        )
        yield Task(
            kind="bad" if is_late else "warn",
            icon_name="file-text",
            title=title % {"count": found["count"]},
            url=reverse("reports:rights_list", query={"state": "open"}),
            note=_("Answer the first one until %(moment)s") % {"moment": moment(deadline)},
            word=_("Overdue") if is_late else _("Open"),
        )
