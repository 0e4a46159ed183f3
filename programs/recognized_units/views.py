"""Units passed elsewhere: recorded from a participant's page, decided by a second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if
from core import access, clock
from core.paging import keyset_page
from core.scan_answers import stored_answer
from core.templatetags.dates import day_full
from inmates.people.models import Person
from programs.entry_rules import ladders
from programs.places.models import Enrollment
from programs.recognized_units import recognition
from programs.recognized_units.forms import DecisionForm, PaperForm
from programs.recognized_units.models import RecognizedUnit

MOST_STEPS = 12


def _visible(request: HttpRequest):
    return RecognizedUnit.objects.visible_to(request.user).select_related("person", "recorded_by")


@requires("inmates.view_participant")
@require_GET
def participant_steps(request: HttpRequest, public_id) -> HttpResponse:
    """What a participant has passed elsewhere, and what may be learned next."""
    places = Enrollment.objects.visible_to(request.user).select_related("person")
    place = get_object_or_404(places, public_id=public_id)
    access.log(access.Kind.VIEW, place.person, by=request.user, what="next steps")
    units = RecognizedUnit.objects.visible_to(request.user).filter(person=place.person_id)
    context = {"place": place, "person": place.person, "units": units, "steps": _steps(request, place.person)}
    return render(request, "programs/recognized_units/participant_steps.html", context)


@requires("inmates.view_person")
@require_GET
def person_steps(request: HttpRequest, public_id) -> HttpResponse:
    """The same for staff of the facility, with its own entry rules."""
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    access.log(access.Kind.VIEW, person, by=request.user, what="next steps")
    units = RecognizedUnit.objects.accepted().of_facilities().filter(person=person)
    context = {"person": person, "units": units, "steps": _steps(request, person)}
    return render(request, "programs/recognized_units/person_steps.html", context)


def _steps(request: HttpRequest, person: Person) -> list[ladders.Rung]:
    return ladders.next_steps(person.pk, request.user, on=clock.today(request.user.time_zone))[:MOST_STEPS]


@requires("programs.record_recognized_unit")
@require_http_methods(["GET", "POST"])
def recognized_unit_new(request: HttpRequest, public_id) -> HttpResponse:
    places = Enrollment.objects.visible_to(request.user).select_related("person", "batch__training_center")
    place, form = get_object_or_404(places, public_id=public_id), PaperForm(request.POST or None, request.FILES or None)
    back = reverse("programs:participant_steps", args=[place.public_id])
    if form.carry_out(lambda data: recognition.record(place, by=request.user, paper=form.paper())):
        messages.success(request, _("The unit is recorded. It counts once another person has compared it."))
        return redirect(back)
    crumbs = [
        {"url": reverse("programs:participant_list"), "label": _("Participants")},
        {"url": back, "label": place.person.full_name},
    ]
    context = {"form": form, "title": _("Unit passed elsewhere"), "crumbs": crumbs, "back": back, "button": _("Save")}
    return render(request, "programs/command_form.html", context, status=form.status)


@requires("programs.record_recognized_unit", "programs.check_recognized_unit")
@require_GET
def recognized_unit_list(request: HttpRequest) -> HttpResponse:
    """Units that wait for a second person."""
    page = keyset_page(request, _visible(request).to_check(), keys=("recorded_at", "pk"))
    for row in page.rows:
        row.may_decide = not recognition.decision_blockers(row, by=request.user)
    return render(request, "programs/recognized_units/recognized_unit_list.html", {"page": page})


@requires("programs.check_recognized_unit")
@require_http_methods(["GET", "POST"])
@confirmed_if(lambda request: DecisionForm(request.POST).is_valid())
def recognized_unit_decide(request: HttpRequest, public_id) -> HttpResponse:
    row, form = get_object_or_404(_visible(request), public_id=public_id), DecisionForm(request.POST or None)
    if form.carry_out(lambda data: recognition.decide(row, by=request.user, **form.values())):
        messages.success(request, _("The decision is recorded."))
        return redirect("programs:recognized_unit_list")
    facts = [row.person.full_name, str(row), row.source, day_full(row.passed_on)]
    facts += map(str, recognition.decision_blockers(row, by=request.user))
    back = reverse("programs:recognized_unit_list")
    context = {"form": form, "title": _("Recognize a unit"), "facts": facts, "back": back, "button": _("Save")}
    context["crumbs"] = [{"url": back, "label": _("Units passed elsewhere")}]
    return render(request, "programs/command_form.html", context, status=form.status)


@requires("programs.record_recognized_unit", "programs.check_recognized_unit")
@require_GET
def recognized_unit_scan(request: HttpRequest, public_id) -> HttpResponse:
    row = get_object_or_404(_visible(request), public_id=public_id)
    answer = stored_answer(row.scan, name=f"{_('paper')}-{row.pk}")
    access.log(access.Kind.EXPORT, row, by=request.user, what="paper of a recognized unit")
    access.shown(row.person_id)
    return answer
