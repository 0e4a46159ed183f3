"""Participants as the training center knows them: the training side of a person, without custody facts."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from accounts.models import User
from core import access, clock
from core.forms import MOST_SOUGHT
from core.http import or_404, typed
from core.listing import asks_for_file
from core.statements import Statement
from inmates.people.models import names_like
from programs.attendance import hours_table
from programs.attendance.attendance_figures import attendance_of, with_attendance
from programs.attendance.participant_list import BY_NAME, PARTICIPANTS, prepare
from programs.catalog.unit_blocks import signs_of
from programs.places import place_outcomes
from programs.places.models import Enrollment, EnrollmentQuerySet
from programs.registrations import registering
from programs.registrations.models import Registration


def _visible(user: User, today: date | None = None) -> EnrollmentQuerySet:
    """Places in the batches that the user may see; for instructors and assessors, their own batches."""
    places = Enrollment.objects.visible_to(user).with_outings(today or clock.today(user.time_zone))
    return places.select_related("person", "batch__version__program__vocation")


@Statement
def _everybody(size: int, user: User, today: date) -> EnrollmentQuerySet:
    return _visible(user, today).order_by(*BY_NAME)[:size]


@requires("inmates.view_participant")
@require_GET
@confirmed_if_file
def participant_list(request: HttpRequest) -> HttpResponse:
    words = typed(request.GET, "q", most=MOST_SOUGHT)
    places, today = _visible(request.user), clock.today(request.user.time_zone)
    if words:
        places = places.filter(
            names_like(words, "person__") | Q(pk__in=place_outcomes.places_of_number(words, request.user))
        )
    if asks_for_file(request):
        return PARTICIPANTS.file(request, places, prepare=prepare)
    everybody = None if words else lambda size: _everybody(size, user=request.user, today=today)
    page = PARTICIPANTS.page(request, places, prepare=prepare, first_rows=everybody)
    return render(request, "programs/attendance/participant_list.html", {"page": page, "words": words})


@Statement
def _place(user: User, today: date, public_id: UUID) -> EnrollmentQuerySet:
    return _visible(user, today).filter(public_id=public_id)


@Statement
def _places(user: User, today: date, person: int) -> QuerySet[Enrollment]:
    return with_attendance(_visible(user, today).filter(person=person)).order_by("-starts_on", "-pk")


def _amended(place: Enrollment, user: User) -> str:
    """The identifier of the registration on which this reader corrects who the participant is; empty without one."""
    if not (place.is_public and user.has_perm(registering.PERMISSION)):
        return ""
    return str(Registration.objects.filter(enrollment=place).values_list("public_id", flat=True).first() or "")


@requires("inmates.view_participant")
@require_GET
def participant_detail(request: HttpRequest, public_id) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    place = or_404(_place.first(user=request.user, today=today, public_id=public_id))
    access.log(access.Kind.VIEW, place.person, by=request.user, what="learning profile")
    places = _places(user=request.user, today=today, person=place.person_id)
    by_place = hours_table.of_person(places)
    papers, results = place_outcomes.papers_of(places, request.user), place_outcomes.results_of(places)
    for row in places:
        row.papers, row.results = papers.get(row.pk, []), results.get(row.pk, [])
        row.attendance, row.hours = attendance_of(row), by_place[row.pk]
        row.signs = signs_of(one.unit for one in row.hours) if row.is_partial else []
    context = {"place": place, "person": place.person, "places": places, "registration": _amended(place, request.user)}
    return render(request, "programs/attendance/participant_detail.html", context)
