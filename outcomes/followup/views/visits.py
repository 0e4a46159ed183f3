"""Noting a visit, and the scan of a paper that was shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.errors import Blocker, RuleViolation
from core.scan_answers import scan_answer
from outcomes.followup.forms.visits import VisitForm
from outcomes.followup.models.outcomes import Outcome
from outcomes.followup.views.consents import agreement_form, ended_answer, visible_consent
from outcomes.followup.visits import note_visit


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def visit_note(request: HttpRequest, public_id) -> HttpResponse:
    consent = visible_consent(request, public_id)
    if not consent.is_agreed:
        return ended_answer(request)
    if not consent.may_visit:
        raise RuleViolation(Blocker("visit", _("This person did not agree to visits.")))
    now = clock.local(clock.now(), request.user.time_zone)
    initial = {"on": now.date(), "at": now.time()}
    form = VisitForm(request.POST or None, request.FILES or None, consent=consent, initial=initial)
    if form.carry_out(lambda data: note_visit(consent, by=request.user, visit=form.visit())):
        messages.success(request, _("The visit is noted."))
        return redirect("outcomes:consent_detail", consent.public_id)
    note = _("Everything below the result is only for a visit on which the person was met.")
    return agreement_form(request, consent, form, title=_("Note a visit"), button=_("Save"), note=note)


@requires("outcomes.follow_up")
@require_GET
def evidence_scan(request: HttpRequest, public_id) -> HttpResponse:
    outcome = get_object_or_404(Outcome.objects.visible_to(request.user), public_id=public_id)
    answer = scan_answer(outcome.scan, name=_("evidence-%(number)s") % {"number": outcome.pk})
    access.log(access.Kind.EXPORT, outcome, by=request.user, what="evidence of a graduate")
    access.shown(outcome.consent.person_id)
    return answer
