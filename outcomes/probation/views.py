"""Sharing with a probation officer, for the detention center; the own clients, for the officer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from inmates.people.models import Person
from inmates.profile.released_people import released_by
from outcomes.probation import client_shares, clients
from outcomes.probation.client_list import CLIENTS
from outcomes.probation.forms import EndForm, ShareForm
from outcomes.probation.models import ClientShare


@requires("outcomes.view_client")
@require_GET
def client_list(request: HttpRequest) -> HttpResponse:
    page = CLIENTS.page(request, clients.clients_of(request.user))
    return render(request, "outcomes/probation/client_list.html", {"page": page})


@requires("outcomes.view_client")
@require_GET
def client_detail(request: HttpRequest, public_id) -> HttpResponse:
    share = get_object_or_404(clients.clients_of(request.user), public_id=public_id)
    consents = clients.agreements_of(share)
    # Of the agreement, not of person or share: those are in the facility's file of the person, which must not tell
    # that there was an agreement.
    access.log_each(access.Kind.VIEW, consents, by=request.user, what="what a client told")
    ahead = clients.to_come(share.person, clock.today(request.user.time_zone))
    told = clients.told_under(consents, since=share.agreed_on, ahead=ahead)
    context = {"share": share, "told": told}
    return render(request, "outcomes/probation/client_detail.html", context)


def _person(request: HttpRequest, public_id) -> Person:
    here = Person.objects.visible_to(request.user).filter(public_id=public_id).first()
    return here or get_object_or_404(released_by(request.user), public_id=public_id)


@requires("outcomes.share_client")
@require_http_methods(["GET", "POST"])
def share_new(request: HttpRequest, public_id) -> HttpResponse:
    person = _person(request, public_id)
    standing = ClientShare.objects.visible_to(request.user).standing().filter(person=person)
    if share := standing.select_related("officer__probation_office").first():
        return render(request, "outcomes/probation/share_detail.html", {"share": share, "person": person})
    form = ShareForm(request.POST or None, initial={"agreed_on": clock.today(request.user.time_zone)})
    if form.carry_out(lambda data: client_shares.share(person, by=request.user, **data)):
        messages.success(request, _("The probation officer is named."))
        return redirect("outcomes:readiness_detail", person.public_id)
    context = {"form": form, "person": person, "text": client_shares.share_text(request.user.facility)}
    return render(request, "outcomes/probation/share_new.html", context, status=form.status)


@requires("outcomes.share_client")
@require_http_methods(["GET", "POST"])
def share_end(request: HttpRequest, public_id) -> HttpResponse:
    shares = ClientShare.objects.visible_to(request.user).select_related("person")
    share = get_object_or_404(shares, public_id=public_id)
    back = reverse("outcomes:readiness_detail", args=[share.person.public_id])
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.carry_out(lambda data: client_shares.end_share(share, by=request.user)):
        messages.success(request, _("The probation officer reads nothing more."))
        return redirect(back)
    context = {
        "form": form,
        "title": _("End the sharing"),
        "back": back,
        "crumbs": [{"url": back, "label": share.person.full_name}],
        "note": _("From now on the officer reads nothing of this person."),
        "button": _("End it"),
    }
    return render(request, "programs/command_form.html", context, status=form.status)
