"""A case officer's work: wards who leave, certificates not handed over, goals, low attendance."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from certification.certificates import holdings
from core import clock
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person
from programs.attendance.absence_alarms import FEWEST_SESSIONS
from programs.attendance.attendance_figures import attendance_of, with_attendance
from programs.interviews import interview_records
from programs.interviews.models import TrainingGoal
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from reports.home.task import Task, counted_for, waits_for
from reports.home.work.selection_work import interviews_overdue

LEAVES_SOON = timedelta(days=30)


def _of_wards(user: User) -> dict[str, QuerySet[Any]]:
    if not holdings.is_for_wards_only(user):
        return {}
    wards, today = Person.objects.visible_to(user), clock.today(user.time_zone)
    return {
        "leaving": with_custody(wards).filter(leaving_on__range=(today, today + LEAVES_SOON)),
        "waiting": holdings.not_handed_over(holdings.holders(user), user),
        "interviews": interview_records.overdue(wards, on=today),
        "goals": interview_records.goals_due(TrainingGoal.objects.visible_to(user), on=today),
    }


@counted_for("certification.view_holdings", rows=_of_wards)
def wards(count: dict[str, int]) -> Iterator[Task]:
    """One task per number, each linking to the list of these wards."""
    if count["leaving"]:
        title = ngettext(
            "%(count)d ward may leave within 30 days", "%(count)d wards may leave within 30 days", count["leaving"]
        )
        yield Task(
            kind="warn",
            icon_name="log-out",
            title=title % {"count": count["leaving"]},
            url=reverse("inmates:list") + "?leaving=30",
            note=_("Settle training and certificates before"),
            word=_("Within 30 days"),
        )
    if count["waiting"]:
        title = ngettext(
            "%(count)d ward has a certificate that was not handed over",
            "%(count)d wards have certificates that were not handed over",
            count["waiting"],
        )
        yield Task(
            kind="info",
            icon_name="award",
            title=title % {"count": count["waiting"]},
            url=reverse("certification:holding_list") + "?state=waiting",
            note=_("Ask the training center for it"),
            word=_("Not handed over"),
        )
    if count["interviews"] or count["goals"]:
        # Whoever does not record them is told, and has nothing to do there.
        told = interviews_overdue(count["interviews"], count["goals"])
        note = _("Recorded by the training officer")
        yield replace(told, kind="info", note=f"{told.note} · {note}" if told.note else note, word=_("For information"))


@waits_for("certification.view_holdings")
def wards_below_the_threshold(user: User) -> Iterator[Task]:
    """Wards in training whose attendance is too low for a certificate, once there are as many sessions as the alarm
    requires.
    """
    if not holdings.is_for_wards_only(user):
        return
    in_denominator = Q(marks__status__counts_in_denominator=True) & ~Q(marks__session__state=Session.State.CANCELLED)
    places = Enrollment.of_facilities.live().filter(person__in=Person.objects.visible_to(user), batch__state="running")
    counted = places.annotate(counted=Count("marks", filter=in_denominator)).filter(counted__gte=FEWEST_SESSIONS)
    rows = with_attendance(counted.select_related("person", "batch__version")).order_by("person__name_sort", "pk")
    for place in rows:
        percent, threshold = attendance_of(place).percent, place.batch.version.attendance_threshold
        if percent is None or percent >= threshold:
            continue
        yield Task(
            kind="warn",
            icon_name="triangle-alert",
            title=_("%(name)s: attendance %(percent)d%%") % {"name": place.person.full_name, "percent": percent},
            url=reverse("inmates:detail", args=[place.person.public_id]),
            note=_("%(batch)s, at least %(threshold)d%%") % {"batch": place.batch, "threshold": threshold},
            word=_("Too low"),
        )
