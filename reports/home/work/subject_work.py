"""Requests for personal data on the work list; the law allows three times 24 hours."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.templatetags.dates import moment
from reports.home.task import Task, waits_for
from reports.subject_file.models import TIME_TO_ANSWER, SubjectRequest


@waits_for("reports.answer_subject")
def requests_to_answer(user: User) -> Iterator[Task]:
    """The office's requests that are not yet recorded as answered."""
    requests = SubjectRequest.objects.visible_to(user).open()
    found = requests.aggregate(count=Count("pk"), first=Min("received_at"))
    if found["count"]:
        deadline = found["first"] + TIME_TO_ANSWER
        yield Task(
            kind="bad" if deadline < clock.now() else "warn",
            icon_name="file-text",
            title=ngettext(
                "%(count)d request for personal data is not answered",
                "%(count)d requests for personal data are not answered",
                found["count"],
            )
            % {"count": found["count"]},
            url=reverse("reports:subject_list", query={"state": "open"}),
            note=_("Answer the first one until %(moment)s") % {"moment": moment(deadline)},
            word=_("Overdue") if deadline < clock.now() else _("Open"),
        )
