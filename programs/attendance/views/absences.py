"""Known absences: the list of a day, announcing one, and taking it back."""

from datetime import time, timedelta

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from core import access, clock
from core.forms import DayForm
from core.http import as_uuid
from core.listing import asks_for_file
from inmates.custody.models.stays import Housing
from inmates.people.models import Person
from programs.attendance import known_absences
from programs.attendance.forms.absences import AbsenceForm
from programs.attendance.models.session_day import KnownAbsence
from programs.attendance.session_columns import ABSENCES
from programs.selection.forms import PersonSearchForm

MOST_FOUND = 20
ONE_DAY = timedelta(days=1)


@requires("programs.announce_absence")
@require_GET
@confirmed_if_file
def known_absence_list(request: HttpRequest) -> HttpResponse:
    zone = request.user.time_zone
    today = clock.today(zone)
    form = DayForm(request.GET if "day" in request.GET else None, initial={"day": today})
    day = (form.cleaned_data.get("day") if form.is_valid() else None) or today
    start, end = (clock.at(one, time(), zone) for one in (day, day + ONE_DAY))
    found = KnownAbsence.objects.visible_to(request.user).during(start, end)
    rows = found.select_related("person", "status", "recorded_by", "withdrawn_by")
    if asks_for_file(request):
        return ABSENCES.file(request, rows, prepare=_add_touched)
    page = ABSENCES.page(request, rows, prepare=_add_touched)
    access.log(access.Kind.VIEW, "programs.knownabsence", by=request.user, what="known absences")
    context = {"form": form, "day": day, "page": page, "before": day - ONE_DAY, "behind": day + ONE_DAY}
    return render(request, "programs/attendance/known_absence_list.html", context)


def _add_touched(rows: list[KnownAbsence]) -> None:
    touched = known_absences.touched_sessions(rows)
    for row in rows:
        row.touched = touched[row.pk]


@requires("programs.announce_absence")
@require_http_methods(["GET", "POST"])
def known_absence_add(request: HttpRequest) -> HttpResponse:
    """Search for the person first, then announce the absence; both steps share one address without JavaScript."""
    people = Person.objects.visible_to(request.user).select_related("facility")
    if "person" not in request.GET:
        return _person_search(request)
    person = get_object_or_404(people, public_id=as_uuid(request.GET["person"]))
    initial = {"day": clock.today(request.user.time_zone)}
    form = AbsenceForm(request.POST or None, person=person, initial=initial)
    if request.method == "POST" and form.carry_out(
        lambda data: known_absences.announce(person, by=request.user, **form.said())
    ):
        messages.success(request, _("The absence of %(name)s is announced.") % {"name": person.full_name})
        day = clock.local(form.result.starts_at, request.user.time_zone)
        return redirect(f"{reverse('programs:known_absence_list')}?day={day:%d/%m/%Y}")
    context = {"person": person, "form": form}
    return render(request, "programs/attendance/known_absence_add.html", context, status=form.status)


def _person_search(request: HttpRequest) -> HttpResponse:
    form = PersonSearchForm(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    people = Person.objects.visible_to(request.user).filter(facility=request.user.facility).named_like(words)
    housed = people.prefetch_related(Prefetch("housings", Housing.objects.open(), to_attr="housed"))
    found = list(housed[:MOST_FOUND]) if words else []
    context = {"form": form, "words": words, "people": found, "most": MOST_FOUND}
    return render(request, "programs/attendance/known_absence_search.html", context)


@requires("programs.announce_absence")
@require_POST
def known_absence_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    found = get_object_or_404(KnownAbsence.objects.visible_to(request.user), public_id=public_id)
    absence = known_absences.withdraw(found, by=request.user)
    messages.success(request, _("The announcement was taken back; marks that were made from it stay."))
    day = clock.local(absence.starts_at, request.user.time_zone)
    return redirect(f"{reverse('programs:known_absence_list')}?day={day:%d/%m/%Y}")
