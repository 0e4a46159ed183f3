"""Days without teaching at the facility, and their effects on its schedules."""

from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import clock
from programs.timetable import holidays, office_holidays
from programs.timetable.forms.holidays import HolidayForm
from programs.timetable.models.sessions import Holiday, Session
from programs.timetable.schedule_shifts import Shift
from programs.timetable.views.schedule import with_local_hours

# Years covered by the holidays library.
FIRST_YEAR, LAST_YEAR = 2020, 2040


@requires("programs.change_holiday")
@require_GET
def holiday_list(request: HttpRequest) -> HttpResponse:
    today, facility = clock.today(request.user.time_zone), request.user.facility
    year = _year(request, today.year)
    days = holidays.days_of(facility, year)
    open_again = {day.date for day in days if day.kind == Holiday.Kind.WORKING}
    closed = {day.date for day in days} - open_again
    context = {
        "year": year,
        "years": range(max(year - 1, FIRST_YEAR), min(year + 1, LAST_YEAR) + 1),
        "days": _with_sessions(days, request, today, open_again),
        "open_again": open_again,
        "closed_count": len(closed),
        "today": today,
    }
    return render(request, "programs/timetable/holiday_list.html", context)


def _year(request: HttpRequest, default: int) -> int:
    asked = request.GET.get("tahun", "")
    return int(asked) if asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked) <= LAST_YEAR else default


def _with_sessions(days: list[Holiday], request: HttpRequest, today: date, open_again: set[date]) -> list[Holiday]:
    """Adds to each future closed day the number of sessions of live batches on it; one query."""
    coming = {day.date for day in days if day.date >= today} - open_again
    sessions = Session.objects.filter(batch__facility=request.user.facility, date__in=coming).order_by()
    standing = sessions.filter(
        state=Session.State.PLANNED, batch__in=office_holidays.live_batches(request.user.facility)
    )
    counts = dict(standing.values_list("date").annotate(Count("pk")))
    for day in days:
        day.sessions = counts.get(day.date, 0)
    return days


@requires("programs.change_holiday")
@require_http_methods(["GET", "POST"])
def holiday_add(request: HttpRequest) -> HttpResponse:
    """GET previews what the day would move; POST adds the day and moves it."""
    asked = request.GET if "date" in request.GET else None
    form, facility = HolidayForm(request.POST if request.method == "POST" else asked), request.user.facility
    command = office_holidays.add_holiday if request.method == "POST" else office_holidays.preview_holiday
    by = {"by": request.user} if request.method == "POST" else {}
    done = form.carry_out(lambda data: command(facility=facility, **by, **data))
    if done and request.method == "POST":
        return _answer(request, form.result, _("The day was added."))
    context = {"form": form, "shifts": _shown(form.result or []), "is_looked_at": done}
    return render(
        request, "programs/timetable/holiday_add.html", context, status=422 if request.method == "POST" else 200
    )


def _shown(shifts: list[Shift]) -> list[Shift]:
    for shift in shifts:
        draft = shift.draft
        with_local_hours((*draft.moved, *draft.made, *draft.removed), shift.batch.time_zone)
    return shifts


def _answer(request: HttpRequest, followed: office_holidays.Followed, what: str) -> HttpResponse:
    moved, left = followed.moved, followed.left
    if moved:
        sentence = ngettext("The sessions of %(n)d batch moved.", "The sessions of %(n)d batches moved.", moved)
        what = f"{what} {sentence % {'n': moved}}"
    messages.success(request, what)
    if left:
        sentence = ngettext(
            "%(n)d batch could not follow. It is in the inbox of both offices.",
            "%(n)d batches could not follow. They are in the inbox of both offices.",
            left,
        )
        messages.warning(request, sentence % {"n": left})
    return redirect(f"{reverse('programs:holiday_list')}?tahun={followed.day.year}")


@requires("programs.change_holiday")
@require_http_methods(["GET", "POST"])
def holiday_remove(request: HttpRequest, day: date) -> HttpResponse:
    row = get_object_or_404(Holiday, facility=request.user.facility, date=day)
    if request.method == "POST":
        return _answer(request, office_holidays.remove_holiday(row, by=request.user), _("The day was removed."))
    context = {"row": row, "shifts": _shown(office_holidays.shifts_without(row.facility, row))}
    return render(request, "programs/timetable/holiday_remove.html", context)


@requires("programs.change_holiday")
@require_http_methods(["GET", "POST"])
def holiday_follow(request: HttpRequest, day: date) -> HttpResponse:
    """Lists sessions still on a closed day, and moves them."""
    facility = request.user.facility
    closed = holidays.closed_days(facility, [day.year]).get(day)
    if request.method == "POST":
        done = office_holidays.follow(facility, day, by=request.user)
        return _answer(request, done, _("The schedules were looked at again."))
    shifts = office_holidays.shifts_now(facility, day) if closed else []
    context = {"day": day, "closed": closed, "shifts": _shown(shifts)}
    return render(request, "programs/timetable/holiday_follow.html", context)
