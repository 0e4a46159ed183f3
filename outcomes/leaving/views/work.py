"""Work inside: who works what and when, with the classes at the same hours."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from core.command_forms import CommandForm
from core.listing import asks_for_file
from inmates.people.models import Person
from outcomes.leaving import work_assignments
from outcomes.leaving.forms import WorkEndForm, WorkForm
from outcomes.leaving.models import WorkAssignment
from outcomes.leaving.work_list import WORK


def _visible(request: HttpRequest):
    return WorkAssignment.objects.visible_to(request.user).select_related("person")


@requires("outcomes.view_workassignment")
@require_GET
@confirmed_if_file
def work_list(request: HttpRequest) -> HttpResponse:
    today = work_assignments.today_for(request.user)

    def tell(works: list) -> None:
        found = work_assignments.clashes(works, today=today, zone=request.user.time_zone)
        for work in works:
            work.days, work.met = work_assignments.weekday_words(work), found[work.pk]

    if asks_for_file(request):
        return WORK.file(request, _visible(request).on(today), prepare=tell)
    page = WORK.page(request, _visible(request).on(today), prepare=tell)
    rows = [(work, work.days, work.met) for work in page]
    return render(request, "outcomes/leaving/work_list.html", {"page": page, "rows": rows})


def _form_page(request: HttpRequest, person: Person, form: CommandForm, **words) -> HttpResponse:
    back = reverse("outcomes:work_list")
    crumbs = [{"label": _("Work inside"), "url": back}]
    context = {"form": form, "crumbs": crumbs, "facts": [person.full_name], "back": back, **words}
    return render(request, "programs/command_form.html", context, status=form.status)


@requires("outcomes.change_workassignment")
@require_http_methods(["GET", "POST"])
def work_new(request: HttpRequest, public_id) -> HttpResponse:
    people = Person.objects.visible_to(request.user).select_related("facility")
    person, today = get_object_or_404(people, public_id=public_id), work_assignments.today_for(request.user)
    form = WorkForm(request.POST or None, initial={"from_date": today})
    if form.carry_out(lambda data: work_assignments.assign_work(person, by=request.user, terms=form.terms())):
        work = form.result
        met = work_assignments.clashes([work], today=today, zone=request.user.time_zone)[work.pk]
        messages.success(request, _("The work was recorded."))
        if met:
            names = ", ".join(batch.name for batch in met)
            messages.warning(request, _("Sessions of %(batches)s are at the same hours.") % {"batches": names})
        return redirect("outcomes:work_list")
    return _form_page(request, person, form, title=_("Record work inside"), button=_("Save"))


@requires("outcomes.change_workassignment")
@require_http_methods(["GET", "POST"])
def work_end(request: HttpRequest, public_id) -> HttpResponse:
    work = get_object_or_404(_visible(request), public_id=public_id)
    form = WorkEndForm(request.POST or None, initial={"on": work_assignments.today_for(request.user)})
    if form.carry_out(lambda data: work_assignments.end_work(work, by=request.user, on=data["on"])):
        messages.success(request, _("The last day of the work was recorded."))
        return redirect("outcomes:work_list")
    return _form_page(request, work.person, form, title=_("End the work"), button=_("Save"), note=work.kind)
