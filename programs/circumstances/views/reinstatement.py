"""Reinstating a place that ended by mistake."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from programs.circumstances import place_reinstatement
from programs.circumstances.forms import ReinstateForm
from programs.places.views import visible_place


@requires("programs.enroll")
@require_http_methods(["GET", "POST"])
def enrollment_reinstate(request: HttpRequest, public_id) -> HttpResponse:
    """Shows what reinstating the place would do and why it may be impossible, before anything is sent."""
    place = place_reinstatement.reinstated_from(visible_place(request, public_id).pk)
    form, name = ReinstateForm(request.POST or None), place.person.full_name
    if request.method == "POST" and form.carry_out(
        lambda data: place_reinstatement.reinstate(place, by=request.user, **data)
    ):
        messages.success(request, _("%(name)s has the place again.") % {"name": name})
        return redirect("programs:batch_detail", place.batch.public_id)
    reasons = place_reinstatement.blockers(place)
    context = {"enrollment": place, "form": form, "reasons": reasons}
    context["effects"] = [] if reasons else place_reinstatement.preview(place)
    return render(request, "programs/circumstances/enrollment_reinstate.html", context, status=form.status)
