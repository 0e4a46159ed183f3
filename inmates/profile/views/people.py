"""The list of people in custody, its export, and a person's profile and photo."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import requires
from accounts.confirming import confirmed_file
from accounts.models import User
from core import access, clock
from core.exporting import file_response
from core.forms import MOST_SOUGHT
from core.http import or_404, typed
from core.paging import keyset_page
from core.statements import Statement
from inmates.custody.custody_facts import (
    classifications_now,
    everything_missing,
    is_overdue,
    newest_of,
    with_custody,
)
from inmates.custody.models.stays import Classification, LimitingDate
from inmates.imports.models import SpreadsheetImport
from inmates.people.models import Person
from inmates.people.names import name_key
from inmates.profile.filters import PersonFilter
from inmates.profile.people_overview import counts, exported_rows, profile_facts, summary_rows
from inmates.profile.person_timeline import timeline
from inmates.profile.released_people import released_by
from inmates.profile.trainings import batches_now, trainings_of
from inmates.profile.views.signposts import follows_merges, leads_to_released

ORDERS = {
    "name": ("name_sort", "pk"),
    "-name": ("-name_sort", "-pk"),
    "leaving": ("leaving_order", "name_sort", "pk"),
    "-leaving": ("-leaving_order", "-name_sort", "-pk"),
    "block": ("block_order", "cell_order", "name_sort", "pk"),
    "-block": ("-block_order", "-cell_order", "-name_sort", "-pk"),
    "status": ("class_order", "name_sort", "pk"),
    "-status": ("-class_order", "-name_sort", "-pk"),
}
LATEST = 7
"""Events shown on the profile; the rest are on the history page."""


def _classified() -> Prefetch:
    return Prefetch("classifications", Classification.objects.filter(replaced_at=None))


def _people(request: HttpRequest):
    people = with_custody(Person.objects.visible_to(request.user))
    return PersonFilter(request.GET, people, request=request)


@requires("inmates.view_person")
@require_GET
def person_list(request: HttpRequest) -> HttpResponse:
    found = _people(request)
    # A sort key from the URL is only looked up, never passed to the database.
    order = request.GET.get("sort", "name")
    order = order if order in ORDERS else "name"
    everybody = None if found.is_narrowed else lambda size: _everybody(order, size, user=request.user)
    page = keyset_page(request, found.qs, keys=ORDERS[order], first_rows=everybody)
    today, trained, classified = clock.today(request.user.time_zone), batches_now(page.rows), newest_of(page.rows)
    for person in page.rows:
        person.trained_in = trained.get(person.pk)
        person.missing_data = everything_missing(person, today, classified[person.pk])
        person.is_overdue = is_overdue(person, today)
    context = {
        "filter": found,
        "page": page,
        "counts": counts(request.user, found.qs if found.is_narrowed else None),
        "last_import": _last_import.first(user=request.user),
        "found_among_released": _found_among_released(request),
    }
    return render(request, "inmates/profile/person_list.html", context)


@Statement
def _everybody(order: str, size: int, user: User) -> QuerySet[Person]:
    return with_custody(Person.objects.visible_to(user)).order_by(*ORDERS[order])[:size]


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
    people = list(_people(request).qs.prefetch_related(_classified()).order_by("name_sort", "pk"))
    day = clock.today(request.user.time_zone)
    heads, rows = exported_rows(people, trained=batches_now(people), today=day)
    access.log(access.Kind.EXPORT, "inmates.person", by=request.user, what=f"list of people as {kind}")
    name = _("participants")
    return file_response(kind, f"{name}-{day:%Y-%m-%d}", heads, rows)


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
