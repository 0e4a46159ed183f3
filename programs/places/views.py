"""Pages and actions on places: taking, ending, suspending and resuming them; participants with photos."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from core import clock
from core.command_forms import CommandForm
from core.errors import refuse_if
from core.http import as_uuid
from inmates.profile.views.people import photo_response
from programs.batches.models import Batch
from programs.places import place_changes, places_together
from programs.places.forms import EndForm, ResumeForm, SuspendForm
from programs.places.models import Enrollment
from programs.selection.models import Application
from programs.selection.views.applications import visible_application
from programs.selection.views.candidates import selecting_batch


@requires("programs.enroll")
@require_POST
def enroll(request: HttpRequest, public_id) -> HttpResponse:
    """Gives a place to one admitted person (`application`), or to everybody without blockers."""
    batch = selecting_batch(request, public_id)
    admitted = batch.applications.filter(state=Application.State.ADMITTED).select_related("person")
    if "application" in request.POST:
        application = get_object_or_404(admitted, public_id=as_uuid(request.POST["application"]))
        place_changes.enroll(application, by=request.user)
        messages.success(request, _("%(name)s has a place.") % {"name": application.person.full_name})
    else:
        _enroll_all(request, list(admitted.order_by("decided_at", "pk")))
    return redirect("programs:selection_detail", batch.public_id)


def _enroll_all(request: HttpRequest, admitted: list[Application]) -> None:
    enrolled, refused = places_together.enroll_each(admitted, by=request.user)
    if refused and not enrolled:
        refuse_if([reason for _application, violation in refused for reason in violation.reasons])
    words = ngettext("%(count)s person has a place.", "%(count)s persons have a place.", len(enrolled))
    messages.success(request, words % {"count": len(enrolled)})
    for application, violation in refused:
        messages.warning(request, f"{application.person.full_name}: {violation}")


@requires("programs.enroll")
@require_POST
def offer_accept(request: HttpRequest, public_id) -> HttpResponse:
    application = visible_application(request, public_id)
    place_changes.accept_offer(application, by=request.user)
    messages.success(request, _("%(name)s has a place.") % {"name": application.person.full_name})
    return redirect("programs:application_detail", application.public_id)


def visible_place(request: HttpRequest, public_id) -> Enrollment:
    """A place whose end the user records: that of the own facility, or in a public class of the own training center.

    Elsewhere only the facility does, since reasons for leaving are its concern.
    """
    places = Enrollment.objects.visible_to(request.user).filter(batch__facility=request.user.facility_id)
    return get_object_or_404(
        places.select_related("person", "batch__facility", "batch__training_center"), public_id=public_id
    )


def _act(
    request: HttpRequest, enrollment: Enrollment, form: CommandForm, command: Callable, words: dict
) -> HttpResponse:
    if request.method == "POST" and form.carry_out(lambda data: command(enrollment, by=request.user, **data)):
        messages.success(request, words["done"] % {"name": enrollment.person.full_name})
        return redirect("programs:batch_detail", enrollment.batch.public_id)
    context = {"enrollment": enrollment, "form": form, **words}
    return render(request, "programs/places/enrollment_change.html", context, status=form.status)


def _today(enrollment: Enrollment):
    return clock.today(enrollment.batch.time_zone)


@requires("programs.enroll", "programs.register_participants")
@require_http_methods(["GET", "POST"])
def enrollment_end(request: HttpRequest, public_id) -> HttpResponse:
    enrollment = visible_place(request, public_id)
    initial = {"on": max(_today(enrollment), enrollment.starts_on)}
    form = EndForm(request.POST or None, reasons=place_changes.reasons_for(enrollment), initial=initial)
    words = {
        "title": _("End the place of %(name)s") % {"name": enrollment.person.full_name},
        "effect": _("From that day the person is on no roll. Units that were passed stay passed."),
        "button": _("End the place"),
        "done": _("The place of %(name)s has ended."),
    }
    return _act(request, enrollment, form, place_changes.end_enrollment, words)


@requires("programs.enroll", "programs.register_participants")
@require_http_methods(["GET", "POST"])
def enrollment_suspend(request: HttpRequest, public_id) -> HttpResponse:
    enrollment = visible_place(request, public_id)
    initial = {"from_date": _today(enrollment)}
    form = SuspendForm(request.POST or None, reasons=place_changes.resting_reasons_for(enrollment), initial=initial)
    words = {
        "title": _("Suspend the place of %(name)s") % {"name": enrollment.person.full_name},
        "effect": _("The place is kept; the person is on no roll until it is resumed."),
        "button": _("Suspend the place"),
        "done": _("The place of %(name)s is suspended."),
    }
    return _act(request, enrollment, form, place_changes.suspend, words)


@requires("programs.enroll", "programs.register_participants")
@require_http_methods(["GET", "POST"])
def enrollment_complete(request: HttpRequest, public_id) -> HttpResponse:
    enrollment = visible_place(request, public_id)
    against = place_changes.completion_blockers(enrollment)
    effect = _(
        "The units that the person takes are taught. The person may enter another batch; the training center signs "
        "off the results and states the units."
    )
    words = {
        "title": _("Complete the units of %(name)s") % {"name": enrollment.person.full_name},
        "effect": " ".join(map(str, against)) or effect,
        "button": _("Complete the units"),
        "done": _("%(name)s has completed the units."),
    }
    return _act(request, enrollment, CommandForm(request.POST or None), place_changes.complete, words)


@requires("programs.enroll", "programs.register_participants")
@require_http_methods(["GET", "POST"])
def enrollment_resume(request: HttpRequest, public_id) -> HttpResponse:
    enrollment = visible_place(request, public_id)
    form = ResumeForm(request.POST or None, initial={"on": place_changes.last_day_to_resume(enrollment)})
    words = {
        "title": _("Resume the place of %(name)s") % {"name": enrollment.person.full_name},
        "effect": _("From that day the person is on the roll again."),
        "button": _("Resume the place"),
        "done": _("%(name)s takes part again."),
    }
    return _act(request, enrollment, form, place_changes.resume, words)


@requires("inmates.view_participant", "programs.view_movement")
@require_GET
def participant_photo(request: HttpRequest, public_id) -> HttpResponse:
    places = Enrollment.objects.visible_to(request.user)
    if request.user.has_perm("programs.view_movement"):
        # Everybody who may be fetched, even for a guard who as a case officer sees only their own wards.
        places = Enrollment.objects.filter(batch__in=Batch.objects.visible_to(request.user))
    place = get_object_or_404(places.recognizable().select_related("person"), public_id=public_id)
    return photo_response(place.person, by=request.user)
