"""After the decision: offers of places from the reserve list, and appeals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed
from core import clock
from core.command_forms import CommandForm
from core.errors import Blocker, refuse_if
from programs.entry_rules.verdicts import unmet
from programs.selection import admission_appeals, application_decisions, place_offers
from programs.selection.forms import AppealDecisionForm, AppealForm
from programs.selection.models import Application
from programs.selection.views.applications import visible_application
from programs.selection.views.candidates import selecting_batch


@requires("programs.enroll")
@require_POST
def place_offer(request: HttpRequest, public_id) -> HttpResponse:
    batch = selecting_batch(request, public_id)
    offer = place_offers.offer_free_place(batch, by=request.user)
    name = offer.application.person.full_name
    messages.success(request, _("The place is offered to %(name)s.") % {"name": name})
    return redirect("programs:selection_detail", batch.public_id)


@requires("programs.enroll")
@require_POST
def offer_decline(request: HttpRequest, public_id) -> HttpResponse:
    application = visible_application(request, public_id)
    place_offers.decline(application, by=request.user)
    words = _("%(name)s declined the place. It is offered to the next on the reserve list.")
    messages.success(request, words % {"name": application.person.full_name})
    return redirect("programs:selection_detail", application.batch.public_id)


@requires("programs.add_application")
@require_http_methods(["GET", "POST"])
def appeal_new(request: HttpRequest, public_id) -> HttpResponse:
    application = visible_application(request, public_id)
    form = AppealForm(request.POST or None, initial={"received_on": clock.today(request.user.time_zone)})
    if request.method == "POST" and form.carry_out(
        lambda data: admission_appeals.register(application, by=request.user, **data)
    ):
        messages.success(request, _("The appeal is registered. Somebody other than before decides on it."))
        return redirect("programs:application_detail", application.public_id)
    note = _("The decision was: %(reason)s") % {"reason": application.decision_reason or "–"}
    return _page(request, application, form, title=_("Register an appeal"), button=_("Register the appeal"), note=note)


@requires("programs.decide_appeal")
@require_http_methods(["GET", "POST"])
@confirmed
def appeal_decide(request: HttpRequest, public_id) -> HttpResponse:
    application = visible_application(request, public_id)
    appeal = getattr(application, "appeal", None)
    if appeal is None:
        raise Http404
    # For a POST, the command reports this along with all other reasons.
    if request.method == "GET" and appeal.outcome:
        refuse_if([Blocker("decided_already", _("This appeal is decided already."))])
    answers = unmet(application_decisions.answers_now(application.batch, application.person, application.blocks))
    form = AppealDecisionForm(request.POST or None, meets_rules=not answers)
    if request.method == "POST" and form.carry_out(
        lambda data: admission_appeals.decide(appeal, by=request.user, **data)
    ):
        messages.success(request, _("The appeal is decided."))
        return redirect("programs:application_detail", application.public_id)
    words = {"reason": appeal.first_reason, "grounds": appeal.grounds}
    note = _("The decision was: %(reason)s The person says: %(grounds)s") % words
    title, button = _("Decide on the appeal"), _("Save the decision")
    return _page(request, application, form, title=title, button=button, note=note, answers=answers)


def _page(
    request: HttpRequest, application: Application, form: CommandForm, *, title: str, button: str, note: str, answers=()
) -> HttpResponse:
    back = reverse("programs:application_detail", args=[application.public_id])
    name = application.person.full_name
    context = {
        "form": form,
        "title": title,
        "crumbs": [{"label": name, "url": back}],
        "facts": [name, application.batch.name],
        "note": note,
        "answers": answers,
        "button": button,
        "back": back,
    }
    return render(request, "programs/command_form.html", context, status=form.status)
