"""Certificates from before: the list, one of them, what waits for a second person, and how one ends."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed, confirmed_file, confirmed_if_file
from certification.earlier_certificates import earlier_confirmation, earlier_ends, earlier_register
from certification.earlier_certificates.earlier_import import KIND
from certification.earlier_certificates.earlier_list import EARLIER
from certification.earlier_certificates.forms import ConfirmForm, EarlierFilter, EndForm
from certification.earlier_certificates.models import EarlierCertificate
from core import access
from core.http import pdf_answer
from core.listing import asks_for_file
from core.shown_acts import refuse_other
from inmates.imports.models import ListImport

SEES = "certification.view_register"


def _certificate(request: HttpRequest, public_id) -> EarlierCertificate:
    related = ("training_center", "person", "recorded_by", "decided_by", "end_asked_by", "ended_by")
    rows = EarlierCertificate.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(rows, public_id=public_id)


def _crumbs(*further: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"url": reverse("certification:certificate_list"), "label": _("Certificates")},
        {"url": reverse("certification:earlier_list"), "label": _("Certificates from before")},
        *further,
    ]


@requires(SEES)
@require_GET
@confirmed_if_file
def earlier_list(request: HttpRequest) -> HttpResponse:
    form = EarlierFilter(request.GET)
    rows = form.apply(EarlierCertificate.objects.visible_to(request.user))
    if asks_for_file(request):
        return EARLIER.file(request, rows)
    access.log(access.Kind.VIEW, "certification.earlier", by=request.user, what="certificates from before")
    page = EARLIER.page(request, rows)
    access.shown(*(row.person_id for row in page.rows))
    context = {
        "form": form,
        "page": page,
        "lists": earlier_register.lists_of(request.user),
        "years": earlier_register.years_of(request.user),
    }
    return render(request, "certification/earlier_certificates/earlier_list.html", context)


@requires(SEES)
@require_GET
def earlier_detail(request: HttpRequest, public_id) -> HttpResponse:
    row, by = _certificate(request, public_id), request.user
    access.log(access.Kind.VIEW, row, by=by, what="certificate from before")
    access.shown(row.person_id)
    context = {
        "row": row,
        "may_ask": not earlier_ends.ask_blockers(row, by=by),
        "approval_blockers": earlier_ends.approval_blockers(row, by=by) if row.end_is_asked else [],
        "may_approve": row.end_is_asked and by.has_perm(earlier_ends.APPROVES),
    }
    return render(request, "certification/earlier_certificates/earlier_detail.html", context)


@requires(SEES)
@require_GET
@confirmed_file
def earlier_book(request: HttpRequest, year: int, part: int) -> HttpResponse:
    """The printed register of the certificates of one year."""
    access.log(access.Kind.PRINT, "certification.earlier", by=request.user, what="book of certificates from before")
    return pdf_answer(earlier_register.book(request.user.training_center, year, part), f"buku-terdahulu-{year}.pdf")


@requires(earlier_confirmation.PERMISSION)
@require_http_methods(["GET", "POST"])
@confirmed
def earlier_confirm(request: HttpRequest, public_id) -> HttpResponse:
    """GET shows what waits for a second person; POST confirms or refuses the chosen rows."""
    lists = ListImport.objects.visible_to(request.user).filter(kind=KIND).select_related("training_center")
    found, form, by = get_object_or_404(lists, public_id=public_id), ConfirmForm(request.POST or None), request.user
    if form.carry_out(lambda _data: earlier_confirmation.decide(found, by=by, **form.values())):
        messages.success(request, _told(form))
        return redirect("certification:earlier_list")
    access.log(access.Kind.VIEW, "certification.earlier", by=by, what="certificates to confirm")
    rows = earlier_confirmation.waiting_of(found)
    access.shown(*(row.person_id for row in rows))
    context = {
        "import": found,
        "form": form,
        "rows": rows,
        "seen": earlier_confirmation.seal_of(rows),
        "blockers": earlier_confirmation.confirm_blockers(found, rows, by=by),
        "kept": set(request.POST.getlist("certificate")) if form.is_bound else {str(row.public_id) for row in rows},
    }
    return render(request, "certification/earlier_certificates/earlier_confirm.html", context, status=form.status)


def _told(form: ConfirmForm) -> str:
    count = len(form.result)
    if not form.values()["accepts"]:
        return ngettext("%(count)d certificate is not taken in.", "%(count)d certificates are not taken in.", count) % {
            "count": count
        }
    text = ngettext(
        "%(count)d certificate is in the register, and the public check answers for it.",
        "%(count)d certificates are in the register, and the public check answers for them.",
        count,
    )
    return text % {"count": count}


@requires(earlier_ends.ASKS)
@require_http_methods(["GET", "POST"])
def earlier_end(request: HttpRequest, public_id) -> HttpResponse:
    row, form = _certificate(request, public_id), EndForm(request.POST or None)
    if form.carry_out(lambda data: earlier_ends.ask(row, by=request.user, **data)):
        messages.success(request, _("The end is asked for. The certificate stays valid until the head approves it."))
        return redirect("certification:earlier_detail", row.public_id)
    back = reverse("certification:earlier_detail", args=[row.public_id])
    context = {"form": form, "title": _("Revoke or replace"), "back": back, "button": _("Ask for it")}
    context["facts"] = [row.number_text, row.name, *map(str, earlier_ends.ask_blockers(row, by=request.user))]
    context["crumbs"] = _crumbs({"url": back, "label": row.number_text})
    return render(request, "programs/command_form.html", context, status=form.status)


@requires(earlier_ends.APPROVES)
@require_POST
@confirmed
def earlier_end_approve(request: HttpRequest, public_id) -> HttpResponse:
    row = _certificate(request, public_id)
    refuse_other(request, row.end_asked_at)
    earlier_ends.approve(row, by=request.user)
    messages.success(request, _("The certificate is no longer valid."))
    return redirect("certification:earlier_detail", row.public_id)


@requires(earlier_ends.APPROVES)
@require_POST
@confirmed
def earlier_end_reject(request: HttpRequest, public_id) -> HttpResponse:
    row = _certificate(request, public_id)
    refuse_other(request, row.end_asked_at)
    earlier_ends.reject(row, by=request.user)
    messages.success(request, _("The certificate stays in force."))
    return redirect("certification:earlier_detail", row.public_id)
