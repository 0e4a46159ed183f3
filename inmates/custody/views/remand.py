"""Papers of people on remand, and their next hearing; for the facility alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access
from core.scan_answers import stored_answer
from inmates.custody import remand_papers
from inmates.custody.forms import HearingForm, PermissionForm, StatementForm
from inmates.custody.models.remand import RemandPaper
from inmates.custody.views.changing import change_page, person_of

BACK = "inmates:remand_list"


@requires("inmates.view_person")
@require_GET
def remand_list(request: HttpRequest, public_id) -> HttpResponse:
    person = person_of(request, public_id)
    access.log(access.Kind.VIEW, person, by=request.user, what="papers of remand")
    found = {row.kind: row for row in person.remand_papers.in_force().order_by("pk")}
    rows = [(kind, found.get(kind)) for kind in RemandPaper.Kind]
    return render(request, "inmates/custody/remand_list.html", {"person": person, "rows": rows})


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def statement_add(request: HttpRequest, public_id) -> HttpResponse:
    heading = _("Record the statement with stamp duty")
    command = remand_papers.record_statement
    return change_page(request, public_id, StatementForm, command, heading=heading, back=BACK)


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def permission_add(request: HttpRequest, public_id) -> HttpResponse:
    heading = _("Record the permission of the court")
    command = remand_papers.record_permission
    return change_page(request, public_id, PermissionForm, command, heading=heading, back=BACK)


@requires("inmates.change_person")
@require_http_methods(["GET", "POST"])
def hearing_change(request: HttpRequest, public_id) -> HttpResponse:
    heading, text = _("Record the next hearing"), _("Only the day is kept, nothing about the case.")
    command = remand_papers.record_hearing
    return change_page(request, public_id, HearingForm, command, heading=heading, text=text, back=BACK)


@requires("inmates.view_person")
@require_GET
def remand_scan(request: HttpRequest, public_id) -> HttpResponse:
    row = get_object_or_404(RemandPaper.objects.visible_to(request.user), public_id=public_id)
    answer = stored_answer(row.scan, name=f"{slugify(row.get_kind_display())}-{row.pk}")
    access.log(access.Kind.EXPORT, row.person, by=request.user, what="scan of a paper of remand")
    access.shown(row.person_id)
    return answer
