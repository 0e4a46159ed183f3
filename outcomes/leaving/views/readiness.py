"""Ready to leave: who leaves soon, and what each person still needs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import requires
from core import access, clock
from core.counting import counts_of
from core.http import pdf_answer
from core.page_links import shown
from core.paging import keyset_page
from core.seen_forms import hold_shown
from inmates.custody.custody_facts import with_custody
from inmates.people.models import Person
from inmates.profile.released_people import released_by
from outcomes.leaving import readiness, readiness_paper, readiness_records, skill_passport
from outcomes.leaving.departures import RELEASES
from outcomes.leaving.forms import ReadinessFilterForm, ReadinessForm
from outcomes.leaving.leaving_links import leaving_links


def _of_office(request: HttpRequest):
    return with_custody(Person.objects.visible_to(request.user))


@requires("outcomes.view_readiness")
@require_GET
def readiness_list(request: HttpRequest) -> HttpResponse:
    today, form = clock.today(request.user.time_zone), ReadinessFilterForm(request.GET or None)
    everybody = readiness.leaving_soon(_of_office(request), on=today)
    narrowed = everybody.filter(readiness.narrowing(form["which"].value() or "", on=today))
    page = keyset_page(request, narrowed, keys=("-is_late", "leaving_order", "name_sort", "pk"))
    progress = readiness.progress_of(page.rows, today=today)
    counts = counts_of(
        all=everybody,
        late=everybody.filter(is_late=1),
        unknown=_of_office(request).filter(leaving_on=None),
    )
    context = {"page": page, "form": form, "counts": counts, "today": today}
    context["groups"] = readiness.grouped(page.rows, progress, on=today)
    context["short_list"] = [item for item in readiness.facility_items() if item.is_on_short_list]
    return render(request, "outcomes/leaving/readiness_list.html", context)


def _person(request: HttpRequest, public_id) -> Person:
    """Somebody here, or somebody released from here, with `leaving_on`: the day from which all days are counted."""
    here = _of_office(request).select_related("facility", "case_officer").filter(public_id=public_id).first()
    if here:
        return here
    person = get_object_or_404(released_by(request.user), public_id=public_id)
    if person.leaving not in RELEASES:
        raise Http404
    person.leaving_on = person.left_on
    return person


def _progress(request: HttpRequest, person: Person) -> readiness.Progress:
    if person.leaving_on is None:
        raise Http404
    today = clock.today(request.user.time_zone)
    return readiness.progress_of([person], today=today, short=person.facility_id is None)[person.pk]


def _page(request: HttpRequest, person: Person, form: ReadinessForm | None) -> HttpResponse:
    links = shown(leaving_links.ask(person), may=request.user.has_perm)
    context = {"person": person, "form": form, "progress": form.progress if form else None, "links": links}
    if request.user.has_perm("outcomes.view_passport"):
        places = skill_passport.places_with_units(request.user).of_facilities()
        context["has_passport"] = places.filter(person=person).exists()
    status = form.status if form else 200
    return render(request, "outcomes/leaving/readiness_detail.html", context, status=status)


@requires("outcomes.view_readiness")
@require_GET
def readiness_detail(request: HttpRequest, public_id) -> HttpResponse:
    person = _person(request, public_id)
    access.log(access.Kind.VIEW, person, by=request.user, what="readiness")
    form = ReadinessForm(progress=_progress(request, person)) if person.leaving_on else None
    return _page(request, person, form)


@requires("outcomes.change_readiness")
@require_POST
def readiness_save(request: HttpRequest, public_id) -> HttpResponse:
    person = hold_shown(request, lambda: _person(request, public_id))
    form = ReadinessForm(request.POST, progress=_progress(request, person))
    if form.carry_out(
        lambda data: readiness_records.record_readiness(person, by=request.user, on=data["on"], marks=form.marks())
    ):
        messages.success(request, _("The changes were saved.") if form.result else _("Nothing was changed."))
        return redirect("outcomes:readiness_detail", person.public_id)
    return _page(request, person, form)


@requires("outcomes.view_readiness")
@require_GET
def readiness_print(request: HttpRequest, public_id) -> HttpResponse:
    person = _person(request, public_id)
    content = readiness_paper.sheet(_progress(request, person), by=request.user)
    access.log(access.Kind.PRINT, person, by=request.user, what="sheet of readiness")
    return pdf_answer(content, "siap-pulang.pdf")
