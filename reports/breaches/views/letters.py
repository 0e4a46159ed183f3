"""Telling the affected people and the authority: letters, sheets for envelopes, the report, and what was recorded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.http import pdf_answer
from reports.breaches import breach_papers, telling
from reports.breaches.breach_papers import MOST_LETTERS
from reports.breaches.breach_recording import PERMISSION
from reports.breaches.forms import AuthorityForm, TellForm
from reports.breaches.models import AffectedPerson, Breach
from reports.breaches.views.breaches import ask, breach_of, to


def _untold(found: Breach) -> list[AffectedPerson]:
    """The next ones to tell."""
    return list(found.affected.filter(told_on=None).select_related("person")[:MOST_LETTERS])


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_tell(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    today = clock.today(request.user.time_zone)
    form = TellForm(request.POST or None, affected=_untold(found), initial={"on": today})
    if form.carry_out(lambda data: telling.tell_people(found, by=request.user, **data)):
        text = ngettext("%(count)d person was told.", "%(count)d people were told.", form.result)
        messages.success(request, text % {"count": form.result})
        return to(found)
    return ask(request, found, form, _("Who was told"), _("Save"))


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_authority(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    form = AuthorityForm(request.POST or None, initial={"on": clock.today(request.user.time_zone)})
    if form.carry_out(lambda data: telling.tell_authority(found, by=request.user, **data)):
        messages.success(request, _("It is recorded that the authority was told."))
        return to(found)
    return ask(request, found, form, _("The authority was told"), _("Save"))


@requires(PERMISSION)
@require_GET
def breach_letters(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    on = clock.today(request.user.time_zone)
    content = breach_papers.letters(found, _untold(found), by=request.user, on=on)
    access.log(access.Kind.PRINT, found, by=request.user, what="letters about a breach")
    return pdf_answer(content, f"{_('letters')}-{on:%Y-%m-%d}.pdf")


@requires(PERMISSION)
@require_GET
def breach_envelopes(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    content = breach_papers.envelopes(_untold(found))
    access.log(access.Kind.PRINT, found, by=request.user, what="letters about a breach")
    return pdf_answer(content, f"{_('envelopes')}.pdf")


@requires(PERMISSION)
@require_GET
def breach_report(request: HttpRequest, public_id) -> HttpResponse:
    found, on = breach_of(request, public_id), clock.today(request.user.time_zone)
    content = breach_papers.report(found, by=request.user, on=on)
    access.log(access.Kind.PRINT, found, by=request.user, what="report of a breach")
    return pdf_answer(content, f"{_('report')}-{on:%Y-%m-%d}.pdf")
