"""Weekly timetables: of all sessions visible to the user, and of one batch on paper."""

from datetime import date
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import access, clock
from core.http import asked_day, pdf_answer
from programs.batches.visible_batches import visible_batch
from programs.timetable import holidays, schedule_sheet, week
from programs.timetable.forms.sessions import WeekFilterForm
from programs.timetable.models.sessions import Holiday, Session

T = TypeVar("T")

SHOWN = (
    "batch__facility",
    "batch__training_center",
    "batch__version",
    "unit",
    "instructor",
    "substitute_for",
    "cancel_cause",
)


@requires("programs.view_batch", "programs.view_attendance")
@require_GET
def week_schedule(request: HttpRequest) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    monday = week.monday_of(asked_day(request, near=today) or today)
    sessions = Session.objects.visible_to(request.user).select_related(*SHOWN)
    form = WeekFilterForm(request.GET, sessions=sessions, monday=monday)
    shown = list(form.apply(sessions).filter(date__range=(monday, monday + week.WEEK - week.DAY)))
    context = {"form": form, "week": week.week_of(shown, monday, _closed(request, shown, monday), today)}
    return render(request, "programs/timetable/week_schedule.html", context)


def _closed(request: HttpRequest, shown: list[Session], monday: date) -> dict[date, Holiday]:
    """Closed days; for a center with several facilities, only if all sessions shown are of one or of public classes."""
    facility = request.user.facility or _only({one.batch.facility for one in shown if one.batch.facility})
    center = request.user.training_center_id or _only({one.batch.training_center_id for one in shown})
    # A center that has only classes of its own is closed on its days and on those of the country.
    is_known = facility or (shown and all(session.batch.is_public for session in shown))
    return holidays.closed_days(facility, week.years_of(monday), center=center) if is_known else {}


def _only(found: set[T]) -> T | None:
    """The one element, or None where there are several or none."""
    return next(iter(found)) if len(found) == 1 else None


@requires("programs.view_batch")
@require_GET
def batch_schedule_print(request: HttpRequest, public_id) -> HttpResponse:
    """All weeks of the batch on A4, or with `pekan` the week containing that day."""
    batch = visible_batch(request, public_id)
    day = asked_day(request, near=batch.starts_on)
    content = schedule_sheet.sheet(batch, week.monday_of(day) if day else None)
    access.log(access.Kind.PRINT, batch, by=request.user, what="schedule")
    return pdf_answer(content, f"jadwal-{batch.starts_on}.pdf")
