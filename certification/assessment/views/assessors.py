"""Registrations of the center's assessors."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.models import User
from accounts.roles import Role
from certification.assessment import assessor_registrations
from certification.assessment.forms.results import RegistrationForm
from certification.assessment.models.assessors import AssessorRegistration
from core import clock
from core.command_forms import ReasonForm
from core.paging import keyset_page


def _assessors(user: User):
    return User.objects.with_role(Role.ASSESSOR).filter(is_active=True, training_center=user.training_center_id)


@requires("certification.view_assessor")
@require_GET
def assessor_list(request: HttpRequest) -> HttpResponse:
    page = keyset_page(request, _assessors(request.user), keys=("full_name", "pk"))
    today = clock.today(request.user.time_zone)
    context = {"page": page, "standings": assessor_registrations.standings(page.rows, today), "today": today}
    return render(request, "certification/assessment/assessor_list.html", context)


@requires("certification.change_assessor")
@require_http_methods(["GET", "POST"])
def assessor_register(request: HttpRequest, public_id) -> HttpResponse:
    assessor = get_object_or_404(_assessors(request.user), public_id=public_id)
    form = RegistrationForm(request.POST or None)
    if form.carry_out(lambda data: assessor_registrations.register(assessor, by=request.user, **data)):
        messages.success(request, _("The registration is recorded."))
        return redirect("certification:assessor_list")
    context = {"assessor": assessor, "form": form}
    return render(request, "certification/assessment/assessor_register.html", context, status=form.status)


@requires("certification.change_assessor")
@require_http_methods(["GET", "POST"])
def registration_withdraw(request: HttpRequest, public_id) -> HttpResponse:
    rows = AssessorRegistration.objects.visible_to(request.user).select_related("assessor__training_center")
    row, form = get_object_or_404(rows, public_id=public_id), ReasonForm(request.POST or None)
    if form.carry_out(lambda data: assessor_registrations.withdraw(row, by=request.user, **data)):
        messages.success(request, _("Withdrawn. It stays readable with the reason."))
        return redirect("certification:assessor_list")
    return render(
        request, "certification/assessment/registration_withdraw.html", {"row": row, "form": form}, status=form.status
    )
