"""Deciding on who registered for a public class: a place, none, or once more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.models import User
from core.command_forms import ReasonForm
from core.errors import RuleViolation
from programs.entry_rules.verdicts import unmet
from programs.registrations import registration_decisions as decisions
from programs.registrations.entry_answers import answers_of
from programs.registrations.forms import DeclineForm, ExceptionForm
from programs.registrations.models import Registration
from programs.registrations.views.registrations import MAY, asked, visible_registration


@requires(MAY)
@require_POST
def registration_accept(request: HttpRequest, public_id) -> HttpResponse:
    """Gives a place; where the entry rules are not met, the refusal asks for the reason of an exception."""
    registration = visible_registration(request, public_id)
    form = ExceptionForm(request.POST if "override" in request.POST else None)
    if form.is_bound:
        is_done = form.carry_out(
            lambda data: decisions.accept(registration, by=request.user, override=True, reason=data["reason"])
        )
    else:
        is_done = _is_accepted(registration, request.user)
    registration = visible_registration(request, public_id)
    if is_done:
        return _decided(request, registration, _("%(name)s has a place."))
    context = {"title": _("Accept against the entry rules"), "button": _("Give a place all the same"), "status": 422}
    answers = unmet(answers_of(registration.batch, [registration]).get(registration.pk, []))
    return asked(request, registration, form, answers=answers, **context)


def _is_accepted(registration: Registration, by: User) -> bool:
    """Gives a place; False if nothing but the entry rules speaks against it."""
    try:
        decisions.accept(registration, by=by)
    except RuleViolation as refusal:
        if {reason.code for reason in refusal.reasons} != {"rules_not_met"}:
            raise
        return False
    return True


@requires(MAY)
@require_http_methods(["GET", "POST"])
def registration_decline(request: HttpRequest, public_id) -> HttpResponse:
    """Does not accept somebody, for a reason."""
    registration, form = visible_registration(request, public_id), DeclineForm(request.POST or None)
    if form.carry_out(lambda data: decisions.decline(registration, by=request.user, reason=data["reason"])):
        return _decided(request, form.result, _("%(name)s is not accepted."))
    facts = [registration.batch.name, *map(str, decisions.end_blockers(registration, by=request.user))]
    return asked(request, registration, form, title=_("Do not accept"), button=_("Do not accept"), facts=facts)


@requires(MAY)
@require_POST
def registration_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    registration = decisions.withdraw(visible_registration(request, public_id), by=request.user)
    return _decided(request, registration, _("The registration of %(name)s is withdrawn."))


@requires(MAY)
@require_http_methods(["GET", "POST"])
def registration_reopen(request: HttpRequest, public_id) -> HttpResponse:
    """Takes back that somebody was not accepted."""
    registration, form = visible_registration(request, public_id), ReasonForm(request.POST or None)
    if form.carry_out(lambda data: decisions.reopen(registration, by=request.user, reason=data["reason"])):
        messages.success(request, _("The registration is open again."))
        return redirect("programs:registration_detail", registration.public_id)
    facts = [registration.batch.name, *map(str, decisions.reopen_blockers(registration, by=request.user))]
    context = {"title": _("Open the registration again"), "button": _("Open again"), "facts": facts}
    return asked(request, registration, form, **context)


def _decided(request: HttpRequest, registration: Registration, words: str) -> HttpResponse:
    messages.success(request, words % {"name": registration.person.full_name})
    return redirect("programs:registration_list", registration.batch.public_id)
