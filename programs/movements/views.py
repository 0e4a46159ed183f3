"""Movement lists of one day, on screen and paper: by block, by unlocking time, by destination."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.access import requires
from accounts.models import User
from core import access, clock
from core.forms import DayForm
from core.http import pdf_answer
from programs.movements import movement_papers
from programs.movements.movement_list import MovementList, movements_on

LISTS = {
    "movement": gettext_lazy("By block"),
    "unlock": gettext_lazy("Unlock list"),
    "destination": gettext_lazy("By destination"),
}
# Title and introduction of each list.
HEADS = {
    "movement": (
        gettext_lazy("Movement list"),
        gettext_lazy("Whoever was released or moved is not on it; whoever is out is named with where"),
    ),
    "unlock": (gettext_lazy("Unlock list"), gettext_lazy("Whose door is opened, block by block and hour by hour")),
    "destination": (gettext_lazy("List by destination"), gettext_lazy("Who is expected where and when")),
}


def _asked_day(request: HttpRequest, form: DayForm) -> date:
    today = clock.today(request.user.time_zone)
    return (form.cleaned_data.get("day") if form.is_valid() else None) or today


def _tabs(user: User, name: str, day: date) -> list[dict]:
    """The training center gets only the list by destination, which shows no blocks."""
    open_to_user = LISTS if user.has_perm("programs.view_movement") else ["destination"]
    return [
        {"label": LISTS[one], "url": f"{reverse(f'programs:{one}_list')}?day={day:%Y-%m-%d}", "current": one == name}
        for one in open_to_user
    ]


def _page(request: HttpRequest, name: str) -> HttpResponse:
    form = DayForm(request.GET)
    movements = movements_on(request.user, _asked_day(request, form))
    if not form.errors:
        # URLs carry the day in ISO format; the field shows it in the local format.
        form = DayForm(initial={"day": movements.day})
    access.log(access.Kind.VIEW, "programs.session", by=request.user, what=f"{name} list")
    title, note = HEADS[name]
    context = {
        "title": title,
        "note": note,
        "form": form,
        "movements": movements,
        "tabs": _tabs(request.user, name, movements.day),
        "print_url": f"{reverse(f'programs:{name}_print')}?day={movements.day:%Y-%m-%d}",
        "now": clock.now(),
    }
    return render(request, f"programs/movements/{name}_list.html", context)


def _paper(request: HttpRequest, name: str, paper: Callable[[User, MovementList], bytes], word: str) -> HttpResponse:
    movements = movements_on(request.user, _asked_day(request, DayForm(request.GET)))
    content = paper(request.user, movements)
    access.log(access.Kind.PRINT, "programs.session", by=request.user, what=f"{name} list")
    return pdf_answer(content, f"{word}-{movements.day:%Y-%m-%d}.pdf")


@requires("programs.view_movement")
@require_GET
def movement_list(request: HttpRequest) -> HttpResponse:
    return _page(request, "movement")


@requires("programs.view_movement")
@require_GET
def movement_print(request: HttpRequest) -> HttpResponse:
    return _paper(request, "movement", movement_papers.movement_paper, _("movements"))


@requires("programs.view_movement")
@require_GET
def unlock_list(request: HttpRequest) -> HttpResponse:
    return _page(request, "unlock")


@requires("programs.view_movement")
@require_GET
def unlock_print(request: HttpRequest) -> HttpResponse:
    return _paper(request, "unlock", movement_papers.unlock_paper, _("unlocking"))


@requires("programs.view_movement", "programs.count_at_workshop")
@require_GET
def destination_list(request: HttpRequest) -> HttpResponse:
    return _page(request, "destination")


@requires("programs.view_movement", "programs.count_at_workshop")
@require_GET
def destination_print(request: HttpRequest) -> HttpResponse:
    return _paper(request, "destination", movement_papers.destination_paper, _("destinations"))
