"""Wishes added up, for the detention center: numbers by vocation, each opening its list."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import access, clock
from core.paging import keyset_page
from inmates.people.models import Person
from outcomes.plan.plan_arithmetic import Rates, wish_sum
from outcomes.plan.plan_drafts import versions_by_level
from outcomes.plan.plan_lines import Step
from outcomes.plan.rate_setting import rates_by_center
from outcomes.plan.wishes import Wished, wishes_at
from programs.catalog.models import ProgramVersion, Vocation

NAMES = {
    "1": _("First wish"),
    "2": _("Second wish"),
    "3": _("Third wish"),
    "all": _("All wishes"),
    "meets": _("Meets the rules"),
    "stays": _("Stays long enough"),
}


def _versions(request: HttpRequest) -> list[ProgramVersion]:
    return versions_by_level(ProgramVersion.objects.visible_to(request.user))


def _wishes(request: HttpRequest, versions: list[ProgramVersion]) -> dict[Step, Wished]:
    user = request.user
    return wishes_at(user.facility, versions, on=clock.today(user.time_zone))


@requires("outcomes.view_wishes")
@require_GET
def wish_list(request: HttpRequest) -> HttpResponse:
    versions, today = _versions(request), clock.today(request.user.time_zone)
    center_of = {version.program.vocation_id: version.program.training_center_id for version in versions}
    rates = rates_by_center(set(center_of.values()), today)
    rows = [
        (one, wish_sum(one.counts, rates.get(center_of.get(vocation), Rates())))
        for (vocation, _level), one in _wishes(request, versions).items()
    ]
    rows.sort(key=lambda row: (-row[1], row[0].vocation.name, row[0].level))
    return render(request, "outcomes/plan/wish_list.html", {"rows": rows})


@requires("outcomes.view_wishes")
@require_GET
def wish_people(request: HttpRequest, vocation: str, level: str, which: str) -> HttpResponse:
    row = get_object_or_404(Vocation, code=vocation)
    wished = _wishes(request, _versions(request)).get((row.pk, level))
    if which not in NAMES or wished is None:
        raise Http404
    people = wished.of(which)
    seen = Person.objects.visible_to(request.user).filter(pk__in=[person.pk for person in people])
    access.log(access.Kind.VIEW, "inmates.person", by=request.user, what="people behind a wish")
    page = keyset_page(request, seen, keys=("name_sort", "pk"))
    context = {"wished": wished, "title": NAMES[which], "page": page}
    return render(request, "outcomes/plan/wish_people.html", context)
