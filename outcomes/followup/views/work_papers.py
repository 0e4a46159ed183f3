"""Papers for work: how far each is for one graduate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import clock
from outcomes.followup.forms.work_papers import WorkPapersForm
from outcomes.followup.views.consents import agreement_form, ended_answer, visible_consent
from outcomes.followup.work_papers import note_papers, papers_of


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def papers_note(request: HttpRequest, public_id) -> HttpResponse:
    consent = visible_consent(request, public_id)
    if not consent.is_agreed:
        return ended_answer(request)
    initial = {"on": clock.today(request.user.time_zone)}
    form = WorkPapersForm(request.POST or None, papers=papers_of(consent), initial=initial)
    if form.carry_out(
        lambda data: note_papers(consent, by=request.user, on=data["on"], states=form.states(), wanted=form.wanted())
    ):
        messages.success(request, _("The changes were saved.") if form.result else _("Nothing was changed."))
        return redirect("outcomes:consent_detail", consent.public_id)
    note = _("Only what the person wants. The police certificate is never begun unless an employer asks for it.")
    return agreement_form(request, consent, form, title=_("Papers for work"), button=_("Save"), note=note)
