"""The days on which the facility teaches nothing."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core import clock
from programs.forms.holidays import HolidayForm
from programs.models import Holiday
from programs.timetable import holidays

# What the holidays library can say something about.
FIRST_YEAR, LAST_YEAR = 2020, 2040


@requires("programs.change_holiday")
@require_GET
def holiday_list(request: HttpRequest) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    year = _year(request, today.year)
    days = holidays.days_of(request.user.facility, year)
    open_again = {day.date for day in days if day.kind == Holiday.Kind.WORKING}
    context = {
        "year": year,
        "years": range(max(year - 1, FIRST_YEAR), min(year + 1, LAST_YEAR) + 1),
        "days": days,
        "open_again": open_again,
        "closed_count": len(holidays.closed_days(request.user.facility, [year])),
        "today": today,
    }
    return render(request, "programs/holiday_list.html", context)


def _year(request: HttpRequest, default: int) -> int:
    asked = request.GET.get("tahun", "")
    return int(asked) if asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked) <= LAST_YEAR else default


@requires("programs.change_holiday")
@require_http_methods(["GET", "POST"])
def holiday_add(request: HttpRequest) -> HttpResponse:
    form, user = HolidayForm(request.POST or None), request.user
    if form.carry_out(lambda data: holidays.add_holiday(by=user, facility=user.facility, **data)):
        messages.success(request, _("The day was added. Generate the schedules that it concerns again."))
        return redirect(f"{reverse('programs:holiday_list')}?tahun={form.result.date.year}")
    return render(request, "programs/holiday_add.html", {"form": form}, status=form.status)


@requires("programs.change_holiday")
@require_POST
def holiday_remove(request: HttpRequest, day: date) -> HttpResponse:
    row = get_object_or_404(Holiday, facility=request.user.facility, date=day)
    holidays.remove_holiday(row, by=request.user)
    messages.success(request, _("The day was removed. Generate the schedules that it concerns again."))
    return redirect(f"{reverse('programs:holiday_list')}?tahun={row.date.year}")
