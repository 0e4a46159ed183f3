"""The register of blanks: lots and sheets."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from certification.outside_tests import blank_register
from certification.outside_tests.forms import BlankFilter, BlankForm, BlanksForm
from certification.outside_tests.models.blanks import BlankLot, BlankSerial
from certification.outside_tests.outside_lists import BLANKS
from core import clock
from core.listing import asks_for_file


@requires("certification.view_blanks")
@require_GET
@confirmed_if_file
def blank_list(request: HttpRequest) -> HttpResponse:
    form = BlankFilter(request.GET)
    blanks = form.apply(BlankSerial.objects.visible_to(request.user))
    blanks = blanks.select_related("lot", "candidate__enrollment__person")
    if asks_for_file(request):
        return BLANKS.file(request, blanks)
    page = BLANKS.page(request, blanks)
    lots = BlankLot.objects.filter(training_center=request.user.training_center)
    context = {"page": page, "form": form, "lots": blank_register.stand(lots)}
    return render(request, "certification/outside_tests/blank_list.html", context)


@requires("certification.change_blanks")
@require_http_methods(["GET", "POST"])
def blank_receive(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = BlanksForm(request.POST or None, initial={"received_on": clock.today(user.time_zone)})
    if form.carry_out(lambda data: blank_register.receive(user.training_center, by=user, **data)):
        messages.success(request, _("The blank certificates were added to the register."))
        return redirect("certification:blank_list")
    return render(request, "certification/outside_tests/blank_receive.html", {"form": form}, status=form.status)


@requires("certification.change_blanks")
@require_http_methods(["GET", "POST"])
def blank_settle(request: HttpRequest, public_id) -> HttpResponse:
    found = BlankSerial.objects.visible_to(request.user).select_related("lot", "training_center")
    blank, form = get_object_or_404(found, public_id=public_id), BlankForm(request.POST or None)
    if form.carry_out(lambda data: blank_register.settle(blank, by=request.user, **data)):
        messages.success(request, _("Recorded. The serial stays in the register."))
        return redirect("certification:blank_list")
    context = {"blank": blank, "form": form, "blockers": blank_register.settle_blockers(blank, by=request.user)}
    return render(request, "certification/outside_tests/blank_settle.html", context, status=form.status)
