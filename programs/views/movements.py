"""The movement list of a day: on the screen and on paper."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import access, clock
from core.http import pdf_answer
from programs.forms.movements import DayForm
from programs.training_day.movement_list import movements_on, paper


def _asked_day(request: HttpRequest, form: DayForm) -> date:
    today = clock.today(request.user.time_zone)
    return (form.cleaned_data.get("day") if form.is_valid() else None) or today


@requires("programs.view_movement")
@require_GET
def movement_list(request: HttpRequest) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    form = DayForm(request.GET if "day" in request.GET else None, initial={"day": today})
    movements = movements_on(request.user, _asked_day(request, form))
    access.log(access.Kind.VIEW, "programs.session", by=request.user, what="movement list")
    context = {"form": form, "movements": movements, "now": clock.now()}
    return render(request, "programs/movement_list.html", context)


@requires("programs.view_movement")
@require_GET
def movement_print(request: HttpRequest) -> HttpResponse:
    movements = movements_on(request.user, _asked_day(request, DayForm(request.GET)))
    content = paper(request.user, movements)
    access.log(access.Kind.PRINT, "programs.session", by=request.user, what="movement list")
    name = _("movements")
    return pdf_answer(content, f"{name}-{movements.day:%Y-%m-%d}.pdf")
