"""The hearing of the placement board: opening, deciding, closing; and the places that follow from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from core import clock
from core.errors import refuse_if
from programs import enrolling, selecting
from programs.entry_rules import Verdict, verdict_of
from programs.forms.selection import DecisionForm, HearingForm
from programs.models import Application, Hearing
from programs.views.selection import application_page, as_uuid, selecting_batch, visible_application


@requires("programs.hold_hearing")
@require_http_methods(["GET", "POST"])
def hearing_new(request: HttpRequest, public_id) -> HttpResponse:
    batch = selecting_batch(request, public_id)
    initial = {"held_on": clock.today(batch.facility.time_zone)}
    form = HearingForm(request.POST or None, batch=batch, initial=initial)
    if request.method == "POST" and form.carry_out(
        lambda data: selecting.open_hearing(by=request.user, batch=batch, **data)
    ):
        messages.success(request, _("The hearing is open. The chair decides on each application."))
        return redirect("programs:selection_detail", batch.public_id)
    return render(request, "programs/hearing_new.html", {"batch": batch, "form": form}, status=form.status)


@requires("programs.decide_application")
@require_POST
def application_decide(request: HttpRequest, public_id) -> HttpResponse:
    application = visible_application(request, public_id)
    meets = verdict_of(selecting.answers_now(application.batch, application.inmate)) == Verdict.MEETS
    form = DecisionForm(request.POST, meets_rules=meets)
    if form.carry_out(lambda data: selecting.decide(application, by=request.user, **data)):
        messages.success(request, _("The decision on %(name)s is recorded.") % {"name": application.inmate.full_name})
        return redirect("programs:selection_detail", application.batch.public_id)
    return application_page(request, application, form)


@requires("programs.decide_application")
@require_http_methods(["GET", "POST"])
def hearing_close(request: HttpRequest, public_id) -> HttpResponse:
    """What was decided, for a last look; sent, it locks."""
    hearings = Hearing.objects.filter(batch__facility=request.user.facility_id)
    hearing = get_object_or_404(hearings.select_related("batch__facility", "chair"), public_id=public_id)
    if request.method == "POST":
        selecting.close_hearing(hearing, by=request.user)
        messages.success(request, _("The hearing is closed; its decisions are locked."))
        return redirect("programs:selection_detail", hearing.batch.public_id)
    decisions = hearing.decisions.select_related("inmate").order_by("state", "reserve_position", "inmate__name_key")
    members = [member.user for member in hearing.members.select_related("user")]
    reasons = selecting.closing_blockers(hearing, by=request.user)
    context = {"hearing": hearing, "decisions": decisions, "members": members, "reasons": reasons}
    return render(request, "programs/hearing_close.html", context)


@requires("programs.enroll")
@require_POST
def enroll(request: HttpRequest, public_id) -> HttpResponse:
    """Gives a place to one admitted person (`application`), or to each against whom nothing stands."""
    batch = selecting_batch(request, public_id)
    admitted = batch.applications.filter(state=Application.State.ADMITTED).select_related("inmate")
    if "application" in request.POST:
        application = get_object_or_404(admitted, public_id=as_uuid(request.POST["application"]))
        enrolling.enroll(application, by=request.user)
        messages.success(request, _("%(name)s has a place.") % {"name": application.inmate.full_name})
    else:
        _enroll_all(request, list(admitted.order_by("decided_at", "pk")))
    return redirect("programs:selection_detail", batch.public_id)


def _enroll_all(request: HttpRequest, admitted: list[Application]) -> None:
    enrolled, refused = enrolling.enroll_each(admitted, by=request.user)
    if refused and not enrolled:
        refuse_if([reason for _application, violation in refused for reason in violation.reasons])
    words = ngettext("%(count)s person has a place.", "%(count)s persons have a place.", len(enrolled))
    messages.success(request, words % {"count": len(enrolled)})
    for application, violation in refused:
        messages.warning(request, f"{application.inmate.full_name}: {violation}")
