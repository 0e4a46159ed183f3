"""People's requests for their own data: find the person, record the request, download the file as PDF and JSON."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed_file, confirmed_if_file
from core import access, clock
from core.listing import asks_for_file
from reports.data_subjects.forms import PersonSearchForm
from reports.data_subjects.people_of_office import found_by, people_of
from reports.subject_file import data_requests
from reports.subject_file.collected import SubjectFile, collect
from reports.subject_file.forms import SubjectRequestForm
from reports.subject_file.models import SubjectRequest
from reports.subject_file.paper import as_pdf
from reports.subject_file.portable import as_json
from reports.subject_file.request_list import REQUESTS


def _request(request: HttpRequest, public_id) -> SubjectRequest:
    """A request received by the user's own office, as long as the office still answers for the person."""
    found = SubjectRequest.objects.visible_to(request.user).filter(person__in=people_of(request.user).values("pk"))
    return get_object_or_404(found.select_related("person", "recorded_by", "answered_by"), public_id=public_id)


@requires("reports.answer_subject")
@require_GET
@confirmed_if_file
def subject_list(request: HttpRequest) -> HttpResponse:
    is_open = request.GET.get("state") == "open"
    form = PersonSearchForm(None if is_open else request.GET or None, by_number=bool(request.user.facility_id))
    people = None
    if words := form.words():
        people = found_by(request.user, words)
        # Logged even if nobody was found: learning that somebody is not here is information too.
        access.log(access.Kind.VIEW, "inmates.person", by=request.user, what="search for a personal file")
    requests = SubjectRequest.objects.visible_to(request.user).select_related("person")
    if asks_for_file(request):
        return REQUESTS.file(request, requests.open() if is_open else requests)
    page = REQUESTS.page(request, requests.open() if is_open else requests)
    context = {"form": form, "people": people, "page": page, "now": clock.now(), "is_open": is_open}
    return render(request, "reports/subject_file/subject_list.html", context)


@requires("reports.answer_subject")
@require_http_methods(["GET", "POST"])
def subject_request_new(request: HttpRequest, public_id) -> HttpResponse:
    people = people_of(request.user).select_related("facility")
    person = get_object_or_404(people, public_id=public_id)
    form = SubjectRequestForm(request.POST or None, initial=_now(request))
    if request.method == "POST" and form.carry_out(
        lambda data: data_requests.receive(person, by=request.user, **form.said(request.user.time_zone))
    ):
        messages.success(request, _("The request is recorded. Fetch the file below."))
        return redirect("reports:subject_request", form.result.public_id)
    return render(
        request, "reports/subject_file/subject_request_new.html", {"form": form, "person": person}, status=form.status
    )


def _now(request: HttpRequest) -> dict:
    now = clock.local(clock.now(), request.user.time_zone)
    return {"received_on": now.date(), "received_hour": now.time()}


@requires("reports.answer_subject")
@require_GET
def subject_request_detail(request: HttpRequest, public_id) -> HttpResponse:
    found = _request(request, public_id)
    return render(request, "reports/subject_file/subject_request.html", {"found": found, "now": clock.now()})


@requires("reports.answer_subject")
@require_POST
def subject_request_answer(request: HttpRequest, public_id) -> HttpResponse:
    found = data_requests.answer(_request(request, public_id), by=request.user)
    messages.success(request, _("It is recorded that the person has the file."))
    return redirect("reports:subject_request", found.public_id)


@requires("reports.answer_subject")
@require_GET
@confirmed_file
def subject_file_pdf(request: HttpRequest, public_id) -> HttpResponse:
    file = _file(request, public_id)
    answer = HttpResponse(as_pdf(file), content_type="application/pdf")
    return _noted(request, file, answer, "pdf")


@requires("reports.answer_subject")
@require_GET
@confirmed_file
def subject_file_json(request: HttpRequest, public_id) -> HttpResponse:
    file = _file(request, public_id)
    answer = HttpResponse(as_json(file), content_type="application/json; charset=utf-8")
    return _noted(request, file, answer, "json")


def _file(request: HttpRequest, public_id) -> SubjectFile:
    return collect(_request(request, public_id), by=request.user)


def _noted(request: HttpRequest, file: SubjectFile, answer: HttpResponse, kind: str) -> HttpResponse:
    """The file as a download, without the person's name in the file name; logs the export."""
    made = clock.local(file.made_at, request.user.time_zone)
    name = _("personal-data")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{made:%Y-%m-%d}.{kind}"'
    what, number = f"personal data file as {kind}", file.request.number
    access.log(access.Kind.EXPORT, file.person, by=request.user, what=what, reason=number)
    return answer
