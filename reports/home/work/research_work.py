"""Files for research that wait for the head of an office."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from outcomes.effect.models import CohortFile
from reports.home.task import Task, waits_for


@waits_for("outcomes.decide_cohort_file")
def files_to_decide(user: User) -> Iterator[Task]:
    """Files that the head of this office has neither approved nor refused."""
    own = Q(facility_head=None) if user.facility_id else Q(center_head=None)
    waiting = CohortFile.objects.visible_to(user).standing().filter(own, made_at=None)
    for file in waiting.order_by("asked_at", "pk"):
        yield Task(
            kind="warn",
            icon_name="file-text",
            title=_("Decide on the file for research of %(year)d") % {"year": file.year},
            url=f"{reverse('outcomes:cohort_file_list')}#{file.public_id}",
            note=_("For %(receiver)s. Both heads decide") % {"receiver": file.receiver},
            word=_("Open"),
        )
