"""Agreements between the offices, for both parties."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.listing import asks_for_file
from core.paging import keyset_page
from core.scan_answers import scan_answer
from core.seen_forms import hold_shown
from programs.agreements import agreement_terms, meeting_records
from programs.agreements.agreement_list import AGREEMENTS
from programs.agreements.forms import AgreementForm, ScanForm
from programs.agreements.models import Agreement


def _visible(request: HttpRequest):
    related = ("facility", "training_center")
    return Agreement.objects.visible_to(request.user).select_related(*related).prefetch_related("vocations")


def _with_standing(request: HttpRequest, agreements) -> list[Agreement]:
    today = clock.today(request.user.time_zone)
    for agreement in agreements:
        agreement.standing = agreement_terms.standing(agreement, today)
    return agreements


@requires("programs.view_agreement")
@require_GET
def agreement_list(request: HttpRequest) -> HttpResponse:
    told = partial(_with_standing, request)
    if asks_for_file(request):
        return AGREEMENTS.file(request, _visible(request), prepare=told)
    page = AGREEMENTS.page(request, _visible(request), prepare=told)
    return render(request, "programs/agreements/agreement_list.html", {"page": page})


@requires("programs.view_agreement")
@require_GET
def agreement_detail(request: HttpRequest, public_id) -> HttpResponse:
    agreement = get_object_or_404(_visible(request), public_id=public_id)
    _with_standing(request, [agreement])
    batches = agreement.batches.select_related("version__program")
    meetings = keyset_page(request, agreement.meetings.all(), keys=("-held_on", "-pk"))
    may_record = not meeting_records.record_blockers(agreement, by=request.user)
    context = {"agreement": agreement, "batches": batches, "meetings": meetings, "may_record": may_record}
    return render(request, "programs/agreements/agreement_detail.html", context)


@requires("programs.change_agreement")
@require_http_methods(["GET", "POST"])
def agreement_new(request: HttpRequest) -> HttpResponse:
    form, user = AgreementForm(request.POST or None), request.user
    if form.carry_out(lambda data: agreement_terms.create_agreement(by=user, facility=user.facility, **data)):
        messages.success(request, _("The agreement was recorded."))
        return redirect("programs:agreement_detail", form.result.public_id)
    return render(request, "programs/agreements/agreement_form.html", {"form": form}, status=form.status)


@requires("programs.change_agreement")
@require_http_methods(["GET", "POST"])
def agreement_edit(request: HttpRequest, public_id) -> HttpResponse:
    agreement = hold_shown(request, lambda: get_object_or_404(_visible(request), public_id=public_id))
    initial = {name: getattr(agreement, name) for name in AgreementForm.base_fields if name != "vocations"}
    form = AgreementForm(request.POST or None, initial={**initial, "vocations": agreement.vocations.all()})
    if form.carry_out(lambda data: agreement_terms.change_agreement(agreement, by=request.user, terms=_terms(data))):
        messages.success(request, _("The agreement was changed."))
        return redirect("programs:agreement_detail", agreement.public_id)
    context = {"form": form, "agreement": agreement}
    return render(request, "programs/agreements/agreement_form.html", context, status=form.status)


def _terms(data: dict) -> agreement_terms.Terms:
    return agreement_terms.Terms(**{**data, "vocations": tuple(data["vocations"])})


@requires("programs.view_agreement")
@require_GET
def agreement_scan(request: HttpRequest, public_id) -> HttpResponse:
    """Serves the scan to those who may see the agreement; it has no public URL in the media folder."""
    agreement = get_object_or_404(_visible(request), public_id=public_id)
    answer = scan_answer(agreement.scan, name=_("agreement-%(number)s") % {"number": agreement.number})
    access.log(access.Kind.EXPORT, agreement, by=request.user, what="agreement scan")
    return answer


@requires("programs.change_agreement")
@require_http_methods(["GET", "POST"])
def agreement_scan_add(request: HttpRequest, public_id) -> HttpResponse:
    agreement = get_object_or_404(_visible(request), public_id=public_id)
    form = ScanForm(request.POST or None, request.FILES or None)
    if form.carry_out(lambda data: agreement_terms.attach_scan(agreement, by=request.user, content=data["scan"])):
        messages.success(request, _("The scan is kept with the agreement."))
        return redirect("programs:agreement_detail", agreement.public_id)
    context = {"form": form, "agreement": agreement}
    return render(request, "programs/agreements/agreement_scan.html", context, status=form.status)
