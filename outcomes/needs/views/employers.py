"""Employers: list, export, one employer with contacts and needs, changes."""

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_file
from core import clock
from core.page_links import shown
from core.seen_forms import hold_shown
from outcomes.needs import employer_book
from outcomes.needs.employer_list import EMPLOYERS
from outcomes.needs.employer_page import employer_links, page_of
from outcomes.needs.forms.employers import ContactForm, EmployerFilterForm, EmployerForm, shown_facts
from outcomes.needs.models import Employer


def _visible(request: HttpRequest):
    today = clock.today(request.user.time_zone)
    counts = Q(needs__withdrawn_on=None, needs__valid_until__gte=today)
    return Employer.objects.visible_to(request.user).annotate(
        young=Count("needs", filter=counts, distinct=True), last_contact=Max("contacts__held_on")
    )


@requires("outcomes.view_needs")
@require_GET
def employer_list(request: HttpRequest) -> HttpResponse:
    form = EmployerFilterForm(request.GET)
    page = EMPLOYERS.page(request, form.apply(_visible(request)))
    return render(request, "outcomes/needs/employer_list.html", {"form": form, "page": page})


@requires("outcomes.view_needs")
@require_GET
@confirmed_file
def employer_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered list, without contact persons and numbers: a file leaves the house."""
    return EMPLOYERS.file(request, EmployerFilterForm(request.GET).apply(_visible(request)), kind=kind)


def _employer(request: HttpRequest, public_id) -> Employer:
    rows = Employer.objects.visible_to(request.user).select_related("training_center")
    return get_object_or_404(rows, public_id=public_id)


@requires("outcomes.view_needs")
@require_GET
def employer_detail(request: HttpRequest, public_id) -> HttpResponse:
    employer = _employer(request, public_id)
    links = shown(employer_links.ask(employer), may=request.user.has_perm)
    context = {"employer": employer, "links": links, **page_of(employer, clock.today(request.user.time_zone))}
    return render(request, "outcomes/needs/employer_detail.html", context)


@requires("outcomes.change_needs")
@require_http_methods(["GET", "POST"])
def employer_new(request: HttpRequest) -> HttpResponse:
    form = EmployerForm(request.POST or None)
    if form.carry_out(lambda data: employer_book.add_employer(by=request.user, facts=form.facts())):
        messages.success(request, _("The employer was recorded."))
        return redirect("outcomes:employer_detail", form.result.public_id)
    return _form_page(request, form, title=_("Record an employer"))


@requires("outcomes.change_needs")
@require_http_methods(["GET", "POST"])
def employer_edit(request: HttpRequest, public_id) -> HttpResponse:
    employer = hold_shown(request, lambda: _employer(request, public_id))
    form = EmployerForm(request.POST or None, initial=shown_facts(employer))
    if form.carry_out(lambda data: employer_book.change_employer(employer, by=request.user, facts=form.facts())):
        messages.success(request, _("The employer was changed."))
        return redirect("outcomes:employer_detail", employer.public_id)
    return _form_page(request, form, title=_("Change the employer"), employer=employer)


@requires("outcomes.change_needs")
@require_http_methods(["GET", "POST"])
def employer_contact(request: HttpRequest, public_id) -> HttpResponse:
    employer = _employer(request, public_id)
    form = ContactForm(request.POST or None, initial={"held_on": clock.today(request.user.time_zone)})
    if form.carry_out(lambda data: employer_book.record_contact(employer, by=request.user, **data)):
        messages.success(request, _("The contact was recorded."))
        return redirect("outcomes:employer_detail", employer.public_id)
    return _form_page(request, form, title=_("Record a contact"), employer=employer)


def _form_page(request: HttpRequest, form, *, title: str, employer: Employer | None = None) -> HttpResponse:
    crumbs = [{"url": reverse("outcomes:employer_list"), "label": _("Employers")}]
    back = crumbs[0]["url"]
    if employer:
        back = reverse("outcomes:employer_detail", args=[employer.public_id])
        crumbs.append({"url": back, "label": employer.name})
    context = {"form": form, "title": title, "back": back, "crumbs": crumbs, "button": _("Save")}
    return render(request, "programs/command_form.html", context, status=form.status)
