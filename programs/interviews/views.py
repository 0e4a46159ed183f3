"""Interviews and training plans of one person, and the list of overdue interviews."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import requires
from accounts.confirming import confirmed_if_file
from core import access, clock
from core.command_forms import CommandForm
from core.counting import counts_of
from core.http import pdf_answer
from core.listing import asks_for_file
from inmates.people.models import Person
from programs.interviews import interview_paper, interview_records
from programs.interviews.forms import GoalCloseForm, GoalForm, InterviewForm
from programs.interviews.models import TrainingGoal
from programs.interviews.overdue_list import OVERDUE

MOST_GOALS = 30


def visible_person(request: HttpRequest, public_id) -> Person:
    people = Person.objects.visible_to(request.user).select_related("facility")
    return get_object_or_404(people, public_id=public_id)


def person_page(request: HttpRequest, person: Person, form: CommandForm, **words) -> HttpResponse:
    back = reverse("programs:person_selection", args=[person.public_id])
    crumb = {"label": person.full_name, "url": back}
    context = {"form": form, "crumbs": [crumb], "facts": [person.full_name], "back": back, **words}
    return render(request, "programs/command_form.html", context, status=form.status)


@requires("programs.change_interview")
@require_http_methods(["GET", "POST"])
def interview_new(request: HttpRequest, public_id) -> HttpResponse:
    person = visible_person(request, public_id)
    initial = {
        "held_on": clock.today(request.user.time_zone),
        "education": person.education,
        "adjustments": person.adjustments,
    }
    form = InterviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.carry_out(
        lambda data: interview_records.record_interview(
            person, by=request.user, held_on=data["held_on"], entry=data["entry"], said=form.said()
        )
    ):
        messages.success(request, _("The interview is kept."))
        return redirect("programs:person_selection", person.public_id)
    return person_page(request, person, form, title=_("Intake interview"), button=_("Save the interview"))


@requires("programs.view_interview")
@require_GET
def interview_print(request: HttpRequest, public_id) -> HttpResponse:
    person = visible_person(request, public_id)
    access.log(access.Kind.PRINT, person, by=request.user, what="form of the intake interview")
    return pdf_answer(interview_paper.sheet(person), "wawancara-awal.pdf")


@requires("programs.change_interview")
@require_http_methods(["GET", "POST"])
def goal_new(request: HttpRequest, public_id) -> HttpResponse:
    person = visible_person(request, public_id)
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.carry_out(
        lambda data: interview_records.set_goal(person, by=request.user, **data)
    ):
        messages.success(request, _("The goal was added to the training plan."))
        return redirect("programs:person_selection", person.public_id)
    return person_page(request, person, form, title=_("Add a goal"), button=_("Save the goal"))


@requires("programs.change_interview")
@require_http_methods(["GET", "POST"])
def goal_close(request: HttpRequest, public_id) -> HttpResponse:
    goals = TrainingGoal.objects.visible_to(request.user).select_related("person__facility")
    goal = get_object_or_404(goals, public_id=public_id)
    form = GoalCloseForm(request.POST or None)
    if request.method == "POST" and form.carry_out(
        lambda data: interview_records.close_goal(goal, by=request.user, **data)
    ):
        messages.success(request, _("The goal is closed."))
        return redirect("programs:person_selection", goal.person.public_id)
    return person_page(request, goal.person, form, title=_("Close a goal"), button=_("Close the goal"), note=goal.text)


@requires("programs.view_interview")
@require_GET
@confirmed_if_file
def interview_list(request: HttpRequest) -> HttpResponse:
    """People who arrived more than two weeks ago and have not been interviewed."""
    today = clock.today(request.user.time_zone)
    late = interview_records.overdue(Person.objects.visible_to(request.user), on=today)
    goals = interview_records.goals_due(TrainingGoal.objects.visible_to(request.user), on=today)
    if asks_for_file(request):
        return OVERDUE.file(request, late)
    counts = counts_of(people=late, goals=goals)
    shown = goals.select_related("person")[:MOST_GOALS]
    page = OVERDUE.page(request, late, total=counts["people"])
    context = {"page": page, "goals": shown, "count": counts["people"], "goals_in_all": counts["goals"]}
    return render(request, "programs/interviews/interview_list.html", context)
