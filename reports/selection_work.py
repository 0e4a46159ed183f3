"""What waits in selection: offers to be answered, appeals to be decided, people to be talked to."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.templatetags.dates import day
from inmates.models import Inmate
from programs import interviewing
from programs.models import Appeal, PlaceOffer, TrainingGoal
from reports.work_list import Task, waits_for


@waits_for("programs.enroll")
def offers_to_answer(user: User) -> Iterator[Task]:
    """Places offered from the reserve list: somebody has to ask the person before the day has passed."""
    offers = PlaceOffer.objects.filter(state=PlaceOffer.State.OPEN, application__batch__facility=user.facility_id)
    found = offers.aggregate(count=Count("pk"), first=Min("expires_on"))
    if found["count"]:
        first = offers.select_related("application__batch").order_by("expires_on", "pk")[0]
        yield Task(
            kind="warn",
            icon_name="hourglass",
            title=ngettext(
                "%(count)d place is offered and not answered", "%(count)d places are offered and not answered",
                found["count"],
            ) % {"count": found["count"]},
            url=reverse("programs:selection_detail", args=[first.application.batch.public_id]),
            note=_("The first offer ends on %(day)s") % {"day": day(found["first"])},
            word=_("Ask the person"),
        )  # fmt: skip


@waits_for("programs.decide_appeal")
def appeals_to_decide(user: User) -> Iterator[Task]:
    """Appeals against a decision that somebody else made."""
    appeals = Appeal.objects.filter(outcome="", application__batch__facility=user.facility_id)
    for appeal in appeals.exclude(decision_by=user).select_related("application__batch").order_by("received_on"):
        yield Task(
            kind="warn",
            icon_name="gavel",
            title=_("Decide on an appeal"),
            url=reverse("programs:appeal_decide", args=[appeal.application.public_id]),
            note=f"{appeal.application.batch}, {day(appeal.received_on)}",
            word=_("Waiting for you"),
        )


@waits_for("programs.change_interview")
def interviews_overdue(user: User) -> Iterator[Task]:
    """People here for more than two weeks with whom nobody talked, and goals whose day has passed."""
    today = clock.today(user.time_zone)
    late = interviewing.overdue(Inmate.objects.visible_to(user), on=today).count()
    goals = interviewing.goals_due(TrainingGoal.objects.visible_to(user), on=today).count()
    if late or goals:
        yield Task(
            kind="warn",
            icon_name="clipboard-list",
            title=ngettext(
                "%(count)d intake interview is overdue", "%(count)d intake interviews are overdue", late
            ) % {"count": late},
            url=reverse("programs:interview_list"),
            note=ngettext("%(count)d goal is overdue", "%(count)d goals are overdue", goals) % {"count": goals},
            word=_("Overdue"),
        )  # fmt: skip
