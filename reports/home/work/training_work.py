"""Participants and their rolls: missing records, and people who leave early."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import clock
from core.statements import Statement
from inmates.custody.models.stays import LimitingDate
from programs.attendance.missing_rolls import missing_rolls
from programs.places.models import Enrollment
from reports.home.task import Task, waits_for


def _rolls_counted(user: User) -> QuerySet[Any]:
    rolls = missing_rolls(user).order_by().annotate(all=Value(1)).values("all")
    return rolls.annotate(count=Count("pk"), oldest=Min("starts_at"))


_ROLLS = Statement(_rolls_counted, by_day=True)


@waits_for("programs.mark_attendance")
def rolls_not_recorded(user: User) -> Iterator[Task]:
    """Past sessions with expected people who have no mark."""
    (found,) = _ROLLS(user=user)
    if not found["count"]:
        return
    # By calendar day: yesterday's roll is late this morning, not only 24 hours after its session.
    days = (clock.today(user.time_zone) - clock.local(found["oldest"], user.time_zone).date()).days
    yield Task(
        kind="bad" if days else "warn",
        icon_name="clock",
        title=ngettext(
            "The roll of %(count)d session is not complete",
            "The rolls of %(count)d sessions are not complete",
            found["count"],
        )
        % {"count": found["count"]},
        url=reverse("programs:missing_roll_list"),
        note=ngettext("The oldest is %(days)d day old", "The oldest is %(days)d days old", days) % {"days": days}
        if days
        else _("From today"),
        word=_("Late") if days else _("Today"),
    )


def _leaving_early(user: User) -> QuerySet[Any]:
    until = Case(When(is_partial=True, then=F("ends_on")), default=F("batch__assessment_on"))
    early = LimitingDate.objects.filter(
        person=OuterRef("person"), replaced_at__isnull=True, date__lt=OuterRef("needed_until")
    )
    enrollments = Enrollment.objects.visible_to(user).live().annotate(needed_until=until).filter(Exists(early))
    rows = enrollments.values("batch__public_id", "batch__name").annotate(count=Count("pk"))
    return rows.order_by("batch__name")


_LEAVING = Statement(_leaving_early)


@waits_for("programs.enroll")
def leaves_before_the_end(user: User) -> Iterator[Task]:
    """Participants who may leave before their batch is assessed."""
    for row in _LEAVING(user=user):
        yield Task(
            kind="warn",
            icon_name="triangle-alert",
            title=ngettext(
                "%(count)d participant may leave before the assessment",
                "%(count)d participants may leave before the assessment",
                row["count"],
            )
            % {"count": row["count"]},
            url=reverse("programs:batch_detail", args=[row["batch__public_id"]]),
            note=row["batch__name"],
            word=_("Look at it"),
        )
