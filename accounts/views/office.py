"""The administrator's page for the details of the user's own office: its name, and who signs its papers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import administering
from accounts.access import requires
from accounts.forms import FacilityForm, TrainingCenterForm
from core.seen_forms import hold_shown


@requires("accounts.change_user")
@require_http_methods(["GET", "POST"])
def office_edit(request: HttpRequest) -> HttpResponse:
    form_class = FacilityForm if request.user.facility_id else TrainingCenterForm
    own = request.user.office
    office = hold_shown(request, lambda: type(own).objects.get(pk=own.pk))
    form = form_class(request.POST or None, instance=office)
    if form.is_valid():
        administering.change_office(by=request.user, values=form.cleaned_data)
        messages.success(request, _("The office was changed."))
        return redirect("accounts:office_edit")
    return render(request, "accounts/office_edit.html", {"form": form}, status=422 if form.is_bound else 200)
