"""Telling the affected people and the authority: letters, sheets for envelopes, the report, and what was recorded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_file
from core import access, clock
from core.http import pdf_answer
from core.templatetags.dates import moment
from reports.breaches import breach_papers, telling
from reports.breaches.breach_recording import PERMISSION
from reports.breaches.forms import AuthorityForm, TellForm
from reports.breaches.models import AffectedPerson, Breach
from reports.breaches.telling_apart import with_marks
from reports.breaches.untold_parts import UntoldPart
from reports.breaches.views.breaches import ask, breach_of, to


def _part(request: HttpRequest, found: Breach) -> UntoldPart:
    """The part of those not told yet that the address asks for."""
    number = request.GET.get("part", "")
    return UntoldPart(found, int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_tell(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    today = clock.today(request.user.time_zone)
    part = _part(request, found)
    people = with_marks(part.people, request.user)
    form = TellForm(request.POST or None, affected=people, initial={"on": today})
    if form.carry_out(lambda data: telling.tell_people(found, by=request.user, **data)):
        messages.success(request, _told(form.result, form.cleaned_data["how"]))
        return to(found)
    context = {"found": found, "form": form, "sentence": part.sentence()}
    return render(request, "reports/breaches/breach_tell.html", context, status=form.status)


def _told(count: int, how: str) -> str:
    if how == AffectedPerson.How.UNREACHED:
        text = ngettext(
            "A try that did not reach %(count)d person is recorded. Try again.",
            "A try that did not reach %(count)d people is recorded. Try again.",
            count,
        )
    else:
        text = ngettext("%(count)d person was told.", "%(count)d people were told.", count)
    return text % {"count": count}


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def breach_authority(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    now = clock.local(clock.now(), request.user.time_zone)
    form = AuthorityForm(request.POST or None, initial={"on": now.date(), "hour": now.time()})
    if form.carry_out(
        lambda _data: telling.tell_authority(found, by=request.user, **form.said(request.user.time_zone))
    ):
        messages.success(request, _("It is recorded that the authority was told."))
        return to(found)
    facts = [_("Tell until %(until)s") % {"until": moment(found.deadline)}]
    return ask(request, found, form, _("The authority was told"), _("Save"), facts=facts)


@requires(PERMISSION)
@require_GET
@confirmed_file
def breach_letters(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    on = clock.today(request.user.time_zone)
    content = breach_papers.letters(found, _part(request, found).people, by=request.user, on=on)
    access.log(access.Kind.PRINT, found, by=request.user, what="letters about a breach")
    return pdf_answer(content, f"surat-pemberitahuan-{on:%Y-%m-%d}.pdf")


@requires(PERMISSION)
@require_GET
@confirmed_file
def breach_envelopes(request: HttpRequest, public_id) -> HttpResponse:
    found = breach_of(request, public_id)
    content = breach_papers.envelopes(_part(request, found).people)
    access.log(access.Kind.PRINT, found, by=request.user, what="letters about a breach")
    return pdf_answer(content, "lembar-sampul.pdf")


@requires(PERMISSION)
@require_GET
def breach_report(request: HttpRequest, public_id) -> HttpResponse:
    found, on = breach_of(request, public_id), clock.today(request.user.time_zone)
    content = breach_papers.report(found, by=request.user, on=on)
    access.log(access.Kind.PRINT, found, by=request.user, what="report of a breach")
    return pdf_answer(content, f"laporan-kegagalan-{on:%Y-%m-%d}.pdf")
