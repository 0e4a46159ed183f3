"""Arrivals of people already on record: finding them and receiving them with their history."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import access, clock
from inmates.custody.in_custody import once_in_custody
from inmates.people.models import Person
from programs.circumstances import arrivals
from programs.circumstances.forms import ArrivalForm, KnownPersonForm


@requires("inmates.record_movement")
@require_http_methods(["GET", "POST"])
def arrival_list(request: HttpRequest) -> HttpResponse:
    """The search is a POST: a NIK in the address would stay in the history of a shared browser."""
    facility, form = request.user.facility, KnownPersonForm(request.POST or None)
    if form.is_valid():
        return _found(request, list(arrivals.known_people(**form.cleaned_data)))
    people = arrivals.found_by(request.GET.get("found", ""), facility)
    for person in people or []:
        person.proof = arrivals.proof_of(person, facility)
    context = {"form": form, "people": people, "sent": arrivals.on_the_way_to(facility)}
    return render(request, "programs/circumstances/arrival_list.html", context, status=422 if form.is_bound else 200)


def _found(request: HttpRequest, people: list[Person]) -> HttpResponse:
    """Redirects to the list with the people found; each search is logged for everybody it found."""
    for subject in people or ["inmates.person"]:
        access.log(access.Kind.VIEW, subject, by=request.user, what="search for a person who arrives")
    token = arrivals.found_token(people, request.user.facility)
    return redirect(reverse("programs:arrival_list", query={"found": token}))


def _arriving(request: HttpRequest, public_id) -> Person:
    """A person out of custody who was announced here, last left from here, or was found by search; else 404."""
    person = get_object_or_404(
        once_in_custody(Person.objects.filter(facility=None, merged_into=None)), public_id=public_id
    )
    if not arrivals.may_receive(person, request.user.facility, request.GET.get("proof") or request.POST.get("proof")):
        raise Http404
    return person


@requires("inmates.record_movement")
@require_http_methods(["GET", "POST"])
def arrival_receive(request: HttpRequest, public_id) -> HttpResponse:
    person, facility = _arriving(request, public_id), request.user.facility
    form = ArrivalForm(request.POST or None, initial={"entered": clock.today(facility.time_zone)})
    if request.method == "POST" and form.carry_out(
        lambda data: arrivals.receive(person, by=request.user, facility=facility, **data)
    ):
        _arrival, failed = form.result
        for sentence in failed:
            messages.warning(request, sentence)
        messages.success(request, _("%(name)s was received; the history came along.") % {"name": person.full_name})
        return redirect("inmates:detail", person.public_id)
    access.log(access.Kind.VIEW, person, by=request.user, what="arrival")
    proof = request.POST.get("proof") or request.GET.get("proof", "")
    context = {"person": person, "form": form, "proof": proof, **arrivals.outlook(person, facility)}
    return render(request, "programs/circumstances/arrival_receive.html", context, status=form.status)
