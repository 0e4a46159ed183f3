"""Days without teaching at a detention center or training center, and their effects on its schedules."""

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
from accounts.models import Facility, TrainingCenter
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
    today, office = clock.today(request.user.time_zone), _office(request)
    year = _year(request, today.year)
    days = holidays.days_of(office, year)
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


def _office(request: HttpRequest) -> Facility | TrainingCenter:
    """The office whose days the user keeps; `programs.change_holiday` is given in such offices alone."""
    office: Facility | TrainingCenter = request.user.facility or request.user.training_center
    return office


def _closed_by(office: Facility | TrainingCenter, day: date) -> Holiday | None:
    """What closes the office on that day."""
    facility, center = (office, None) if isinstance(office, Facility) else (None, office.pk)
    return holidays.closed_days(facility, [day.year], center=center).get(day)


def _year(request: HttpRequest, default: int) -> int:
    asked = request.GET.get("tahun", "")
    return int(asked) if asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked) <= LAST_YEAR else default


def _with_sessions(days: list[Holiday], request: HttpRequest, today: date, open_again: set[date]) -> list[Holiday]:
    """Adds to each future closed day the number of sessions of live batches on it; one query."""
    coming = {day.date for day in days if day.date >= today} - open_again
    standing = Session.objects.filter(
        state=Session.State.PLANNED, date__in=coming, batch__in=office_holidays.live_batches(_office(request))
    ).order_by()
    counts = dict(standing.values_list("date").annotate(Count("pk")))
    for day in days:
        day.sessions = counts.get(day.date, 0)
    return days


@requires("programs.change_holiday")
@require_http_methods(["GET", "POST"])
def holiday_add(request: HttpRequest) -> HttpResponse:
    """GET previews what the day would move; POST adds the day and moves it."""
    asked = request.GET if "date" in request.GET else None
    form, office = HolidayForm(request.POST if request.method == "POST" else asked), _office(request)
    command = office_holidays.add_holiday if request.method == "POST" else office_holidays.preview_holiday
    by = {"by": request.user} if request.method == "POST" else {}
    done = form.carry_out(lambda data: command(office=office, **by, **data))
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
    row = get_object_or_404(Holiday.objects.of_office(_office(request)), date=day)
    if request.method == "POST":
        return _answer(request, office_holidays.remove_holiday(row, by=request.user), _("The day was removed."))
    context = {"row": row, "shifts": _shown(office_holidays.shifts_without(_office(request), row))}
    return render(request, "programs/timetable/holiday_remove.html", context)


@requires("programs.change_holiday")
@require_http_methods(["GET", "POST"])
def holiday_follow(request: HttpRequest, day: date) -> HttpResponse:
    """Lists sessions still on a closed day, and moves them."""
    office = _office(request)
    closed = _closed_by(office, day)
    if request.method == "POST":
        done = office_holidays.follow(office, day, by=request.user)
        return _answer(request, done, _("The schedules were looked at again."))
    shifts = office_holidays.shifts_now(office, day) if closed else []
    context = {"day": day, "closed": closed, "shifts": _shown(shifts)}
    return render(request, "programs/timetable/holiday_follow.html", context)
