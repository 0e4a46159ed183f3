"""Files of rows without names: asked for, decided by both heads, taken by the office whose people they hold."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed
from core import access
from core.command_forms import ReasonForm
from outcomes.effect import cohort_files
from outcomes.effect.forms import AskFileForm
from outcomes.effect.models import CohortFile

MOST_SHOWN = 50


def _file(request: HttpRequest, public_id) -> CohortFile:
    return get_object_or_404(CohortFile.objects.visible_to(request.user), public_id=public_id)


@requires("outcomes.view_cohort_file")
@require_GET
def cohort_file_list(request: HttpRequest) -> HttpResponse:
    related = ("facility", "training_center", "asked_by", "refused_by", "facility_head", "center_head")
    found = CohortFile.objects.visible_to(request.user).select_related(*related).defer("content")[:MOST_SHOWN]
    rows = [
        {
            "file": one,
            "is_own": one.belongs_to(request.user),
            "may_decide": not cohort_files.decide_blockers(one, by=request.user),
        }
        for one in found
    ]
    return render(request, "outcomes/effect/cohort_file_list.html", {"rows": rows})


@requires("outcomes.ask_cohort_file")
@require_http_methods(["GET", "POST"])
def cohort_file_ask(request: HttpRequest) -> HttpResponse:
    form = AskFileForm(request.POST or None, user=request.user)
    if form.carry_out(lambda data: cohort_files.ask(by=request.user, **data)):
        messages.success(request, _("The file was asked for. The heads of both offices decide."))
        return redirect("outcomes:cohort_file_list")
    return render(request, "outcomes/effect/cohort_file_ask.html", {"form": form}, status=form.status)


@requires("outcomes.decide_cohort_file")
@require_POST
@confirmed
def cohort_file_approve(request: HttpRequest, public_id) -> HttpResponse:
    approved = cohort_files.approve(_file(request, public_id), by=request.user)
    made = _("The file was made. It can be taken now.")
    messages.success(request, made if approved.made_at else _("Approved. The other office decides now."))
    return redirect("outcomes:cohort_file_list")


@requires("outcomes.decide_cohort_file")
@require_http_methods(["GET", "POST"])
def cohort_file_refuse(request: HttpRequest, public_id) -> HttpResponse:
    asked = _file(request, public_id)
    form = ReasonForm(request.POST or None)
    if form.carry_out(lambda data: cohort_files.refuse(asked, by=request.user, **data)):
        messages.success(request, _("The file was refused."))
        return redirect("outcomes:cohort_file_list")
    return render(request, "outcomes/effect/cohort_file_refuse.html", {"form": form, "file": asked}, status=form.status)


@requires("outcomes.view_cohort_file")
@require_GET
def cohort_file_zip(request: HttpRequest, public_id) -> HttpResponse:
    found = _file(request, public_id)
    if not found.made_at or not found.belongs_to(request.user):
        raise Http404
    access.log(access.Kind.EXPORT, found, by=request.user, what="cohort file")
    headers = {"Content-Disposition": f'attachment; filename="baris-{found.year}.zip"'}
    return HttpResponse(bytes(found.content or b""), content_type="application/zip", headers=headers)
