"""The minimum wage of the province, which gives the bands of income their amounts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from core import clock
from core.text import rupiah
from outcomes.followup import income_bands
from outcomes.followup.forms.wages import WageForm


@requires("outcomes.follow_up")
@require_http_methods(["GET", "POST"])
def minimum_wages(request: HttpRequest) -> HttpResponse:
    user, today = request.user, clock.today(request.user.time_zone)
    form = WageForm(request.POST or None, initial={"valid_from": today})
    if form.carry_out(lambda data: income_bands.set_wage(by=user, **data)):
        messages.success(request, _("The wage is kept. The bands have these amounts from its day on."))
        return redirect("outcomes:minimum_wages")
    center = user.training_center
    context = {
        "form": form,
        "bands": income_bands.choices_on(center, today),
        "wages": [{"row": row, "amount": rupiah(row.amount)} for row in income_bands.set_by_center(center)],
    }
    return render(request, "outcomes/followup/minimum_wages.html", context, status=form.status)
