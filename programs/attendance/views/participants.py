"""Participants as the training center knows them: the training side of a person, without custody facts."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.access import requires
from core import access, clock
from core.forms import MOST_SOUGHT
from core.http import typed
from core.paging import keyset_page
from inmates.people.models import names_like
from programs.attendance import hours_table
from programs.attendance.attendance_figures import attendance_of, with_attendance
from programs.places import place_outcomes
from programs.places.models import Enrollment


def _visible(request: HttpRequest):
    """Places in the batches that the user may see; for instructors and assessors, their own batches."""
    places = Enrollment.objects.visible_to(request.user).with_outings(clock.today(request.user.time_zone))
    return places.select_related("person", "batch__version__program__vocation")


@requires("inmates.view_participant")
@require_GET
def participant_list(request: HttpRequest) -> HttpResponse:
    words = typed(request.GET, "q", most=MOST_SOUGHT)
    places = with_attendance(_visible(request))
    if words:
        places = places.filter(
            names_like(words, "person__") | Q(pk__in=place_outcomes.places_of_number(words, request.user))
        )
    page = keyset_page(request, places, keys=("person__name_sort", "pk"))
    for place in page.rows:
        place.attendance = attendance_of(place)
    return render(request, "programs/attendance/participant_list.html", {"page": page, "words": words})


@requires("inmates.view_participant")
@require_GET
def participant_detail(request: HttpRequest, public_id) -> HttpResponse:
    place = get_object_or_404(_visible(request), public_id=public_id)
    access.log(access.Kind.VIEW, place.person, by=request.user, what="learning profile")
    places = with_attendance(_visible(request).filter(person=place.person))
    places = list(places.order_by("-starts_on", "-pk"))
    by_place = hours_table.of_person(places)
    papers, results = place_outcomes.papers_of(places, request.user), place_outcomes.results_of(places)
    for row in places:
        row.papers, row.results = papers.get(row.pk, []), results.get(row.pk, [])
        row.attendance, row.hours = attendance_of(row), by_place[row.pk]
    context = {"place": place, "person": place.person, "places": places}
    return render(request, "programs/attendance/participant_detail.html", context)
