"""For the data protection officer: what looked like misuse, and what it turned out to be."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if, confirmed_if_file
from core.listing import asks_for_file
from reports.suspicions import settling
from reports.suspicions.forms import SettleForm
from reports.suspicions.models import Suspicion
from reports.suspicions.suspicion_list import SUSPICIONS


@requires(settling.MAY)
@require_GET
@confirmed_if_file
def suspicion_list(request: HttpRequest) -> HttpResponse:
    found, is_open = Suspicion.objects.visible_to(request.user), request.GET.get("state") == "open"
    tabs = [
        {"label": _("All"), "url": "?", "current": not is_open},
        {"label": _("Open"), "url": "?state=open", "current": is_open},
    ]
    if asks_for_file(request):
        return SUSPICIONS.file(request, found.open() if is_open else found)
    page = SUSPICIONS.page(request, found.open() if is_open else found)
    return render(request, "reports/suspicions/suspicion_list.html", {"page": page, "tabs": tabs})


@requires(settling.MAY)
@require_http_methods(["GET", "POST"])
@confirmed_if(lambda request: SettleForm(request.POST).is_valid())
def suspicion_settle(request: HttpRequest, public_id) -> HttpResponse:
    found = Suspicion.objects.visible_to(request.user).select_related("settled_by")
    suspicion = get_object_or_404(found, public_id=public_id)
    form = SettleForm(request.POST or None)
    if form.carry_out(lambda data: settling.settle(suspicion, by=request.user, **data)):
        messages.success(request, _("It is noted what you found."))
        return redirect("reports:suspicion_list")
    context = {"suspicion": suspicion, "form": form}
    return render(request, "reports/suspicions/suspicion_settle.html", context, status=form.status)
