"""Requests for correction, erasure and objection: find the person, record, answer with a reason, print the letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from core import access, clock
from core.http import pdf_answer
from core.listing import asks_for_file
from reports.data_subjects.forms import PersonSearchForm
from reports.data_subjects.people_of_office import found_by, people_of
from reports.retention.retention_periods import office_of
from reports.rights import answer_paper, rights_requests
from reports.rights.forms import AnswerForm, RightsForm
from reports.rights.models import RightsRequest
from reports.rights.rights_list import REQUESTS

PERMISSION = "reports.answer_subject"
FORM = "programs/command_form.html"


def _request(request: HttpRequest, public_id) -> RightsRequest:
    """A request received by the user's own office, which answers it also after the person has left for another one."""
    rows = RightsRequest.objects.visible_to(request.user).select_related(
        "person", "recorded_by", "answered_by", "destruction"
    )
    return get_object_or_404(rows, public_id=public_id)


@requires(PERMISSION)
@require_GET
@confirmed_if_file
def rights_list(request: HttpRequest) -> HttpResponse:
    is_open = request.GET.get("state") == "open"
    form = PersonSearchForm(None if is_open else request.GET or None, by_number=bool(request.user.facility_id))
    people = None
    if words := form.words():
        people = found_by(request.user, words)
        access.log(access.Kind.VIEW, "inmates.person", by=request.user, what="search for a personal file")
    rows = RightsRequest.objects.visible_to(request.user).select_related("person")
    if asks_for_file(request):
        return REQUESTS.file(request, rows.open() if is_open else rows)
    page = REQUESTS.page(request, rows.open() if is_open else rows)
    context = {"form": form, "people": people, "page": page, "now": clock.now(), "is_open": is_open}
    return render(request, "reports/rights/rights_list.html", context)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def rights_new(request: HttpRequest, public_id) -> HttpResponse:
    person = get_object_or_404(people_of(request.user), public_id=public_id)
    now = clock.local(clock.now(), request.user.time_zone)
    initial = {"received_on": now.date(), "received_hour": now.time()}
    form = RightsForm(request.POST or None, office=office_of(request.user), initial=initial)
    if form.carry_out(
        lambda _data: rights_requests.receive(person, by=request.user, **form.said(request.user.time_zone))
    ):
        messages.success(request, _("The request is recorded. Answer it within 3 × 24 hours."))
        return redirect("reports:rights_detail", form.result.public_id)
    return _form(request, form, _("Record a request"), _("Record it"), reverse("reports:rights_list"), person.full_name)


def _form(request: HttpRequest, form, title: str, button: str, back: str, name: str) -> HttpResponse:
    crumbs = [{"url": reverse("reports:rights_list"), "label": _("Requests to correct or delete data")}]
    context = {"form": form, "title": title, "button": button, "back": back, "crumbs": crumbs, "facts": [name]}
    return render(request, FORM, context, status=form.status)


@requires(PERMISSION)
@require_GET
def rights_detail(request: HttpRequest, public_id) -> HttpResponse:
    found = _request(request, public_id)
    context = {"found": found, "now": clock.now()}
    if found.kind == RightsRequest.Kind.CORRECTION and not found.answered_at:
        context["task"] = rights_requests.task_of(found)
        context["corrected"] = rights_requests.changes_since(found, by=request.user).exists()
    return render(request, "reports/rights/rights_detail.html", context)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def rights_answer(request: HttpRequest, public_id) -> HttpResponse:
    found = _request(request, public_id)
    form = AnswerForm(
        request.POST or None,
        kind=found.kind,
        changes=rights_requests.changes_to_choose(found, by=request.user),
        destructions=rights_requests.destructions_since(found, by=request.user),
    )
    if form.carry_out(lambda data: rights_requests.answer(found, by=request.user, **data)):
        messages.success(request, _("The answer is recorded. Print the letter for the person."))
        return redirect("reports:rights_detail", found.public_id)
    back = reverse("reports:rights_detail", args=[found.public_id])
    return _form(request, form, found.get_kind_display(), _("Give the answer"), back, found.name)


@requires(PERMISSION)
@require_GET
def rights_print(request: HttpRequest, public_id) -> HttpResponse:
    rows = RightsRequest.objects.visible_to(request.user).exclude(answered_at=None)
    found = get_object_or_404(rows.select_related("person", "answered_by"), public_id=public_id)
    access.log(access.Kind.PRINT, found, by=request.user, what="answer to a request")
    return pdf_answer(answer_paper.paper_of(found, by=request.user), f"{_('answer')}-{found.answered_at:%Y-%m-%d}.pdf")
