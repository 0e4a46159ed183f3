"""One person's view of selection: applications with their outcomes and reasons, and the form for several programs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from core import access, clock
from programs.batches.models import Batch
from programs.interviews.views import person_page, visible_person
from programs.selection import application_decisions, chosen_blocks, person_selection
from programs.selection.forms import SeveralForm


@requires("programs.view_interview")
@require_GET
def person_selection_detail(request: HttpRequest, public_id) -> HttpResponse:
    """Interview, plan and applications and, for each batch that selects, whether the person may enter and why not."""
    person = visible_person(request, public_id)
    today = clock.today(request.user.time_zone)
    context = {"person": person, "today": today, **person_selection.page_of(person, request.user, on=today)}
    access.log(access.Kind.VIEW, person, by=request.user, what="needs and selection")
    return render(request, "programs/selection/person_selection.html", context)


@requires("programs.add_application")
@require_http_methods(["GET", "POST"])
def application_form(request: HttpRequest, public_id) -> HttpResponse:
    """One paper form for up to five programs, accepted as a whole or not at all."""
    person = visible_person(request, public_id)
    batches = chosen_blocks.batches_open(Batch.objects.visible_to(request.user))
    choices = chosen_blocks.choices_of(batches, person)
    form = SeveralForm(request.POST or None, request.FILES or None, batches=batches, choices=choices)
    if request.method == "POST" and form.carry_out(
        lambda data: application_decisions.apply_for(
            by=request.user, person=person, wishes=form.wishes(), **form.said()
        )
    ):
        messages.success(request, _("%(name)s has applied.") % {"name": person.full_name})
        return redirect("programs:person_selection", person.public_id)
    note = _("Key in one signed form. If one of its programs cannot be taken, none is, and every reason is said.")
    return person_page(request, person, form, title=_("Application form"), button=_("Save the applications"), note=note)
