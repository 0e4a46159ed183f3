"""The list of people in custody, its export, and a person's profile and photo."""

from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.access import requires
from accounts.confirming import confirmed_file
from accounts.models import User
from core import access, clock
from core.forms import MOST_SOUGHT
from core.http import or_404, typed
from core.statements import Statement
from inmates.custody.custody_facts import (
    classifications_now,
    everything_missing,
    is_overdue,
    with_custody,
)
from inmates.custody.models.stays import LimitingDate
from inmates.imports.models import SpreadsheetImport
from inmates.people.models import Person
from inmates.people.names import name_key
from inmates.profile.filters import PersonFilter
from inmates.profile.people_list import BY_NAME, PEOPLE, prepare
from inmates.profile.people_overview import counts, profile_facts, summary_rows
from inmates.profile.person_timeline import timeline
from inmates.profile.released_people import released_by
from inmates.profile.trainings import trainings_of
from inmates.profile.views.signposts import follows_merges, leads_to_released

LATEST = 7
"""Events shown on the profile; the rest are on the history page."""


def _people(request: HttpRequest):
    people = with_custody(Person.objects.visible_to(request.user))
    return PersonFilter(request.GET, people, request=request)


@requires("inmates.view_person")
@require_GET
def person_list(request: HttpRequest) -> HttpResponse:
    found, today = _people(request), clock.today(request.user.time_zone)
    told = counts(request.user, found.qs if found.is_narrowed else None)
    page = PEOPLE.page(
        request,
        found.qs,
        prepare=partial(prepare, today=today),
        first_rows=None if found.is_narrowed else partial(_everybody, user=request.user),
        total=told["found"],
    )
    context = {
        "filter": found,
        "page": page,
        "counts": told,
        "last_import": _last_import.first(user=request.user),
        "found_among_released": _found_among_released(request),
    }
    return render(request, "inmates/profile/person_list.html", context)


@Statement
def _everybody(size: int, user: User) -> QuerySet[Person]:
    return with_custody(Person.objects.visible_to(user)).order_by(*BY_NAME)[:size]


@Statement
def _last_import(user: User) -> QuerySet[SpreadsheetImport]:
    return SpreadsheetImport.objects.visible_to(user).accepted()[:1]


def _found_among_released(request: HttpRequest) -> int:
    """How many released people match the search; the user may not know that they have left."""
    words = typed(request.GET, "q", most=MOST_SOUGHT)
    return released_by(request.user).named_like(words).count() if name_key(words) else 0


@requires("inmates.export_people")
@require_GET
@confirmed_file
def export_xlsx(request: HttpRequest) -> HttpResponse:
    return _exported(request, "xlsx")


@requires("inmates.export_people")
@require_GET
@confirmed_file
def export_csv(request: HttpRequest) -> HttpResponse:
    return _exported(request, "csv")


def _exported(request: HttpRequest, kind: str) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    return PEOPLE.file(request, _people(request).qs, kind=kind, prepare=partial(prepare, today=today))


def _seen(request: HttpRequest, public_id, what: str) -> Person:
    person = or_404(_person.first(user=request.user, public_id=public_id))
    person.training = trainings_of(person)
    access.log(access.Kind.VIEW, person, by=request.user, what=what)
    return person


@Statement
def _person(user: User, public_id: UUID) -> QuerySet[Person]:
    people = with_custody(Person.objects.visible_to(user)).select_related("facility", "case_officer")
    return people.filter(public_id=public_id)


@requires("inmates.view_person")
@require_GET
@leads_to_released
@follows_merges
def detail(request: HttpRequest, public_id) -> HttpResponse:
    person = _seen(request, public_id, "profile")
    today = clock.today(request.user.time_zone)
    events = timeline(person, person.training, reader=request.user)
    classifications = classifications_now(person, today)
    context = {
        "person": person,
        "facts": profile_facts(person),
        "rows": summary_rows(person, may_change=request.user.has_perm("inmates.change_person")),
        "kinds": LimitingDate.Kind,
        "classifications": classifications,
        "suspensions": [one for one in person.suspensions.all() if one.until is None or one.until >= today],
        "missing_data": everything_missing(person, today),
        "is_overdue": is_overdue(person, today),
        "today": today,
        "events": events[:LATEST],
        "event_count": len(events),
    }
    return render(request, "inmates/profile/person_detail.html", context)


@requires("inmates.view_person")
@require_GET
@leads_to_released
@follows_merges
def history(request: HttpRequest, public_id) -> HttpResponse:
    person = _seen(request, public_id, "history")
    context = {"person": person, "events": timeline(person, person.training, reader=request.user)}
    return render(request, "inmates/profile/person_history.html", context)


@requires("inmates.view_person")
@require_GET
@follows_merges
def photo(request: HttpRequest, public_id) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    return photo_response(person, by=request.user)


def photo_response(person: Person, *, by: User) -> HttpResponse:
    """The stored photo, not cacheable; 404 if there is none."""
    if not person.photo or not person.photo.storage.exists(person.photo.name):
        raise Http404
    access.log(access.Kind.PHOTO, person, by=by, what="photo")
    access.shown(person.pk)
    response = FileResponse(person.photo.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "no-store, private"
    return response
