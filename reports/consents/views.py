"""Every agreement that an office asks for: its aim, its texts and how many stand; writing and confirming a text."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import requires
from accounts.confirming import confirmed
from core import clock
from core.http import or_404
from inmates.consents import consent_texts
from inmates.consents.consent_texts import PERMISSION
from inmates.consents.models import ConsentText
from reports.consents.forms import RejectTextForm, TextForm
from reports.consents.given_consents import Listed, listed
from reports.retention.retention_periods import office_of


def _kind(request: HttpRequest, code: str) -> Listed:
    found = listed(office_of(request.user))
    return or_404(next((one for one in found if one.kind == code), None))


def _row(request: HttpRequest, public_id) -> ConsentText:
    return get_object_or_404(ConsentText.objects.visible_to(request.user), public_id=public_id)


@requires(PERMISSION)
@require_GET
def consent_texts_page(request: HttpRequest) -> HttpResponse:
    only = request.GET.get("only", "")
    found = [one for one in listed(office_of(request.user)) if only != "proposed" or one.proposed]
    return render(request, "reports/consents/consent_texts.html", {"lines": found, "only": only})


@requires(PERMISSION)
@require_GET
def consent_kind(request: HttpRequest, code: str) -> HttpResponse:
    """One agreement with all its texts, and a decision on the one that waits."""
    found, office = _kind(request, code), office_of(request.user)
    waits = found.proposed.row if found.proposed else None
    context = {
        "found": found,
        "waits": waits,
        "blockers": consent_texts.decide_blockers(waits, office, by=request.user) if waits else [],
    }
    return render(request, "reports/consents/consent_kind.html", context)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def consent_text_new(request: HttpRequest, code: str) -> HttpResponse:
    found, office = _kind(request, code), office_of(request.user)
    tomorrow = clock.today(office.time_zone) + timedelta(days=1)
    form = TextForm(request.POST or None, initial={"text": found.holds.text, "valid_from": tomorrow})
    if form.carry_out(lambda data: consent_texts.write(office, code, by=request.user, **data)):
        messages.success(request, _("The text waits for a second person."))
        return redirect("reports:consent_kind", code)
    return _form(request, form, found, _("Write the next text"), _("Propose"))


def _form(request: HttpRequest, form, found: Listed, title: str, button: str) -> HttpResponse:
    back = reverse("reports:consent_kind", args=[found.kind])
    crumbs = [
        {"url": reverse("reports:consent_texts"), "label": _("Agreements of people")},
        {"url": back, "label": found.kind.label},
    ]
    context = {"form": form, "title": title, "button": button, "back": back, "crumbs": crumbs}
    return render(request, "programs/command_form.html", context, status=form.status)


@requires(PERMISSION)
@require_POST
@confirmed
def consent_text_confirm(request: HttpRequest, public_id) -> HttpResponse:
    row = consent_texts.confirm(_row(request, public_id), office_of(request.user), by=request.user)
    messages.success(request, _("The text is read from its day on."))
    return redirect("reports:consent_kind", row.kind)


@requires(PERMISSION)
@require_http_methods(["GET", "POST"])
def consent_text_reject(request: HttpRequest, public_id) -> HttpResponse:
    row, office, form = _row(request, public_id), office_of(request.user), RejectTextForm(request.POST or None)
    if form.carry_out(lambda data: consent_texts.reject(row, office, by=request.user, **data)):
        messages.success(request, _("The text is not taken."))
        return redirect("reports:consent_kind", row.kind)
    return _form(request, form, _kind(request, row.kind), _("Reject the text"), _("Reject"))
