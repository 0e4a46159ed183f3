"""Need records: list, export, one record, the paper form blank and keyed in, scans, withdrawing."""

from functools import partial
from itertools import chain

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from core.command_forms import ReasonForm
from core.http import as_uuid, pdf_answer
from core.page_links import shown
from core.scan_answers import scan_answer
from outcomes.needs import need_form_paper, need_list, need_recording
from outcomes.needs.employer_page import with_age
from outcomes.needs.forms.employers import shown_facts
from outcomes.needs.forms.needs import FilledForm, NeedFilterForm, NeedForm
from outcomes.needs.models import Employer, NeedRecord
from outcomes.needs.need_list import need_links
from programs.agreements.forms import ScanForm


def _visible(request: HttpRequest):
    return NeedRecord.objects.visible_to(request.user).select_related("employer", "vocation", "recorded_by", "part_of")


def _need(request: HttpRequest, public_id) -> NeedRecord:
    return get_object_or_404(_visible(request), public_id=public_id)


@requires("outcomes.view_needs")
@require_GET
def need_list_page(request: HttpRequest) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    form = NeedFilterForm(request.GET, today=today)
    page = need_list.NEEDS.page(request, form.apply(_visible(request)), prepare=partial(with_age, today=today))
    return render(request, "outcomes/needs/need_list.html", {"form": form, "page": page})


@requires("outcomes.view_needs")
@require_GET
def need_export(request: HttpRequest, kind: str) -> HttpResponse:
    today = clock.today(request.user.time_zone)
    needs = NeedFilterForm(request.GET, today=today).apply(_visible(request)).prefetch_related("units")

    def tell(rows: list) -> None:
        for need in rows:
            need.told_on = today

    return need_list.NEEDS.file(request, needs, kind=kind, prepare=tell)


@requires("outcomes.view_needs")
@require_GET
def need_detail(request: HttpRequest, public_id) -> HttpResponse:
    need = _need(request, public_id)
    with_age([need], clock.today(request.user.time_zone))
    context = {
        "need": need,
        "facts": need_list.facts(need, list(need.parts.all())),
        "units": need.units.all(),
        "still_needed": need_recording.still_needed(need),
        "links": shown(chain.from_iterable(need_links.ask(need)), may=request.user.has_perm),
    }
    return render(request, "outcomes/needs/need_detail.html", context)


@requires("outcomes.change_needs")
@require_http_methods(["GET", "POST"])
def need_new(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = NeedForm(request.POST or None, user=user, initial={"recorded_on": clock.today(user.time_zone)})
    if form.carry_out(
        lambda data: need_recording.record_needs(
            by=user,
            jobs=[form.job()],
            employer=data["employer"],
            asked=form.asked(kind=data["kind"], source=data["source"], place=data["place"]),
        )
    ):
        messages.success(request, _("The need was recorded."))
        return redirect("outcomes:need_detail", form.result[0].public_id)
    return render(request, "outcomes/needs/need_new.html", {"form": form}, status=form.status)


@requires("outcomes.change_needs")
@require_http_methods(["GET", "POST"])
def need_form(request: HttpRequest) -> HttpResponse:
    """Keys a filled paper form in; `pemberi-kerja` names an employer that is known already."""
    user, employer = request.user, _asked_employer(request)
    initial = {"recorded_on": clock.today(user.time_zone), **(shown_facts(employer) if employer else {})}
    form = FilledForm(request.POST or None, user=user, employer=employer, initial=initial)
    if form.carry_out(
        lambda data: need_recording.record_form(
            by=user, facts=form.facts(), asked=form.all_asked(), jobs=form.jobs(), employer=employer
        )
    ):
        messages.success(request, _("The form is kept: employer, visit and needs."))
        return redirect("outcomes:employer_detail", form.result.public_id)
    return render(request, "outcomes/needs/need_form.html", {"form": form, "employer": employer}, status=form.status)


def _asked_employer(request: HttpRequest) -> Employer | None:
    asked = request.GET.get("pemberi-kerja", "")
    if not asked:
        return None
    rows = Employer.objects.visible_to(request.user).select_related("training_center")
    return get_object_or_404(rows, public_id=as_uuid(asked))


@requires("outcomes.view_needs")
@require_GET
def need_form_print(request: HttpRequest) -> HttpResponse:
    """The blank form, with the units that the training center teaches."""
    content = need_form_paper.blank_form(request.user.training_center)
    return pdf_answer(content, "formulir-kebutuhan-kerja.pdf")


@requires("outcomes.change_needs")
@require_http_methods(["GET", "POST"])
def need_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    need, form = _need(request, public_id), ReasonForm(request.POST or None)
    if form.carry_out(lambda data: need_recording.withdraw(need, by=request.user, reason=data["reason"])):
        messages.success(request, _("The record is withdrawn and counts no longer."))
        return redirect("outcomes:need_detail", need.public_id)
    return _form_page(request, form, need, title=_("Withdraw the record"))


@requires("outcomes.view_needs")
@require_GET
def need_scan(request: HttpRequest, public_id) -> HttpResponse:
    need = _need(request, public_id)
    answer = scan_answer(need.scan, name=_("need-%(number)s") % {"number": need.pk})
    access.log(access.Kind.EXPORT, need, by=request.user, what="scan of a need record")
    return answer


@requires("outcomes.change_needs")
@require_http_methods(["GET", "POST"])
def need_scan_add(request: HttpRequest, public_id) -> HttpResponse:
    need, form = _need(request, public_id), ScanForm(request.POST or None, request.FILES or None)
    if form.carry_out(lambda data: need_recording.attach_scan(need, by=request.user, content=data["scan"])):
        messages.success(request, _("The scan is kept with the record."))
        return redirect("outcomes:need_detail", need.public_id)
    return _form_page(request, form, need, title=_("Scan of the paper"))


def _form_page(request: HttpRequest, form, need: NeedRecord, *, title: str) -> HttpResponse:
    back = reverse("outcomes:need_detail", args=[need.public_id])
    crumbs = [{"url": reverse("outcomes:need_list"), "label": _("Needs for work")}, {"url": back, "label": need.job}]
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs, "button": _("Save")}
    return render(request, "programs/command_form.html", context, status=form.status)
