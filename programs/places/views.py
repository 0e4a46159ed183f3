"""Changes of one place: ended, suspended, resumed, put back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import clock
from core.command_forms import CommandForm
from programs.circumstances import place_reinstatement
from programs.places import place_changes
from programs.places.models import Enrollment
from programs.selection.forms import EndForm, ReinstateForm, ResumeForm, SuspendForm


def _visible_enrollment(request: HttpRequest, public_id) -> Enrollment:
    """Why somebody leaves is the facility's affair, so only its own users come here."""
    places = Enrollment.objects.visible_to(request.user).filter(batch__facility=request.user.facility_id)
    return get_object_or_404(places.select_related("person", "batch__facility"), public_id=public_id)


def _act(
    request: HttpRequest, enrollment: Enrollment, form: CommandForm, command: Callable, words: dict
) -> HttpResponse:
    if request.method == "POST" and form.carry_out(lambda data: command(enrollment, by=request.user, **data)):
        messages.success(request, words["done"] % {"name": enrollment.person.full_name})
        return redirect("programs:batch_detail", enrollment.batch.public_id)
    context = {"enrollment": enrollment, "form": form, **words}
    return render(request, "programs/places/enrollment_change.html", context, status=form.status)


def _today(enrollment: Enrollment):
    return clock.today(enrollment.batch.facility.time_zone)


@requires("programs.enroll")
@require_http_methods(["GET", "POST"])
def enrollment_end(request: HttpRequest, public_id) -> HttpResponse:
    enrollment = _visible_enrollment(request, public_id)
    initial = {"on": max(_today(enrollment), enrollment.starts_on)}
    form = EndForm(request.POST or None, reasons=place_changes.reasons_for(enrollment), initial=initial)
    words = {
        "title": _("End the place of %(name)s") % {"name": enrollment.person.full_name},
        "effect": _("From that day the person is on no roll. Units that were passed stay passed."),
        "button": _("End the place"),
        "done": _("The place of %(name)s has ended."),
    }
    return _act(request, enrollment, form, place_changes.end_enrollment, words)


@requires("programs.enroll")
@require_http_methods(["GET", "POST"])
def enrollment_suspend(request: HttpRequest, public_id) -> HttpResponse:
    enrollment = _visible_enrollment(request, public_id)
    initial = {"from_date": _today(enrollment)}
    form = SuspendForm(request.POST or None, reasons=place_changes.reasons_for(enrollment), initial=initial)
    words = {
        "title": _("Suspend the place of %(name)s") % {"name": enrollment.person.full_name},
        "effect": _("The place is kept; the person is on no roll until it is resumed."),
        "button": _("Suspend the place"),
        "done": _("The place of %(name)s is suspended."),
    }
    return _act(request, enrollment, form, place_changes.suspend, words)


@requires("programs.enroll")
@require_http_methods(["GET", "POST"])
def enrollment_resume(request: HttpRequest, public_id) -> HttpResponse:
    enrollment = _visible_enrollment(request, public_id)
    form = ResumeForm(request.POST or None, initial={"on": _today(enrollment)})
    words = {
        "title": _("Resume the place of %(name)s") % {"name": enrollment.person.full_name},
        "effect": _("From that day the person is on the roll again."),
        "button": _("Resume the place"),
        "done": _("%(name)s takes part again."),
    }
    return _act(request, enrollment, form, place_changes.resume, words)


@requires("programs.enroll")
@require_http_methods(["GET", "POST"])
def enrollment_reinstate(request: HttpRequest, public_id) -> HttpResponse:
    """An end that was a mistake: what putting the place back would do, and why it cannot be, before it is sent."""
    place = place_reinstatement.reinstated_from(_visible_enrollment(request, public_id).pk)
    form, name = ReinstateForm(request.POST or None), place.person.full_name
    if request.method == "POST" and form.carry_out(
        lambda data: place_reinstatement.reinstate(place, by=request.user, **data)
    ):
        messages.success(request, _("%(name)s has the place again.") % {"name": name})
        return redirect("programs:batch_detail", place.batch.public_id)
    reasons = place_reinstatement.blockers(place)
    context = {"enrollment": place, "form": form, "reasons": reasons}
    context["effects"] = [] if reasons else place_reinstatement.preview(place)
    return render(request, "programs/places/enrollment_reinstate.html", context, status=form.status)
